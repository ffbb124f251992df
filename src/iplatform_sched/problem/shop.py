"""Problems without calendars, people and prices: tasks that must be done, each in one of several ways.

A :class:`Shop` is all that most peers understand, and all that a first schedule by a rule needs.
:func:`shop_of` refuses every problem that is more than that, so that nobody ever solves another problem than
the one that is judged: `problem.unsaid` looks at every field of every record, and what is new in a problem is
refused until somebody says there who knows it, and here what it means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.problem.data import (
    Anchor,
    Mode,
    Problem,
    Specimen,
    Style,
    Task,
    TimeLag,
)
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from iplatform_sched.problem.unsaid import SHOP, settled, unsaid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.problem.unsaid import Vocabulary


@dataclass(frozen=True, slots=True)
class Way:
    """A way to do a task.

    Attributes
    ----------
    demands
        Pairs (resource, units) held from start to end, each resource once.
    site
        Where it is done.
    uses
        Pairs (supply, amount) used up for good.
    """

    duration: int
    demands: tuple[tuple[int, int], ...]
    site: int
    uses: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A task: its ways, the earliest start and the latest start and end."""

    ways: tuple[Way, ...]
    earliest: int
    latest: int
    end: int


class Lag(NamedTuple):
    """``moment(second) >= moment(first) + ticks``, where a moment is the end or the start of a task."""

    first: int
    second: int
    ticks: int
    from_end: bool
    to_end: bool


@dataclass(frozen=True, slots=True)
class Journey:
    """``start[second] >= end[first] + ticks[site of first][site of second]``; ``None`` for no way to go."""

    first: int
    second: int
    ticks: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Shop:
    """Tasks to be done with as early a last end as possible.

    Attributes
    ----------
    capacities
        Units of each resource.
    supplies
        What there is of each.
    jobs
        The tasks of each job; every task is in one.
    counted
        Tasks whose ends the makespan counts: all but the pinned ones.
    """

    works: tuple[Work, ...]
    jobs: tuple[tuple[int, ...], ...]
    capacities: tuple[int, ...]
    supplies: tuple[int, ...]
    lags: tuple[Lag, ...]
    journeys: tuple[Journey, ...]
    counted: tuple[int, ...]
    horizon: int


def shop_of(problem: Problem, known: Vocabulary = SHOP) -> Shop:
    """Return `problem` as a shop.

    What `known` tells beyond a shop is left out; whoever knows more adds it.

    Raises
    ------
    InputError
        It has what `known` cannot tell; all of it is named.
    """
    strange = sorted(set(unsaid(problem, known)))
    if strange:
        raise InputError(Issue(f"peers cannot say {', '.join(strange)}", code="unsaid"))
    shop = Shop(
        works=tuple(_work(problem, task) for task in problem.tasks),
        jobs=tuple(job.tasks for job in problem.jobs),
        capacities=tuple(resource.capacity for resource in problem.resources),
        supplies=tuple(supply.amount for supply in problem.supplies),
        lags=tuple(_lag(lag) for lag in problem.lags if not settled(problem, (lag.first, lag.second))),
        journeys=tuple(
            _journey(problem, specimen)
            for specimen in problem.specimens
            if not settled(problem, specimen.stops)
        ),
        counted=tuple(i for i, task in enumerate(problem.tasks) if task.pinned is None),
        horizon=problem.horizon,
    )
    return _trimmed(shop)


def schedule_of(
    problem: Problem, placed: Sequence[tuple[int, int]], teams: Sequence[tuple[int, ...]] | None = None
) -> Schedule:
    """Return the schedule in which each task has the way and the start that `placed` gives it.

    `teams` are what tasks hold beside, sorted; by default nothing.
    """
    tasks = []
    for number, (task, (way, start)) in enumerate(zip(problem.tasks, placed, strict=True)):
        end = start + task.modes[way].run
        team = teams[number] if teams is not None else ()
        tasks.append(task.pinned or ScheduledTask(way, start, end, end, end, team=team))
    return Schedule(tuple(tasks))


def _work(problem: Problem, task: Task) -> Work:
    """Return a task; a pinned one is a constant that holds nothing."""
    if task.pinned is not None:
        at = task.pinned
        way = Way(at.end - at.start, (), task.modes[at.mode].site)
        return Work((way,), at.start, at.start, at.end)
    job = problem.jobs[task.job]
    end = problem.horizon if job.deadline is None else min(job.deadline, problem.horizon)
    return Work(tuple(map(_way, task.modes)), max(job.release, 0), problem.latest_start, end)


def _way(mode: Mode) -> Way:
    # Operators are there in attended parts, of which a bare run without attendance has none.
    operators = mode.operators if mode.style is Style.ATTENDED else ()
    demands: dict[int, int] = {mode.resource: mode.units}
    for pool, heads in operators:
        demands[pool] = demands.get(pool, 0) + heads
    return Way(mode.run, tuple(demands.items()), mode.site, mode.consumes)


def _lag(lag: TimeLag) -> Lag:
    from_end, to_end = lag.since is not Anchor.START, lag.to is not Anchor.START
    if lag.maximum:
        return Lag(lag.second, lag.first, -lag.ticks, to_end, from_end)
    return Lag(lag.first, lag.second, lag.ticks, from_end, to_end)


def _journey(problem: Problem, specimen: Specimen) -> Journey:
    sites = range(len(problem.sites))
    fleet = [problem.carriers[c].ticks for c in specimen.carriers_after[0]]
    ticks = tuple(
        tuple(0 if a == b else min((matrix[a][b] for matrix in fleet), default=None) for b in sites)
        for a in sites
    )
    return Journey(specimen.stops[0], specimen.stops[1], ticks)


def _trimmed(shop: Shop) -> Shop:
    """Return `shop` without demands on resources that have room for everything at once."""
    most = [0] * len(shop.capacities)
    for work in shop.works:
        each: dict[int, int] = {}
        for way in work.ways:
            for resource, units in way.demands:
                each[resource] = max(each.get(resource, 0), units)
        for resource, units in each.items():
            most[resource] += units
    scarce = {r for r, capacity in enumerate(shop.capacities) if most[r] > capacity}
    return replace(
        shop,
        works=tuple(
            replace(
                work,
                ways=tuple(
                    replace(way, demands=tuple((r, units) for r, units in way.demands if r in scarce))
                    for way in work.ways
                ),
            )
            for work in shop.works
        ),
    )
