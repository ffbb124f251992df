"""Solving: proofs, limits, hints, levels, and what is said when there is no solution."""

from __future__ import annotations

import random
import threading
from dataclasses import replace

import pytest

from iplatform_sched.errors import SolverError
from iplatform_sched.model.build import build, in_order
from iplatform_sched.model.constraints import CONSTRAINTS, Constraint
from iplatform_sched.model.outcome import Limits, Progress, Status
from iplatform_sched.model.runs import whole
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Problem, Tariff, TimeLag, Voucher
from iplatform_sched.problem.measures import evaluate, objective
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from iplatform_sched.verify.schedule import verify_schedule
from tests.model.needs import with_needs
from tests.model.tiny import at, mode, nothing, pigeons, problem, task
from tests.strategies import draw_problem

CHEAP, DEAR = (mode(tariff=Tariff(fixed=price)) for price in (10, 30))


def contested() -> Problem:
    """Return four jobs of two tasks on one machine, all due on the first day."""
    tasks = [task(CHEAP, replace(DEAR, resource=1), job=j) for j in range(4) for _ in range(2)]
    return problem(*tasks, lags=tuple(TimeLag(2 * j, 2 * j + 1, 1) for j in range(4)), job={"due": 24})


@pytest.mark.parametrize("seed", range(12))
def test_random_problems_are_solved_to_verified_optima(seed: int) -> None:
    case = draw_problem(random.Random(seed))
    found = solve(case)
    assert found.status is Status.OPTIMAL
    assert found.schedule is not None
    assert verify_schedule(case, found.schedule) == ()
    assert found.bound == found.objective == objective(case, found.terms)
    assert found.terms == evaluate(case, found.schedule)
    again = solve(case, hint=found.schedule)
    assert (again.schedule, again.objective) == (found.schedule, found.objective)


def test_the_order_of_constraints_does_not_change_the_optimum() -> None:
    case = contested()
    assert solve(case).objective == solve(case, constraints=CONSTRAINTS[::-1]).objective


def test_work_limits_are_deterministic() -> None:
    first, second = (solve(contested(), limits=Limits(work=0.05, seed=3)) for _ in range(2))
    assert first.schedule == second.schedule
    assert (first.objective, first.bound, first.work) == (second.objective, second.bound, second.work)


def test_no_time_still_returns_the_hint_and_nothing_worse() -> None:
    case = problem(task(CHEAP, replace(DEAR, resource=1)))
    poor = Schedule((at(9, 11, mode=1),))
    found = solve(case, hint=poor, limits=Limits(work=0.0))
    assert (found.status, found.schedule, found.objective) == (Status.FEASIBLE, poor, 30)
    better = solve(case, hint=poor, limits=Limits(light=True))
    assert (better.status, better.objective) == (Status.OPTIMAL, 10)


def test_no_time_and_no_hint_serves_nobody() -> None:
    found = solve(problem(task()), limits=Limits(seconds=0.0))
    assert (found.status, found.schedule, found.objective) == (Status.FEASIBLE, Schedule((None,)), 10_000)
    assert found.bound is not None
    assert found.bound <= 10_000


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(at(12, 14), id="against the calendar"),
        pytest.param(at(9, 999), id="outside the horizon"),
        pytest.param(at(9, 11, members=(4,)), id="a stranger"),
        pytest.param(at(9, 11, voucher=1, subsidy=1), id="a foreign voucher"),
    ],
)
def test_a_wrong_hint_is_ignored(wrong: ScheduledTask) -> None:
    vouchers = (Voucher("own", 0, 10, 10, 99), Voucher("foreign", 1, 10, 10, 99))
    case = problem(task(CHEAP), vouchers=vouchers)
    found = solve(case, hint=Schedule((wrong,)))
    assert (found.status, found.objective) == (Status.OPTIMAL, 9)


def test_infeasible_is_confirmed() -> None:
    found = solve(problem(task()), constraints=(*CONSTRAINTS, Constraint("nothing", nothing)))
    assert found.status is Status.INFEASIBLE
    assert (found.schedule, found.objective, found.bound, found.terms) == (None, None, None, {})


def test_infeasible_without_time_is_unknown() -> None:
    hard = (*CONSTRAINTS, Constraint("pigeons", pigeons))
    assert solve(problem(task()), constraints=hard, limits=Limits(seconds=0.0)).status is Status.UNKNOWN


def test_levels_are_solved_in_order() -> None:
    case = replace(contested(), levels=(("unserved",), ("fees",), ("tardiness", "fairness")))
    found = solve(case)
    assert found.status is Status.OPTIMAL
    assert [(level.terms, level.value) for level in found.levels] == [
        (("unserved",), 0),
        (("fees",), 80),
        (("tardiness", "fairness"), found.objective),
    ]
    assert all(level.proved and level.bound == level.value for level in found.levels)


def test_levels_without_time_tell_the_first_open_one() -> None:
    case = replace(contested(), levels=(("unserved",), ("fees",)))
    found = solve(case, limits=Limits(work=0.0))
    assert found.status is Status.FEASIBLE
    assert found.objective == 40_000
    assert [level.proved for level in found.levels] == [False, True], "no fees are the least"


def test_progress_is_told_and_stop_is_heard() -> None:
    told: list[Progress] = []
    stop = threading.Event()
    found = solve(contested(), on_solution=told.append, stop=stop)
    schedules = [progress for progress in told if progress.schedule is not None]
    assert schedules[-1].schedule == found.schedule
    assert [p.objective for p in schedules] == sorted(
        {p.objective for p in schedules if p.objective}, reverse=True
    )
    assert found.first is not None
    assert found.best is not None
    assert found.first <= found.best <= found.seconds
    stop.set()
    assert solve(contested(), limits=Limits(workers=2), stop=stop).schedule is not None


def test_a_constraint_must_find_what_it_needs() -> None:
    only = [constraint for constraint in CONSTRAINTS if constraint.name == "capacity"]
    with pytest.raises(SolverError, match="capacity needs calendar"):
        build(problem(task()), only)
    assert [constraint.name for constraint in with_needs(["changeover"])] == [
        "calendar",
        "capacity",
        "changeover",
    ]
    names = [constraint.name for constraint in in_order(with_needs(["budget"])[::-1])]
    assert names.index("calendar") < names.index("voucher") < names.index("budget")


def test_a_bound_that_does_not_exist_yet_is_zero() -> None:
    assert [whole(bound) for bound in (float("-inf"), -3.0, 2.0)] == [0, 0, 2]
