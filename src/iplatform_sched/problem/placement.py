"""Where a mode can be placed in time: the arithmetic of work calendars, tabulated.

The planner's one reading of the calendar part of :class:`Mode`; the verifier has its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.problem.calendar_table import advance, earliest_piece
from iplatform_sched.problem.data import Style
from iplatform_sched.problem.fees import Usage, fee, is_express
from iplatform_sched.problem.pieces import OvertimeUse, PieceGroup, Priced, piece_groups
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Calendar, Mode, Problem

__all__ = [
    "OvertimeUse",
    "PieceGroup",
    "Span",
    "advance",
    "attended",
    "dates",
    "earliest_piece",
    "overtime",
    "place",
    "start_groups",
    "unload_groups",
    "usage",
]


class Span(NamedTuple):
    """The moments of a placement; see :class:`ScheduledTask`."""

    start: int
    run_end: int
    unload: int
    end: int


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
        express=is_express(mode.tariff, span.start),
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
    may start at any tick and this is one group with offsets of zero (split by the express surcharge).
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
    before, spared = mode.tariff.express_before, mode.tariff.spared
    if mode.tariff.express_percent == 0 or not group.starts or group.starts.spans[0].start >= before:
        return [group]
    dear = IntervalSet.of([(0, before)]) - IntervalSet.of([(spared, spared + 1)] if spared >= 0 else [])
    parts = [(group.starts & dear, True), (group.starts - dear, False)]
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
    priced = Priced(
        days=mode.staff * mode.trip_price > 0 or mode.tariff.per_day > 0,
        after=mode.tariff.per_hour * mode.tariff.after_hours_percent > 0,
    )
    horizon, day, weeks = problem.horizon, problem.ticks_per_day, problem.weeks
    return piece_groups(calendar, ticks, to_run_end, one_window, horizon, day, pools, weeks, priced)
