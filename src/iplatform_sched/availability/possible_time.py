"""The earliest end of a stage on an empty machine: what proves that it can never be done in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.availability.absences import short_of
from iplatform_sched.availability.eligibility import run_minutes
from iplatform_sched.availability.windows import Working, out_of_service, working
from iplatform_sched.domain.vocabulary import Run

if TYPE_CHECKING:
    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.availability.eligibility import Option
    from iplatform_sched.domain.request import Stage
    from iplatform_sched.timeline import IntervalSet


class Shape(NamedTuple):
    """Ticks of the parts of a stage on one machine."""

    run: Run
    lead: int
    length: int
    tail: int


def shape_of(almanac: Almanac, stage: Stage, option: Option) -> Shape:
    """Return how long the parts of a stage take by an option."""
    grid, way = almanac.grid, stage.ways[option.way]
    return Shape(
        way.run,
        grid.up(option.equipment.setup_minutes),
        grid.up(run_minutes(way, stage, option.offer)),
        grid.up(option.equipment.teardown_minutes),
    )


def widest(almanac: Almanac, option: Option, *, trained: bool) -> Working:
    """Return the working calendar of an option, after hours too where the company may use them.

    Time out of service, and in which absences leave too few operators, is not in it.

    Parameters
    ----------
    trained
        Whether the company has a qualification for it, at whatever time.
    """
    centre = option.centre
    late = centre.after_hours is not None and (trained or not centre.rules.after_hours_trained_only)
    pools = tuple(pool for pool, _ in option.pools)
    found = working(almanac, centre, option.equipment, pools, extended=late)
    lost = out_of_service(almanac, centre, option.equipment)
    for pool, heads in option.pools:
        lost |= short_of(almanac, pool, heads)
    return Working(found.work - lost, found.windows - lost, found.after_hours - lost)


def earliest_end(
    calendar: Working, shape: Shape, since: int, starts: IntervalSet | None = None
) -> int | None:
    """Return the end of :func:`earliest_placement`; ``None`` where there is none."""
    found = earliest_placement(calendar, shape, since, starts)
    return None if found is None else found[1]


def earliest_placement(
    calendar: Working, shape: Shape, since: int, starts: IntervalSet | None = None
) -> tuple[int, int] | None:
    """Return the earliest start and end of a placement that starts at `since` or later, if there is one.

    Nothing else is on the machine; a longest wait before unloading is not looked at.
    """
    if shape.run is not Run.UNATTENDED:
        total = shape.lead + shape.length + shape.tail
        return _piece(calendar, total, since, starts, one_window=shape.run is Run.ATTENDED)
    if shape.lead:
        loaded = _piece(calendar, shape.lead, since, starts, one_window=True)
    else:
        begun = since if starts is None else _first(starts, since)
        loaded = None if begun is None else (begun, begun)
    if loaded is None or not shape.tail:
        return None if loaded is None else (loaded[0], loaded[1] + shape.length)
    unloaded = _piece(calendar, shape.tail, loaded[1] + shape.length, None, one_window=True)
    return None if unloaded is None else (loaded[0], unloaded[1])


def _first(ticks: IntervalSet, since: int) -> int | None:
    return next((max(a, since) for a, b in ticks if b > since), None)


def _piece(
    calendar: Working, ticks: int, since: int, starts: IntervalSet | None, *, one_window: bool
) -> tuple[int, int] | None:
    """Return the earliest start and end of a piece of `ticks` working ticks."""
    allowed = calendar.work if starts is None else calendar.work & starts
    if not one_window:
        start = _first(allowed, since)
        end = None if start is None else _advance(calendar.work, start, ticks)
        return None if start is None or end is None else (start, end)
    for window in calendar.windows:
        if window.end <= since:
            continue
        inside = allowed.clip(max(window.start, since), window.end)
        start = _first(inside, since)
        if start is None:
            continue
        end = _advance(calendar.work.clip(window.start, window.end), start, ticks)
        if end is not None:
            return start, end
    return None


def _advance(work: IntervalSet, start: int, ticks: int) -> int | None:
    left = ticks
    for a, b in work:
        first = max(a, start)
        if b <= first:
            continue
        if b - first >= left:
            return first + left
        left -= b - first
    return None
