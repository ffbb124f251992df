"""What rivals cost together: their competing tasks on ladders of what each job costs alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.model.ladders import Ladder, least_together
from iplatform_sched.problem.residual import residual
from iplatform_sched.problem.shortened import shortened
from iplatform_sched.search.bound.least import ROUNDING
from iplatform_sched.search.bound.narrow import TOLERANCE
from iplatform_sched.search.conflicts import overlap
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from iplatform_sched.model.outcome import Limits
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.bound.floor import Floor, Group
    from iplatform_sched.search.bound.watch import Watch

MOST_JOBS = 10
WORTH = 1e-5


class Extent(NamedTuple):
    """How much one step looks at.

    Attributes
    ----------
    near
        How much rivals overlap at least; see :func:`overlap`.
    most_modes
        Tasks with more modes are taken to find a place.
    rungs
        Prices of each ladder.
    """

    near: float
    most_modes: int
    rungs: int


def rivals_together(floor: Floor, watch: Watch, *, extent: Extent, seconds: float) -> bool:
    """Bound the rivals whose best known costs, task for task, lie highest above what is proved of them."""
    state = floor.state(watch.latest())
    costs = floor.costs(state)
    open_ = {
        group: sum(costs[job] for job in group) - floor.least(group) for group in teams(floor, extent.near)
    }
    tasks = {group: sum(len(floor.problem.jobs[job].tasks) for job in group) for group in open_}
    for group in sorted(open_, key=lambda group: (-open_[group] / tasks[group], sorted(group))):
        if open_[group] >= WORTH * floor.value and floor.is_new("rivals", group, seconds):
            # Above this each of them alone makes all dearer than they are in the best schedule.
            slack = sum(costs[job] - floor.lows[job] for job in group if state.is_served(job))
            limits = watch.limits(seconds, linearization=1)
            low = _least(floor, group, extent, slack, limits)
            floor.together[group] = max(floor.together.get(group, 0.0), low)
            watch.tell({}, None)
            return True
    return False


def teams(floor: Floor, near: float) -> list[Group]:
    """Return disjoint sets of jobs that overlap by `near` or more, one with the next, none of them large."""
    jobs = [job for job in floor.paths if not floor.problem.jobs[job].prefix]
    found: list[Group] = []
    while jobs:
        team = [jobs.pop(0)]
        shares = {job: overlap(floor.problem, team[0], job) for job in jobs}
        while len(team) < MOST_JOBS and max(shares.values(), default=0.0) >= near:
            closest = max(shares, key=shares.__getitem__)
            del shares[closest]
            team.append(closest)
            shares = {job: max(share, overlap(floor.problem, closest, job)) for job, share in shares.items()}
        jobs = [job for job in jobs if job not in team]
        if len(team) > 1:
            found.append(frozenset(team))
    return found


def _least(floor: Floor, group: Group, extent: Extent, slack: float, limits: Limits) -> float:
    part = residual(floor.problem, floor.relaxed.state.schedule(), group)
    dropped = uncontested(part.problem, extent.most_modes)
    kept = [task for index, task in enumerate(part.tasks) if index not in dropped]
    at = {task: index for index, task in enumerate(kept)}
    ladders = {}
    outside = 0.0
    for index, job in enumerate(part.jobs):
        own = {task: at[task] for task in floor.paths[job].places if task in at}
        if own:
            ladders[index] = _ladder(floor, job, own, slack / extent.rungs, extent.rungs)
        else:
            outside += floor.lows[job]
    return outside + least_together(shortened(part.problem, dropped), ladders, limits)


def _ladder(floor: Floor, job: int, own: dict[int, int], height: float, rungs: int) -> Ladder:
    """Return the ladder of `job`; `own` says which number each of its tasks has in the smaller problem."""
    low, absent = floor.lows[job], math.floor(floor.absent(job) + ROUNDING)
    between = {math.floor(low + height * rung + ROUNDING) for rung in range(rungs + 1)}
    prices = (*sorted(price for price in between if price < absent), absent)
    starts = {
        (number, mode): tuple(
            IntervalSet.of(floor.paths[job].starts(task, mode, price - TOLERANCE)) for price in prices[1:]
        )
        for task, number in own.items()
        for mode in range(len(floor.problem.tasks[task].modes))
    }
    return Ladder(prices, starts)


def uncontested(problem: Problem, most_modes: int) -> set[int]:
    """Return the tasks for which there is much choice or no competition."""
    users: dict[int, set[int]] = {}
    for task in problem.tasks:
        for mode in task.modes:
            users.setdefault(mode.resource, set()).add(task.job)
    return {
        index
        for index, task in enumerate(problem.tasks)
        if task.pinned is None
        and (
            task.optional
            or len(task.modes) > most_modes
            or any(len(users[mode.resource]) == 1 for mode in task.modes)
        )
    }
