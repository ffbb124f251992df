"""A work calendar as arrays, and how far a number of working ticks reaches in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Calendar
    from iplatform_sched.timeline import IntervalSet


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """A calendar as arrays: its working ticks, for each the end of its window, and after-hours counts."""

    work: NDArray[np.int64]
    window_end: NDArray[np.int64]
    after: NDArray[np.int64]


@lru_cache(maxsize=2048)
def calendar_table(calendar: Calendar) -> CalendarTable:
    """Return the arrays of `calendar`; ``after[i]`` counts after-hours ticks before the i-th working tick."""
    work = ticks_of(calendar.work)
    starts = np.array([span.start for span in calendar.windows], dtype=np.int64)
    ends = np.array([span.end for span in calendar.windows], dtype=np.int64)
    if len(ends):
        window_end = ends[np.searchsorted(starts, work, side="right") - 1]
    else:
        window_end = np.zeros(0, dtype=np.int64)
    after = np.isin(work, ticks_of(calendar.after_hours), assume_unique=True).astype(np.int64)
    return CalendarTable(work, window_end, np.concatenate(([0], np.cumsum(after))))


def ticks_of(spans: IntervalSet) -> NDArray[np.int64]:
    """Return the ticks of `spans` in order."""
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
    table = calendar_table(calendar)
    index = int(np.searchsorted(table.work, start))
    last = index + ticks - 1
    if last >= len(table.work) or table.work[index] != start:
        return None
    moment = int(table.work[last]) + 1
    return None if one_window and moment > table.window_end[index] else moment


def earliest_piece(calendar: Calendar, ticks: int, after: int) -> int | None:
    """Return the first start at or after `after` of an attended piece in one window."""
    table = calendar_table(calendar)
    first = int(np.searchsorted(table.work, after))
    count = len(table.work) - ticks + 1 - first
    if count <= 0:
        return None
    fits = table.work[first + ticks - 1 :] + 1 <= table.window_end[first : first + count]
    index = int(np.argmax(fits))
    return int(table.work[first + index]) if fits[index] else None
