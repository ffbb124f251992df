"""Fixed bookings that the facts now contradict: for repair, never held against a plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, ClosureKind, Condition, Run
from iplatform_sched.verify.plan.named import away, pool_of
from iplatform_sched.verify.plan.people import presence
from iplatform_sched.verify.plan.supplies import counts, used_by
from iplatform_sched.verify.plan.work import attended_ticks, held_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre, OperatorPool
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.vocabulary import BookingId, EquipmentId, OperatorId, PoolId
    from iplatform_sched.verify.plan.case import Case


@dataclass(frozen=True, slots=True)
class BrokenBooking:
    """A fixed booking that cannot take place as it stands.

    Attributes
    ----------
    code
        Stable word: ``unknown-equipment``, ``retired``, ``moved-away``, ``units``, ``out-of-service``,
        ``closed``, ``unknown-pool``, ``unknown-request``, ``double-booked``, ``operators``, ``supply``,
        ``unknown-operator`` or ``named-operator``.
    reason
        What contradicts it, for people.
    """

    booking: BookingId
    code: str
    reason: str


def broken(case: Case) -> Iterator[BrokenBooking]:
    """Yield every contradiction of the occupying fixed bookings that are not over yet."""
    now = case.snapshot.now
    live = [each for each in case.holding if each.end > now and each.status is not BookingStatus.PLANNED]
    for booking in live:
        for code, reason in _faults(case, booking):
            yield BrokenBooking(booking.id, code, reason)
    named = tuple(_without_named(case, live))
    stuck = {each.booking for each in named if each.code == "named-operator"}
    yield from _double_booked(case, live)
    # A booking that waits for a named operator takes nobody from another one.
    yield from _without_operators(case, [booking for booking in live if booking.id not in stuck])
    yield from _without_supplies(case, live)
    yield from named


def _faults(case: Case, booking: Booking) -> Iterator[tuple[str, str]]:
    if booking.request is not None and booking.request not in case.requests:
        yield "unknown-request", f"nobody knows request {booking.request}"
    machine = case.machines.get(booking.equipment)
    centre = case.centres.get(machine.centre) if machine else None
    if machine is None or centre is None:
        yield "unknown-equipment", f"nobody knows equipment {booking.equipment} or its centre"
        return
    if machine.condition is Condition.RETIRED:
        yield "retired", f"{machine.id} is retired"
    if machine.centre != booking.centre:
        yield "moved-away", f"{machine.id} stands at {machine.centre} now, not at {booking.centre}"
    if max(booking.unit_numbers) > machine.units:
        yield "units", f"{machine.id} has {machine.units} units, not {max(booking.unit_numbers)}"
    for use in booking.operators:
        if use.pool not in case.pools:
            yield "unknown-pool", f"nobody knows operator pool {use.pool}"
    yield from _time_faults(case, booking, centre, machine)


def _time_faults(
    case: Case, booking: Booking, centre: Centre, machine: Equipment
) -> Iterator[tuple[str, str]]:
    clock = case.clock
    today = clock.grid.floor(case.snapshot.now)
    start, end = held_ticks(clock.grid, booking)
    if clock.closures(centre, machine, ClosureKind.OUT_OF_SERVICE).meets(max(start, today), end):
        yield "out-of-service", f"{machine.id} is out of service during it"
    for tick in (
        () if booking.run is Run.PAUSABLE and not booking.attended else attended_ticks(clock.grid, booking)
    ):
        if tick < today or clock.weekly(centre, machine, tick):
            continue
        if not (booking.after_hours and clock.after_hours(centre, machine, tick)):
            yield "closed", f"{machine.id} is closed at {case.when(clock.grid.instant(tick))}"
            return


def _double_booked(case: Case, live: list[Booking]) -> Iterator[BrokenBooking]:
    """Yield the later of two bookings that hold one unit at a time."""
    units: dict[tuple[EquipmentId, int], list[Booking]] = defaultdict(list)
    for booking in sorted(live, key=lambda each: (each.start, each.id)):
        for unit in dict.fromkeys(booking.unit_numbers):
            units[booking.equipment, unit].append(booking)
    for (machine, unit), bookings in units.items():
        last = bookings[0]
        for booking in bookings[1:]:
            if booking.start < last.end:
                reason = f"booking {last.id} holds unit {unit} of {machine} until {case.when(last.end)}"
                yield BrokenBooking(booking.id, "double-booked", reason)
            last = max(last, booking, key=lambda each: each.end)


def _without_operators(case: Case, live: list[Booking]) -> Iterator[BrokenBooking]:
    """Yield bookings for which too few operators are there: running ones stay, then the first."""
    grid = case.clock.grid
    today = grid.floor(case.snapshot.now)
    scarce = _overloaded(case, live)
    taken: dict[PoolId, Counter[int]] = defaultdict(Counter)
    for booking in sorted(live, key=_standing) if scarce else ():
        uses = [(case.pools[use.pool], use.count) for use in booking.operators if use.pool in scarce]
        ticks = [tick for tick in attended_ticks(grid, booking) if tick >= today] if uses else []
        lacking = {
            tick: pool
            for pool, count in uses
            for tick, heads in presence(grid, pool, ticks).items()
            if taken[pool.id][tick] + count > heads
        }
        if lacking:
            first = min(lacking)
            what = f"too few operators of {lacking[first].id} are there at {case.when(grid.instant(first))}"
            yield BrokenBooking(booking.id, "operators", what)
            continue
        for pool, count in uses:
            taken[pool.id].update(dict.fromkeys(ticks, count))


def _without_named(case: Case, live: list[Booking]) -> Iterator[BrokenBooking]:
    """Yield bookings whose named operator is away or at another one: running ones stay, then the first."""
    grid = case.clock.grid
    today = grid.floor(case.snapshot.now)
    taken: dict[OperatorId, dict[int, BookingId]] = defaultdict(dict)
    for booking in sorted((each for each in live if each.people), key=_standing):
        ticks = [tick for tick in attended_ticks(grid, booking) if tick >= today]
        found = []
        for person in booking.people:
            pool = pool_of(case, person)
            if pool is None:
                yield BrokenBooking(booking.id, "unknown-operator", f"no pool names operator {person}")
                continue
            lost = dict.fromkeys(away(grid, pool, person, ticks), "away")
            lost |= {
                tick: f"taken by booking {taken[person][tick]}" for tick in ticks if tick in taken[person]
            }
            if lost:
                first = min(lost)
                what = f"operator {person} is {lost[first]} at {case.when(grid.instant(first))}"
                found.append(BrokenBooking(booking.id, "named-operator", what))
        yield from found
        for person in () if found else booking.people:
            taken[person].update(dict.fromkeys(ticks, booking.id))


def _without_supplies(case: Case, live: list[Booking]) -> Iterator[BrokenBooking]:
    """Yield bookings that nothing is left for: what has begun has what it needs, then the first have."""
    now = case.snapshot.now
    coming = {each.id for each in live if each.start > now}
    for centre in case.centres.values():
        for stock in centre.consumables:
            users = [each for each in case.fixed if counts(case, centre, stock, each)]
            left = stock.on_hand - sum(used_by(each, stock.id) for each in users if each.id not in coming)
            for booking in sorted((each for each in users if each.id in coming), key=_standing):
                needed = used_by(booking, stock.id)
                if needed > max(left, 0):
                    reason = f"needs {needed} of {stock.id}, of which {centre.id} has {max(left, 0)} left"
                    yield BrokenBooking(booking.id, "supply", reason)
                else:
                    left -= needed


def _overloaded(case: Case, live: list[Booking]) -> set[PoolId]:
    """Return the pools that might lack operators: few do, and only these are worth a look at each tick."""
    steps: dict[PoolId, Counter[datetime]] = defaultdict(Counter)
    tick = timedelta(minutes=case.clock.grid.minutes)
    for booking in live:
        for use in booking.operators:
            # Longer than it is attended: whoever has enough heads for that has enough.
            steps[use.pool][booking.start - tick] += use.count
            steps[use.pool][booking.end + tick] -= use.count
    return {
        key
        for key, changes in steps.items()
        if key in case.pools and _peak(changes) > _fewest(case.pools[key])
    }


def _peak(changes: Counter[datetime]) -> int:
    return max(accumulate(changes[moment] for moment in sorted(changes)))


def _fewest(pool: OperatorPool) -> int:
    return pool.headcount - sum(each.count for each in pool.absences)


def _standing(booking: Booking) -> tuple[bool, bool, datetime, str]:
    return (
        booking.status is not BookingStatus.RUNNING,
        booking.status is BookingStatus.HELD,
        booking.start,
        booking.id,
    )
