"""Flexible job shops: what is read, and what is refused with its line."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.bench.best_known import Known, read_best_known
from iplatform_sched.errors import InputError
from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.verify.schedule import verify_schedule
from tests.contracts.tree import ROOT
from tests.exchange.instances.refused import Told, told_of
from tests.exchange.instances.small_shops import chains_of, chains_text, draw_chains, shortest

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = read_best_known(ROOT / "benchmarks" / "fixtures" / "best_known.csv")
SMALL = """\
2 2 1.5
2 1 1 3 2 1 4 2 2
2 1 1 3 1 2 2
"""
"""Both first operations need machine 1 for three ticks; the second ones take two on machine 2."""


def test_the_optimum_of_a_small_shop_is_found_and_verified(tmp_path: Path) -> None:
    (path := tmp_path / "small.fjs").write_text(SMALL, encoding="utf-8")
    problem = read_instance(path, "fjsp")
    assert [len(task.modes) for task in problem.tasks] == [1, 2, 1, 1]
    assert [(lag.first, lag.second) for lag in problem.lags] == [(0, 1), (2, 3)]
    outcome = solve(problem, limits=Limits(work=1))
    assert outcome.schedule is not None
    assert (outcome.status, outcome.objective, outcome.bound) == (Status.OPTIMAL, 8, 8)
    assert verify_schedule(problem, outcome.schedule) == ()


def optimum(path: Path) -> int | None:
    """Return the proved least makespan of a file."""
    problem = read_instance(path, "fjsp")
    outcome = solve(problem, limits=Limits(work=10))
    assert outcome.schedule is not None
    assert outcome.status is Status.OPTIMAL
    assert verify_schedule(problem, outcome.schedule) == ()
    return outcome.objective


@pytest.mark.parametrize("seed", range(30))
def test_shops_have_the_optimum_of_all_their_schedules(tmp_path: Path, seed: int) -> None:
    shop = draw_chains(random.Random(seed))
    (path := tmp_path / "shop.fjs").write_text(chains_text(shop), encoding="utf-8")
    assert optimum(path) == shortest(shop)


@pytest.mark.parametrize("name", ["corner", "square"])
def test_the_fixtures_have_the_optimum_of_all_their_schedules(name: str) -> None:
    path = ROOT / "benchmarks" / "fixtures" / "fjsp" / f"{name}.txt"
    least = shortest(chains_of(path.read_text(encoding="utf-8")))
    assert optimum(path) == least
    assert KNOWN[path.resolve()] == Known(least, least)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
def test_a_byte_order_mark_is_no_number(tmp_path: Path, encoding: str) -> None:
    (path := tmp_path / "small.fjs").write_text(SMALL, encoding=encoding)
    assert len(read_instance(path, "fjsp").tasks) == 4


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file is empty"),
        (f"1 {10**17}\n1 1 1 5\n", 1, "the number of machines must be from 1 to 10000"),
        ("1 2\n1 1 3 5\n", 2, "the machine must be from 1 to 2"),
        ("1 2\n1 1 1 x\n", 2, "the duration is not a whole number"),
        ("1 2\n1 1 1\n", 2, "the file ends where the duration is wanted"),
        ("1 2 1.0 9\n1 1 1 5\n", 1, "the line goes on after its end"),
        ("1\n1 1 1 5\n", 1, "the line ends where the number of machines is wanted"),
        ("1 2 nan\n1 1 1 5\n", 1, "the mean number of machines is not a number"),
        ("1 2 many\n1 1 1 5\n", 1, "the mean number of machines is not a number"),
        ("2 2\n1 1 1\n1 1 1 5\n", 2, "the line ends where the duration is wanted"),
        ("2 2\n1 1 1 5 1\n1 1 1 5\n", 2, "the line goes on after its end"),
        ("1 2\n1 1 1_0 5\n", 2, "the machine is not a whole number"),
        (f"1 2\n1 1 1 {'9' * 5000}\n", 2, "the duration is not a whole number"),
        ("1 1\n1 1 1 5\n7\n", 3, "the jobs go on after their end"),
        ("3 1\n1 1 1 5\n\n", 2, "the jobs end after 1 of 3 lines"),
        ("2 1\n", 1, "the jobs end after 0 of 2 lines"),
    ],
    ids=[
        "empty",
        "machines",
        "machine",
        "word",
        "short",
        "head",
        "short-head",
        "mean",
        "no-mean",
        "line",
        "rest",
        "notation",
        "digits",
        "long",
        "jobs",
        "no-jobs",
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    (told,) = told_of(tmp_path / "wrong.fjs", "fjsp", text)
    assert told[:2] == (line, message)


HEAD = "The first line has the numbers of jobs and machines"
JOBS = "Each job has a line, and the first line says how many there are"
JOB = "A job has its number of operations; each of them its number of machines; each of these its duration"
MACHINE = "Machines count from one, and the first line says how many there are"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "3 2\n1 1 0 5\n1 1 2 4\n1 1 1 x\n",
            [
                Told(2, "the machine must be from 1 to 2", MACHINE),
                Told(4, "the duration is not a whole number", JOB),
            ],
        ),
        (
            "3 2\n1 1 2\n2 1 1 5 1 2\n",
            [
                Told(2, "the line ends where the duration is wanted", JOB),
                Told(3, "the jobs end after 2 of 3 lines", JOBS),
                Told(3, "the file ends where the duration is wanted", JOB),
            ],
        ),
        (
            "2 2\n\n0\n1 1 2 4 4\n1 1 1 5\n",
            [
                Told(3, "the number of operations must be at least 1", JOB),
                Told(4, "the line goes on after its end", JOB),
                Told(5, "the jobs go on after their end", JOBS),
            ],
        ),
        ("0 x\n1 1 1\n", [Told(1, "the number of jobs must be at least 1", HEAD)]),
    ],
    ids=["two", "short", "long", "head"],
)
def test_everything_wrong_is_told_at_once(tmp_path: Path, text: str, told: list[Told]) -> None:
    assert sorted(told_of(tmp_path / "wrong.fjs", "fjsp", text)) == sorted(told)


def test_a_fault_of_a_line_says_whose_line_it_is(tmp_path: Path) -> None:
    (path := tmp_path / "wrong.fjs").write_text("1 2\n1 1 3 5\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_instance(path, "fjsp")
    what = "job 1: the machine must be from 1 to 2 (found '3')"
    assert str(caught.value) == f"{path}:2: {what}. {MACHINE}"
