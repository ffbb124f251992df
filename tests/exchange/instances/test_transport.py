"""Flexible job shops with transport: what is read, optima that a look at every order confirms, errors."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.verify.schedule import verify_schedule
from tests.exchange.instances.refused import Told, changed, told_of
from tests.exchange.instances.small_shops import draw_shop, shop_text, shortest

FIXTURES = Path(__file__).parents[3] / "benchmarks" / "fixtures" / "fjsp-transport"


@pytest.mark.parametrize("seed", range(30))
def test_small_shops_have_the_optimum_of_all_their_schedules(tmp_path: Path, seed: int) -> None:
    shop = draw_shop(random.Random(seed))
    (path := tmp_path / "shop.txt").write_text(shop_text(shop), encoding="utf-8")
    problem = read_instance(path, "fjsp-transport")
    outcome = solve(problem, limits=Limits(work=10))
    assert (outcome.status, outcome.objective) == (Status.OPTIMAL, shortest(shop))
    assert outcome.schedule is not None
    assert verify_schedule(problem, outcome.schedule) == ()


def test_an_operation_without_arcs_is_a_job_of_its_own(tmp_path: Path) -> None:
    (path := tmp_path / "shop.txt").write_text("3 1 1\n0 2 a\n1 0 4\n1 0 4\n1 0 4\n0\n", encoding="utf-8")
    problem = read_instance(path, "fjsp-transport")
    assert [(job.name, job.tasks) for job in problem.jobs] == [("a", (0, 2)), ("operation 1", (1,))]


SHOP = "# small\n2 1 2\n0 1 a\n1 0 4\n1 1 4\n0 3\n3 0\n"


LINES = "After the first line stand a line per arc, per operation and per machine, as many as it says"
ARC = "An arc is a line of two different operations and the name of their job"
OPERATION = "An operation has its number of machines, and each of them with the duration there"
TRAVEL = "At the end each machine has a line of travel times, one to each machine"
FROM_ZERO = "Operations and machines count from zero, and the first line says how many there are"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file is empty"),
        (SHOP.replace("0 1 a", "0 2 a"), 3, "the second operation of an arc must be from 0 to 1"),
        (SHOP.replace("0 1 a", "1 1 a"), 3, "operation 1 cannot come before itself"),
        (SHOP.replace("2 1 2\n0 1 a", "2 2 2\n0 1 a\n1 0 a"), 4, "the arcs run in a cycle"),
        (SHOP.replace("2 1 2\n0 1 a", "2 2 2\n0 1 a\n0 1 b"), 4, "operation 0 belongs to a and to b"),
        (SHOP.replace("1 1 4", "1 2 4"), 5, "the machine must be from 0 to 1"),
        (SHOP.replace("1 1 4", "1 1 x"), 5, "the duration is not a whole number"),
        (SHOP.replace("3 0\n", "3 5\n"), 7, "the travel time from machine 1 to 1 must be 0"),
        (
            SHOP.replace("3 0\n", "3\n"),
            7,
            "the file ends where the travel time from machine 1 to 1 is wanted",
        ),
        (SHOP + "1\n", 8, "the arcs, operations and travel times go on after their end"),
        ("2 1 2\n0 1", 2, "the arcs, operations and travel times end after 1 of 5 lines"),
        (SHOP.replace("0 1 a", "0 1"), 3, "the line ends where the job of an arc is wanted"),
        (SHOP.replace("2 1 2", "2 1"), 2, "the line ends where the number of machines is wanted"),
    ],
    ids=[
        "empty",
        "arc",
        "self",
        "cycle",
        "jobs",
        "machine",
        "word",
        "stays",
        "short",
        "long",
        "cut",
        "nameless",
        "head",
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    (told,) = told_of(tmp_path / "wrong.txt", "fjsp-transport", text)
    assert told[:2] == (line, message)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"0 1 a": "0 2 a", "1 1 4": "1 2 4", "3 0": "3 5"},
            [
                Told(3, "the second operation of an arc must be from 0 to 1", FROM_ZERO),
                Told(5, "the machine must be from 0 to 1", FROM_ZERO),
                Told(
                    7,
                    "the travel time from machine 1 to 1 must be 0",
                    "What stays where it is does not travel",
                ),
            ],
        ),
        (
            {"0 1 a": "1 1 a", "1 1 4": "1 1 4 4", "0 3": "0 x"},
            [
                Told(3, "operation 1 cannot come before itself", ARC),
                Told(5, "the line goes on after its end", OPERATION),
                Told(6, "the travel time from machine 0 to 1 is not a whole number", TRAVEL),
            ],
        ),
        (
            {"2 1 2": "2 3 2", "0 1 a": "0 1 a\n1 0 a\n0 1 b", "1 0 4": "1 0 0"},
            [
                Told(
                    5,
                    "operation 0 belongs to a and to b",
                    "All arcs of an operation have the name of the same job",
                ),
                Told(6, "the duration must be at least 1", OPERATION),
            ],
        ),
        (
            {"2 1 2": "2 2 2", "0 1 a": "0 1 a\n1 0 a"},
            [
                Told(
                    4,
                    "the arcs run in a cycle",
                    "Each of these comes before the next: leave out one such pair",
                )
            ],
        ),
        (
            {"0 1 a": "0 9 a", "3 0\n": ""},
            [Told(6, "the arcs, operations and travel times end after 4 of 5 lines", LINES)],
        ),
        (
            {"2 1 2": "2 1 0"},
            [
                Told(
                    2,
                    "the number of machines must be at least 1",
                    "The first line has the numbers of operations, arcs and machines",
                )
            ],
        ),
    ],
    ids=["three", "more", "jobs", "cycle", "lines", "head"],
)
def test_everything_wrong_is_told_at_once(tmp_path: Path, changes: dict[str, str], told: list[Told]) -> None:
    assert told_of(tmp_path / "wrong.txt", "fjsp-transport", changed(SHOP, changes)) == told
