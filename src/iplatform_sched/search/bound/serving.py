"""Plans that serve an unserved job by moving those that compete with it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Weights
from iplatform_sched.problem.residual import residual
from iplatform_sched.search.bound.rivalry import teams
from iplatform_sched.search.bound.shortage import lost
from iplatform_sched.search.conflicts import crowd_of

if TYPE_CHECKING:
    from iplatform_sched.model.outcome import Limits, Outcome
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.residual import Residual
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.bound.floor import Floor, Group
    from iplatform_sched.search.bound.least import Pack
    from iplatform_sched.search.bound.watch import Watch

SECONDS = 12.0
CROWDS = (0.4, 0.1, 0.0)
"""How much the rivals that may move overlap at least."""


def serve(floor: Floor, watch: Watch, *, near: float) -> bool:
    """Serve an unserved job by moving its rivals, all others as in the best schedule; the dearest first.

    First the closest rivals may move, next time more. Jobs in a team of rivals that overlap by `near` wait
    until the team has been asked who must stay out.
    """
    problem, best = floor.problem, watch.latest()
    waiting = [job for job in unserved(problem, best) if not problem.jobs[job].prefix]
    unasked = [team for team in teams(floor, near) if ("rivals", team) not in floor.tried]
    vain = lost(floor.shortages(), waiting)
    for job in sorted(waiting, key=lambda job: (-problem.jobs[job].unserved_price, job)):
        if job in vain or any(job in team for team in unasked):
            continue
        for crowd in (crowd_of(problem, job, least) for least in CROWDS):
            if floor.is_new("serve", crowd, SECONDS):
                watch.tell(*_solved(floor, crowd, best, watch.limits(SECONDS)))
                return True
    return False


def unserved(problem: Problem, schedule: Schedule) -> list[int]:
    """Return the jobs of which nothing is placed that could be."""
    found = []
    for index, job in enumerate(problem.jobs):
        own = [task for task in job.tasks if problem.tasks[task].pinned is None]
        if own and all(schedule.tasks[task] is None for task in own):
            found.append(index)
    return found


def _solved(floor: Floor, jobs: Group, best: Schedule, limits: Limits) -> tuple[Pack, Schedule | None]:
    """Return a plan of as many of `jobs` as fit, at any cost, and `best` with it."""
    part = residual(floor.problem, best, jobs)
    records = tuple(
        replace(record, unserved_price=math.floor(floor.absent(job)))
        for job, record in zip(part.jobs, part.problem.jobs, strict=True)
    )
    weights = dict.fromkeys(Weights.__dataclass_fields__, 0) | {"unserved": 1}
    problem = replace(part.problem, jobs=records, levels=(), weights=Weights(**weights))
    return found_in(floor.problem, part, solve(problem, hint=part.restrict(best), limits=limits))


def found_in(problem: Problem, part: Residual, outcome: Outcome) -> tuple[Pack, Schedule | None]:
    """Return where the solver placed the jobs of `part` that it served, and the whole schedule with them."""
    if outcome.schedule is None:
        return {}, None
    whole = part.lift(outcome.schedule)
    found = {
        job: {task: at for task in problem.jobs[job].tasks if (at := whole.tasks[task]) is not None}
        for job in part.jobs
    }
    return {job: plan for job, plan in found.items() if plan}, whole
