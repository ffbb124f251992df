"""What jobs cost at least, on all their tasks: one alone, a few in each other's way; and better plans.

All starts that only dearer plans use are left out first, so the solver sees little.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.model.outcome import Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Weights
from iplatform_sched.problem.residual import residual
from iplatform_sched.search.bound.narrow import narrowed
from iplatform_sched.search.bound.serving import found_in
from iplatform_sched.search.conflicts import blockers
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import guide_cost, insert
from iplatform_sched.search.partial import Beam

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.model.outcome import Limits, Outcome
    from iplatform_sched.problem.residual import Residual
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.bound.floor import Floor, Group
    from iplatform_sched.search.bound.watch import Watch
    from iplatform_sched.search.state import State

PAIR_SECONDS = 5.0
MOST_TASKS = 26
WORTH = 1e-4
CIRCLES = 3
WIDE = Beam(12)


def prove_alone(floor: Floor, watch: Watch, *, seconds: float) -> bool:
    """Prove the least cost of the job of which most is open, for so many `seconds`."""
    if not floor.alone:
        _insert_each(floor)
    slack = {job: cost - floor.lows[job] for job, cost in floor.alone.items()}
    for job in sorted(slack, key=lambda job: (-slack[job], job)):
        if slack[job] < 1.0:
            break
        if floor.is_new("exact", frozenset([job]), seconds):
            _prove_one(floor, watch, job, seconds)
            return True
    return False


def _insert_each(floor: Floor) -> None:
    state, guide = floor.relaxed.state, guide_of(floor.problem)
    for job in floor.paths:
        if insert(state, guide, job, WIDE):
            cost, schedule = guide_cost(floor.relaxed.guide, state.terms[job]), state.schedule()
            state.drop(job)
            floor.keep(job, schedule, cost)
        state.cache.clear()
    floor.forget()


def _prove_one(floor: Floor, watch: Watch, job: int, seconds: float) -> None:
    known = floor.alone[job]
    outcome, part = _cheapest(floor, {job: known}, floor.schedule(job), _limits(watch, seconds))
    if outcome.schedule is None or not outcome.levels:
        return
    # No plan cheaper than the known one is cut off, so the bound stands up to its cost.
    floor.lows[job] = max(floor.lows[job], min(float(outcome.levels[0].bound), known))
    floor.keep(job, part.lift(outcome.schedule), float(outcome.levels[0].value))
    watch.tell({job: floor.plans[job]} if floor.alone[job] < known else {}, None)


def in_the_way(floor: Floor, watch: Watch, *, seconds: float) -> bool:
    """Prove the least cost of jobs that are in each other's way in the best schedule, the dearest first."""
    best = watch.latest()
    state = floor.state(best)
    costs = floor.costs(state)
    for group, most in _groups(floor, state, costs):
        tasks = sum(len(floor.problem.jobs[job].tasks) for job in group)
        if tasks > MOST_TASKS or not floor.is_new("exact", group, min(seconds, most)):
            continue
        known = sum(costs[job] for job in group)
        dearest = {job: known - floor.apart(group - {job}) for job in group}
        outcome, part = _cheapest(floor, dearest, best, _limits(watch, min(seconds, most)))
        if outcome.status is Status.OPTIMAL:
            floor.settle("exact", group)
        if outcome.levels:
            low = min(float(outcome.levels[0].bound), known)
            floor.together[group] = max(floor.together.get(group, 0.0), low)
            better = outcome.levels[0].value < known
            watch.tell(found_in(floor.problem, part, outcome)[0] if better else {}, None)
        return True
    return False


def polish(floor: Floor, watch: Watch, *, seconds: float) -> bool:
    """Place a dear job and those in its way better, all others as in the best schedule."""
    if not floor.alone:
        _insert_each(floor)
    best = watch.latest()
    state = floor.state(best)
    costs = floor.costs(state)
    dear = _dear(floor, state, costs)
    around = _around(floor, state, dear)
    for job in dear:
        group = _circle(floor, job, around)
        known = sum(costs[other] for other in group)
        cost, had = floor.polished.get(group, (known, 0.0))
        if cost == known and had >= seconds:
            continue
        floor.polished[group] = known, seconds
        dearest = {other: known - floor.apart(group - {other}) for other in group}
        outcome, part = _cheapest(floor, dearest, best, _limits(watch, seconds), fixed=best)
        better = bool(outcome.levels) and outcome.levels[0].value < known
        watch.tell(*found_in(floor.problem, part, outcome) if better else ({}, None))
        return True
    return False


def _circle(floor: Floor, job: int, around: dict[int, set[int]]) -> Group:
    """Return `job` and those around it, the smallest first, as far as their tasks are few."""
    sizes = [len(record.tasks) for record in floor.problem.jobs]
    circle, tasks = {job}, sizes[job]
    for other in sorted(around[job], key=lambda other: (sizes[other], other)):
        if tasks + sizes[other] <= MOST_TASKS:
            circle.add(other)
            tasks += sizes[other]
    return frozenset(circle)


def _dear(floor: Floor, state: State, costs: dict[int, float]) -> list[int]:
    """Return the served jobs that cost more than alone, those that do most first."""
    worth = WORTH * floor.value
    dear = [job for job in floor.alone if state.is_served(job) and costs[job] - floor.alone[job] >= worth]
    return sorted(dear, key=lambda job: floor.alone[job] - costs[job])


def _around(floor: Floor, state: State, dear: list[int]) -> dict[int, set[int]]:
    """Return who is in whose way: who fills what one of the `dear` needs for its best plan alone."""
    around: dict[int, set[int]] = defaultdict(set)
    for job in dear:
        before = state.drop(job)
        for other in sorted(blockers(state, floor.plans[job]) & floor.alone.keys()):
            around[job].add(other)
            around[other].add(job)
        state.add(job, before)
    return around


def _groups(floor: Floor, state: State, costs: dict[int, float]) -> Iterator[tuple[Group, float]]:
    """Return pairs, then wider and wider circles around dear jobs, and the most seconds for each."""
    dear = _dear(floor, state, costs)
    around = _around(floor, state, dear)
    sizes = [len(record.tasks) for record in floor.problem.jobs]
    for job in dear:
        for other in sorted(around[job], key=lambda other: (sizes[other], other)):
            yield frozenset([job, other]), PAIR_SECONDS
    for steps in range(1, CIRCLES + 1):
        for job in dear:
            circle = {job}
            for _ in range(steps):
                circle = circle.union(*(around[other] for other in circle))
            if len(circle) > 1:
                yield frozenset(circle), math.inf


def _limits(watch: Watch, seconds: float) -> Limits:
    """Return limits with the tight relaxation that proofs of costs need."""
    return watch.limits(seconds, linearization=2)


def _cheapest(
    floor: Floor, most: dict[int, float], known: Schedule, limits: Limits, fixed: Schedule | None = None
) -> tuple[Outcome, Residual]:
    """Solve some jobs, none to cost more than `most`, from where `known` has them.

    All others are as in `fixed`, or absent.
    """
    part = residual(floor.problem, floor.relaxed.state.schedule() if fixed is None else fixed, most)
    guide = floor.relaxed.guide
    weights = {name: int(getattr(guide, name, 0)) for name in Weights.__dataclass_fields__} | {"finish": 0}
    whole = {job: cost for job, cost in most.items() if cost <= floor.parts.get(job, math.inf)}
    problem = replace(narrowed(part, floor.paths, whole), levels=(), weights=Weights(**weights))
    return solve(problem, hint=part.restrict(known), limits=limits), part
