"""The bound of jobs and groups stands below the optimum, and sees what cannot be served together."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.search.aside import bounds_of
from iplatform_sched.search.conflicts import conflicts, overlap, rivals
from iplatform_sched.search.floor import Proof, floor_of, raise_by_groups, raise_by_jobs
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.improve import adopt
from iplatform_sched.search.score import score
from iplatform_sched.search.state import State
from tests.agreement.draw_problem import draw_problem
from tests.search.judge import agree
from tests.search.network import Extent, network

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.bound import Bound


def _nothing() -> None:
    """Hear nothing."""


def _plenty() -> float:
    return 60.0


def _single_machine(jobs: int) -> Problem:
    """Return equal jobs of one task that all need one machine at the same time."""
    problem = network(8, Extent(jobs=3, centres=2, machines=3, kinds=3, weeks=4))
    task = next(t for t in problem.tasks if not t.modes[0].training >= 0)
    mode = next(m for m in task.modes if m.training < 0)
    mode = replace(mode, operators=(), staff=0)
    start = State(problem).tables.table(problem.tasks.index(task), task.modes.index(mode_of(task, mode)))
    first = int(start.whole.start[0])
    job = problem.jobs[task.job]
    return replace(
        problem,
        jobs=tuple(
            replace(job, tasks=(k,), prefix=False, budget=None, deadline=int(start.whole.end[0]), release=first)
            for k in range(jobs)
        ),
        tasks=tuple(replace(task, job=k, modes=(mode,), baseline=None) for k in range(jobs)),
        resources=tuple(replace(r, capacity=1, occupied=()) for r in problem.resources),
        lags=(),
        links=(),
        specimens=(),
        quotas=(),
        groups=(),
    )


def mode_of(task: object, mode: object) -> object:
    return mode


@pytest.mark.parametrize("seed", range(10))
def test_no_bound_is_above_the_optimum(seed: int) -> None:
    problem = draw_problem(Random(seed))
    outcome = solve(problem, limits=Limits(work=20.0))
    assert outcome.status is Status.OPTIMAL
    assert outcome.objective is not None
    told: list[Bound] = []
    bounds_of(problem, list(range(len(problem.jobs))), _plenty, told.append)
    assert told
    assert max(bound.value for bound in told) <= outcome.objective
