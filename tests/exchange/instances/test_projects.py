"""Projects in the formats of the field: what is read, and optima that a look at every start confirms."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Anchor, Problem, Supply, TimeLag
from iplatform_sched.verify.schedule import verify_schedule
from tests.exchange.instances.small_projects import (
    draw_lagged,
    draw_modes,
    patterson_text,
    progen_text,
    psplib_text,
    shortest,
)

FIXTURES = Path(__file__).parents[3] / "benchmarks" / "fixtures"


def read(tmp_path: Path, text: str, name: str) -> Problem:
    (path := tmp_path / "project").write_text(text, encoding="utf-8")
    return read_instance(path, name)


def optimum(problem: Problem) -> int | None:
    """Return the proved least makespan, ``None`` where it is proved that there is no schedule."""
    outcome = solve(problem, limits=Limits(work=10))
    if outcome.status is Status.INFEASIBLE:
        return None
    assert outcome.status is Status.OPTIMAL
    assert outcome.schedule is not None
    assert verify_schedule(problem, outcome.schedule) == ()
    return outcome.objective


@pytest.mark.parametrize("seed", range(60))
def test_lagged_projects_have_the_optimum_of_all_their_schedules(tmp_path: Path, seed: int) -> None:
    plan = draw_lagged(random.Random(seed))
    assert optimum(read(tmp_path, progen_text(plan), "progen-max")) == shortest(plan)


@pytest.mark.parametrize("seed", range(40))
def test_projects_of_psplib_have_the_optimum_of_all_their_schedules(tmp_path: Path, seed: int) -> None:
    plan = draw_modes(random.Random(seed))
    assert optimum(read(tmp_path, psplib_text(plan), "psplib")) == shortest(plan)


@pytest.mark.parametrize("seed", range(10))
def test_one_project_in_two_formats_is_one_problem(tmp_path: Path, seed: int) -> None:
    plan = draw_modes(random.Random(seed), most=1)
    problem = read(tmp_path, psplib_text(plan), "psplib")
    assert problem == read(tmp_path, patterson_text(plan), "patterson")
    assert optimum(problem) == shortest(plan)


def test_the_dice_draw_projects_with_and_without_a_schedule() -> None:
    lagged = [shortest(draw_lagged(random.Random(seed))) for seed in range(60)]
    modes = [shortest(draw_modes(random.Random(seed))) for seed in range(40)]
    assert 5 <= lagged.count(None) <= 40
    assert 3 <= modes.count(None) <= 20


def test_lags_are_between_starts_and_negative_ones_are_maxima() -> None:
    problem = read_instance(FIXTURES / "progen-max" / "cell.sch", "progen-max")
    start = Anchor.START
    assert [task.name for task in problem.tasks] == [f"activity {n}" for n in range(1, 6)]
    assert TimeLag(0, 2, 3, start, start) in problem.lags
    assert TimeLag(0, 2, 6, start, start, maximum=True) in problem.lags
    assert problem.horizon == 3 + 4 + 2 + 5 + 3
    assert [pool.capacity for pool in problem.resources[1:]] == [3, 1]


def test_what_modes_use_up_comes_from_supplies() -> None:
    problem = read_instance(FIXTURES / "psplib" / "paint.mm", "psplib")
    assert problem.supplies == (Supply("N1", 9), Supply("N2", 5))
    modes = [[(mode.run, mode.operators, mode.consumes) for mode in task.modes] for task in problem.tasks]
    assert modes[0] == [(2, ((1, 2),), ((0, 4),)), (5, ((1, 1),), ((0, 1), (1, 1)))]
    assert modes[3] == [(0, (), ((0, 2), (1, 4))), (3, ((1, 1),), ((0, 1),))]


def test_activities_are_named_by_their_numbers_in_the_file() -> None:
    for name, file in [("psplib", "paint.sm"), ("patterson", "paint.rcp")]:
        problem = read_instance(FIXTURES / name / file, name)
        assert [task.name for task in problem.tasks] == [f"activity {n}" for n in range(2, 7)]


def test_a_sink_that_says_something_has_its_number(tmp_path: Path) -> None:
    lines = ["1 0 0 0", "0 1 1 1 [0]", "1 1 1 2 [5]", "2 1 0", "0 1 0", "1 1 3", "2 1 0"]
    problem = read(tmp_path, "\n".join(lines), "progen-max")
    assert [task.name for task in problem.tasks] == ["activity 1", "activity 2"]
    assert len(problem.resources) == 1
    assert optimum(problem) == 5
