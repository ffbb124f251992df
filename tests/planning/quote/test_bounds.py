"""What a quote says no placement can beat: the solver finds none that does."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.planning.quote.candidates import Finder, at_any_price
from iplatform_sched.search.state import State
from tests.agreement.draw_problem import draw_problem

if TYPE_CHECKING:
    from iplatform_sched.planning.quote.candidates import Bounds
    from iplatform_sched.problem.data import Problem


def _asked(seed: int) -> list[tuple[Problem, int, Bounds]]:
    """Return the jobs of a drawn problem that need several centres at least."""
    problem = at_any_price(replace(draw_problem(Random(seed)), levels=()))
    finders = [Finder(State(problem), index) for index in range(len(problem.jobs))]
    told = [(problem, each.index, each.bounds()) for each in finders if each.required]
    return [each for each in told if each[2].centres > 1]


@pytest.mark.parametrize("seed", range(60))
def test_no_placement_uses_fewer_centres(seed: int) -> None:
    for problem, index, bounds in _asked(seed):
        fewer = replace(problem.jobs[index], mandatory=True, max_centres=bounds.centres - 1)
        jobs = (*problem.jobs[:index], fewer, *problem.jobs[index + 1 :])
        found = solve(replace(problem, jobs=jobs), limits=Limits(work=10.0))
        assert found.status is Status.INFEASIBLE


def test_the_dice_draw_jobs_that_need_several_centres() -> None:
    assert sum(len(_asked(seed)) for seed in range(60)) >= 5
