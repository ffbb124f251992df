"""Plans that serve an unserved job together with those that compete with it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.model.outcome import Limits
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Weights
from iplatform_sched.problem.residual import residual
from iplatform_sched.search.bound.rivalry import teams
from iplatform_sched.search.conflicts import crowd_of, served_together
from iplatform_sched.search.guide import guide_of

if TYPE_CHECKING:
    from iplatform_sched.model.outcome import Outcome
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.residual import Residual
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.bound.floor import Floor
    from iplatform_sched.search.bound.least import Pack
    from iplatform_sched.search.bound.watch import Watch

SECONDS = 12.0
SPARE = 0.5  # share of an unserved price that may be missing in a proof that a job stays unserved


def serve(floor: Floor, watch: Watch, *, near: float) -> bool:
    """Serve an unserved job and its rivals with nothing else planned, the dearest first.

    Jobs in a team of rivals that overlap by `near` wait until the team has been asked who must stay out.
    """
    problem = floor.problem
    waiting = [job for job in unserved(problem, watch.latest()) if not problem.jobs[job].prefix]
    unasked = [team for team in teams(floor, near) if ("rivals", team) not in floor.tried]
    for job in sorted(waiting, key=lambda job: (-problem.jobs[job].unserved_price, job)):
        jobs = crowd_of(problem, job)
        if (
            any(job in team for team in unasked)
            or _is_lost(floor, job, waiting)
            or not floor.is_new("serve", frozenset(jobs), SECONDS)
        ):
            continue
        pack = served_together(floor.relaxed.state, guide_of(problem), jobs)
        floor.forget()
        watch.tell(_solved(floor, jobs, watch.seconds(SECONDS)) if pack is None else pack)
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


def _is_lost(floor: Floor, job: int, waiting: list[int]) -> bool:
    """Return whether a set with `job` is proved to leave out as much as is `waiting` of it."""
    return any(
        low - floor.apart(group)
        >= sum(floor.absent(other) for other in waiting if other in group) - SPARE * floor.absent(job)
        for group, low in floor.together.items()
        if job in group
    )


def _solved(floor: Floor, jobs: list[int], seconds: float) -> Pack:
    """Return a plan of as many of `jobs` as the solver can serve, at any cost."""
    part = residual(floor.problem, floor.relaxed.state.schedule(), jobs)
    records = tuple(
        replace(record, unserved_price=math.floor(floor.absent(job)))
        for job, record in zip(part.jobs, part.problem.jobs, strict=True)
    )
    weights = dict.fromkeys(Weights.__dataclass_fields__, 0) | {"unserved": 1}
    problem = replace(part.problem, jobs=records, levels=(), weights=Weights(**weights))
    return pack_of(floor.problem, part, solve(problem, limits=Limits(seconds=seconds, light=True)))


def pack_of(problem: Problem, part: Residual, outcome: Outcome) -> Pack:
    """Return the placements that the solver found for `part` of `problem`, of each job that it served."""
    if outcome.schedule is None:
        return {}
    tasks = part.lift(outcome.schedule).tasks
    found = {
        job: {task: at for task in problem.jobs[job].tasks if (at := tasks[task]) is not None}
        for job in part.jobs
    }
    return {job: plan for job, plan in found.items() if plan}
