"""Flexible job shops with transport: what is read, optima that a look at every order confirms, errors."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from iplatform_sched.errors import InputError
from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.verify.schedule import verify_schedule
from tests.exchange.instances.small_shops import draw_shop, shop_text, shortest

FIXTURES = Path(__file__).parents[3] / "benchmarks" / "fixtures" / "fjsp-transport"


@pytest.mark.parametrize(("file", "expected"), [("ferry.txt", 8), ("fork.txt", 15)])
def test_the_fixtures_have_known_optima(file: str, expected: int) -> None:
    problem = read_instance(FIXTURES / file, "fjsp-transport")
    outcome = solve(problem, limits=Limits(work=5))
    assert (outcome.status, outcome.objective) == (Status.OPTIMAL, expected)
    assert outcome.schedule is not None
    assert verify_schedule(problem, outcome.schedule) == ()


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


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file is empty"),
        (SHOP.replace("0 1 a", "0 2 a"), 3, "the second operation of an arc must be from 0 to 1"),
        (SHOP.replace("0 1 a", "1 1 a"), 3, "operation 1 cannot come before itself"),
        (SHOP.replace("2 1 2\n0 1 a", "2 2 2\n0 1 a\n1 0 a"), 5, "the arcs before this line run in a circle"),
        (SHOP.replace("2 1 2\n0 1 a", "2 2 2\n0 1 a\n0 1 b"), 4, "operation 0 belongs to a and to b"),
        (SHOP.replace("1 1 4", "1 2 4"), 5, "the machine must be from 0 to 1"),
        (SHOP.replace("1 1 4", "1 1 x"), 5, "the duration is not a whole number"),
        (SHOP.replace("3 0\n", "3 5\n"), 7, "the travel time from machine 1 to 1 must be 0"),
        (
            SHOP.replace("3 0\n", "3\n"),
            7,
            "the file ends where the travel time from machine 1 to 1 is wanted",
        ),
        (SHOP + "1\n", 8, "the file goes on after its end"),
        ("2 1 2\n0 1", 2, "the file ends where the job of an arc is wanted"),
    ],
    ids=["empty", "arc", "self", "circle", "jobs", "machine", "word", "stays", "short", "long", "nameless"],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    (path := tmp_path / "wrong.txt").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_instance(path, "fjsp-transport")
    (issue,) = caught.value.issues
    assert (issue.row, issue.message) == (line, message)
