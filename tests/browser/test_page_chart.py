"""The chart in Chromium: what is drawn is what was planned, and can be told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.report.page import Language
from tests import facts
from tests.report.page.subjects import full_subject, planned, subject, unserved

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Unserved
    from tests.browser.chromium import Reader


@pytest.mark.parametrize("language", Language)
def test_every_booking_is_a_bar_and_a_row(reader: Reader, language: Language) -> None:
    made = full_subject()
    opened = reader.open(made, language)
    opened.page.check("#machines")
    opened.show_all()
    assert opened.page.get_attribute("#chart", "data-painter") == "svg"
    assert opened.count("#body g.bar") == len(made.bookings) == 7
    assert opened.count("#bookings tbody tr") == 7
    assert opened.page.get_attribute("html", "lang") == language


def test_at_first_machines_that_the_plan_does_not_touch_are_left_out(reader: Reader) -> None:
    opened = reader.open(full_subject())
    assert opened.count("#body g.bar") == opened.count("#bookings tbody tr") == 6
    assert opened.page.inner_text("#count") == "예약 6건, 장비 4대 (전체 7건)"
    opened.page.check("#machines")
    assert opened.page.inner_text("#count") == "예약 7건, 장비 6대"


def test_the_colours_follow_the_choice_and_the_legend_with_them(reader: Reader) -> None:
    opened = reader.open(full_subject(), Language.ENGLISH)
    late = "#body g.bar:has(rect[fill='#c04f00'])"
    assert opened.count(late) == 0
    opened.choose("colour", "lateness")
    assert opened.count(late) == 3
    assert "stage of a late request" in opened.page.inner_text("#legend")
    opened.choose("colour", "change")
    assert opened.count("#body g.bar:has(rect[fill='#007a5a'])") == 4
    words = opened.page.inner_text("#legend")
    assert "new" in words
    assert "other machine" not in words  # nothing has this colour


def test_late_bars_are_marked_without_colour(reader: Reader) -> None:
    """A narrow bar has no room for a sign, so it has a dark edge."""
    opened = reader.open(full_subject(), Language.ENGLISH)
    opened.choose("colour", "lateness")
    marked = "#body g.bar:has(rect[fill='#c04f00']):has(rect[height='2.5'])"
    assert opened.count(marked) == 3
    in_time = "#body g.bar:has(rect[fill='#56b4e9']):has(rect[height='2.5'])"
    assert opened.count(in_time) == 0


def test_letters_stand_out_from_their_bars(reader: Reader) -> None:
    """4.5 to 1 is what WCAG 2.2 asks for small letters."""
    contrasts = """Object.entries(LOOKS).map(([name, look]) => {
      const light = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, channel) => sum + c * [0.2126, 0.7152, 0.0722][channel], 0.05);
      const both = [light(look.fill), light(STYLES[look.light ? 'lightText' : 'darkText'].fill)];
      return [name, Math.max(...both) / Math.min(...both)];
    })"""
    weak = {name: ratio for name, ratio in reader.open(full_subject()).run(contrasts) if ratio < 4.5}
    assert weak == {}


def test_fixed_bookings_are_outlined_and_setups_hatched(reader: Reader) -> None:
    opened = reader.open(full_subject())
    assert opened.count("#body g.bar > rect[stroke]:first-child") == 2
    opened.run("setView(3 * DAY, 5 * DAY)")
    assert opened.count(f"{opened.bar('battery/form')} path[stroke]") == 2  # setup and teardown


def test_a_booking_on_several_units_is_one_bar_over_their_lanes(reader: Reader) -> None:
    wide = planned("r/a", "2026-11-26 09:00", "2026-11-26 18:00", unit_numbers=[1, 2, 4])
    opened = reader.open(subject(wide, facts=facts.snapshot(facts.request("r"))))
    rects = "#body g.bar > rect"
    assert opened.count("#body g.bar") == 1
    heights = opened.run(f"[...document.querySelectorAll(\"{rects}\")].map((r) => r.getAttribute('height'))")
    assert heights == ["32", "15"]  # lanes 1 and 2 together, lane 4 alone


@pytest.mark.parametrize("left", [(), (unserved(),)], ids=["nothing", "only unserved"])
def test_a_plan_without_bookings(reader: Reader, left: tuple[Unserved, ...]) -> None:
    opened = reader.open(
        subject(left=left, facts=facts.snapshot(facts.battery_request("second"))), Language.ENGLISH
    )
    assert opened.count("#body g.bar") == opened.count("#bookings tbody tr") == 0
    assert opened.count("#body text.t-label") == 6  # every machine, as the plan touches none
    assert ("Other requests have its machines" in opened.page.inner_text("#unserved")) == bool(left)
    opened.page.fill("#search", "nothing")
    assert opened.page.is_visible("#empty")
    opened.page.focus("#chart")
    opened.press("ArrowDown", "Enter")
