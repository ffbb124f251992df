"""Hours needed against hours free: what forbids stages by counting alone, whatever else they ask for.

Each count is a necessary condition of a plan. What is counted as free is never less than what could be
used: operators, specimens, staff, house rules and prices are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.problem.compile.resources import profile
from iplatform_sched.problem.data import Style
from iplatform_sched.timeline import Interval, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from iplatform_sched.domain.vocabulary import StageId
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Problem

MINUTES = 60


@dataclass(frozen=True, slots=True)
class Room:
    """What a machine has for a stage, in hours.

    Attributes
    ----------
    needed
        Set-up, run and teardown, of the shortest way to do the stage there.
    longest
        The longest stretch between bookings and outages in which the stage's units are free: working hours
        in it, hours of any kind for work that runs through closing time. Less than `needed` on each machine
        of a shortage of one stage.
    free
        All such stretches together.
    """

    stage: StageId
    machine: str
    needed: float
    longest: float
    free: float


@dataclass(frozen=True, slots=True)
class Shortage:
    """Stages that cannot be done by counting hours alone.

    Attributes
    ----------
    stages
        One that finds no stretch that is long enough on any machine, or several that need more together.
    start, end
        Between which hours count: from the first start to the deadline, or to the end of the calendars.
    needed, free
        Unit hours in all that the stages need at least, and that machines have at most in stretches that are
        long enough for one of the stages.
    rooms
        By stage and machine.
    """

    stages: tuple[StageId, ...]
    start: datetime
    end: datetime
    needed: float
    free: float
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """A way to use a machine: ticks needed, and the ticks that count for them."""

    task: int
    resource: int
    units: int
    need: int
    work: IntervalSet | None
    span: Interval


def shortages_of(compiled: Compiled) -> tuple[Shortage, ...]:
    """Return the stages of the only job that find no stretch; where there are none, all of them together.

    Empty where counting forbids nothing, which does not say that there is a plan.
    """
    problem = compiled.problem
    if not problem.jobs or problem.jobs[0].prefix:
        return ()
    uses = {task: list(_uses(problem, task)) for task in problem.jobs[0].tasks if _counts(problem, task)}
    alone = tuple(
        _shortage(compiled, {task: found})
        for task, found in uses.items()
        if found and all(_longest(problem, use) < use.need for use in found)
    )
    if alone or len(uses) < 2 or not all(uses.values()):  # noqa: PLR2004 - one stage alone is looked at above
        return alone
    together = _shortage(compiled, uses)
    return (together,) if together.needed > together.free else ()


def _counts(problem: Problem, task: int) -> bool:
    return problem.tasks[task].pinned is None and not problem.tasks[task].optional


def _uses(problem: Problem, task: int) -> Iterator[_Use]:
    job = problem.jobs[0]
    end = problem.horizon if job.deadline is None else min(job.deadline, problem.horizon)
    for mode in problem.tasks[task].modes:
        if mode.starts is not None and not mode.starts:
            continue
        first = 0 if mode.starts is None else mode.starts.spans[0].start
        span = Interval(max(first, job.release, 0), end)
        work = None if mode.style is Style.UNATTENDED else problem.calendars[mode.calendar].work
        yield _Use(task, mode.resource, mode.units, mode.lead + mode.run + mode.tail, work, span)


def _stretches(problem: Problem, use: _Use) -> IntervalSet:
    """Return the maximal spans in which the units are free and the machine in service."""
    resource = problem.resources[use.resource]
    taken = IntervalSet.of(
        (each.start, each.end)
        for each in profile(resource.occupied)
        if each.amount + use.units > resource.capacity
    )
    return (taken | resource.blocked).complement(*use.span)


def _working(use: _Use, span: Interval) -> int:
    return span.end - span.start if use.work is None else use.work.overlap(*span)


def _longest(problem: Problem, use: _Use) -> int:
    return max((_working(use, span) for span in _stretches(problem, use)), default=0)


def _shortage(compiled: Compiled, uses: dict[int, list[_Use]]) -> Shortage:
    problem, grid = compiled.problem, compiled.grid
    every = [use for found in uses.values() for use in found]
    hour = MINUTES / problem.tick_minutes
    needed = sum(min(use.need * use.units for use in found) for found in uses.values())
    machines = {use.resource: [each for each in every if each.resource == use.resource] for use in every}
    free = sum(_supply(problem, found) for found in machines.values())
    return Shortage(
        stages=tuple(compiled.stages[task].id for task in uses),
        start=grid.instant(min(use.span.start for use in every)),
        end=grid.instant(max(use.span.end for use in every)),
        needed=needed / hour,
        free=free / hour,
        rooms=tuple(_rooms(compiled, every, hour)),
    )


def _supply(problem: Problem, uses: Sequence[_Use]) -> int:
    """Return the unit-ticks at most of a machine in stretches in which one of `uses` fits."""
    resource = problem.resources[uses[0].resource]
    spans = IntervalSet.of(
        span for use in uses for span in _stretches(problem, use) if _working(use, span) >= use.need
    )
    if all(use.work is not None for use in uses):
        spans &= IntervalSet.of(span for use in uses for span in use.work or ())
    held = sum(each.amount * spans.overlap(each.start, each.end) for each in profile(resource.occupied))
    return resource.capacity * spans.measure() - held


def _rooms(compiled: Compiled, uses: Sequence[_Use], hour: float) -> Iterator[Room]:
    """Yield the best use of each machine for each stage."""
    problem = compiled.problem
    names = {index: name for name, index in compiled.machines.items()}
    best: dict[tuple[int, int], Room] = {}
    for use in uses:
        spans = [_working(use, span) for span in _stretches(problem, use)]
        room = Room(
            stage=compiled.stages[use.task].id,
            machine=names[use.resource],
            needed=use.need / hour,
            longest=max(spans, default=0) / hour,
            free=sum(spans) / hour,
        )
        known = best.get((use.task, use.resource))
        if known is None or known.longest - known.needed < room.longest - room.needed:
            best[use.task, use.resource] = room
    yield from best.values()
