"""The page's controls in Chromium: filters, search, table and map do what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.report.page import Language
from tests import facts
from tests.report.page.subjects import battery_plan, full_subject, subject

if TYPE_CHECKING:
    from tests.browser.chromium import Reader


def test_filters_hide_what_does_not_match(reader: Reader) -> None:
    opened = reader.open(full_subject(), Language.ENGLISH)
    opened.page.check("#machines")
    opened.choose("centre", "lab")
    assert opened.count("#body g.bar") == opened.count("#bookings tbody tr") == 2
    opened.choose("company", "acme")
    assert opened.count("#body g.bar") == 1
    opened.page.click(".controls .reset")
    assert opened.count("#body g.bar") == 7
    opened.choose("request", "battery")
    assert opened.count("#body g.bar") == 4
    opened.choose("sector", "BI")
    assert opened.count("#body g.bar") == 0
    assert opened.page.is_visible("#empty")
    opened.page.click("#empty .reset")
    assert opened.count("#body g.bar") == 7


def test_search_finds_words_of_both_languages_and_ids(reader: Reader) -> None:
    network = facts.network()
    machines = [
        each.model_copy(update={"name_ko": "충방전기", "name_en": "Charger"}) if each.id == "cycler" else each
        for each in network.equipment
    ]
    snapshot = facts.snapshot(
        facts.battery_request(), catalogue=network.model_copy(update={"equipment": tuple(machines)})
    )
    opened = reader.open(subject(*battery_plan(), facts=snapshot), Language.KOREAN)
    for words, bars in (
        ("charger", 1),
        ("충방전", 1),
        ("BATTERY cut", 1),
        ("battery/crush", 1),
        ("nothing", 0),
    ):
        opened.page.fill("#search", words)
        assert opened.count("#body g.bar") == bars, words
        assert opened.count("#bookings tbody tr") == bars, words


def test_the_selected_bar_tells_everything(reader: Reader) -> None:
    opened = reader.open(full_subject(), Language.ENGLISH)
    box = opened.page.locator(opened.bar("battery/age")).bounding_box()
    assert box is not None
    opened.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert "battery age" in opened.page.inner_text("#tip")
    opened.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    told = opened.page.inner_text("#detail dl")
    for words in (
        "battery",
        "age age",
        "acme",
        "chamber",
        "2026-11-30 (Mon) 09:00",
        "1 days late",
        "2026-12-03",
        "120,000",
    ):
        assert words in told
    assert opened.count("#body g.bar.same") == 4
    assert opened.count("#body g.bar.chosen") == 1
    assert opened.count("#map path.same") == 2
    opened.page.click("#detail .only")
    assert opened.count("#body g.bar") == 4
    opened.page.click("#detail .clear")
    assert not opened.page.is_visible("#detail dl")


def test_the_table_sorts_and_leads_to_the_chart(reader: Reader) -> None:
    opened = reader.open(full_subject(), Language.ENGLISH)
    cells = "[...document.querySelectorAll('#bookings td:nth-child({})')].map((cell) => cell.textContent)"
    for key, column in (("start", 7), ("machine", 5), ("krw", 13)):
        opened.page.click(f"#bookings th[data-key={key}] button")
        up = opened.run(cells.format(column))
        assert opened.page.get_attribute(f"#bookings th[data-key={key}]", "aria-sort") == "ascending"
        opened.page.click(f"#bookings th[data-key={key}] button")
        down = opened.run(cells.format(column))
        assert opened.page.get_attribute(f"#bookings th[data-key={key}]", "aria-sort") == "descending"
        assert sorted(up) == sorted(down)
        assert (up[0], up[-1]) == (down[-1], down[0])
    opened.page.click("#bookings tbody tr:last-child button")
    assert opened.run("document.activeElement.id") == "chart"
    assert opened.run("state.selected !== null")


def test_the_map_follows_the_filters(reader: Reader) -> None:
    opened = reader.open(full_subject(), Language.ENGLISH)
    shown = (
        "[...document.querySelectorAll('#map path')].filter((line) => line.style.display !== 'none').length"
    )
    assert opened.run(shown) == 2
    opened.choose("centre", "lab")
    assert opened.run(shown) == 1
    assert opened.count("#routes tbody tr:visible") == 1
