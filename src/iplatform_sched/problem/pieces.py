"""All starts of a piece of attended work, grouped by what follows from them; vectorized."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.calendar_table import calendar_table, ticks_of
from iplatform_sched.timeline import Interval, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Calendar


class OvertimeUse(NamedTuple):
    """Attended ticks of one placement in a pool's overtime windows during one week."""

    pool: int
    week: int
    ticks: int


class Priced(NamedTuple):
    """What of the look of a start has a price; what has none tells no starts apart."""

    days: bool
    after: bool


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
        Dates with an attended tick of the piece; zero where they cost nothing.
    after
        Attended ticks after hours; zero where they cost nothing.
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


@lru_cache(maxsize=8192)
def piece_groups(  # noqa: PLR0913, PLR0917 - the key of the cache: all that the table depends on
    calendar: Calendar,
    ticks: int,
    to_run_end: int,
    one_window: bool,  # noqa: FBT001
    horizon: int,
    day: int,
    pools: tuple[tuple[int, IntervalSet], ...],
    weeks: tuple[int, ...],
    priced: Priced,
) -> tuple[PieceGroup, ...]:
    """Return every start of `ticks` working ticks, grouped; `to_run_end` of them end the run."""
    table = calendar_table(calendar)
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
        _dates_worked(table.work, index, ticks, day) * priced.days,
        (table.after[index + ticks] - table.after[index]) * priced.after,
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
    late = np.isin(work, ticks_of(windows), assume_unique=True)
    if not late.any():
        return []
    columns = []
    for week, (a, b) in enumerate(pairwise(weeks)):
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
