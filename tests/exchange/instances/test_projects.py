"""Projects in the formats of the field: optima that a look at every start confirms, errors with lines."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from iplatform_sched.errors import InputError
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


@pytest.mark.parametrize(
    ("name", "file", "expected"),
    [
        ("progen-max", "cell.sch", 9),
        ("progen-max", "clash.sch", None),
        ("psplib", "paint.sm", 11),
        ("psplib", "paint.mm", 8),
        ("psplib", "glue.sm", 16),
        ("psplib", "glue.mm", 7),
        ("patterson", "paint.rcp", 11),
        ("patterson", "weld.rcp", 9),
    ],
)
def test_the_fixtures_have_known_optima(name: str, file: str, expected: int | None) -> None:
    assert optimum(read_instance(FIXTURES / name / file, name)) == expected


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


PROGEN = (FIXTURES / "progen-max" / "clash.sch").read_text(encoding="utf-8")
PSPLIB = (FIXTURES / "psplib" / "paint.sm").read_text(encoding="utf-8")
CIRCLE = "the successors before this line run in a circle"
PATTERSON = (FIXTURES / "patterson" / "paint.rcp").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text", "old", "new", "line", "message"),
    [
        (
            "progen-max",
            PROGEN,
            "3\t1\t0\t0",
            "3\t1\t1\t0",
            1,
            "the number of non-renewable resources must be 0",
        ),
        ("progen-max", PROGEN, "[-3]", "-3", 3, "the lag to 2 is not a whole number in brackets"),
        ("progen-max", PROGEN, "1\t1\t2\t2\t4", "1\t1\t2\t1\t4", 3, "the successor is the activity itself"),
        ("progen-max", PROGEN, "1\t1\t2\t2\t4", "1\t1\t2\t2\t5", 3, "the successor must be from 0 to 4"),
        ("progen-max", PROGEN, "2\t1\t4\t1", "3\t1\t4\t1", 9, "the number of the activity must be 2"),
        ("progen-max", PROGEN, "4\t1\t0\t0", "4\t1\t1\t0", 11, "the duration must be 0"),
        ("psplib", PSPLIB, "jobs (", "works (", 6, "no line from here on begins with 'jobs'"),
        (
            "psplib",
            PSPLIB,
            "constrained        :  0",
            "constrained        :  1",
            11,
            "the number of doubly constrained resources must be 0",
        ),
        (
            "psplib",
            PSPLIB,
            "REQUESTS",
            "NEEDS",
            26,
            "no line from here on begins with 'REQUESTS/DURATIONS'",
        ),
        ("psplib", PSPLIB, "  5      1     4", "  5      2     4", 34, "the mode must be 1"),
        ("psplib", PSPLIB, "   4    2\n", "   4\n", 41, "the availability of R2 is not a whole number"),
        ("patterson", PATTERSON, "4 2 1 1 4", "4 2 1 1 4.5", 4, "the successor is not a whole number"),
        (
            "patterson",
            PATTERSON,
            "0 0 0 0\n",
            "0 0 0\n",
            9,
            "the file ends where the number of successors is wanted",
        ),
        ("patterson", PATTERSON, "0 0 0 0\n", "0 0 0 0\n7\n", 10, "the file goes on after its end"),
        ("patterson", PATTERSON, "2 1 1 1 7", "2 1 1 1 2", 9, CIRCLE),
        ("psplib", PSPLIB, ":  1\njobs", ":  2\njobs", 5, "the number of projects must be 1"),
        ("psplib", PSPLIB, "5      0       12", "5      3       12", 15, "the release date must be 0"),
        (
            "psplib",
            PSPLIB,
            "   6        1          1           7",
            "   6        1          1           2",
            26,
            CIRCLE,
        ),
        (
            "psplib",
            PSPLIB,
            "   7        1          0\n",
            "   7        1          0  3\n",
            25,
            "the precedence relations go on after their end",
        ),
        (
            "psplib",
            PSPLIB,
            "  7      1     0       0    0\n",
            "  7      1     0       0    0\n  8      1     0       0    0\n",
            37,
            "the requests go on after their end",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(  # noqa: PLR0917 - one row of the table
    tmp_path: Path, name: str, text: str, old: str, new: str, line: int, message: str
) -> None:
    assert text.count(old) == 1
    with pytest.raises(InputError) as caught:
        read(tmp_path, text.replace(old, new), name)
    (issue,) = caught.value.issues
    assert (issue.row, issue.message) == (line, message)
