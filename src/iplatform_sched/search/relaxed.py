"""What a placement costs and uses at least, mode by mode and day by day: the columns of the bound.

Every figure here is a lower bound for any schedule that keeps the rules:

* only bookings outside the problem take room, no other job does;
* unattended work is held until the first possible unloading, whoever is busy then; its unloading is
  never after hours nor overtime; the dates of loading and unloading may be one;
* fees are taken net of the best rate of the company's vouchers apart (see `bound.py`);
* starts of one day are one column, with the least cost, the least use of each week, the earliest end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.data import Anchor, Style
from iplatform_sched.search.layout import counts
from iplatform_sched.search.tariffs import MINUTES_PER_HOUR, fees_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Job, Mode, Task
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.state import State

    Ints = NDArray[np.int64]

DAYS_PER_WEEK = 7


class Columns(NamedTuple):
    """Ways to place one task in one mode, one entry per day on which it can start.

    Attributes
    ----------
    day
        Date of the start.
    cost
        Weighted, without tardiness, vouchers and transport.
    net
        The same less the most that vouchers can pay.
    paid
        Most KRW that vouchers can pay.
    start, run_end, end
        Earliest moments.
    uses
        For each resource and clock (see :func:`clocks`) the least ticks used in each week.
    """

    mode: int
    day: Ints
    cost: NDArray[np.float64]
    net: NDArray[np.float64]
    paid: Ints
    start: Ints
    run_end: Ints
    end: Ints
    uses: dict[tuple[int, str], NDArray[np.int64]]

    def moment(self, anchor: Anchor) -> Ints:
        """Return the earliest moment that `anchor` names."""
        if anchor is Anchor.START:
            return self.start
        return self.run_end if anchor is Anchor.RUN_END else self.end


class Room:
    """How much of each resource is free in each week, by two clocks.

    The clock ``open`` counts the ticks in which some mode of the resource works, the clock ``all`` every
    tick. A limit holds by any clock, so both are valid.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        problem = state.problem
        self.week = DAYS_PER_WEEK * problem.ticks_per_day
        self.weeks = -(-state.tables.length // self.week)
        self.edges = np.minimum(np.arange(self.weeks + 1) * self.week, state.tables.length)
        self.calendars: dict[int, set[int]] = {}
        self.unattended: set[int] = set()
        for task in problem.tasks:
            for mode in task.modes:
                for resource in (mode.resource, *(pool for pool, _ in mode.operators)):
                    self.calendars.setdefault(resource, set()).add(mode.calendar)
                if mode.style is Style.UNATTENDED:
                    self.unattended.add(mode.resource)
        self._counts: dict[tuple[int, str], NDArray[np.int32]] = {}

    def counted(self, resource: int, clock: str) -> NDArray[np.int32]:
        """Return the ticks before each moment that `clock` counts."""
        key = (resource, clock)
        if key not in self._counts:
            flags = np.ones(self.state.tables.length, dtype=bool)
            if clock == "open":
                flags[:] = False
                for calendar in self.calendars[resource]:
                    flags |= self.state.tables.calendar(calendar).mask
            self._counts[key] = counts(flags)
        return self._counts[key]

    def free(self, resource: int, clock: str) -> Ints:
        """Return the free unit-ticks of each week."""
        record = self.state.problem.resources[resource]
        free = np.maximum(record.capacity - self.state.usage(resource).astype(np.int64), 0)
        counted = np.diff(self.counted(resource, clock))
        return np.asarray(np.add.reduceat(free * counted, self.edges[:-1]), dtype=np.int64)

    def used(self, resource: int, clock: str, start: Ints, end: Ints) -> Ints:
        """Return one row per placement: the counted ticks of ``[start, end)`` in each week."""
        known = self.counted(resource, clock)
        first = known[np.clip(start[:, None], self.edges[None, :-1], self.edges[None, 1:])]
        last = known[np.clip(end[:, None], self.edges[None, :-1], self.edges[None, 1:])]
        return np.asarray(np.maximum(last - first, 0), dtype=np.int64)


def columns_of(
    state: State, guide: Guide, room: Room | None, key: tuple[int, int], earliest: int
) -> Columns | None:
    """Return the columns of a (task, mode) from `earliest` on, ``None`` where there is none.

    `state` must have no job placed. Without `room` their uses are left out.
    """
    task, index = key
    problem = state.problem
    record = problem.tasks[task]
    mode = record.modes[index]
    job = problem.jobs[record.job]
    table = state.tables.table(task, index)
    whole = table.whole.only(table.whole.start >= earliest)
    if mode.style is Style.UNATTENDED:
        end, days = whole.run_end + mode.tail, np.maximum(whole.days, int(mode.tail > 0))
        if table.unload is not None and len(table.unload.start):
            row = np.searchsorted(table.unload.start, whole.run_end)
            known = table.unload.end[np.minimum(row, len(table.unload.end) - 1)]
            end = np.where(row < len(table.unload.end), np.maximum(known, end), end)
    else:
        end, days = whole.end, whole.days
    held_to = np.minimum(whole.run_end, state.tables.reach) if mode.style is Style.UNATTENDED else end
    short = state.short(mode.resource, mode.units)
    keep = short[held_to] == short[whole.start]
    whole, end, days = whole.only(keep), end[keep], days[keep]
    if not len(end):
        return None
    cost, paid = _prices(state, guide, (record, mode, job), (whole.start, whole.run_end, end, days))
    uses = {} if room is None else _uses(room, mode, (whole.start, whole.end, end))
    date = whole.start // problem.ticks_per_day
    first = np.flatnonzero(np.diff(date, prepend=-1))
    return Columns(
        index,
        date[first],
        np.minimum.reduceat(cost, first),
        np.minimum.reduceat(cost - guide.fees * paid, first),
        np.maximum.reduceat(paid, first),
        whole.start[first],
        np.minimum.reduceat(whole.run_end, first),
        np.minimum.reduceat(end, first),
        {key: np.minimum.reduceat(use, first, axis=0) for key, use in uses.items()},
    )


def _uses(room: Room, mode: Mode, moments: tuple[Ints, Ints, Ints]) -> dict[tuple[int, str], Ints]:
    """Return the use of machine and pools by week; `moments` are starts, ends of loading, and ends."""
    start, loaded, end = moments
    clocks = ("open", "all") if mode.resource in room.unattended else ("open",)
    uses = {(mode.resource, c): mode.units * room.used(mode.resource, c, start, end) for c in clocks}
    attended_to = loaded if mode.style is Style.UNATTENDED else end
    work = room.state.tables.calendar(mode.calendar).mask
    for pool, heads in mode.operators:
        counted = counts(work)
        first = counted[np.clip(start[:, None], room.edges[None, :-1], room.edges[None, 1:])]
        last = counted[np.clip(attended_to[:, None], room.edges[None, :-1], room.edges[None, 1:])]
        uses[pool, "open"] = heads * np.maximum(last - first, 0).astype(np.int64)
    return uses


def _prices(
    state: State, guide: Guide, owner: tuple[Task, Mode, Job], moments: tuple[Ints, Ints, Ints, Ints]
) -> tuple[NDArray[np.float64], Ints]:
    """Return the least cost and the most that a voucher pays; `moments` are start, run end, end, dates."""
    problem = state.problem
    record, mode, job = owner
    start, run_end, end, dates = moments
    unattended = mode.style is Style.UNATTENDED
    attended_to = run_end - mode.run if unattended else end
    charged = end - start if unattended else np.full(len(start), mode.work, dtype=np.int64)
    days = -(-charged // problem.ticks_per_day) if unattended else dates
    known = state.tables.calendar(mode.calendar).after
    after = (known[attended_to] - known[start]).astype(np.int64)
    attended = mode.lead + mode.tail if unattended else mode.work
    fee = fees_of(mode, (start, charged, days, after), attended, problem.tick_minutes)
    cost = guide.fees * (fee + mode.tariff.materials) + guide.staff_travel * dates * (
        mode.staff * mode.trip_price
    )
    for pool, heads in mode.operators:
        late, extra = state.tables.late(pool, mode.calendar), problem.resources[pool].overtime
        if late is not None and extra is not None:
            ticks = (late[attended_to] - late[start]).astype(np.int64)
            cost = cost + guide.overtime * (
                heads * ticks * problem.tick_minutes * extra.price_per_hour // MINUTES_PER_HOUR
            )
    cost = (
        cost
        + guide.preference * mode.preference_price
        + guide.disruption * _moved(state, record, mode, start)
    )
    paid = np.zeros(len(start), dtype=np.int64)
    for voucher in state.tables.vouchers_of.get(job.company, ()):
        offer = problem.vouchers[voucher]
        amount = np.minimum(fee * offer.rate_percent // 100, max(offer.cap, 0))
        paid = np.maximum(paid, np.where(end <= offer.expiry, amount, 0))
    return np.asarray(cost, dtype=np.float64), paid


def _moved(state: State, task: Task, mode: Mode, start: Ints) -> Ints:
    base, prices = task.baseline, state.problem.disruption
    if base is None:
        return np.zeros(len(start), dtype=np.int64)
    elsewhere = mode.resource != base.resource
    fixed = prices.other_centre if mode.site != base.site else prices.other_resource * elsewhere
    shift = np.abs(start - base.start)
    return np.asarray(
        prices.moved * ((shift > 0) | elsewhere)
        + prices.per_day * -(-shift // state.problem.ticks_per_day)
        + fixed
    )
