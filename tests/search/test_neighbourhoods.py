"""Neighbourhoods for the solver, and the children that solve them."""

from __future__ import annotations

from random import Random

from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.search.construct import construct
from iplatform_sched.search.neighbourhoods import part_of
from tests.search.judge import broken, value
from tests.search.network import Extent, network

SMALL = Extent(jobs=5, centres=2, machines=3, kinds=3, weeks=4)


def test_a_solved_neighbourhood_is_a_better_plan_of_the_whole() -> None:
    problem = network(8, SMALL)
    schedule = construct(problem).schedule()
    part = part_of(problem, schedule, Random(2))
    hint = part.restrict(schedule)
    assert part.lift(hint) == schedule
    assert broken(part.problem, hint) == []
    outcome = solve(part.problem, hint=hint, limits=Limits(work=2.0))
    assert outcome.status in {Status.OPTIMAL, Status.FEASIBLE}
    assert outcome.schedule is not None
    lifted = part.lift(outcome.schedule)
    assert broken(problem, lifted) == []
    assert value(problem, lifted) <= value(problem, schedule)


def test_an_empty_plan_still_has_a_neighbourhood() -> None:
    problem = network(8, SMALL)
    empty = construct(problem, order=[]).schedule()
    part = part_of(problem, empty, Random(1))
    assert 0 < len(part.problem.jobs) <= len(problem.jobs)
