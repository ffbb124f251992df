"""Where a mode can be placed in time: the arithmetic of work calendars, tabulated.

The planner's one reading of the calendar part of :class:`Mode`; the verifier has its own.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.data import Style
from iplatform_sched.problem.fees import Usage, fee
from iplatform_sched.timeline import Interval, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Calendar, Mode, Problem

NOWHERE = -1


class Span(NamedTuple):
    """The moments of a placement; see :class:`ScheduledTask`."""

    start: int
    run_end: int
    unload: int
    end: int


class OvertimeUse(NamedTuple):
    """Attended ticks of one placement in a pool's overtime windows during one week."""

    pool: int
    week: int
    ticks: int


@dataclass(frozen=True, slots=True)
class PieceGroup:
    """Starts of an attended piece, or of a whole attended or pausable placement, that look alike.

    Attributes
    ----------
    starts
        Every tick at which the piece can start.
    run_end, end
        Offsets from the start: for a whole placement of its run's end and its end; for a piece
        (loading or unloading) both are the end of the piece.
    days
        Dates with an attended tick of the piece.
    after
        Attended ticks after hours.
    overtime
        Attended ticks in overtime windows by pool and week, sorted; without the heads.
    express
        Whether a start in the group is an express booking.
    fee
        Discounted fee without materials of a whole placement; zero for a piece.
    """

    starts: IntervalSet
    run_end: int
    end: int
    days: int
    after: int
    overtime: tuple[OvertimeUse, ...] = ()
    express: bool = False
    fee: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    """A calendar as arrays: `work` ticks, and for each the end of its window."""

    work: NDArray[np.int64]
    window_end: NDArray[np.int64]
    after: NDArray[np.int64]


@lru_cache(maxsize=2048)
def _table(calendar: Calendar) -> _Table:
    work = _ticks(calendar.work)
    starts = np.array([span.start for span in calendar.windows], dtype=np.int64)
    ends = np.array([span.end for span in calendar.windows], dtype=np.int64)
    if len(ends):
        window_end = ends[np.searchsorted(starts, work, side="right") - 1]
    else:
        window_end = np.zeros(0, dtype=np.int64)
    after = np.isin(work, _ticks(calendar.after_hours), assume_unique=True).astype(np.int64)
    return _Table(work, window_end, np.concatenate(([0], np.cumsum(after))))


def _ticks(spans: IntervalSet) -> NDArray[np.int64]:
    if not len(spans):
        return np.zeros(0, dtype=np.int64)
    return np.concatenate([np.arange(a, b, dtype=np.int64) for a, b in spans])


def advance(calendar: Calendar, start: int, ticks: int, *, one_window: bool) -> int | None:
    """Return the moment at which `ticks` work ticks from `start` are done.

    ``None`` when `start` is not a work tick, or the calendar, or with `one_window` the window, ends
    before. Zero ticks end where they start, at any tick.
    """
    if ticks == 0:
        return start
    table = _table(calendar)
    index = int(np.searchsorted(table.work, start))
    last = index + ticks - 1
    if last >= len(table.work) or table.work[index] != start:
        return None
    moment = int(table.work[last]) + 1
    return None if one_window and moment > table.window_end[index] else moment


def place(problem: Problem, mode: Mode, start: int, unload: int | None = None) -> Span | None:
    """Return the placement of `mode` at `start` that keeps its calendar, or ``None``.

    For unattended work `unload` is when unloading starts; without it, the earliest possible.
    """
    calendar = problem.calendars[mode.calendar]
    span: Span | None
    if mode.style is Style.UNATTENDED:
        span = _place_unattended(calendar, mode, start, unload)
    else:
        one_window = mode.style is Style.ATTENDED
        run_end = advance(calendar, start, mode.lead + mode.run, one_window=one_window)
        end = advance(calendar, start, mode.work, one_window=one_window)
        span = None if run_end is None or end is None else Span(start, run_end, run_end, end)
    return None if span is None or span.end > problem.horizon else span


def _place_unattended(calendar: Calendar, mode: Mode, start: int, unload: int | None) -> Span | None:
    loaded = advance(calendar, start, mode.lead, one_window=True)
    if loaded is None:
        return None
    run_end = loaded + mode.run
    if mode.tail == 0:
        return Span(start, run_end, run_end, run_end) if unload in {None, run_end} else None
    if unload is None:
        unload = earliest_piece(calendar, mode.tail, run_end)
    if unload is None or not run_end <= unload <= run_end + mode.max_wait:
        return None
    end = advance(calendar, unload, mode.tail, one_window=True)
    return None if end is None else Span(start, run_end, unload, end)


def earliest_piece(calendar: Calendar, ticks: int, after: int) -> int | None:
    """Return the first start at or after `after` of an attended piece in one window."""
    table = _table(calendar)
    first = int(np.searchsorted(table.work, after))
    count = len(table.work) - ticks + 1 - first
    if count <= 0:
        return None
    fits = table.work[first + ticks - 1 :] + 1 <= table.window_end[first : first + count]
    index = int(np.argmax(fits))
    return int(table.work[first + index]) if fits[index] else None


def attended(problem: Problem, mode: Mode, span: Span) -> IntervalSet:
    """Return the attended ticks of a placement: its working ticks, without lunch and pauses."""
    work = problem.calendars[mode.calendar].work
    if mode.style is not Style.UNATTENDED:
        return work.clip(span.start, span.end)
    return work.clip(span.start, span.run_end - mode.run) | work.clip(span.unload, span.end)


def usage(problem: Problem, mode: Mode, span: Span) -> Usage:
    """Return what the fee of a placement depends on; see :class:`Tariff`."""
    ticks = attended(problem, mode, span)
    calendar = problem.calendars[mode.calendar]
    minutes = problem.tick_minutes
    if mode.style is Style.UNATTENDED:
        charged, work = span.end - span.start, mode.lead + mode.tail
        days = -(-charged // problem.ticks_per_day)
    else:
        charged = work = mode.work
        days = dates(problem, ticks)
    return Usage(
        charged=charged * minutes,
        attended=work * minutes,
        days=days,
        after=(ticks & calendar.after_hours).measure() * minutes,
        express=span.start < mode.tariff.express_before,
    )


def dates(problem: Problem, ticks: IntervalSet) -> int:
    """Return the number of dates that have a tick of `ticks`."""
    day = problem.ticks_per_day
    return len({date for a, b in ticks for date in range(a // day, (b - 1) // day + 1)})


def overtime(problem: Problem, mode: Mode, ticks: IntervalSet) -> tuple[OvertimeUse, ...]:
    """Return the overtime in attended `ticks` by pool and week, sorted; outside all weeks none is counted."""
    uses = []
    for pool, _ in mode.operators:
        extra = problem.resources[pool].overtime
        if extra is None:
            continue
        late = ticks & extra.windows
        for week, (a, b) in enumerate(zip(problem.weeks, problem.weeks[1:], strict=False)):
            if (length := late.overlap(a, b)) > 0:
                uses.append(OvertimeUse(pool, week, length))
    return tuple(sorted(uses))


def start_groups(problem: Problem, mode: Mode) -> tuple[PieceGroup, ...]:
    """Return all starts that keep the calendar, grouped by what follows from them.

    Attended and pausable: whole placements. Unattended: loading pieces, whose `end` is the offset at
    which the run begins; see :func:`unload_groups` for the rest. Without a lead, unattended work
    may start at any tick and this is one group with offsets of zero (split at `express_before`).
    """
    whole = mode.style is not Style.UNATTENDED
    if not whole and mode.lead == 0:
        anywhere = IntervalSet.of([(0, problem.horizon + 1)])
        return tuple(_split_express(mode, PieceGroup(anywhere, 0, 0, 0, 0)))
    ticks = mode.work if whole else mode.lead
    to_run_end = mode.lead + mode.run if whole else ticks
    groups = _grouped(problem, mode, ticks, to_run_end, one_window=mode.style is not Style.PAUSABLE)
    split = [part for group in groups for part in _split_express(mode, group)]
    return tuple(_with_fee(problem, mode, part) if whole else part for part in split)


def unload_groups(problem: Problem, mode: Mode) -> tuple[PieceGroup, ...]:
    """Return the unloading pieces of unattended work with a tail, grouped by their look."""
    return _grouped(problem, mode, mode.tail, mode.tail, one_window=True)


def _split_express(mode: Mode, group: PieceGroup) -> list[PieceGroup]:
    before = mode.tariff.express_before
    if mode.tariff.express_percent == 0 or not group.starts or group.starts.spans[0].start >= before:
        return [group]
    last = group.starts.spans[-1].end
    parts = [(group.starts.clip(0, before), True), (group.starts.clip(before, max(before, last)), False)]
    return [
        PieceGroup(s, group.run_end, group.end, group.days, group.after, group.overtime, express)
        for s, express in parts
        if s
    ]


def _with_fee(problem: Problem, mode: Mode, group: PieceGroup) -> PieceGroup:
    minutes = problem.tick_minutes
    cost = fee(
        mode.tariff,
        Usage(
            charged=mode.work * minutes,
            attended=mode.work * minutes,
            days=group.days,
            after=group.after * minutes,
            express=group.express,
        ),
    )
    return PieceGroup(
        group.starts, group.run_end, group.end, group.days, group.after, group.overtime, group.express, cost
    )


def _grouped(
    problem: Problem, mode: Mode, ticks: int, to_run_end: int, *, one_window: bool
) -> tuple[PieceGroup, ...]:
    pools = tuple(
        (pool, extra.windows)
        for pool, _ in mode.operators
        if (extra := problem.resources[pool].overtime) is not None
    )
    calendar = problem.calendars[mode.calendar]
    return _pieces(
        calendar, ticks, to_run_end, one_window, problem.horizon, problem.ticks_per_day, pools, problem.weeks
    )


@lru_cache(maxsize=8192)
def _pieces(  # noqa: PLR0913, PLR0917 - the key of the cache: all that the table depends on
    calendar: Calendar,
    ticks: int,
    to_run_end: int,
    one_window: bool,  # noqa: FBT001
    horizon: int,
    day: int,
    pools: tuple[tuple[int, IntervalSet], ...],
    weeks: tuple[int, ...],
) -> tuple[PieceGroup, ...]:
    table = _table(calendar)
    count = len(table.work) - ticks + 1
    if count <= 0:
        return ()
    start = table.work[:count]
    end = table.work[ticks - 1 :] + 1
    fits = end <= (np.minimum(table.window_end[:count], horizon) if one_window else horizon)
    index = np.nonzero(fits & (start >= 0))[0]
    if len(index) == 0:
        return ()
    start, end = start[index], end[index]
    run_end = table.work[index + to_run_end - 1] + 1
    columns = [
        end - start,
        run_end - start,
        _dates_worked(table.work, index, ticks, day),
        table.after[index + ticks] - table.after[index],
    ]
    uses = [
        (pool, week, column)
        for pool, windows in pools
        for week, column in _overtime_columns(table.work, index, ticks, windows, weeks)
    ]
    return _collect(start, columns, uses)


def _dates_worked(
    work: NDArray[np.int64], index: NDArray[np.int64], ticks: int, day: int
) -> NDArray[np.int64]:
    date = work // day
    rank = np.concatenate(([0], np.cumsum(date[1:] != date[:-1])))
    return np.asarray(rank[index + ticks - 1] - rank[index] + 1, dtype=np.int64)


def _overtime_columns(
    work: NDArray[np.int64],
    index: NDArray[np.int64],
    ticks: int,
    windows: IntervalSet,
    weeks: tuple[int, ...],
) -> list[tuple[int, NDArray[np.int64]]]:
    late = np.isin(work, _ticks(windows), assume_unique=True)
    if not late.any():
        return []
    columns = []
    for week, (a, b) in enumerate(itertools.pairwise(weeks)):
        total = np.concatenate(([0], np.cumsum(late & (work >= a) & (work < b))))
        column = total[index + ticks] - total[index]
        if column.any():
            columns.append((week, column))
    return columns


def _collect(
    start: NDArray[np.int64],
    columns: Sequence[NDArray[np.int64]],
    uses: Sequence[tuple[int, int, NDArray[np.int64]]],
) -> tuple[PieceGroup, ...]:
    """Group equal rows; the columns are offsets of end and run end, days, after-hours ticks."""
    key = np.zeros(len(start), dtype=np.int64)
    for column in (*columns, *(column for _, _, column in uses)):
        # Ranks keep the mixed-radix key small however many columns there are.
        _, key = np.unique(key * (int(column.max()) + 1) + column, return_inverse=True)
    groups = []
    for value in range(int(key.max()) + 1):
        members = np.nonzero(key == value)[0]
        row = int(members[0])
        groups.append(
            PieceGroup(
                starts=_runs(start[members]),
                end=int(columns[0][row]),
                run_end=int(columns[1][row]),
                days=int(columns[2][row]),
                after=int(columns[3][row]),
                overtime=tuple(
                    sorted(OvertimeUse(pool, week, int(c[row])) for pool, week, c in uses if c[row])
                ),
            )
        )
    return tuple(sorted(groups, key=lambda group: group.starts.spans[0]))


def _runs(ticks: NDArray[np.int64]) -> IntervalSet:
    breaks = np.nonzero(np.diff(ticks) != 1)[0] + 1
    firsts = np.concatenate(([0], breaks))
    lasts = np.concatenate((breaks, [len(ticks)])) - 1
    return IntervalSet(
        tuple(Interval(int(ticks[a]), int(ticks[b]) + 1) for a, b in zip(firsts, lasts, strict=True))
    )
