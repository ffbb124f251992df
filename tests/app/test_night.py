from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.bookings import move_bookings
from iplatform_sched.app.checking import check_stored
from iplatform_sched.app.hooks import Hooks
from iplatform_sched.app.locking import night_lock
from iplatform_sched.app.night import NightOptions, run_night
from iplatform_sched.app.publishing import backup_folder, promote_run
from iplatform_sched.app.replaying import replay_night
from iplatform_sched.app.results import INPUT, PLAN
from iplatform_sched.domain.calendars import Holiday
from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.domain.run import RunStatus
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.errors import ConflictError, InputError, NoPlanError, VerificationError
from iplatform_sched.store.bookings import list_bookings
from iplatform_sched.store.calendars import add_holiday
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import load_facts
from iplatform_sched.store.policies import get_policy, set_policy
from iplatform_sched.store.requests import amend_requests, submit_requests
from iplatform_sched.store.runs import list_runs
from tests import facts
from tests.app.night_case import NOW, act, filled, options, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.store.database import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path / "network.db")


def planned(store: Store) -> dict[str, tuple[object, ...]]:
    """Return where each booking is that a night planned, whether it is confirmed by now or not."""
    return {b.id: (b.equipment, b.start, b.end) for b in list_bookings(store)}


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


def test_planning_and_publishing_can_be_parted(store: Store) -> None:
    report = run_night(store.path, NOW, options(publish=False), quiet())
    assert report.run.status is RunStatus.PLANNED
    assert planned(store) == {}
    assert "8 planned bookings" in promote_run(store.path, report.run.id, NOW, 3)
    assert len(planned(store)) == 8
    with pytest.raises(ConflictError, match="only planned runs"):
        promote_run(store.path, report.run.id, NOW, 3)


def test_no_night_is_published_before_the_last_one(store: Store) -> None:
    run_night(store.path, NOW, options(), quiet())
    before, yesterday = planned(store), NOW - timedelta(days=1)
    for moment in (yesterday, NOW - timedelta(seconds=1)):
        with pytest.raises(InputError, match="before the last published night") as caught:
            run_night(store.path, moment, options(), quiet())
        assert "--no-publish" in caught.value.issues[0].hint
    report = run_night(store.path, yesterday, options(publish=False), quiet())
    with pytest.raises(InputError, match="before the last published night"):
        promote_run(store.path, report.run.id, yesterday, 3)
    assert planned(store) == before
    assert [run.status for run in list_runs(store)] == [RunStatus.PUBLISHED, RunStatus.PLANNED]


def test_a_stale_run_is_refused(store: Store) -> None:
    report = run_night(store.path, NOW, options(publish=False), quiet())
    add_holiday(store, "KR", Holiday(date=NOW.date() + timedelta(days=20), name="temporary"), act())
    with pytest.raises(ConflictError, match="calendars"):
        promote_run(store.path, report.run.id, NOW, 3)
    assert planned(store) == {}


def test_a_run_whose_plan_has_begun_is_refused(store: Store) -> None:
    report = run_night(store.path, NOW, options(publish=False), quiet())
    with pytest.raises(ConflictError, match="can no longer be published"):
        promote_run(store.path, report.run.id, NOW + timedelta(days=30), 3)


def test_a_new_wish_does_not_void_a_night(store: Store) -> None:
    done = False

    def submit(_text: str, _share: float) -> None:
        nonlocal done
        if not done:
            done = True
            submit_requests(store, (facts.battery_request("late"),), act())

    report = run_night(store.path, NOW, options(), quiet(report=submit))
    assert done
    assert report.run.status is RunStatus.PUBLISHED
    assert len(list_runs(store)) == 1


def test_changed_facts_are_planned_once_more(store: Store) -> None:
    days = iter([30])

    def close(_text: str, _share: float) -> None:
        for offset in days:
            add_holiday(store, "KR", Holiday(date=NOW.date() + timedelta(days=offset), name="x"), act())

    report = run_night(store.path, NOW, options(), quiet(report=close))
    assert report.run.status is RunStatus.PUBLISHED
    assert [run.status for run in list_runs(store)] == [RunStatus.PUBLISHED, RunStatus.REFUSED]


def test_facts_that_keep_changing_end_in_a_conflict(store: Store) -> None:
    days = iter(range(30, 60))

    def close(text: str, _share: float) -> None:
        if text == "publishing":
            day = NOW.date() + timedelta(days=next(days))
            add_holiday(store, "KR", Holiday(date=day, name="x"), act())

    with pytest.raises(ConflictError, match="calendars"):
        run_night(store.path, NOW, options(), quiet(report=close))
    assert planned(store) == {}


def test_a_plan_that_comes_too_late_is_not_applied(store: Store) -> None:
    clock = iter([0.0, 0.0, 0.0, 10_000.0])
    slow = Hooks(stop=lambda: False, report=lambda _t, _s: None, monotonic=lambda: next(clock))
    with pytest.raises(NoPlanError, match="not applied"):
        run_night(store.path, NOW, options(), slow)
    assert planned(store) == {}
    assert list_runs(store)[0].status is RunStatus.LATE


@pytest.mark.parametrize(
    ("ending", "status", "message"),
    [
        pytest.param(KeyboardInterrupt(), RunStatus.ABORTED, "aborted by Ctrl-C", id="second Ctrl-C"),
        pytest.param(
            VerificationError("the plan breaks 2 rules\nof them"),
            RunStatus.FAILED,
            "the plan breaks 2 rules",
            id="rule",
        ),
        pytest.param(
            ZeroDivisionError("by zero"), RunStatus.FAILED, "ZeroDivisionError: by zero", id="fault"
        ),
    ],
)
def test_a_night_without_a_plan_leaves_its_row_and_nothing_else(
    store: Store, ending: BaseException, status: RunStatus, message: str
) -> None:
    def end(text: str, _share: float) -> None:
        if text.startswith("objective"):
            raise ending

    before = load_facts(store)
    with pytest.raises(type(ending)):
        run_night(store.path, NOW, options(), quiet(report=end))
    assert load_facts(store) == before
    (run,) = list_runs(store)
    assert (run.status, run.message, run.published_at) == (status, message, None)
    assert run_night(store.path, NOW, options(), quiet()).run.status is RunStatus.PUBLISHED


def test_a_store_that_cannot_be_written_does_not_hide_why_a_night_failed(store: Store) -> None:
    def end(text: str, _share: float) -> None:
        if text.startswith("objective"):
            store.path.unlink()
            raise VerificationError("the plan breaks 2 rules")

    with pytest.raises(VerificationError, match="2 rules"):
        run_night(store.path, NOW, options(), quiet(report=end))


def test_a_budget_that_leaves_no_time_is_refused_at_once(store: Store) -> None:
    long = NightOptions(settings=SolveSettings(budget_seconds=1800))
    with pytest.raises(InputError, match="leaves no time to publish"):
        run_night(store.path, NOW, long, quiet())
    assert list_runs(store) == ()


def test_waiting_for_the_lock_moves_the_plan(store: Store) -> None:
    clock = iter([0.0, 7200.0, 7200.0, 7200.0])
    late = Hooks(stop=lambda: False, report=lambda _t, _s: None, monotonic=lambda: next(clock))
    report = run_night(store.path, NOW, options(), late)
    assert report.run.now == NOW + timedelta(hours=2)
    assert report.run.plan_from == NOW + timedelta(hours=2, minutes=30)


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


def test_the_second_of_two_nights_is_told_who_holds_the_lock(store: Store) -> None:
    with (
        night_lock(store.path, NOW, 0.0),
        pytest.raises(ConflictError, match=r"another night is running on .*: process"),
    ):
        run_night(store.path, NOW, options(wait_seconds=0.0), quiet())


def test_a_deterministic_night_replays_bit_for_bit(store: Store) -> None:
    report = run_night(store.path, NOW, options(), quiet())
    replay = replay_night(report.folder, quiet())
    assert replay.must_match
    assert replay.matches
    assert planned(store) == {b.id: (b.equipment, b.start, b.end) for b in report.run.plan.bookings}  # type: ignore[union-attr]


def test_a_replay_needs_a_saved_night(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        replay_night(tmp_path / "nothing.json", quiet())
    (tmp_path / "wrong.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="is not the saved input of a night"):
        replay_night(tmp_path / "wrong.json", quiet())


def test_stopping_at_once_still_publishes_a_verified_plan(store: Store) -> None:
    report = run_night(store.path, NOW, options(), quiet(stop=lambda: True))
    assert report.run.status is RunStatus.PUBLISHED
    assert not check_stored(store.path, None, None, NOW).broken
