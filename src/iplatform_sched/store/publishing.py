"""A run's plan becomes the live one, in one transaction, or nothing changes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from iplatform_sched.domain.booking import Booking, Plan
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.request import after_waiting
from iplatform_sched.domain.run import Act, Run, RunStatus, differences
from iplatform_sched.domain.vocabulary import BookingId, BookingStatus, RequestStatus
from iplatform_sched.errors import ConflictError, InputError, Issue
from iplatform_sched.store.bookings import BookingAction, change_all
from iplatform_sched.store.closing import settle_quoted
from iplatform_sched.store.database import Store, writing
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.facts import current_fingerprint
from iplatform_sched.store.incidents import displace, write_incidents, write_overruns
from iplatform_sched.store.rows import BOOKINGS, POLICIES, REQUESTS, find, load, load_by_id, remove, save
from iplatform_sched.store.runs import refuse_published, write_run

if TYPE_CHECKING:
    from collections.abc import Iterable, KeysView

    from sqlalchemy import Connection

    from iplatform_sched.domain.run import Event

_PLANNED = BookingStatus.PLANNED
_RENUMBERED = frozenset({BookingStatus.HELD, BookingStatus.CONFIRMED})


def publish(store: Store, run: Run, act: Act) -> Run:
    """Make the plan of `run` the live one, and return the run as published.

    Besides planned bookings a plan may hold fixed ones that take other unit numbers and change nothing
    else: they make room. In one immediate transaction: compares what the run planned from with the
    store; writes down its incidents and makes planned what it displaces; lets the bookings of
    ``run.expire`` go, and withdraws requests that were only quoted; confirms the planned bookings of
    ``run.confirm``; replaces all other planned bookings by those of the plan; confirms those of
    ``run.at_once``; counts a night, if it is one, for each request that the plan does not serve, once per
    date; keeps the run; and writes an entry
    of the trail for each change.

    Raises
    ------
    ConflictError
        The store has changed since the snapshot (the message names what), the run is published
        already, or a booking of the plan has the id or the place of one that stays.
    InputError
        The run has no plan, or a booking of the plan is neither planned nor such a fixed one.
    """
    plan = _plan_of(run)
    with writing(store) as connection:
        refuse_published(connection, run.id)
        changed = differences(run.fingerprint, current_fingerprint(connection, run.fingerprint.requests))
        if changed:
            raise ConflictError(f"run {run.id}: changed since it was planned: {', '.join(changed)}")
        write_incidents(connection, run.incidents, act, run.id)
        displace(connection, run.displaced, act, run.id)
        expired = change_all(connection, _named(connection, run.expire), BookingAction.EXPIRE, act, run.id)
        settle_quoted(connection, expired, act)
        change_all(connection, _named(connection, run.confirm), BookingAction.CONFIRM, act, run.id)
        _replace_planned(connection, plan, act, run.id)
        write_overruns(connection, run.incidents, act, run.id)
        change_all(connection, _named(connection, run.at_once), BookingAction.CONFIRM, act, run.id)
        if run.counts_night:
            _count_night(connection, plan, run, act)
        published = run.model_copy(update={"status": RunStatus.PUBLISHED, "published_at": act.at})
        write_run(connection, published)
        record(connection, [entry(act, "run.published", run.id, run=run.id)])
    return published


def _plan_of(run: Run) -> Plan:
    if run.plan is None:
        raise InputError(Issue(f"run {run.id} has no plan to publish", field="plan", code="no-plan"))
    return run.plan


def _named(connection: Connection, ids: Iterable[BookingId]) -> tuple[Booking, ...]:
    wanted = set(ids)
    found = load_by_id(connection, BOOKINGS, wanted)
    missing = wanted - {booking.id for booking in found}
    if missing:
        raise ConflictError(f"these bookings are gone: {', '.join(sorted(missing))}")
    return found


def _replace_planned(connection: Connection, plan: Plan, act: Act, run: str) -> None:
    after = {booking.id: booking for booking in plan.bookings}
    known = {booking.id: booking for booking in load_by_id(connection, BOOKINGS, after)}
    # Planned bookings that belong to no open request are obstacles to a plan, not part of it.
    columns = BOOKINGS.table.c
    is_open = select(REQUESTS.table.c.id).where(REQUESTS.table.c.status == RequestStatus.OPEN)
    planned = load(connection, BOOKINGS, columns.status == _PLANNED, columns.request.in_(is_open))
    before = {booking.id: booking for booking in planned}
    before |= {key: old for key, old in known.items() if _is_renumbering(old, after[key])}
    _refuse_wrong(plan, before.keys(), known.keys(), run)
    changed = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    # All that moves goes first, so that nothing stands in the way of what comes.
    remove(connection, BOOKINGS, (key for key in changed if key in before))
    save(connection, BOOKINGS, [after[key] for key in changed if key in after])
    record(connection, [_change(before.get(key), after.get(key), act, run) for key in changed])


def _refuse_wrong(plan: Plan, replaced: KeysView[BookingId], known: KeysView[BookingId], run: str) -> None:
    wrong = [each.id for each in plan.bookings if each.status is not _PLANNED and each.id not in replaced]
    if wrong:
        raise InputError(
            Issue(
                f"run {run}: bookings are neither planned nor fixed ones with other unit numbers",
                found=", ".join(wrong),
                code="status",
            )
        )
    taken = sorted(known - replaced)
    taken += [key for key, count in Counter(each.id for each in plan.bookings).items() if count > 1]
    if taken:
        raise ConflictError(f"run {run}: ids of bookings are taken already: {', '.join(taken)}")


def _is_renumbering(old: Booking, new: Booking) -> bool:
    return old.status in _RENUMBERED and new == old.model_copy(update={"unit_numbers": new.unit_numbers})


def _change(before: Booking | None, after: Booking | None, act: Act, run: str) -> Event:
    if before is None or after is None:
        kind = "booking.unplanned" if after is None else "booking.planned"
    elif (before.start, before.equipment) != (after.start, after.equipment):
        kind = "booking.moved"
    elif _is_renumbering(before, after):
        kind = "booking.renumbered"
    else:
        kind = "booking.updated"
    subject = (after or before).id  # type: ignore[union-attr] # one of them is there
    return entry(act, kind, subject, before=before, after=after, run=run)


def _count_night(connection: Connection, plan: Plan, run: Run, act: Act) -> None:
    zone = (find(connection, POLICIES, 1) or Policy()).zone
    night = run.now.astimezone(ZoneInfo(zone)).date()
    old = load_by_id(connection, REQUESTS, {unserved.request for unserved in plan.unserved})
    new = [after for request in old if (after := after_waiting(request, night)) != request]
    save(connection, REQUESTS, new)
    record(
        connection,
        [
            entry(act, "request.waited", each.id, after={"nights_waited": each.nights_waited}, run=run.id)
            for each in new
        ],
    )
