"""Every booking is one bar; lateness and changes are what the facts say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.report.page import Language
from iplatform_sched.report.page.bars import (
    Shift,
    bar_columns,
    days_late,
    dropped,
    ghost_columns,
    moved_from,
    requests_late,
    shift_of,
)
from iplatform_sched.report.page.places import find_places
from tests import facts
from tests.report.page.subjects import battery_plan, full_subject, planned, run_of, subject

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking


def test_bars_are_the_plan_and_the_fixed_bookings_of_the_period() -> None:
    made = full_subject()
    ids = [booking.id for booking in made.bookings]
    assert sorted(ids) == ["B1", "B2", "B3", "battery/age", "battery/crush", "battery/cut", "battery/form"]
    columns = bar_columns(made, find_places(made), Language.KOREAN)
    assert columns["id"] == ids
    assert {len(column) for column in columns.values()} == {len(ids)}
    assert set(columns["people"]) == {""}
    named = subject(planned("battery/form", "2026-11-26 09:00", "2026-11-26 18:00", people=["kim", "lee"]))
    assert bar_columns(named, find_places(named), Language.ENGLISH)["people"][-1] == "kim, lee"


def test_the_period_is_days_of_seoul_around_the_plan() -> None:
    made = full_subject()
    assert made.period == (facts.at("2026-11-23 00:00"), facts.at("2026-12-09 00:00"))
    assert made.minute(facts.at("2026-11-23 09:00")) == 540
    first = bar_columns(made, find_places(made), Language.ENGLISH)
    assert min(each for each in first["start"] if isinstance(each, int)) < 0  # B1 began before


def test_an_empty_plan_shows_four_weeks() -> None:
    made = subject(facts=facts.snapshot())
    assert (made.period[1] - made.period[0]).days == 28
    assert made.bookings == ()
    assert bar_columns(made, find_places(made), Language.ENGLISH) == {}


def test_a_fixed_booking_is_shown_once_and_as_it_is_now() -> None:
    """The plan renumbers one that is fixed; another that it planned has been confirmed since."""
    renumbered = facts.booking("B3", "2026-12-01 09:00", "2026-12-01 12:00", unit_numbers=[2])
    confirmed = battery_plan()[2].model_copy(update={"status": BookingStatus.CONFIRMED})
    snapshot = facts.snapshot(bookings=[*full_subject().facts.bookings, confirmed])
    made = subject(*battery_plan(), renumbered, facts=snapshot)
    shown: dict[str, Booking] = {booking.id: booking for booking in made.bookings}
    assert len(made.bookings) == len(shown) == 7
    assert shown["B3"].unit_numbers == (2,)
    assert shown["battery/crush"].status == "confirmed"


def test_lateness_counts_started_days_after_the_due_date() -> None:
    made = full_subject()  # due on 3 December
    assert days_late(made) == {
        "battery/form": 0,
        "battery/age": 1,
        "battery/crush": 4,
        "battery/cut": 5,
    }
    assert requests_late(made) == {"battery": 5}
    columns = bar_columns(made, find_places(made), Language.ENGLISH)
    lateness = dict(zip(columns["id"], columns["lateness"], strict=True))
    assert lateness["battery/form"] == "behind"
    assert lateness["battery/age"] == "late"
    assert lateness["B2"] == "no_due"


def test_an_end_at_midnight_belongs_to_the_day_before() -> None:
    request = facts.request("r", due="2026-11-26")
    made = subject(planned("r/a", "2026-11-26 20:00", "2026-11-27 00:00"), facts=facts.snapshot(request))
    assert days_late(made) == {"r/a": 0}
    assert made.period[1] == facts.at("2026-11-27 00:00")


def test_changes_against_the_plan_before() -> None:
    form, age, crush, cut = battery_plan()
    gone = planned("second/form", "2026-12-01 09:00", "2026-12-02 18:00", company="bolt")
    before = (
        form,
        age.model_copy(update={"start": facts.at("2026-11-30 10:00")}),
        crush.model_copy(update={"equipment": "scope", "centre": "lab"}),
        gone,
    )
    made = full_subject(standing=before)
    shifts = {booking.id: shift_of(made, booking) for booking in made.bookings}
    assert shifts == {
        "battery/form": Shift.KEPT,
        "battery/age": Shift.MOVED,
        "battery/crush": Shift.REASSIGNED,
        "battery/cut": Shift.NEW,
        "B1": Shift.FIXED,
        "B2": Shift.FIXED,
        "B3": Shift.FIXED,
    }
    assert cut.id not in {booking.id for booking in moved_from(made)}
    assert [booking.id for booking in dropped(made)] == ["second/form"]
    places = find_places(made)
    ghosts = ghost_columns(made, places)
    assert dict(zip(ghosts["id"], ghosts["dropped"], strict=True)) == {
        "battery/age": 0,
        "battery/crush": 0,
        "second/form": 1,
    }
    columns = bar_columns(made, places, Language.ENGLISH)
    was = dict(zip(columns["id"], columns["was"], strict=True))
    assert ghosts["id"][was["battery/age"]] == "battery/age"  # type: ignore[call-overload]
    assert was["battery/form"] == was["B1"] == -1


def test_a_baseline_widens_the_period() -> None:
    later = planned("second/form", "2027-02-01 09:00", "2027-02-02 18:00")
    plain = full_subject(standing=(later,))
    assert plain.period[1] == facts.at("2026-12-09 00:00")
    compared = full_subject(standing=(later,), baseline=run_of(plain.facts, plain.plan, "old"))
    assert compared.period[1] == facts.at("2027-02-03 00:00")


def test_bookings_of_unknown_things_are_not_lost() -> None:
    strange = planned(
        "who/x", "2026-11-26 09:00", "2026-11-26 18:00", equipment="gone", centre="gone", company="nobody"
    )
    made = subject(strange)
    columns = bar_columns(made, find_places(made), Language.KOREAN)
    assert "who/x" in columns["id"]
