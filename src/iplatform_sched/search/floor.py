"""A proven bound put together from jobs and from small groups of jobs, each solved with all others absent.

Other jobs only take room and money, so what a job costs with nothing else planned is the least it costs
in any plan; what a group leaves unserved at least, it leaves unserved in any plan. Groups are disjoint
and solved for what they serve alone: a group without a job pays the price of leaving it less the least
the job costs, which the floor has counted already. Independent parts after Standley (2010),
doi:10.1609/aaai.v24i1.7564. Terms between jobs (fairness, makespan) count nothing here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.model.outcome import Limits
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Weights
from iplatform_sched.problem.residual import residual
from iplatform_sched.search.bound import ROUNDING, alone
from iplatform_sched.search.conflicts import MOST, TASKS, conflicts, rivals
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import guide_cost, insert
from iplatform_sched.search.partial import Beam
from iplatform_sched.search.relaxation import Relaxation

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule, ScheduledTask

GROUP_SECONDS = 20.0
JOB_SECONDS = 6.0
WIDE = Beam(12)
LIMITS = Limits(light=True)


class Proof(NamedTuple):
    """What is proved of a group: those it leaves unserved weigh `least` or more, by `weights`."""

    weights: dict[int, int]
    least: int


@dataclass(slots=True)
class Floor:
    """What is proved so far.

    Attributes
    ----------
    lows
        For each job the least weighted cost of the first level, served or not.
    proofs
        Of disjoint groups.
    plans
        For each job solved alone its best placements.
    """

    relaxed: Relaxation
    lows: list[float]
    proofs: list[Proof] = field(default_factory=list)
    plans: dict[int, dict[int, ScheduledTask]] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """Return the whole problem."""
        return self.relaxed.problem

    @property
    def value(self) -> int:
        """Return the bound."""
        grouped = {job for proof in self.proofs for job in proof.weights}
        rest = sum(low for job, low in enumerate(self.lows) if job not in grouped)
        return math.floor(rest + sum(self._together(proof) for proof in self.proofs) + ROUNDING)

    def _together(self, proof: Proof) -> float:
        """Return the least cost of a group over all choices of whom it serves that the proof allows."""
        jobs = list(proof.weights)
        least = math.inf
        for served in product((False, True), repeat=len(jobs)):
            chosen = list(zip(jobs, served, strict=True))
            if sum(proof.weights[job] for job, flag in chosen if not flag) < proof.least:
                continue
            costs = (self.lows[job] if flag else self.absent(job) for job, flag in chosen)
            least = min(least, sum(costs))
        return least

    def absent(self, job: int) -> float:
        """Return the weighted price of not serving `job`."""
        return self.relaxed.absent_price(self.problem.jobs[job])


def floor_of(problem: Problem) -> Floor:
    """Return the floor on which each job stands task by task."""
    relaxed = Relaxation(problem, light=True)
    return Floor(relaxed, [alone(relaxed, job) for job in problem.jobs])


def raise_by_groups(
    floor: Floor, unserved: list[int], left: Callable[[], float], tell: Callable[[], None]
) -> None:
    """Prove of groups around `unserved` jobs how much of them stays unserved; `left` returns seconds.

    A group of which less is proved than `unserved` says grows by its closest rival and goes to the end.
    """
    groups = conflicts(floor.relaxed.state, guide_of(floor.problem), unserved, lambda: left() <= 0)
    # The solver needs the memory.
    floor.relaxed.state.cache.clear()
    wanted = set(unserved)

    def promise(group: frozenset[int]) -> float:
        open_price = sum(floor.absent(job) for job in group & wanted)
        return open_price / sum(len(floor.problem.jobs[job].tasks) for job in group)

    groups.sort(key=promise, reverse=True)
    while groups and left() > 1.0:
        group = groups.pop(0)
        proof = _prove(floor, group, min(left(), GROUP_SECONDS))
        if proof.least:
            floor.proofs = [known for known in floor.proofs if not group & known.weights.keys()] + [proof]
            tell()
        open_weight = sum(weight for job, weight in proof.weights.items() if job in wanted)
        taken = group.union(*groups, *(known.weights for known in floor.proofs))
        more = [job for job in rivals(floor.problem, group, TASKS) if job not in taken]
        if proof.least < open_weight and len(group) < MOST and more:
            groups.append(group | {more[0]})


def _prove(floor: Floor, group: frozenset[int], seconds: float) -> Proof:
    """Return what the solver proves of the jobs of `group` when serving them costs nothing."""
    problem = floor.problem
    weights = {job: max(math.floor(floor.absent(job) - floor.lows[job]), 0) for job in sorted(group)}
    part = residual(problem, floor.relaxed.state.schedule(), group)
    only = replace(
        part.problem,
        jobs=tuple(
            replace(record, unserved_price=weights[job])
            for job, record in zip(part.jobs, part.problem.jobs, strict=True)
        ),
        levels=(),
        weights=Weights(**dict.fromkeys(Weights.__dataclass_fields__, 0) | {"unserved": 1}),
    )
    levels = solve(only, limits=replace(LIMITS, seconds=seconds)).levels
    return Proof(weights, levels[0].bound if levels else 0)


def raise_by_jobs(floor: Floor, left: Callable[[], float], tell: Callable[[], None]) -> None:
    """Solve jobs alone until no time is left, first those whose insertion costs most above their floor."""
    state, guide = floor.relaxed.state, guide_of(floor.problem)
    known: dict[int, tuple[float, Schedule]] = {}
    for job, record in enumerate(floor.problem.jobs):
        if left() <= 1.0:
            return
        if state.tables.unpinned(record):
            insert(state, guide, job, WIDE)
            known[job] = (guide_cost(floor.relaxed.guide, state.terms[job]), state.schedule())
            state.drop(job)
    state.cache.clear()
    order = sorted(known, key=lambda j: floor.lows[j] - known[j][0])
    for job in order:
        if left() <= 1.0:
            return
        if known[job][0] - floor.lows[job] < 1.0:
            floor.plans[job] = _plan(floor, job, known[job][1])
            continue
        _solve_alone(floor, job, known[job], min(left(), JOB_SECONDS))
        tell()


def _solve_alone(floor: Floor, job: int, known: tuple[float, Schedule], seconds: float) -> None:
    """Raise the floor of one job to what the solver proves of it."""
    cost, schedule = known
    part = residual(floor.problem, floor.relaxed.state.schedule(), [job])
    guide = floor.relaxed.guide
    weights = {name: int(getattr(guide, name, 0)) for name in Weights.__dataclass_fields__} | {"finish": 0}
    single = replace(part.problem, levels=(), weights=Weights(**weights))
    single = replace(single, jobs=(replace(single.jobs[0], deadline=_latest(floor, job, cost)),))
    outcome = solve(single, hint=part.restrict(schedule), limits=replace(LIMITS, seconds=seconds))
    if outcome.levels:
        # No plan cheaper than the known one is cut off, so the bound stands up to its cost.
        floor.lows[job] = max(floor.lows[job], min(float(outcome.levels[0].bound), cost))
    if outcome.schedule is not None:
        floor.plans[job] = _plan(floor, job, part.lift(outcome.schedule))


def _latest(floor: Floor, job: int, cost: float) -> int | None:
    """Return the deadline of `job`, earlier where a later end is too late to be cheaper than `cost`."""
    record, problem = floor.problem.jobs[job], floor.problem
    price = floor.relaxed.guide.tardiness * record.tardiness_price
    if price <= 0 or record.prefix:
        return record.deadline
    days = max(math.ceil((cost - floor.relaxed.least(record)) / price), 0)
    end = record.due + days * problem.ticks_per_day
    return end if record.deadline is None else min(end, record.deadline)


def _plan(floor: Floor, job: int, schedule: Schedule) -> dict[int, ScheduledTask]:
    tasks = floor.relaxed.state.tables.unpinned(floor.problem.jobs[job])
    return {task: at for task in tasks if (at := schedule.tasks[task]) is not None}
