"""A night plans, verifies, publishes and confirms."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.bookings import move_bookings
from iplatform_sched.app.checking import check_stored
from iplatform_sched.app.night import run_night
from iplatform_sched.app.publishing import backup_folder
from iplatform_sched.app.results import INPUT, PLAN
from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.domain.run import RunStatus
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.store.bookings import list_bookings
from iplatform_sched.store.events import list_events
from iplatform_sched.store.policies import get_policy
from iplatform_sched.store.requests import amend_requests
from tests import facts
from tests.app.night_case import NOW, act, filled, options, planned, quiet
from tests.store.examples import set_policy

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.store.database import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "network.db")


def first_planned(store: Store) -> Booking:
    """Return the first booking that a night planned and did not confirm at once."""
    planned = (booking for booking in list_bookings(store) if booking.status is BookingStatus.PLANNED)
    return min(planned, key=lambda booking: booking.start)


def test_a_night_plans_verifies_and_publishes(store: Store) -> None:
    report = run_night(store.path, NOW, options(), quiet())
    assert report.run.status is RunStatus.PUBLISHED
    assert len(planned(store)) == 8
    assert not report.has_findings
    assert not check_stored(store.path, None, None, NOW).broken
    assert {path.name for path in report.folder.iterdir()} >= {INPUT, PLAN, "bookings.csv", "changes.csv"}
    assert len(list(backup_folder(store.path).iterdir())) == 1
    assert "8 stages of 2 requests planned" in report.summary


def test_confirmed_bookings_between_two_ticks_stop_no_night(tmp_path: Path) -> None:
    """Before noon they seem to hold too many units; in the afternoon one has to change its number."""
    times = [
        ("25 09:00", "25 10:10", [1]),
        ("25 10:10", "25 11:30", [1]),
        ("25 09:00", "25 11:30", [2, 3, 4]),
        ("26 09:00", "26 13:00", [1, 2]),
        ("26 14:00", "26 18:00", [2, 3]),
    ]
    bookings = [
        facts.booking(f"b{turn}", f"2026-11-{start}", f"2026-11-{end}", unit_numbers=units)
        for turn, (start, end, units) in enumerate(times)
    ]
    stage = facts.stage("a", ways=[facts.way(minutes=300)], units=2)
    limits = {"release": facts.at("2026-11-26 10:00"), "deadline": facts.at("2026-11-26 17:30")}
    store = filled(tmp_path / "between.db", [facts.request("r", stage, **limits)], bookings)
    report = run_night(store.path, NOW, options(), quiet())
    assert not report.has_findings
    assert not check_stored(store.path, None, None, NOW).broken


def test_an_unchanged_store_is_not_shuffled(store: Store) -> None:
    run_night(store.path, NOW, options(), quiet())
    before = planned(store)
    again = run_night(store.path, NOW, options(), quiet())
    assert planned(store) == before
    assert {change.kind for change in again.run.changes} <= {ChangeKind.CONFIRMED}


def test_a_later_night_confirms_what_is_near(store: Store) -> None:
    run_night(store.path, NOW, options(), quiet())
    first = first_planned(store)
    report = run_night(store.path, first.start - timedelta(hours=12), options(), quiet())
    after = {booking.id: booking for booking in list_bookings(store)}
    assert after[first.id] == first.model_copy(update={"status": BookingStatus.CONFIRMED})
    assert first.id in report.run.confirm


def test_what_starts_before_another_night_is_confirmed_at_once(store: Store) -> None:
    run = run_night(store.path, NOW, options(), quiet()).run
    tomorrow = {b.id for b in list_bookings(store) if b.start < NOW + timedelta(days=1)}
    assert tomorrow
    assert set(run.at_once) == tomorrow
    assert {b.id for b in list_bookings(store) if b.status is BookingStatus.CONFIRMED} == tomorrow
    assert {c.booking for c in run.changes if c.kind is ChangeKind.CONFIRMED} == tomorrow
    assert not check_stored(store.path, None, run.id, NOW).broken


def test_a_plan_that_the_facts_break_by_now_is_planned_anew(store: Store) -> None:
    """An amended request can make what is planned for it impossible; it is not the plan to keep then."""
    run_night(store.path, NOW, options(), quiet())
    second = facts.battery_request("second", max_centres=1)
    amend_requests(store, (second,), act())
    report = run_night(store.path, NOW, options(), quiet())
    assert report.run.status is RunStatus.PUBLISHED
    assert not check_stored(store.path, None, None, NOW).broken


def test_another_policy_version_breaks_no_stored_plan(store: Store) -> None:
    """Each booking keeps the prices that were copied onto it, until a night plans it anew."""
    run = run_night(store.path, NOW, options(), quiet()).run
    old = get_policy(store)
    dearer = [each.model_copy(update={"krw_per_km": each.krw_per_km + 1}) for each in old.carriers]
    set_policy(store, old.model_copy(update={"version": "next", "carriers": tuple(dearer)}), act())
    assert not check_stored(store.path, None, None, NOW).broken
    assert not check_stored(store.path, None, run.id, NOW).broken
    report = run_night(store.path, NOW, options(), quiet())
    assert report.run.plan is not None
    assert {booking.policy_version for booking in report.run.plan.bookings} == {"next"}
    dearer_by_now = [change for change in report.run.changes if change.kind is ChangeKind.UPDATED]
    assert dearer_by_now
    assert all(each.before and each.after and each.before.krw < each.after.krw for each in dearer_by_now)


def test_confirming_a_late_stage_confirms_what_it_stands_on(store: Store) -> None:
    run_night(store.path, NOW, options(), quiet())
    move_bookings(store.path, ["second/age"], "confirm", NOW, "by hand")
    confirmed = {b.id for b in list_bookings(store) if b.status is BookingStatus.CONFIRMED}
    assert confirmed == {"battery/form", "second/form", "second/age"}
    assert not check_stored(store.path, None, None, NOW).broken


def test_a_night_after_skipped_ones_confirms_nothing_that_is_past(store: Store) -> None:
    """Nobody was told of bookings that no night confirmed: they lapse and their requests are planned anew."""
    run_night(store.path, NOW, options(), quiet())
    first = first_planned(store)
    late = first.start + timedelta(hours=12)
    report = run_night(store.path, late, options(), quiet())
    now = {booking.id: booking for booking in list_bookings(store)}
    assert now[first.id].status is BookingStatus.EXPIRED
    assert report.run.plan is not None
    again = [b for b in report.run.plan.bookings if (b.request, b.stage) == (first.request, first.stage)]
    assert [booking.start > late for booking in again] == [True]
    assert all(
        b.start > late
        for b in now.values()
        if b.status is BookingStatus.CONFIRMED and b.start > NOW + timedelta(days=1)
    )
    kinds = {(change.kind, change.stage) for change in report.run.changes if change.request == first.request}
    assert {(ChangeKind.EXPIRED, first.stage), (ChangeKind.NEW, first.stage)} <= kinds
    trail = [event.kind for event in list_events(store, booking=first.id)]
    assert trail == ["booking.planned", "booking.expired"]
    assert not check_stored(store.path, None, None, late).broken
