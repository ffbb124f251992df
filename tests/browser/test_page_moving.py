"""Moving about on the page in Chromium: zoom, axis, pointer and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from iplatform_sched.report.page import Language
from tests import facts
from tests.browser.chromium import overlapping
from tests.report.page.subjects import battery_plan, full_subject, planned, subject

if TYPE_CHECKING:
    from tests.browser.chromium import Reader


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
