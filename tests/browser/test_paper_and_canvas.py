"""More bars than SVG bears are painted on a canvas; paper always gets SVG, without the controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.report_page import crowded
from iplatform_sched.report.page import Language
from tests.browser.chromium import overlapping
from tests.report.page.subjects import full_subject

if TYPE_CHECKING:
    from iplatform_sched.report.page import Subject
    from tests.browser.chromium import Opened, Reader

MANY, MOST_SVG = 5_004, 5_000


@pytest.fixture(scope="module")
def many() -> Subject:
    """Return a plan with a few bars more than SVG bears."""
    return crowded(MANY)


def place_of(opened: Opened, number: int) -> tuple[float, float]:
    """Return the middle of a bar that is in sight, in the window."""
    x, y = opened.run(
        """(number) => {
          const bar = BARS[number], row = layout.rows.find((each) => each.machine === bar.machine);
          const box = body.getBoundingClientRect();
          const lane = row.lanes.get(bar.units[0]);
          const y = row.top + PAD + (lane + 0.5) * LANE;
          return [box.left + scale.x((bar.start + bar.end) / 2), box.top + y];
        }""",
        number,
    )
    return x, y


def test_many_bars_are_painted_on_a_canvas(reader: Reader, many: Subject) -> None:
    opened = reader.open(many)
    assert opened.page.get_attribute("#chart", "data-painter") == "canvas"
    assert opened.count("#body canvas") == 1
    assert opened.count("#body g.bar") == 0
    assert opened.page.inner_text("#count").startswith(f"예약 {MANY:,}건")
    assert opened.run("layout.rows.flatMap((row) => row.bars).length") == MANY
    first = opened.run("layout.rows[0].bars[0].number")
    opened.page.locator("#chart").scroll_into_view_if_needed()
    opened.page.mouse.click(*place_of(opened, first))
    assert opened.run("state.selected.number") == first
    assert opened.run("DATA.bars.id[state.selected.number]") in opened.page.inner_text("#detail")


def test_the_canvas_shows_the_bars_where_they_are(reader: Reader, many: Subject) -> None:
    opened = reader.open(many)
    colour = """(number) => {
      const bar = BARS[number], row = layout.rows.find((each) => each.machine === bar.machine);
      const x = scale.x(bar.start + bar.lead + 60);
      const y = row.top - chart.scrollTop + PAD + (row.lanes.get(bar.units[0]) + 1) * LANE - 3;
      const copy = document.createElement('canvas');
      copy.width = copy.height = 1;
      const context = copy.getContext('2d', { willReadFrequently: true });
      context.drawImage(canvas, x * devicePixelRatio, y * devicePixelRatio, 1, 1, 0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data];
    }"""
    opened.run("setView(3 * DAY, 9 * DAY)")
    first = opened.run("layout.rows[0].bars[0].number")
    assert opened.run(colour, first) == [0x56, 0xB4, 0xE9, 255]
    opened.run("chart.scrollTop = layout.height / 2; drawCanvas()")
    later = opened.run("layout.rows.find((row) => row.top > chart.scrollTop + 10).bars[0].number")
    assert opened.run(colour, later) == [0x56, 0xB4, 0xE9, 255]


def test_the_keyboard_works_on_a_canvas_too(reader: Reader, many: Subject) -> None:
    opened = reader.open(many)
    opened.page.focus("#chart")
    opened.press(*["ArrowDown"] * 60)
    assert opened.run("layout.rows.findIndex((row) => row.machine === state.selected.machine)") == 59
    assert opened.run("chart.scrollTop") > 0


def test_a_filter_brings_svg_back_and_the_table_turns_pages(reader: Reader, many: Subject) -> None:
    opened = reader.open(many, Language.ENGLISH)
    assert opened.page.inner_text("#page") == f"1–100 of {MANY:,}"
    opened.page.click("#next")
    assert opened.page.inner_text("#page") == f"101–200 of {MANY:,}"
    opened.page.click("#previous")
    opened.choose("centre", "centre-000")
    bars = opened.run("found.bars.length")
    opened.show_all()
    assert 0 < bars <= MOST_SVG
    assert opened.count("#body g.bar") == bars
    assert opened.count("#body canvas") == 0
    opened.choose("centre", "")
    assert opened.count("#body canvas") == 1


def test_paper_gets_svg_whole_and_without_controls(reader: Reader, many: Subject) -> None:
    opened = reader.open(many, Language.ENGLISH)
    opened.show_all()
    opened.page.emulate_media(media="print")
    opened.page.wait_for_selector("#chart[data-painter=svg]")
    assert opened.count("#body g.bar") == MANY
    assert opened.count("#bookings tbody tr") == 500
    assert opened.page.is_visible("#cut")
    assert not opened.page.is_visible("#search")
    assert not opened.page.is_visible("nav")
    opened.page.emulate_media(media="screen")
    opened.page.wait_for_selector("#chart[data-painter=canvas]")


@pytest.mark.parametrize("language", Language)
def test_a_printed_page(reader: Reader, language: Language) -> None:
    opened = reader.open(full_subject(), language)
    paper = opened.page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    opened.page.wait_for_selector("#chart[data-painter=svg]")
    opened.page.emulate_media(media="print")
    assert overlapping(opened) == []
    assert opened.run(
        "document.querySelector('#chart').scrollHeight <= document.querySelector('#chart').clientHeight"
    )
