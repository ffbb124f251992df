"""Which jobs a round of ruin and recreate, or the solver, takes out: plain functions, chosen by the dice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.residual import residual
from iplatform_sched.search.bound.shortage import lost
from iplatform_sched.search.construct import load
from iplatform_sched.search.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from random import Random

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.residual import Residual
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.tables import Tables


MOST = 4
ONE_MACHINE = 0.3  # share of the rounds about one machine of an unserved job


def movable(state: State) -> list[int]:
    """Return the jobs that are placed and not wholly pinned."""
    return [job for job in range(len(state.problem.jobs)) if state.is_served(job)]


def waiting(state: State) -> list[int]:
    """Return the jobs that have work to place and none of it placed."""
    return [
        job
        for job, record in enumerate(state.problem.jobs)
        if not state.is_served(job) and state.tables.unpinned(record)
    ]


def partly(state: State) -> list[int]:
    """Return the placed jobs that leave something out or are late."""
    return [job for job in movable(state) if state.terms[job].unserved or state.terms[job].tardiness]


def machines_of(state: State, job: int) -> set[int]:
    """Return the machines on which the tasks of `job` could be placed."""
    tasks = state.problem.tasks
    return {mode.resource for task in state.problem.jobs[job].tasks for mode in tasks[task].modes}


def _users(state: State, resources: Iterable[int]) -> list[int]:
    return sorted({job for resource in resources for job in state.users[resource] if state.is_served(job)})


def _some(dice: Random, jobs: list[int], most: int = MOST) -> list[int]:
    return dice.sample(jobs, min(len(jobs), dice.randint(1, most))) if jobs else []


def unserved_seed(state: State, dice: Random) -> list[int]:
    """An unserved job that is not known to be lost, and some of those that hold the machines it could use."""
    left = waiting(state)
    vain = lost(state.shortages, left)
    seeds = [job for job in left if job not in vain] if left else partly(state)
    if not seeds:
        return []
    seed = dice.choice(seeds)
    scarce = (
        dice.sample(sorted(machines_of(state, seed)), 1)
        if dice.random() < ONE_MACHINE
        else machines_of(state, seed)
    )
    rivals = [job for job in _users(state, scarce) if job != seed]
    return [seed, *_some(dice, rivals)]


def string(state: State, dice: Random) -> list[int]:
    """Jobs next to each other in time on one machine of a placed job."""
    jobs = movable(state)
    if not jobs:
        return []
    seed = dice.choice(jobs)
    tasks = state.problem.tasks
    own = [(task, p) for task, p in state.placed[seed].items() if tasks[task].pinned is None]
    task, at = dice.choice(own)
    machine = tasks[task].modes[at.mode].resource
    near = []
    for job in _users(state, [machine]):
        starts = [
            p.start
            for t, p in state.placed[job].items()
            if tasks[t].pinned is None and tasks[t].modes[p.mode].resource == machine
        ]
        near.append((min(abs(start - at.start) for start in starts), job))
    return [job for _, job in sorted(near)[: dice.randint(1, MOST)]]


def worst(state: State, dice: Random) -> list[int]:
    """Jobs that cost much beside their fees: late, far, disturbed."""
    jobs = movable(state)
    weighed = sorted(
        jobs,
        key=lambda j: -(sum(state.terms[j][:8]) - state.terms[j].fees // 2) * dice.random(),
    )
    return weighed[: dice.randint(1, MOST)]


def related(state: State, dice: Random) -> list[int]:
    """Jobs at one site around one time."""
    jobs = movable(state)
    if not jobs:
        return []
    problem = state.problem
    seed = dice.choice(jobs)
    own = [(t, p) for t, p in state.placed[seed].items() if problem.tasks[t].pinned is None]
    task, at = dice.choice(own)
    site = problem.tasks[task].modes[at.mode].site
    near = []
    for job in jobs:
        distances = [
            abs(p.start - at.start)
            for t, p in state.placed[job].items()
            if problem.tasks[t].pinned is None and problem.tasks[t].modes[p.mode].site == site
        ]
        if distances:
            near.append((min(distances), job))
    return [job for _, job in sorted(near)[: dice.randint(2, MOST + 1)]]


def anything(state: State, dice: Random) -> list[int]:
    """Any few placed jobs."""
    return _some(dice, movable(state), 3)


def one_company(state: State, dice: Random) -> list[int]:
    """All jobs of one company: they share vouchers, budget and staff."""
    jobs = movable(state)
    if not jobs:
        return []
    company = state.problem.jobs[dice.choice(jobs)].company
    return [job for job in state.tables.jobs_of[company] if state.is_served(job)][: MOST + 1]


# Whom to serve decides more than all else: see docs/encodings.md for the weight of the first.
NEIGHBOURHOODS: tuple[tuple[Callable[[State, Random], list[int]], int], ...] = (
    (unserved_seed, 32),
    (string, 4),
    (worst, 2),
    (related, 3),
    (anything, 2),
    (one_company, 1),
)


def part_of(problem: Problem, schedule: Schedule, dice: Random, tables: Tables | None = None) -> Residual:
    """Return a part of `schedule` for the solver: free around an unserved job, a machine or a site."""
    state = State(problem, tables)
    load(state, schedule)
    jobs: list[int] = []
    while not jobs:
        jobs = dice.choice((unserved_seed, string, related, _any_job))(state, dice)
    return residual(problem, schedule, jobs)


def _any_job(state: State, dice: Random) -> list[int]:
    return [dice.randrange(len(state.problem.jobs))]
