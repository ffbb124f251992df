"""What a placement costs at least, mode by mode, start by start or day by day.

Every figure here is a lower bound for any schedule that keeps the rules:

* only bookings outside the problem take room and operators, no other job does;
* unattended work is held until the first possible unloading; its unloading is never after hours nor
  overtime; the dates of loading and unloading may be one;
* fees are taken net of the best rate of the company's vouchers apart (see `relaxation.py`);
* starts of one day are one column, with the least cost and the earliest end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from iplatform_sched.problem.data import Anchor, Style
from iplatform_sched.search.legs import NEVER
from iplatform_sched.search.options import moved_price
from iplatform_sched.search.tariffs import MINUTES_PER_HOUR, fees_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Job, Mode, Task
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.layout import ModeTable
    from iplatform_sched.search.state import State

    Ints = NDArray[np.int64]


class Moments(Protocol):
    """Ways to place a task, one entry per way."""

    @property
    def start(self) -> Ints:
        """Return the starts."""

    @property
    def run_end(self) -> Ints:
        """Return the earliest ends of the run."""

    @property
    def end(self) -> Ints:
        """Return the earliest ends."""


class Ways(NamedTuple):
    """Every way to place one task in one mode, one entry per start, in order of time.

    Attributes
    ----------
    cost
        Weighted, without tardiness, vouchers and transport.
    net
        The same less the most that vouchers can pay.
    run_end, end
        Earliest moments.
    """

    mode: int
    cost: NDArray[np.float64]
    net: NDArray[np.float64]
    start: Ints
    run_end: Ints
    end: Ints

    def since(self, earliest: int) -> Ways:
        """Return the ways from `earliest` on."""
        first = int(np.searchsorted(self.start, earliest))
        return self._slice(slice(first, None))

    def until(self, latest: int) -> Ways:
        """Return the ways up to `latest`."""
        past = int(np.searchsorted(self.start, latest, side="right"))
        return self._slice(slice(past))

    def _slice(self, part: slice) -> Ways:
        return Ways(
            self.mode, self.cost[part], self.net[part], self.start[part], self.run_end[part], self.end[part]
        )


class Columns(NamedTuple):
    """Ways to place one task in one mode, one entry per day on which it can start; fields as in `Ways`."""

    cost: NDArray[np.float64]
    net: NDArray[np.float64]
    start: Ints
    run_end: Ints
    end: Ints

    def moment(self, anchor: Anchor) -> Ints:
        """Return the earliest moment that `anchor` names."""
        return moment_of(self, anchor)


def moment_of(ways: Moments, anchor: Anchor) -> Ints:
    """Return the earliest moment that `anchor` names, one entry per way."""
    if anchor is Anchor.START:
        return ways.start
    return ways.run_end if anchor is Anchor.RUN_END else ways.end


def ways_of(state: State, guide: Guide, key: tuple[int, int]) -> Ways | None:
    """Return every way to place a (task, mode), ``None`` where there is none.

    `state` must have no job placed.
    """
    task, index = key
    problem = state.problem
    record = problem.tasks[task]
    mode = record.modes[index]
    table = state.tables.table(task, index)
    whole = table.whole
    keep = _manned(state, mode, whole.start, whole.end)
    if mode.style is Style.UNATTENDED:
        end, days = _unloaded(state, mode, table), np.maximum(whole.days, int(mode.tail > 0))
    else:
        end, days = whole.end, whole.days
    keep &= end < NEVER
    whole, end, days = whole.only(keep), end[keep], days[keep]
    short = state.short(mode.resource, mode.units)
    keep = short[np.minimum(end, state.tables.reach)] == short[whole.start]
    whole, end, days = whole.only(keep), end[keep], days[keep]
    if not len(end):
        return None
    owner = (record, mode, problem.jobs[record.job])
    cost, paid = _prices(state, guide, owner, (whole.start, whole.run_end, end, days))
    return Ways(index, cost, cost - guide.fees * paid, whole.start, whole.run_end, end)


def _manned(state: State, mode: Mode, start: Ints, end: Ints) -> NDArray[np.bool_]:
    """Return whether operators are free in all work ticks of ``[start, end)``."""
    free = np.ones(len(start), dtype=bool)
    for pool, heads in mode.operators:
        short = state.short(pool, heads, mode.calendar)
        free &= short[end] == short[start]
    return free


def _unloaded(state: State, mode: Mode, table: ModeTable) -> Ints:
    """Return the earliest end of unattended work for each of its starts, `NEVER` where there is none."""
    done = table.whole.run_end
    if table.unload is None:
        return done + mode.tail
    pieces = table.unload.only(_manned(state, mode, table.unload.start, table.unload.end))
    row = np.searchsorted(pieces.start, done)
    start, end = np.append(pieces.start, NEVER), np.append(pieces.end, NEVER)
    # What comes after the tables end, nobody knows, unless it is the end of all.
    reach = state.tables.reach
    seen = (done + mode.max_wait + mode.tail <= reach) | (reach == state.problem.horizon)
    late = np.where(seen, NEVER, done + mode.tail)
    return np.asarray(np.where(start[row] <= done + mode.max_wait, end[row], late))


def columns_of(state: State, guide: Guide, key: tuple[int, int], earliest: int) -> Columns | None:
    """Return the columns of a (task, mode) from `earliest` on, ``None`` where there is none.

    `state` must have no job placed.
    """
    ways = ways_of(state, guide, key)
    if ways is None or ways.start[-1] < earliest:
        return None
    ways = ways.since(earliest)
    first = np.flatnonzero(np.diff(ways.start // state.problem.ticks_per_day, prepend=-1))
    return Columns(
        np.minimum.reduceat(ways.cost, first),
        np.minimum.reduceat(ways.net, first),
        ways.start[first],
        np.minimum.reduceat(ways.run_end, first),
        np.minimum.reduceat(ways.end, first),
    )


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
        + guide.disruption * moved_price(state, record, mode, start)
    )
    paid = np.zeros(len(start), dtype=np.int64)
    for voucher in state.tables.vouchers_of.get(job.company, ()):
        offer = problem.vouchers[voucher]
        amount = np.minimum(fee * offer.rate_percent // 100, max(offer.cap, 0))
        paid = np.maximum(paid, np.where(end <= offer.expiry, amount, 0))
    return np.asarray(cost, dtype=np.float64), paid
