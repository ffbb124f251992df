"""Repairs from store to promotion: nothing changes before, and everything at once then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.checking import check_stored
from iplatform_sched.app.night import run_night, take_snapshot
from iplatform_sched.app.publishing import promote_run
from iplatform_sched.app.repair import RepairOptions, run_repair
from iplatform_sched.domain.incidents import Absent, Cancellation, DeclaredHoliday, Down, Overrun
from iplatform_sched.domain.run import RunStatus
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.domain.vocabulary import BookingId, BookingStatus, OperatorId, PoolId, Span
from iplatform_sched.errors import ConflictError, InputError
from iplatform_sched.planning.repair.incidents import after
from iplatform_sched.store.bookings import BookingAction, change_bookings
from iplatform_sched.store.calendars import add_closure
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import load_facts
from iplatform_sched.store.requests import get_request
from iplatform_sched.store.runs import get_run, list_runs
from tests import facts
from tests.app.night_case import NOW, QUICK, act, filled, options, quiet
from tests.store.examples import get_booking

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.app.repair import RepairReport
    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.store.database import Store

MORNING = NOW + timedelta(hours=13)
WEEK = Span(start=MORNING, end=MORNING + timedelta(days=12))
RUNNING = BookingId("running")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store with a published night, a booking under way and one confirmed to follow it."""
    bookings = [
        facts.booking(RUNNING, "2026-11-23 09:00", "2026-11-24 12:00", equipment="press", status="running"),
        facts.booking("next", "2026-11-24 13:00", "2026-11-24 17:00", equipment="press"),
    ]
    made = filled(tmp_path / "network.db", bookings=bookings)
    run_night(made.path, NOW, options(), quiet())
    return made


def repaired(store: Store, *incidents: Incident, file: Path | None = None, **changes: bool) -> RepairReport:
    wanted = RepairOptions(settings=QUICK, incidents=incidents, file=file, **changes)
    return run_repair(store.path, MORNING, wanted, quiet())


def test_nothing_changes_before_promotion_and_everything_with_it(store: Store) -> None:
    told = (
        Down(place="chamber", span=WEEK, reason="compressor"),
        Absent(pool=PoolId("hub-cells"), span=WEEK, count=1),
        DeclaredHoliday(date=date(2026, 12, 15), reason="election"),
        Cancellation(booking=BookingId("next")),
    )
    was = content_hash(load_facts(store))
    before = take_snapshot(store, MORNING)
    report = repaired(store, *told)
    assert content_hash(load_facts(store)) == was
    assert report.run == get_run(store, report.run.id)
    assert (report.run.status, report.run.incidents) == (RunStatus.PLANNED, told)
    words = promote_run(store.path, report.run.id, MORNING, 7)
    assert "written down: down chamber" in words
    snapshot = take_snapshot(store, MORNING)
    assert snapshot.catalogue == after(before, told).catalogue
    assert get_booking(store, BookingId("next")).status is BookingStatus.CANCELLED
    assert report.run.plan is not None
    kept = {each.id: each for each in snapshot.bookings}
    for each in report.run.plan.bookings:
        assert kept[each.id].model_copy(update={"status": each.status}) == each
    assert not check_stored(store.path, None, None, MORNING).broken
    kinds = {each.kind for each in list_events(store, run=report.run.id)}
    assert kinds >= {
        *("calendar.closed", "calendar.absent", "calendar.holiday-added", "booking.cancelled"),
        "run.published",
    }


def test_a_repair_counts_no_night(tmp_path: Path) -> None:
    hopeless = facts.request("hopeless", deadline=facts.at("2026-11-24 10:00"))
    store = filled(tmp_path / "network.db", [facts.battery_request(), hopeless])
    run_night(store.path, NOW, options(), quiet())
    waited = get_request(store, hopeless.id).nights_waited
    report = repaired(store, Down(place="press", span=WEEK))
    promote_run(store.path, report.run.id, MORNING, 7)
    assert get_request(store, hopeless.id).nights_waited == waited == 1


def test_confirmed_bookings_are_displaced_only_where_told(store: Store) -> None:
    (first, *_) = sorted(
        (each for each in load_facts(store).bookings if each.status is BookingStatus.PLANNED),
        key=lambda each: each.start,
    )
    change_bookings(store, [first.id], BookingAction.CONFIRM, act(MORNING))
    span = Span(start=MORNING, end=first.end)
    stays = repaired(store, Down(place=first.equipment, span=span))
    assert stays.has_findings
    assert stays.run.displaced == ()
    report = repaired(store, Down(place=first.equipment, span=span), may_move_confirmed=True)
    assert first.id in report.run.displaced
    assert "`bookings confirm` them" in report.summary
    words = promote_run(store.path, report.run.id, MORNING, 7)
    assert f"moved though confirmed: {' '.join(report.run.displaced)}" in words
    moved = get_booking(store, first.id)
    assert (moved.start, moved.equipment) != (first.start, first.equipment)
    events = list_events(store, booking=first.id, run=report.run.id)
    assert [each.kind for each in events][:2] == ["booking.displaced", "booking.moved"]
    with pytest.raises(ConflictError, match="changed since it was planned: "):
        promote_run(store.path, stays.run.id, MORNING, 7)


def test_of_two_repairs_one_is_promoted(store: Store) -> None:
    one, two = (repaired(store, Down(place=place, span=WEEK)) for place in ("chamber", "scope"))
    promote_run(store.path, two.run.id, MORNING, 7)
    was = content_hash(load_facts(store))
    with pytest.raises(ConflictError, match="changed since it was planned"):
        promote_run(store.path, one.run.id, MORNING, 7)
    assert content_hash(load_facts(store)) == was


def test_what_was_recorded_already_is_repaired_without_incidents(store: Store) -> None:
    from iplatform_sched.domain.calendars import Closure
    from iplatform_sched.domain.vocabulary import ClosureKind, EquipmentId

    idle = repaired(store)
    assert "No other plan is needed; no run was stored." in idle.summary
    assert len(list_runs(store)) == 1
    closure = Closure(span=WEEK, kind=ClosureKind.OUT_OF_SERVICE)
    add_closure(store, EquipmentId("chamber"), closure, act(MORNING))
    report = repaired(store)
    assert report.run.incidents == ()
    assert report.run.changes
    promote_run(store.path, report.run.id, MORNING, 7)
    assert not check_stored(store.path, None, None, MORNING).broken


def test_an_overrun_takes_another_unit_from_who_follows(tmp_path: Path) -> None:
    bookings = [
        facts.booking(RUNNING, "2026-11-23 09:00", "2026-11-24 12:00", status="running"),
        facts.booking("next", "2026-11-24 13:00", "2026-11-24 17:00"),
    ]
    store = filled(tmp_path / "network.db", [facts.request("r1")], bookings)
    run_night(store.path, NOW, options(), quiet())
    report = repaired(store, Overrun(booking=RUNNING, until=facts.at("2026-11-24 15:00")))
    promote_run(store.path, report.run.id, MORNING, 7)
    assert get_booking(store, BookingId("next")).unit_numbers != (1,)
    late = get_booking(store, RUNNING)
    assert (late.end, late.status) == (facts.at("2026-11-24 15:00"), BookingStatus.RUNNING)
    assert [each.kind for each in list_events(store, booking=RUNNING)] == ["booking.overran"]


def test_what_no_store_can_hold_is_not_offered_for_promotion(store: Store) -> None:
    report = repaired(store, Overrun(booking=RUNNING, until=facts.at("2026-11-24 15:00")))
    assert report.run.status is RunStatus.REFUSED
    assert "cannot be promoted: next would share a unit" in report.summary
    assert "(--may-move-confirmed)" in report.run.message
    with pytest.raises(ConflictError, match="only planned runs"):
        promote_run(store.path, report.run.id, MORNING, 7)
    solved = repaired(
        store,
        Overrun(booking=RUNNING, until=facts.at("2026-11-24 15:00")),
        Cancellation(booking=BookingId("next")),
    )
    promote_run(store.path, solved.run.id, MORNING, 7)
    assert get_booking(store, RUNNING).end == facts.at("2026-11-24 15:00")


def test_who_is_served_now_and_who_is_in_the_way_are_told(tmp_path: Path) -> None:
    taken = [
        facts.booking("busy", "2026-11-24 09:00", "2026-11-24 18:00", equipment="press"),
        facts.booking("full", "2026-11-25 09:00", "2026-11-25 18:00", equipment="press"),
    ]
    crush = facts.stage("a", ways=[facts.way("crush", 180)])
    late = facts.request("late", crush, deadline=facts.at("2026-11-25 18:00"))
    store = filled(tmp_path / "network.db", [late], taken)
    run_night(store.path, NOW, options(), quiet())
    report = repaired(store, Cancellation(booking=BookingId("full")))
    tables = {table.name: table.rows for table in report.view.tables}
    (served,) = tables["served-now"]
    assert (served["request"], served["stages"], served["company"]) == ("late", 1, "acme")
    (call,) = tables["calls"]
    assert (call["kind"], call["reason"]) == ("new", "room is free now")
    assert not report.has_findings


def test_levels_are_told_instead_of_a_sum(tmp_path: Path) -> None:
    from tests.store.examples import set_policy

    store = filled(tmp_path / "network.db")
    levels = facts.policy(levels=[["unserved"], ["tardiness"], ["fees", "disruption"]])
    set_policy(store, levels, act())
    run_night(store.path, NOW, options(), quiet())
    report = repaired(store, Down(place="chamber", span=WEEK))
    assert report.run.objective is None
    assert [each.terms for each in report.run.levels] == list(levels.levels)


def test_a_file_and_options_are_taken_together(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "incidents.yaml"
    file.write_text("- {down: scope, to: 2026-12-01T00:00:00+09:00}\n")
    report = repaired(store, Down(place="chamber", span=WEEK), file=file)
    assert [getattr(each, "place", "") for each in report.run.incidents] == ["chamber", "scope"]
    assert getattr(report.run.incidents[1], "span", None) == Span(
        start=MORNING, end=facts.at("2026-12-01 00:00")
    )


def test_everything_wrong_is_told_at_once(store: Store) -> None:
    over = Span(start=NOW - timedelta(days=9), end=NOW - timedelta(days=8))
    told: list[Incident] = [
        Down(place="toaster", span=WEEK),
        Down(place="press", span=over),
        Absent(pool=PoolId("nobody"), span=WEEK),
        Absent(pool=PoolId("hub-cells"), span=over, count=3),
        Absent(pool=PoolId("hub-cells"), span=WEEK, people=(OperatorId("kim"),)),
        Absent(pool=PoolId("hub-cells"), span=WEEK, people=(OperatorId("kim"),), reason="a course"),
        DeclaredHoliday(date=date(2026, 12, 25)),
        DeclaredHoliday(date=date(2026, 11, 1)),
        DeclaredHoliday(date=date(2026, 12, 1), calendar="XX"),
        Overrun(booking=BookingId("next"), until=facts.at("2026-11-24 16:00")),
        Overrun(booking=BookingId("nobody"), until=facts.at("2026-12-01")),
        Overrun(booking=RUNNING, until=facts.at("2026-11-23 10:00")),
        Cancellation(booking=RUNNING),
        Cancellation(booking=BookingId("none")),
        Down(place="scope", span=WEEK),
        Down(place="scope", span=WEEK),
    ]
    was = content_hash(load_facts(store))
    with pytest.raises(InputError) as caught:
        repaired(store, *told)
    assert [(each.subject, each.code) for each in caught.value.issues] == [
        ("down toaster", "unknown-id"),
        ("down press", "is-over"),
        ("absent nobody", "unknown-id"),
        ("absent hub-cells", "is-over"),
        ("absent hub-cells", "out-of-range"),
        ("absent hub-cells", "unknown-id"),
        ("absent hub-cells", "unknown-id"),
        ("holiday 2026-12-25 (KR)", "changes-nothing"),
        ("holiday 2026-11-01 (KR)", "is-over"),
        ("holiday 2026-12-01 (XX)", "unknown-id"),
        ("overran next", "not-running"),
        ("overran next", "changes-nothing"),
        ("overran nobody", "unknown-id"),
        ("overran running", "changes-nothing"),
        ("overran running", "is-over"),
        ("cancelled none", "unknown-id"),
        ("absent hub-cells", "contradiction"),
        ("cancelled running", "contradiction"),
        ("down scope", "contradiction"),
    ]
    assert content_hash(load_facts(store)) == was
    assert len(list_runs(store)) == 1


def test_what_is_recorded_already_is_no_incident(store: Store) -> None:
    told = (Down(place="scope", span=WEEK), Absent(pool=PoolId("hub-cells"), span=WEEK))
    report = repaired(store, *told, Cancellation(booking=BookingId("next")))
    promote_run(store.path, report.run.id, MORNING, 7)
    with pytest.raises(InputError) as caught:
        repaired(store, *told, Cancellation(booking=BookingId("next")))
    assert [each.code for each in caught.value.issues] == [
        *("changes-nothing", "changes-nothing"),
        "unknown-id",
    ]
