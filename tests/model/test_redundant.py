"""Redundant rows forbid nothing, and count what can fit."""

from __future__ import annotations

import random

import pytest
from ortools.sat.python.cp_model import OPTIMAL, CpSolver

from iplatform_sched.model.constraints.calendar import calendar
from iplatform_sched.model.context import close, linear, new_context
from iplatform_sched.model.objective import makespan, unserved
from iplatform_sched.model.outcome import Limits
from iplatform_sched.model.redundant import redundant
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Mode, Problem, Style
from tests.model.tiny import mode, problem, task
from tests.strategies import draw_problem


@pytest.mark.parametrize("seed", range(12))
def test_rows_keep_the_optimum(seed: int) -> None:
    case = draw_problem(random.Random(f"redundant {seed}"))
    assert solve(case, limits=Limits(redundant=True)).objective == solve(case).objective


def served_at_most(case: Problem) -> int:
    """Return how many jobs the rows alone let be served, without the constraints that imply them."""
    context = new_context(case, ["calendar", "capacity", "operators"])
    calendar(context)
    redundant(context)
    close(context)
    context.model.minimize(linear(unserved(context, range(len(context.problem.jobs)))))
    solver = CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(context.model) == OPTIMAL
    return sum(solver.value(variables.present) for variables in context.tasks)


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(mode(style=Style.PAUSABLE, run=30), id="machine"),
        pytest.param(mode(style=Style.UNATTENDED, lead=1, run=100, tail=1, max_wait=24), id="waiting"),
        pytest.param(mode(resource=1, style=Style.PAUSABLE, run=40, operators=((2, 1),)), id="pool"),
    ],
)
def test_rows_count_what_fits(way: Mode) -> None:
    assert served_at_most(problem(*(task(way, job=j) for j in range(9)))) == 2


def least_makespan(case: Problem, names: list[str]) -> int:
    """Return the least makespan that the rows about work leave, without the constraints that imply them."""
    context = new_context(case, ["calendar", *names])
    calendar(context)
    cost = linear(makespan(context, range(len(case.jobs))))
    for variables in context.tasks:
        context.model.add(variables.present == 1)
    close(context)
    context.model.minimize(cost)
    solver = CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(context.model) == OPTIMAL
    return round(solver.objective_value)


@pytest.mark.parametrize(
    ("names", "expected"),
    [([], 15), (["capacity"], 27), (["operators"], 20), (["capacity", "operators"], 27)],
)
def test_all_work_fits_before_the_makespan(names: list[str], expected: int) -> None:
    """Nine tasks of three ticks on one machine; four of five ticks from 9:00, lunch between, and one head."""
    way = mode(style=Style.UNATTENDED, run=3, lead=0)
    attended = mode(resource=1, run=5, operators=((2, 1),))
    assert least_makespan(problem(*[task(way)] * 9, *[task(attended)] * 4), names) == expected
