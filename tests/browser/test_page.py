"""The page in Chromium: what is drawn is what was planned, and every control does what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from iplatform_sched.report.page import Language
from tests import facts
from tests.browser.chromium import overlapping
from tests.report.page.subjects import NAUGHTY, battery_plan, full_subject, planned, subject, unserved

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


def test_the_pointer_finds_the_unit(reader: Reader) -> None:
    bars = [
        planned(f"r/{unit}", "2026-11-26 09:00", "2026-11-26 18:00", unit_numbers=[unit]) for unit in (1, 2)
    ]
    opened = reader.open(subject(*bars, facts=facts.snapshot(facts.request("r"))))
    for booking in bars:
        box = opened.page.locator(opened.bar(booking.id)).bounding_box()
        assert box is not None
        opened.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert opened.run("state.selected.id") == booking.id


def test_ghosts_show_where_the_baseline_had_it(reader: Reader) -> None:
    before = battery_plan()
    moved = before[1].model_copy(
        update={"start": facts.at("2026-12-01 09:00"), "end": facts.at("2026-12-05 11:00")}
    )
    opened = reader.open(full_subject(standing=(before[0], moved)), Language.ENGLISH)
    assert opened.count("#body g.ghost") == 1
    assert "place in the plan before" in opened.page.inner_text("#legend")
    opened.page.click("#bookings th[data-key=change] button")
    row = opened.page.locator("#bookings tr", has_text="moved in time")
    assert "2026-12-01 (Tue) 09:00" in row.inner_text()


def test_zoom_and_pan(reader: Reader) -> None:
    opened = reader.open(full_subject(), Language.ENGLISH)
    opened.page.click("[data-zoom=day]")
    assert opened.page.inner_text("#window") == "2026-11-23 (Mon) 00:00 – 2026-11-24 (Tue) 00:00"
    assert opened.count("#body g.bar") == 1  # the one that runs since before
    opened.page.click("[data-zoom=later]")
    assert opened.page.inner_text("#window") == "2026-11-23 (Mon) 12:00 – 2026-11-24 (Tue) 12:00"
    for name in ("in", "out", "earlier", "all"):
        opened.page.click(f"[data-zoom={name}]")
    assert opened.count("#body g.bar") == 6
    opened.page.click("[data-zoom=week]")
    opened.page.mouse.move(900, 600)
    opened.page.locator("#body").scroll_into_view_if_needed()
    box = opened.page.locator("#body").bounding_box()
    assert box is not None
    middle = (box["x"] + 600, box["y"] + 60)
    opened.page.mouse.move(*middle)
    opened.page.mouse.down()
    opened.page.mouse.move(middle[0] - 300, middle[1], steps=4)
    opened.page.mouse.up()
    assert opened.run("state.view[0]") > 0
    shown = opened.page.inner_text("#window")
    opened.page.keyboard.down("Control")
    opened.page.mouse.wheel(0, -100)
    expect(opened.page.locator("#window")).not_to_have_text(shown)
    assert opened.run("state.view[1] - state.view[0]") < 7 * 1440
    opened.page.keyboard.up("Control")


CROSSED = """[...document.querySelectorAll('#axis text')].filter((text) => {
  const box = text.getBoundingClientRect();
  return [...document.querySelectorAll("#axis rect[width='1']")].some((line) => {
    const { left, top } = line.getBoundingClientRect();
    return box.left + 1 < left && left < box.right - 1 && top < box.bottom - 1;
  });
}).map((text) => text.textContent)"""
"""Texts of the axis that a line goes through."""


def test_no_line_of_the_axis_goes_through_a_text(reader: Reader) -> None:
    """Months begin in the middle of weeks."""
    late = planned("r/a", "2027-07-10 09:00", "2027-07-10 18:00")
    opened = reader.open(subject(late, facts=facts.snapshot(facts.request("r"))), Language.KOREAN)
    for width in (1400, 1000, 700, 390):
        opened.page.set_viewport_size({"width": width, "height": 900})
        expect(opened.page.locator("#axis svg")).to_have_attribute(
            "width", str(opened.run("chart.clientWidth"))
        )
        opened.show_all()
        assert opened.run(CROSSED) == []


def test_every_grain_of_the_axis_is_readable(reader: Reader) -> None:
    opened = reader.open(full_subject(), Language.KOREAN)
    for name in ("all", "month", "week", "day", "in", "in", "in"):
        opened.page.click(f"[data-zoom={name}]")
        assert opened.count("#axis text") >= 2
        assert overlapping(opened) == []
        assert opened.run(CROSSED) == []


def test_the_keyboard_goes_where_the_pointer_goes(reader: Reader) -> None:
    opened = reader.open(full_subject(), Language.ENGLISH)
    chosen = "state.selected && state.selected.id"
    opened.page.focus("#chart")
    opened.press("ArrowDown")
    assert opened.run(chosen) == "battery/age"  # of the first machine
    opened.press("ArrowDown")
    assert opened.run(chosen) == "battery/form"  # the nearest in time of the next
    assert "battery form" in opened.page.inner_text("#said")
    opened.press("ArrowRight")
    assert opened.run(chosen) == "B2"
    opened.press("End")
    assert opened.run(chosen) == "B2"
    opened.press("Home", "ArrowLeft")
    assert opened.run(chosen) == "B1"
    opened.press("ArrowUp")
    assert opened.run("state.selected.machine.id") == "chamber"
    opened.press("ArrowUp")
    assert opened.run("state.selected.machine.id") == "chamber"
    opened.press("Enter")
    assert opened.run("document.activeElement.id") == "detail"
    opened.press("Escape")
    assert opened.run("document.activeElement.id") == "chart"
    assert opened.run(chosen) is None
    opened.press("+", "]", "-", "[")
    assert opened.run("state.view[1] - state.view[0]") == opened.run("DATA.length")


def test_every_control_can_be_reached_with_the_tab_key_and_shows_it(reader: Reader) -> None:
    opened = reader.open(full_subject(), Language.ENGLISH)
    seen = set()
    for _ in range(60):
        opened.press("Tab")
        seen.add(opened.run("document.activeElement.id || document.activeElement.dataset.zoom"))
        outline = opened.run("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        if opened.run("document.activeElement.closest('#list') !== null"):
            break
    assert {
        "search",
        "sector",
        "centre",
        "company",
        "request",
        "colour",
        "machines",
        "all",
        "in",
        "chart",
    } <= seen


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


@pytest.mark.parametrize("language", Language)
def test_names_are_text_whatever_they_contain(reader: Reader, language: Language) -> None:
    company = facts.company("acme", name_ko=NAUGHTY, name_en=NAUGHTY)
    network = facts.network()
    machines = [
        each.model_copy(update={"name_ko": NAUGHTY, "name_en": NAUGHTY}) for each in network.equipment
    ]
    snapshot = facts.snapshot(
        facts.battery_request(title=NAUGHTY),
        companies=[company],
        catalogue=network.model_copy(update={"equipment": tuple(machines)}),
    )
    opened = reader.open(subject(*battery_plan(), facts=snapshot, findings=(NAUGHTY,)), language)
    labels = opened.run(
        "[...document.querySelectorAll('#body text.t-label')].map((each) => each.textContent)"
    )
    assert all(label.startswith("</script>") for label in labels)
    opened.page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
    opened.page.focus("#chart")
    opened.press("ArrowDown")
    assert opened.count("img") == 0
    assert NAUGHTY in opened.page.inner_text("#detail")
    assert opened.count("#company option") == 2


@pytest.mark.parametrize("width", [1400, 820, 390])
@pytest.mark.parametrize("language", Language)
def test_no_text_lies_over_another(reader: Reader, language: Language, width: int) -> None:
    made = full_subject(standing=battery_plan()[:2])
    opened = reader.open(made, language, viewport={"width": width, "height": 900})
    opened.page.check("#machines")
    assert overlapping(opened) == []
    assert opened.run("document.documentElement.scrollWidth") <= width


def test_korean_letters_are_really_drawn(reader: Reader) -> None:
    """A font that lacks a letter draws the same box for it as for any other that it lacks."""
    opened = reader.open(full_subject())
    pixels = """(letter) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 40;
      const context = canvas.getContext('2d', { willReadFrequently: true });
      context.font = STYLES.label.font.replace('12px', '30px');
      context.fillText(letter, 4, 32);
      return context.getImageData(0, 0, 40, 40).data.join();
    }"""
    drawn = [opened.run(pixels, letter) for letter in ("한", "글", "장", "비", "\U0010fffe", " ")]
    assert len(set(drawn)) == 6


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


def test_long_names_do_not_spill(reader: Reader) -> None:
    long = "아주아주 긴 이름을 가진 장비 " * 8
    network = facts.network()
    snapshot = facts.snapshot(
        facts.battery_request(title=long),
        catalogue=network.model_copy(
            update={
                "equipment": tuple(each.model_copy(update={"name_ko": long}) for each in network.equipment),
                "centres": tuple(each.model_copy(update={"name_ko": long}) for each in network.centres),
            }
        ),
        companies=[facts.company("acme", name_ko=long)],
    )
    opened = reader.open(subject(*battery_plan(), left=(unserved("battery"),), facts=snapshot))
    assert overlapping(opened) == []
    assert opened.run("document.documentElement.scrollWidth") <= 1400
