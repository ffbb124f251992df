"""No bound is above the optimum."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.search.bound import Bound, bound_alone, bound_of, unavoidable
from iplatform_sched.search.construct import construct
from iplatform_sched.search.outcome import SearchOutcome
from iplatform_sched.search.program import Program
from tests.agreement.draw_problem import draw_problem
from tests.search.judge import value
from tests.search.network import Extent, network


@pytest.mark.parametrize("seed", range(12))
def test_bounds_are_below_the_optimum(seed: int) -> None:
    problem = draw_problem(Random(seed))
    outcome = solve(problem, limits=Limits(work=20.0))
    assert outcome.status is Status.OPTIMAL
    assert outcome.objective is not None
    assert bound_alone(problem).value <= bound_of(problem).value <= outcome.objective


@pytest.mark.parametrize("seed", range(3))
def test_rows_raise_the_bound_where_machines_are_scarce(seed: int) -> None:
    problem = network(seed, Extent(jobs=14, centres=2, machines=3, kinds=3, weeks=4))
    schedule = construct(problem).schedule()
    alone, rows = bound_alone(problem), bound_of(problem)
    assert alone.value < rows.value <= value(problem, schedule)[0]
    assert all(price > 0 for price in rows.prices.values())
    assert rows.prices
    assert 0 < unavoidable(problem, schedule, rows.fees) <= value(problem, schedule)[0]
    assert unavoidable(problem, schedule, alone.fees) <= value(problem, schedule)[0]


def test_no_time_still_gives_a_bound() -> None:
    problem = network(1, Extent(jobs=6, centres=2, machines=3, kinds=3, weeks=4))
    assert bound_of(problem, seconds=0.0).value >= bound_alone(problem).value


def test_a_program_by_hand() -> None:
    """Minimise 3 x + 2 y with x + y >= 1.5 and x, y in [0, 1]: 0.5 of x and all of y, 3.5."""
    program = Program(constant=10.0)
    first = program.variables(np.array([3.0, 2.0]))
    row = program.row(1.5, float("inf"))
    program.entries(row, first, np.ones(2))
    solution = program.solve(None)
    assert solution.value == pytest.approx(13.5, abs=1e-6)
    assert solution.duals[row] == pytest.approx(3.0)


def test_a_program_without_rows_stands_on_its_variables() -> None:
    program = Program()
    program.variable(-4.0, 0.0, 2.0)
    assert program.solve(1.0).value == pytest.approx(-8.0)
    assert Program(constant=5.0).solve(None).value == pytest.approx(5.0)


def test_gaps() -> None:
    problem = network(1, Extent(jobs=2, centres=1, machines=2, kinds=1, weeks=3))
    schedule = construct(problem).schedule()
    terms = evaluate(problem, schedule)

    def outcome(bound: int | None, unavoidable: int = 60) -> SearchOutcome:
        return SearchOutcome(schedule, (100,), terms, bound, unavoidable, 1.0, 0.1, 0.5)

    assert outcome(90).gap == pytest.approx(0.25)
    assert outcome(90).plain_gap == pytest.approx(0.1)
    assert outcome(None).gap is None
    assert outcome(None).plain_gap is None
    assert outcome(100).gap == 0.0
    assert outcome(100).proved
    assert not outcome(99).proved
    assert outcome(90, 100).gap == 1.0
    assert Bound().value == 0
