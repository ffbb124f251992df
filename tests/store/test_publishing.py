import os
import random
import signal
import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import event as database_event

from iplatform_sched.domain.booking import Plan
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.run import Act, RunStatus
from iplatform_sched.domain.vocabulary import BookingId, BookingStatus
from iplatform_sched.errors import ConflictError, InputError
from iplatform_sched.store.bookings import BookingAction, change_bookings
from iplatform_sched.store.database import Store, open_store
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import import_facts, load_facts
from iplatform_sched.store.publishing import publish
from iplatform_sched.store.requests import submit_requests
from iplatform_sched.store.runs import get_run, list_runs, save_run
from tests import facts
from tests.store.examples import a_run, get_booking, planned


def test_publishing_replaces_the_plan(store: Store, later: Act) -> None:
    before = {booking.id: booking for booking in load_facts(store).bookings}
    run = a_run(store)
    published = publish(store, run, later)
    after = {booking.id: booking for booking in load_facts(store).bookings}
    assert run.plan is not None
    p2, p3 = run.plan.bookings
    expected = before | {
        "h1": before[BookingId("h1")].model_copy(
            update={"status": BookingStatus.EXPIRED, "held_until": None}
        ),
        "p1": before[BookingId("p1")].model_copy(update={"status": BookingStatus.CONFIRMED}),
        "p2": p2,
        "p3": p3,
    }
    assert after == expected
    assert published == get_run(store, run.id)
    assert (published.status, published.published_at) == (RunStatus.PUBLISHED, later.at)


def test_a_night_is_counted_for_what_was_not_served(store: Store, later: Act) -> None:
    publish(store, a_run(store), later)
    assert {each.id: each.nights_waited for each in load_facts(store).requests} == {
        "battery": 0,
        "r1": 0,
        "r2": 1,
    }


@pytest.mark.parametrize(
    ("hours", "nights"),
    [
        pytest.param((0, 3), 1, id="20:00 and 23:00 of one date"),
        pytest.param((0, 4), 2, id="midnight is the next date"),
        pytest.param((0, 3, 51), 2, id="a date without a night counts nothing"),
        pytest.param((24, 0), 1, id="a clock that was set back"),
    ],
)
def test_nights_of_one_date_count_once(store: Store, later: Act, hours: tuple[int, ...], nights: int) -> None:
    for number, hour in enumerate(hours):
        first = {} if number == 0 else {"confirm": (), "expire": ()}
        run = a_run(store, f"night-{number}", now=facts.NOW + timedelta(hours=hour), **first)
        publish(store, run, later)
    waiting = {each.id: each.nights_waited for each in load_facts(store).requests}
    assert waiting == {"battery": 0, "r1": 0, "r2": nights}
    counted = [each for each in list_events(store) if each.kind == "request.waited"]
    assert [each.after for each in counted] == [{"nights_waited": 1 + each} for each in range(nights)]


def test_every_change_is_in_the_trail(store: Store, later: Act) -> None:
    publish(store, a_run(store), later)
    trail = list_events(store, run="night-1")
    assert [(each.kind, each.subject) for each in trail] == [
        ("booking.expired", "h1"),
        ("booking.confirmed", "p1"),
        ("booking.moved", "p2"),
        ("booking.planned", "p3"),
        ("request.waited", "r2"),
        ("run.published", "night-1"),
    ]
    assert {each.actor for each in trail} == {"kim"}
    moved = trail[2]
    assert moved.request == "battery"
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before["start"], moved.after["start"][:10]) == ("2026-11-30T00:00:00Z", "2026-12-01")


def test_the_same_plan_again_changes_no_booking(store: Store, later: Act) -> None:
    first = publish(store, a_run(store), later)
    trail = list_events(store)
    plan = first.plan
    publish(store, a_run(store, "night-2", plan=plan, confirm=[], expire=[]), later)
    new = list_events(store, after=trail[-1].number)
    assert [each.kind for each in new] == ["run.published"]


def test_a_booking_that_the_plan_drops_or_reprices(store: Store, later: Act) -> None:
    dearer = planned("p1", "2026-11-27 09:00", "2026-11-27 12:00", stage="form", charge={"net": 7})
    plan = Plan(snapshot_hash="", made_at=facts.NOW, bookings=(dearer,))
    publish(store, a_run(store, plan=plan, confirm=[], expire=[]), later)
    kinds = [(each.kind, each.subject) for each in list_events(store, run="night-1")]
    assert kinds == [("booking.updated", "p1"), ("booking.unplanned", "p2"), ("run.published", "night-1")]
    assert "p2" not in {booking.id for booking in load_facts(store).bookings}


def test_fixed_bookings_take_other_units_to_make_room(store: Store, later: Act) -> None:
    b1, b3 = get_booking(store, BookingId("b1")), get_booking(store, BookingId("b3"))
    swapped = (
        b1.model_copy(update={"unit_numbers": (2,)}),
        b3.model_copy(update={"unit_numbers": (1, 4)}),
        get_booking(store, BookingId("p1")).model_copy(update={"status": BookingStatus.CONFIRMED}),
    )
    room = planned("x", "2026-11-25 10:00", "2026-11-25 15:00", unit_numbers=[3])
    b2 = get_booking(store, BookingId("b2")).model_copy(update={"unit_numbers": (2,)})
    plan = Plan(snapshot_hash="", made_at=facts.NOW, bookings=(*swapped, room, b2))
    publish(store, a_run(store, plan=plan), later)
    assert [get_booking(store, each.id) for each in plan.bookings] == list(plan.bookings)
    renumbered = [e.subject for e in list_events(store, run="night-1") if e.kind == "booking.renumbered"]
    assert renumbered == ["b1", "b2", "b3"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        pytest.param(
            {"bookings": [facts.booking("x", "2026-12-20 09:00", "2026-12-20 10:00")]},
            "bookings",
            id="booking",
        ),
        pytest.param({"policy": facts.policy(version="9")}, "policy", id="policy"),
        pytest.param({"requests": [facts.request("r1", weight=200)]}, "request r1", id="request"),
        pytest.param({"catalogue": {"holiday_calendars": [{"id": "KR"}]}}, "calendars", id="holidays"),
    ],
)
def test_a_changed_store_refuses_the_plan(
    store: Store, later: Act, given: dict[str, object], named: str
) -> None:
    run = a_run(store)
    import_facts(store, Facts.model_validate(given), later)
    before, trail = load_facts(store), list_events(store)
    with pytest.raises(ConflictError, match=f"changed since it was planned: {named}"):
        publish(store, run, later)
    assert (load_facts(store), list_events(store), list_runs(store)) == (before, trail, ())


def test_a_new_wish_does_not_void_the_plan(store: Store, later: Act) -> None:
    run = a_run(store)
    submit_requests(store, [facts.request("new")], later)
    assert publish(store, run, later).status is RunStatus.PUBLISHED


def test_a_run_is_published_once(store: Store, later: Act) -> None:
    run = a_run(store)
    save_run(store, run)
    publish(store, run, later)
    with pytest.raises(ConflictError, match="published already"):
        publish(store, run, later)
    with pytest.raises(ConflictError, match="published already"):
        save_run(store, run)


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        pytest.param({"plan": None}, InputError, "no plan", id="no plan"),
        pytest.param({"plan": {"snapshot_hash": "", "made_at": facts.NOW,
                               "bookings": [facts.booking("x", "2026-12-20 09:00", "2026-12-20 10:00")]}},
                     InputError, "neither planned nor", id="confirmed booking"),
        pytest.param({"plan": {"snapshot_hash": "", "made_at": facts.NOW,
                               "bookings": [planned("old", "2026-12-20 09:00", "2026-12-20 10:00")]}},
                     ConflictError, "taken already: old", id="id of history"),
        pytest.param({"plan": {"snapshot_hash": "", "made_at": facts.NOW,
                               "bookings": [planned("x", "2026-12-20 09:00", "2026-12-20 10:00")] * 2}},
                     ConflictError, "taken already", id="id twice"),
        pytest.param({"plan": {"snapshot_hash": "", "made_at": facts.NOW,
                               "bookings": [planned("x", "2026-11-25 09:00", "2026-11-25 10:00")]}},
                     ConflictError, "overlap", id="overlap"),
        pytest.param({"plan": {"snapshot_hash": "", "made_at": facts.NOW,
                               "bookings": [planned("x", "2026-12-20 09:00:00.5", "2026-12-20 10:00")]}},
                     InputError, "whole seconds", id="part of a second"),
        pytest.param({"plan": {"snapshot_hash": "", "made_at": facts.NOW,
                               "bookings": [facts.booking("b1", "2026-12-20 09:00", "2026-12-20 10:00")]}},
                     InputError, "neither planned nor", id="fixed booking elsewhere"),
        pytest.param({"confirm": ["nothing"]}, ConflictError, "gone: nothing", id="confirms nothing"),
        pytest.param({"confirm": ["b1"]}, ConflictError, "b1 is confirmed", id="confirms the confirmed"),
        pytest.param({"expire": ["b1"]}, ConflictError, "b1 is confirmed", id="expires the confirmed"),
    ],
)  # fmt: skip
def test_a_wrong_run_changes_nothing(
    store: Store, later: Act, fields: dict[str, object], error: type[Exception], message: str
) -> None:
    before, trail = load_facts(store), list_events(store)
    with pytest.raises(error, match=message):
        publish(store, a_run(store, "night-1", **fields), later)
    assert (load_facts(store), list_events(store), list_runs(store)) == (before, trail, ())


def _publish_and_die(store: Store, act: Act, moment: int) -> int:
    """Publish in a child process that kills itself at its `moment`-th statement; return its signal."""
    run = a_run(store)
    child = os.fork()
    if child == 0:
        count = 0

        def kill(*_arguments: object) -> None:
            nonlocal count
            count += 1
            if count == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        # A tiny cache, so that changed pages reach the file long before the commit.
        database_event.listen(
            store.engine, "connect", lambda driver, _: driver.execute("PRAGMA cache_size = 1")
        )
        database_event.listen(store.engine, "before_cursor_execute", kill)
        database_event.listen(store.engine, "commit", kill)
        publish(store, run, act)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


MOMENTS = 33


@pytest.mark.parametrize("moment", sorted(random.Random(7).sample(range(1, MOMENTS + 2), 20)))
def test_a_killed_process_leaves_before_or_after(store: Store, later: Act, moment: int) -> None:
    before = load_facts(store)
    code = _publish_and_die(store, later, moment)
    found = load_facts(open_store(store.path))
    if code == -signal.SIGKILL:
        assert (found, list_runs(store)) == (before, ())
        publish(store, a_run(store), later)
    else:
        assert code == 0
    assert get_run(store, "night-1").status is RunStatus.PUBLISHED
    statuses = {booking.id: booking.status for booking in load_facts(store).bookings}
    assert (statuses[BookingId("p1")], statuses[BookingId("p3")]) == ("confirmed", "planned")


def test_the_moments_cover_the_transaction(store: Store, later: Act) -> None:
    run = a_run(store)
    moments: list[str] = []
    database_event.listen(store.engine, "before_cursor_execute", lambda *call: moments.append(str(call[2])))
    database_event.listen(store.engine, "commit", lambda _connection: moments.append("COMMIT"))
    publish(store, run, later)
    assert (moments[0], moments[-1], len(moments)) == ("BEGIN IMMEDIATE", "COMMIT", MOMENTS)


def test_a_killed_process_does_not_block_the_next(store: Store, afterwards: Act) -> None:
    assert _publish_and_die(store, afterwards, 25) == -signal.SIGKILL
    changed = change_bookings(store, [BookingId("b1")], BookingAction.START, afterwards)
    assert changed[0].status is BookingStatus.RUNNING
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_late_run_is_kept_without_being_published(store: Store) -> None:
    run = a_run(store).model_copy(
        update={"status": RunStatus.LATE, "finished": facts.NOW + timedelta(hours=1)}
    )
    save_run(store, run)
    assert get_run(store, run.id) == run
