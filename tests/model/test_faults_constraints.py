"""Cases that the agreement of a constraint with its rule sees by luck or not at all; faults ask for them."""

from __future__ import annotations

import pytest
from ortools.sat.python.cp_model import OPTIMAL, CpSolver

from iplatform_sched.model.build import build, with_needs
from iplatform_sched.problem.data import Style, TimeLag
from iplatform_sched.problem.schedule import ScheduledTask
from tests.model.tiny import admits, at, mode, problem, task

PINNED = ScheduledTask(mode=1, start=9, run_end=11, unload=12, end=14)


@pytest.mark.parametrize("moment", ["start", "run_end", "unload", "end"])
@pytest.mark.parametrize("sense", [1, -1], ids=["earliest", "latest"])
def test_moments_of_a_pinned_task_cannot_move(moment: str, sense: int) -> None:
    """A schedule that says otherwise is not even told to the model, so the variables are asked themselves."""
    context = build(problem(task(mode(), mode(), pinned=PINNED)), with_needs(["pinned"]))
    variable = getattr(context.tasks[0], moment)
    context.model.minimize(sense * variable)
    solver = CpSolver()
    assert solver.solve(context.model) == OPTIMAL
    assert solver.value(variable) == getattr(PINNED, moment)


def test_a_pinned_task_is_present_in_its_mode() -> None:
    context = build(problem(task(mode(), mode(), pinned=PINNED)), with_needs(["pinned"]))
    context.model.maximize(context.tasks[0].modes[0] - context.tasks[0].present)
    solver = CpSolver()
    assert solver.solve(context.model) == OPTIMAL
    assert [solver.value(literal) for literal in context.tasks[0].modes] == [0, 1]


@pytest.mark.parametrize(("unload", "expected"), [(14, False), (15, True), (17, True), (18, False)])
def test_unloading_waits_for_its_own_run(unload: int, expected: bool) -> None:
    """14:00 is a time of unloading, but of the run that was loaded an hour before."""
    way = mode(style=Style.UNATTENDED, lead=1, run=3, tail=1, max_wait=2)
    own = ScheduledTask(mode=0, start=11, run_end=15, unload=unload, end=unload + 1)
    assert admits(problem(task(way)), "calendar", own) is expected


def test_work_takes_its_time_whatever_group_its_start_is_in() -> None:
    case = problem(task(mode()))
    assert admits(case, "calendar", at(9, 11))
    assert admits(case, "calendar", at(11, 14))
    assert not admits(case, "calendar", at(9, 9))


def test_midnight_belongs_to_the_new_day() -> None:
    lag = TimeLag(0, 1, 0, maximum=True, working_days=True)
    case = problem(task(), task(), lags=(lag,))
    assert admits(case, "maximum_lag", at(9, 11), at(23, 25))
    assert not admits(case, "maximum_lag", at(9, 11), at(24, 26))
