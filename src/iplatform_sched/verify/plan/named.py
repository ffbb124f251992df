"""Named operators: of the booking's pools, there, at one booking at a time, and with their request."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from iplatform_sched.verify.plan.violation import Violation, against
from iplatform_sched.verify.plan.work import attended_ticks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import OperatorPool
    from iplatform_sched.domain.vocabulary import OperatorId, PoolId
    from iplatform_sched.timeline import TimeGrid
    from iplatform_sched.verify.plan.case import Case


def named_operators(case: Case) -> Iterator[Violation]:
    """Named operators are among those that a booking takes, are there, and attend nothing else meanwhile."""
    for booking in case.proposed:
        for fault in (*_faults(case, booking), *_absences(case, booking)):
            yield against("named_operators", booking, fault)
    for person, bookings in _by_person(case).items():
        taken: dict[int, Booking] = {}
        for booking in bookings:
            ticks = attended_ticks(case.clock.grid, booking)
            clash = min((tick for tick in ticks if tick in taken), default=None)
            if clash is not None and not case.is_fixed(booking):
                other, when = taken[clash], case.when(case.clock.grid.instant(clash))
                what = f"needs operator {person} at {when}, who is at {other.id} then"
                yield against("named_operators", booking, what, other)
            taken.update(dict.fromkeys(ticks, booking))


def _faults(case: Case, booking: Booking) -> Iterator[str]:
    if len(set(booking.people)) < len(booking.people):
        yield f"names an operator twice: {', '.join(booking.people)}"
    for person in booking.people:
        if pool_of(case, person) is None:
            yield f"names operator {person}, whom no pool names"
    for pool in {pool.id: pool for each in booking.people if (pool := pool_of(case, each))}.values():
        named = _of_pool(booking, pool)
        heads = sum(use.count for use in booking.operators if use.pool == pool.id)
        if len(named) > heads:
            yield f"names {', '.join(sorted(named))} of pool {pool.id}, of which it takes {heads}"


def _absences(case: Case, booking: Booking) -> Iterator[str]:
    grid = case.clock.grid
    for person in booking.people:
        pool = pool_of(case, person)
        gone = away(grid, pool, person, attended_ticks(grid, booking)) if pool else []
        if gone:
            yield f"needs operator {person} at {case.when(grid.instant(min(gone)))}, who is away"


def away(grid: TimeGrid, pool: OperatorPool, person: OperatorId, ticks: Iterable[int]) -> list[int]:
    """Return those of `ticks` in any part of which a named operator is away."""
    spans = [each.span for each in pool.absences if person in each.people]
    return [
        tick
        for tick in ticks
        if any(span.start < grid.instant(tick + 1) and grid.instant(tick) < span.end for span in spans)
    ]


def pool_of(case: Case, person: OperatorId) -> OperatorPool | None:
    """Return the pool that names an operator."""
    return next((pool for pool in case.pools.values() if person in pool.people), None)


def _by_person(case: Case) -> dict[OperatorId, list[Booking]]:
    """Return the bookings of each operator whom a proposed one names: fixed ones, then proposed ones."""
    found: dict[OperatorId, list[Booking]] = defaultdict(list)
    wanted = {person for booking in case.proposed for person in booking.people}
    for booking in (*case.holding, *case.proposed):
        for person in wanted.intersection(booking.people):
            found[person].append(booking)
    return found


def same_operator(case: Case) -> Iterator[Violation]:
    """Where an operator shall stay with a request, its bookings name one of each pool, and the same one."""
    for request, present in case.by_request():
        if not request.same_operator:
            continue
        takers: dict[PoolId, list[Booking]] = defaultdict(list)
        for booking in present.values():
            for use in booking.operators:
                pool = case.pools.get(use.pool)
                if pool is None or not pool.people:
                    continue
                if _of_pool(booking, pool):
                    takers[pool.id].append(booking)
                elif not case.is_fixed(booking):
                    what = f"names no operator of pool {pool.id}; one shall stay with the request"
                    yield against("same_operator", booking, what)
        for name, bookings in takers.items():
            yield from _changes(case, case.pools[name], bookings)


def _changes(case: Case, pool: OperatorPool, bookings: list[Booking]) -> Iterator[Violation]:
    """Yield which bookings share nobody of a pool; where each two share somebody, that all do not."""
    bookings = sorted(bookings, key=case.is_fixed)
    if set.intersection(*(_of_pool(booking, pool) for booking in bookings)):
        return
    apart = False
    for one, other in combinations(bookings, 2):
        here, there = _of_pool(one, pool), _of_pool(other, pool)
        if here.isdisjoint(there) and not case.is_fixed(one):
            apart = True
            names = f"{', '.join(sorted(here))} of pool {pool.id}; {', '.join(sorted(there))}"
            yield against("same_operator", one, f"has {names} is at stage {other.stage}", other)
    first, *others = bookings
    if not apart and not case.is_fixed(first):
        names = f"{', '.join(sorted(_of_pool(first, pool)))} of pool {pool.id}"
        yield against("same_operator", first, f"has {names}; none of these is at all stages", *others)


def _of_pool(booking: Booking, pool: OperatorPool) -> set[OperatorId]:
    return set(booking.people) & set(pool.people)
