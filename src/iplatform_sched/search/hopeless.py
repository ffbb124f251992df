"""Jobs that no plan serves: proved by the solver on each job alone, with nothing else planned.

Other jobs only take room and money, so what cannot be served alone cannot be served at all; and a job
whose own proven bound reaches the price of leaving it is never worth serving.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.model.solve import solve
from iplatform_sched.problem.residual import residual
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert
from iplatform_sched.search.relaxation import Relaxation
from iplatform_sched.search.state import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.model.outcome import Limits
    from iplatform_sched.problem.data import Problem


def doubtful(problem: Problem) -> list[int]:
    """Return the jobs that insertion cannot serve even alone."""
    state, guide = State(problem), guide_of(problem)
    found = []
    for job, record in enumerate(problem.jobs):
        if not record.prefix and state.tables.unpinned(record) and not insert(state, guide, job):
            found.append(job)
        state.drop(job)
    return found


def hopeless(problem: Problem, jobs: list[int], limits: Limits, stop: Callable[[], bool]) -> tuple[int, ...]:
    """Return those of `jobs` that are proved not worth serving in the first level, until `stop`."""
    relaxed = Relaxation(problem, light=True)
    empty = relaxed.state.schedule()
    found = []
    for job in jobs:
        if stop():
            break
        part = residual(problem, empty, [job])
        levels = solve(part.problem, limits=limits).levels
        if levels and levels[0].bound >= relaxed.absent_price(problem.jobs[job]):
            found.append(job)
    return tuple(found)
