"""People: operators on duty and within their overtime, members of companies in one place at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from iplatform_sched.timeline import IntervalSet
from iplatform_sched.verify.plan.travel import road_minutes
from iplatform_sched.verify.plan.violation import Violation, against
from iplatform_sched.verify.plan.work import attended_ticks, held_ticks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import OperatorPool
    from iplatform_sched.domain.vocabulary import CentreId, CompanyId, PoolId
    from iplatform_sched.timeline import TimeGrid
    from iplatform_sched.verify.plan.case import Case

Visit = tuple[int, int, "Booking"]
Week = tuple[int, int]
PoolWeek = tuple["PoolId", Week]
HOUR = 60
WEEK_DAYS = 7


def operators(case: Case) -> Iterator[Violation]:
    """Operated bookings take the operators that the offer asks for, self-use takes none."""
    for booking, work in case.worked():
        need = Counter({pool.id: count for pool, count in work.operators})
        have: Counter[PoolId] = Counter()
        for use in booking.operators:
            have[use.pool] += use.count
        if have != need:
            texts = [", ".join(f"{count} of {pool}" for pool, count in each.items()) for each in (have, need)]
            yield against("operators", booking, f"takes operators {texts[0] or '-'}; needs {texts[1] or '-'}")


def headcount(case: Case) -> Iterator[Violation]:
    """At no moment do the bookings take more operators of a pool than are there."""
    taken = _taken(case)
    for booking in case.proposed:
        ticks = attended_ticks(case.clock.grid, booking)
        for use in booking.operators:
            pool = case.pools.get(use.pool)
            lacks = _lacks(case.clock.grid, pool, ticks, taken[use.pool]) if pool else {}
            if lacks:
                first = min(lacks)
                when = case.when(case.clock.grid.instant(first))
                what = f"needs {use.count} of pool {use.pool} at {when}, when it lacks {lacks[first]}"
                yield against("headcount", booking, what)


def _lacks(
    grid: TimeGrid, pool: OperatorPool, ticks: Iterable[int], taken: Mapping[int, int]
) -> dict[int, int]:
    """Return how many operators a pool lacks, in the ticks in which it lacks any."""
    present = presence(grid, pool, ticks)
    return {tick: taken[tick] - heads for tick, heads in present.items() if taken[tick] > heads}


def presence(grid: TimeGrid, pool: OperatorPool, ticks: Iterable[int]) -> dict[int, int]:
    """Return how many operators of a pool are there in each tick: its heads less those away in any of it."""
    return {
        tick: max(
            0,
            pool.headcount
            - sum(
                each.count
                for each in pool.absences
                if each.span.start < grid.instant(tick + 1) and grid.instant(tick) < each.span.end
            ),
        )
        for tick in ticks
    }


def _taken(case: Case) -> dict[PoolId, Counter[int]]:
    """Return the operators taken of each pool in each tick in which proposed bookings use it."""
    grid = case.clock.grid
    taken: dict[PoolId, Counter[int]] = defaultdict(Counter)
    for booking in case.proposed:
        for use in booking.operators:
            taken[use.pool].update(dict.fromkeys(attended_ticks(grid, booking), use.count))
    for pool, counted in taken.items():
        first, last = min(counted, default=0), max(counted, default=-1)
        for booking in case.of_pool.get(pool, ()):
            start, end = held_ticks(grid, booking)
            if start <= last and first < end:
                heads = sum(use.count for use in booking.operators if use.pool == pool)
                for tick in counted.keys() & set(attended_ticks(grid, booking)):
                    counted[tick] += heads
    return taken


def overtime_ticks(case: Case, pool: OperatorPool, booking: Booking) -> list[int]:
    """Return the attended ticks of a booking outside the regular shift of a pool."""
    centre = case.centres[pool.centre]
    ticks = attended_ticks(case.clock.grid, booking)
    return [tick for tick in ticks if not case.clock.on_shift(centre, pool, tick)]


def overtime_cap(case: Case) -> Iterator[Violation]:
    """Operators of a pool work at most so many hours of overtime per head and ISO week."""
    asked: dict[PoolWeek, list[Booking]] = defaultdict(list)
    worked: Counter[PoolWeek] = Counter()
    for booking in case.proposed:
        for key, ticks in _overtime(case, booking, set(case.pools)):
            asked[key].append(booking)
            worked[key] += ticks
    pools, weeks = {pool for pool, _ in asked}, {week for _, week in asked}
    for booking in case.fixed if asked else ():
        if any(use.pool in pools for use in booking.operators) and weeks & _weeks_of(case, booking):
            for key, ticks in _overtime(case, booking, pools):
                worked[key] += ticks
    for (name, week), bookings in asked.items():
        cap = case.policy.overtime_hours_per_week * HOUR * case.pools[name].headcount
        minutes = worked[name, week] * case.clock.grid.minutes
        if minutes > cap:
            what = f"brings pool {name} to {minutes} minutes of overtime in week {week[1]} of {week[0]}"
            yield against("overtime_cap", bookings[0], f"{what}; at most {cap}", *bookings[1:])


def _overtime(case: Case, booking: Booking, pools: set[PoolId]) -> Iterator[tuple[PoolWeek, int]]:
    """Yield the operator-ticks of overtime that a booking takes of some pools, by pool and week."""
    for use in booking.operators:
        if use.pool in pools:
            ticks = overtime_ticks(case, case.pools[use.pool], booking)
            for week, count in Counter(_week(case, tick) for tick in ticks).items():
                yield (use.pool, week), use.count * count


def _weeks_of(case: Case, booking: Booking) -> set[Week]:
    """Return the weeks that a booking touches."""
    start, end = held_ticks(case.clock.grid, booking)
    week = WEEK_DAYS * case.clock.grid.ticks_per_day
    return {_week(case, tick) for tick in (*range(start, end, week), end - 1)}


def _week(case: Case, tick: int) -> Week:
    calendar = case.clock.network_date(case.clock.grid.instant(tick)).isocalendar()
    return calendar.year, calendar.week


def members(case: Case) -> Iterator[Violation]:
    """As many members attend as the mode asks for, each once, and the company has them."""
    for booking, work in case.worked():
        company, numbers = case.company_of(booking), booking.members
        if len(set(numbers)) != len(numbers) or len(numbers) != work.staff:
            yield against("members", booking, f"names members {list(numbers)}; it needs {work.staff} of them")
        elif numbers and max(numbers) >= company.staff:
            what = f"names member {max(numbers)}; {company.id} has {company.staff}, counted from 0"
            yield against("members", booking, what)


def one_place(case: Case) -> Iterator[Violation]:
    """A member attends one booking at a time, and has time to drive from one centre to the next."""
    for visits in _visits(case).values():
        visits.sort(key=lambda visit: visit[:2])
        for index, (start, end, booking) in enumerate(visits):
            for later, _, other in visits[index + 1 :]:
                if other.id == booking.id or (case.is_fixed(booking) and case.is_fixed(other)):
                    continue
                drive = case.clock.grid.up(_drive(case, booking.centre, other.centre))
                if later < end + drive:
                    one, two = (other, booking) if case.is_fixed(booking) else (booking, other)
                    when = case.when(case.clock.grid.instant(start))
                    what = f"takes a member who is at {two.centre} for {two.id} at the time or on the way"
                    yield against("one_place", one, f"{what} ({when})", two)
                elif later >= end + _DAYS_APART * case.clock.grid.ticks_per_day:
                    break


_DAYS_APART = 7
"""No drive takes longer, so later visits need no look."""


def _visits(case: Case) -> dict[tuple[CompanyId, int], list[Visit]]:
    """Return what each member of the companies concerned attends."""
    visits: dict[tuple[CompanyId, int], list[Visit]] = defaultdict(list)
    concerned = {booking.company for booking in case.proposed}
    for booking in (*case.proposed, *case.holding):
        company = case.payer(booking)
        if company is None or company not in concerned or not booking.members:
            continue
        ticks = IntervalSet.of((tick, tick + 1) for tick in attended_ticks(case.clock.grid, booking))
        for member in booking.members:
            visits[company, member].extend((span.start, span.end, booking) for span in ticks)
    return visits


def _drive(case: Case, origin: CentreId, destination: CentreId) -> int:
    return road_minutes(case, case.centres.get(origin), case.centres.get(destination))
