"""What jobs cost at least, proved on all their tasks: one alone, or a few that are in each other's way."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Weights
from iplatform_sched.problem.residual import residual
from iplatform_sched.search.bound.narrow import narrowed
from iplatform_sched.search.bound.serving import pack_of
from iplatform_sched.search.conflicts import blockers
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import guide_cost, insert
from iplatform_sched.search.partial import Beam

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.model.outcome import Outcome
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


def alone(floor: Floor, watch: Watch, *, seconds: float) -> bool:
    """Prove the least cost of the job of which most is open, for so many `seconds`."""
    if not floor.alone:
        _insert_each(floor)
    slack = {job: cost - floor.lows[job] for job, cost in floor.alone.items()}
    for job in sorted(slack, key=lambda job: (-slack[job], job)):
        if slack[job] < 1.0:
            break
        if floor.is_new("exact", frozenset([job]), seconds):
            _prove_alone(floor, watch, job, seconds)
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


def _prove_alone(floor: Floor, watch: Watch, job: int, seconds: float) -> None:
    known = floor.alone[job]
    outcome, part = _cheapest(floor, {job: known}, floor.schedule(job), watch.seconds(seconds))
    if outcome.schedule is None or not outcome.levels:
        return
    # No plan cheaper than the known one is cut off, so the bound stands up to its cost.
    floor.lows[job] = max(floor.lows[job], min(float(outcome.levels[0].bound), known))
    floor.keep(job, part.lift(outcome.schedule), float(outcome.levels[0].value))
    watch.tell({job: floor.plans[job]} if floor.alone[job] < known else {})


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
        limits = {job: known - floor.apart(group - {job}) for job in group}
        outcome, part = _cheapest(floor, limits, best, watch.seconds(min(seconds, most)))
        if outcome.status is Status.OPTIMAL:
            floor.settle("exact", group)
        if outcome.levels:
            low = min(float(outcome.levels[0].bound), known)
            floor.together[group] = max(floor.together.get(group, 0.0), low)
            watch.tell(pack_of(floor.problem, part, outcome) if outcome.levels[0].value < known else {})
        return True
    return False


def _groups(floor: Floor, state: State, costs: dict[int, float]) -> Iterator[tuple[Group, float]]:
    """Return pairs, then wider and wider circles around dear jobs, and the most seconds for each."""
    dear = [
        job
        for job in floor.alone
        if state.is_served(job) and costs[job] - floor.alone[job] >= WORTH * floor.value
    ]
    dear.sort(key=lambda job: floor.alone[job] - costs[job])
    around: dict[int, set[int]] = defaultdict(set)
    for job in dear:
        before = state.drop(job)
        for other in sorted(blockers(state, floor.plans[job]) & floor.alone.keys()):
            around[job].add(other)
            around[other].add(job)
        state.add(job, before)
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


def _cheapest(
    floor: Floor, most: dict[int, float], known: Schedule, seconds: float
) -> tuple[Outcome, Residual]:
    """Solve some jobs with all others absent, none to cost more than `most`, from where `known` has them."""
    part = residual(floor.problem, floor.relaxed.state.schedule(), most)
    guide = floor.relaxed.guide
    weights = {name: int(getattr(guide, name, 0)) for name in Weights.__dataclass_fields__} | {"finish": 0}
    whole = {job: cost for job, cost in most.items() if cost <= floor.parts.get(job, math.inf)}
    problem = replace(narrowed(part, floor.paths, whole), levels=(), weights=Weights(**weights))
    limits = Limits(seconds=seconds, light=True, linearization=2)
    return solve(problem, hint=part.restrict(known), limits=limits), part
