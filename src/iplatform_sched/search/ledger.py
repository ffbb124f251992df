"""What one job's placements cost, term by term, from its own placements alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.data import Style
from iplatform_sched.problem.teams import replaced
from iplatform_sched.search.legs import Stop, route_price
from iplatform_sched.search.tariffs import MINUTES_PER_HOUR, fees_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iplatform_sched.problem.data import Job, Mode, Problem
    from iplatform_sched.problem.schedule import ScheduledTask
    from iplatform_sched.search.tables import Tables

MOST_SPANS = 200_000


class TaskCost(NamedTuple):
    """KRW of one placement: the fee before vouchers and materials, and all that only it causes."""

    fee: int
    materials: int
    overtime: int
    trips: int
    preference: int
    disruption: int


class JobTerms(NamedTuple):
    """KRW of one job by additive term, and what the other terms are made of.

    Attributes
    ----------
    days_late
        Tardiness in started days.
    last_end
        End of its last present task, ``-1`` when no unpinned required task is present.
    span
        Ticks from the start of its first present task to `last_end`; zero then.
    """

    unserved: int
    tardiness: int
    fees: int
    overtime: int
    transport: int
    staff_travel: int
    disruption: int
    preference: int
    days_late: int
    last_end: int
    span: int

    @property
    def money(self) -> int:
        """Return what counts towards budgets."""
        return self.fees + self.transport + self.staff_travel


def attended_spans(tables: Tables, mode: Mode, placed: ScheduledTask) -> list[tuple[int, int]]:
    """Return the attended ticks of a placement as sorted, disjoint spans."""
    if mode.style is not Style.UNATTENDED:
        return spans_within(tables, mode.calendar, placed.start, placed.end)
    loading = spans_within(tables, mode.calendar, placed.start, placed.run_end - mode.run)
    return loading + spans_within(tables, mode.calendar, placed.unload, placed.end)


def spans_within(tables: Tables, calendar: int, start: int, end: int) -> list[tuple[int, int]]:
    """Return the work ticks of a calendar in ``[start, end)`` as spans; looked up once."""
    key = (calendar, start, end)
    known = tables.spans.get(key)
    if known is None:
        if len(tables.spans) > MOST_SPANS:
            tables.spans.clear()
        spans = tables.calendar(calendar)
        first = bisect_right(spans.ends, start)
        last = max(bisect_left(spans.starts, end), first)
        known = tables.spans[key] = [
            (max(a, start), min(b, end))
            for a, b in zip(spans.starts[first:last], spans.ends[first:last], strict=True)
            if max(a, start) < min(b, end)
        ]
    return known


def overtime_uses(tables: Tables, mode: Mode, spans: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Return triples (pool, week, operator-ticks) of overtime in attended `spans`."""
    problem = tables.problem
    found = []
    for pool, heads in mode.operators:
        extra = problem.resources[pool].overtime
        if extra is None:
            continue
        late = tables.mask(extra.windows)
        for a, b in spans:
            if not late[a:b].any():
                continue
            for week in range(len(problem.weeks) - 1):
                lo, hi = max(a, problem.weeks[week]), min(b, problem.weeks[week + 1])
                if lo < hi and (ticks := int(late[lo:hi].sum())):
                    found.append((pool, week, heads * ticks))
    return found


def overtime_price(tables: Tables, uses: list[tuple[int, int, int]]) -> int:
    """Return the KRW of overtime of one booking, rounded down per pool."""
    problem = tables.problem
    ticks: dict[int, int] = {}
    for pool, _, amount in uses:
        ticks[pool] = ticks.get(pool, 0) + amount
    total = 0
    for pool, amount in ticks.items():
        extra = problem.resources[pool].overtime
        price = 0 if extra is None else extra.price_per_hour
        total += amount * problem.tick_minutes * price // MINUTES_PER_HOUR
    return total


def dates_of(spans: list[tuple[int, int]], day: int) -> int:
    """Return the number of dates with a tick of sorted `spans`."""
    count, last = 0, -1
    for a, b in spans:
        first = max(a // day, last + 1)
        last = max((b - 1) // day, last)
        count += last - first + 1
    return count


def disruption_of(problem: Problem, task: int, mode: Mode | None, start: int) -> int:
    """Return the KRW for deviating from the baseline of `task`; `mode` is ``None`` where it is absent."""
    base = problem.tasks[task].baseline
    prices = problem.disruption
    if base is None:
        return 0
    if mode is None:
        return prices.lost
    cost = -(-abs(start - base.start) // problem.ticks_per_day) * prices.per_day
    other = mode.resource != base.resource or replaced(problem.resources, mode, base.operators)
    if start != base.start or other:
        cost += prices.moved
    if mode.site != base.site:
        return cost + prices.other_centre
    return cost + (prices.other_resource if mode.resource != base.resource else 0)


def task_cost(tables: Tables, task: int, placed: ScheduledTask) -> TaskCost:
    """Return what one placement costs by itself."""
    problem = tables.problem
    mode = problem.tasks[task].modes[placed.mode]
    spans = attended_spans(tables, mode, placed)
    dates = dates_of(spans, problem.ticks_per_day)
    after = sum(problem.calendars[mode.calendar].after_hours.overlap(a, b) for a, b in spans)
    if mode.style is Style.UNATTENDED:
        charged, attended = placed.end - placed.start, mode.lead + mode.tail
        days = -(-charged // problem.ticks_per_day)
    else:
        charged = attended = mode.work
        days = dates
    columns = tuple(np.array([x], dtype=np.int64) for x in (placed.start, charged, days, after))
    fee = int(
        fees_of(mode, (columns[0], columns[1], columns[2], columns[3]), attended, problem.tick_minutes)[0]
    )
    return TaskCost(
        fee=fee,
        materials=mode.tariff.materials,
        overtime=overtime_price(tables, overtime_uses(tables, mode, spans)),
        trips=dates * mode.staff * mode.trip_price,
        preference=mode.preference_price,
        disruption=disruption_of(problem, task, mode, placed.start),
    )


def stop_of(problem: Problem, specimen: int, position: int, placed: ScheduledTask) -> Stop:
    """Return the stop that a present task makes on the route of a specimen."""
    record = problem.specimens[specimen]
    task = record.stops[position]
    site = problem.tasks[task].modes[placed.mode].site
    pinned = problem.tasks[task].pinned is not None
    return Stop(placed.start, task, placed.end, site, record.carriers_after[position], pinned)


def transport_price(tables: Tables, job: Job, placed: Mapping[int, ScheduledTask]) -> int | None:
    """Return the KRW of all specimen legs of `job`, or ``None`` when one cannot be made in time."""
    total = 0
    for specimen in {s for task in job.tasks for s in tables.specimens_of.get(task, ())}:
        record = tables.problem.specimens[specimen]
        stops = [
            stop_of(tables.problem, specimen, position, placed[task])
            for position, task in enumerate(record.stops)
            if task in placed
        ]
        price = route_price(tables, record, stops)
        if price is None:
            return None
        total += price
    return total


def unserved_price(problem: Problem, job: Job, placed: Mapping[int, ScheduledTask]) -> int:
    """Return the KRW for the required work of `job` that is not in `placed`."""
    required = [t for t in job.tasks if not problem.tasks[t].optional and problem.tasks[t].pinned is None]
    absent = [t for t in required if t not in placed]
    if not absent:
        return 0
    if len(absent) == len(required):
        return job.unserved_price
    total = sum(problem.tasks[t].share for t in required)
    return job.unserved_price * sum(problem.tasks[t].share for t in absent) // max(total, 1)


def job_terms(tables: Tables, job: Job, placed: Mapping[int, ScheduledTask]) -> JobTerms:
    """Return the terms of `job` for its present tasks, the pinned ones included.

    Legs that cannot be made count as free: whoever accepts a placement checks them first.
    """
    problem = tables.problem
    own = [t for t in job.tasks if t in placed and problem.tasks[t].pinned is None]
    costs = [task_cost(tables, t, placed[t]) for t in own]
    served = any(not problem.tasks[t].optional for t in own)
    last = max((placed[t].end for t in job.tasks if t in placed), default=-1)
    late = max(-(-(last - job.due) // problem.ticks_per_day), 0) if served else 0
    absent = (t for t in job.tasks if t not in placed)
    lost = sum(disruption_of(problem, t, None, 0) for t in absent)
    return JobTerms(
        unserved=unserved_price(problem, job, placed),
        tardiness=late * job.tardiness_price,
        fees=sum(c.fee + c.materials for c in costs) - sum(placed[t].subsidy for t in own),
        overtime=sum(c.overtime for c in costs),
        transport=(transport_price(tables, job, placed) or 0) if own else 0,
        staff_travel=sum(c.trips for c in costs),
        disruption=lost + sum(c.disruption for c in costs),
        preference=sum(c.preference for c in costs),
        days_late=late,
        last_end=last if served else -1,
        span=last - min(placed[t].start for t in job.tasks if t in placed) if served else 0,
    )
