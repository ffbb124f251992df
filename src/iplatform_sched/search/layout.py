"""Calendars as arrays, and every start of a piece of work in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Calendar
    from iplatform_sched.timeline import IntervalSet


def stretch(keep: NDArray[np.bool_]) -> slice | NDArray[np.bool_]:
    """Return the slice of the entries where `keep` holds, or `keep` where they are no single stretch."""
    if not keep.any():
        return slice(0)
    first, last = int(keep.argmax()), len(keep) - int(keep[::-1].argmax())
    return slice(first, last) if keep[first:last].all() else keep


class Layout(NamedTuple):
    """Starts of a whole placement or of a piece, in order of time, one entry per start.

    Attributes
    ----------
    run_end, end
        Moments of the whole placement, or of the piece's end.
    days
        Dates attended.
    """

    start: NDArray[np.int64]
    run_end: NDArray[np.int64]
    end: NDArray[np.int64]
    days: NDArray[np.int64]

    def only(self, keep: NDArray[np.bool_]) -> Layout:
        """Return the entries where `keep` holds; those of one stretch share the memory of all."""
        part = stretch(keep)
        end = self.end[part]
        run_end = end if self.run_end is self.end else self.run_end[part]
        return Layout(self.start[part], run_end, end, self.days[part])


class ModeTable(NamedTuple):
    """Starts of a mode that its calendar, its house rules and its job's window allow.

    Attributes
    ----------
    whole
        Attended, pausable: whole placements. Unattended: loading pieces, with `run_end` set to the
        end of the run.
    unload
        Unloading pieces of unattended work with a tail.
    """

    whole: Layout
    unload: Layout | None


@dataclass(frozen=True, slots=True)
class CalendarSpans:
    """The work ticks of a calendar, in all the ways they are asked for.

    Attributes
    ----------
    starts, ends
        Of its spans of work, in order.
    mask
        One truth value per tick.
    work, window_end, date_rank
        For each work tick: when, the end of its window, and how many dates with work came before.
    after
        After-hours ticks before each moment.
    """

    starts: list[int]
    ends: list[int]
    mask: NDArray[np.bool_]
    work: NDArray[np.int64]
    window_end: NDArray[np.int64]
    date_rank: NDArray[np.int64]
    after: NDArray[np.int32]


def ticks_of(spans: IntervalSet, length: int) -> NDArray[np.bool_]:
    """Return one truth value per tick of ``[0, length)``: whether `spans` holds it."""
    mask = np.zeros(length, dtype=bool)
    for a, b in spans:
        mask[max(a, 0) : max(b, 0)] = True
    return mask


def layout_of(spans: CalendarSpans, ticks: int, to_run_end: int, last: int, *, one_window: bool) -> Layout:
    """Return every start of `ticks` work ticks that ends by `last`; `to_run_end` of them end the run.

    Zero ticks start, and end, at any tick.
    """
    if ticks == 0:
        anywhere = np.arange(last + 1)
        return Layout(anywhere, anywhere, anywhere, np.zeros(last + 1, dtype=np.int64))
    count = max(len(spans.work) - ticks + 1, 0)
    end = spans.work[ticks - 1 :] + 1
    index = np.nonzero(end <= (np.minimum(spans.window_end[:count], last) if one_window else last))[0]
    start = spans.work[index]
    run_end = spans.work[index + to_run_end - 1] + 1 if to_run_end else start
    days = spans.date_rank[index + ticks - 1] - spans.date_rank[index] + 1
    end = end[index]
    return Layout(start, end if to_run_end == ticks else run_end, end, days)


def spans_of(calendar: Calendar, day: int, horizon: int) -> CalendarSpans:
    """Return the tables of a calendar up to `horizon`."""
    mask = ticks_of(calendar.work, horizon + 1)
    work = np.nonzero(mask)[0]
    window_end = np.zeros(len(work), dtype=np.int64)
    for a, b in calendar.windows:
        first, last = np.searchsorted(work, (a, b))
        window_end[first:last] = b
    date = work // day
    rank = np.zeros(len(work), dtype=np.int64)
    np.cumsum(date[1:] != date[:-1], out=rank[1:])
    after = counts(ticks_of(calendar.after_hours, horizon + 1) & mask)
    starts, ends = [a for a, _ in calendar.work], [b for _, b in calendar.work]
    return CalendarSpans(starts, ends, mask, work, window_end, rank, after)


def counts(flags: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return the number of true entries before each position, the end included."""
    total = np.zeros(len(flags) + 1, dtype=np.int32)
    np.cumsum(flags, out=total[1:])
    return total


def worked_by(work: IntervalSet, start: int, ticks: int) -> int:
    """Return the moment by which `ticks` work ticks from the first at or after `start` are done."""
    moment = start
    for a, b in work:
        if b > start:
            first = max(a, start)
            moment = min(b, first + ticks)
            ticks -= moment - first
            if ticks <= 0:
                break
    return moment
