"""The page in Chromium: what is drawn is what was planned, and every control does what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.report.page import Language
from tests import facts
from tests.report.page.subjects import battery_plan, full_subject, subject

if TYPE_CHECKING:
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
