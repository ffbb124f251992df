"""The night of the shipped network in Chromium: every booking is there, readable, in either painter."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.exchange.folder import read_folder
from iplatform_sched.report.page import Language
from tests.browser.chromium import overlapping
from tests.report.page.subjects import subject, unserved

if TYPE_CHECKING:
    from iplatform_sched.report.page import Subject
    from tests.browser.chromium import Reader

ROOT = Path(__file__).parents[2]
NOW = datetime.fromisoformat("2026-11-23T20:00:00+09:00")


@pytest.fixture(scope="module")
def night() -> Subject:
    """Return the best plan known of the shipped night."""
    facts = read_folder(ROOT / "data" / "iplatform")
    assert facts.policy is not None
    snapshot = Snapshot(
        now=NOW,
        plan_from=NOW + timedelta(minutes=facts.policy.expected_runtime_minutes),
        policy=facts.policy,
        catalogue=facts.catalogue,
        companies=facts.companies,
        vouchers=facts.vouchers,
        requests=facts.requests,
        bookings=facts.bookings,
    )
    saved = json.loads((ROOT / "benchmarks" / "nights" / "iplatform_best.json").read_text(encoding="utf-8"))
    bookings = (Booking.model_validate(each) for each in saved)
    return subject(*bookings, left=(unserved("R34"),), facts=snapshot)


def test_every_booking_of_the_night_is_drawn(reader: Reader, night: Subject) -> None:
    opened = reader.open(night)
    opened.show_all()
    touched = {booking.equipment for booking in night.bookings if booking.id in night.planned}
    expected = [booking for booking in night.bookings if booking.equipment in touched]
    assert 300 < len(night.planned) < len(expected) < 5_000 < len(night.bookings)
    assert opened.count("#body g.bar") == len(expected)
    opened.page.check("#machines")
    assert opened.page.get_attribute("#chart", "data-painter") == "canvas"
    assert opened.run("layout.rows.flatMap((row) => row.bars).length") == len(night.bookings)
    assert opened.run("layout.rows.length") == len(night.facts.catalogue.equipment)
    assert opened.page.inner_text("#page").endswith(f"{len(night.bookings):,}건")


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("language", Language)
def test_the_night_is_readable(reader: Reader, night: Subject, language: Language, width: int) -> None:
    opened = reader.open(night, language, viewport={"width": width, "height": 900})
    assert overlapping(opened) == []
    assert opened.run("document.documentElement.scrollWidth") <= width
    opened.page.click("[data-zoom=week]")
    opened.choose("colour", "lateness")
    assert overlapping(opened) == []
