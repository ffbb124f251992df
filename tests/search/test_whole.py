"""Problems solved whole from a first schedule: what serial schedules keep, and what is never lost."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Progress, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.shop import shop_of
from iplatform_sched.search.serial import best_serial, links_of, serial, tails
from iplatform_sched.search.whole import first_schedule, solve_whole
from iplatform_sched.verify.schedule import verify_schedule
from tests.bench.peers.shops import draw_project
from tests.exchange.instances.small_shops import draw_shop, shop_text

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem

FIXTURES = Path(__file__).parents[2] / "benchmarks" / "fixtures" / "fjsp-transport"


def fixture(name: str) -> Problem:
    return read_instance(FIXTURES / f"{name}.txt", "fjsp-transport")


def test_tails_are_the_longest_way_to_the_end() -> None:
    shop = shop_of(fixture("fork"))
    assert tails(shop, links_of(shop)) == [12, 9, 7, 5]


@pytest.mark.parametrize("seed", range(20))
def test_serial_schedules_keep_the_rules(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    (path := tmp_path / "shop.txt").write_text(shop_text(draw_shop(dice)), encoding="utf-8")
    problem = read_instance(path, "fjsp-transport")
    found = best_serial(problem, shop_of(problem), dice, lambda tries: tries >= 5)
    assert found is not None
    assert verify_schedule(problem, found) == ()


@pytest.mark.parametrize("seed", range(20))
def test_serial_schedules_of_projects_keep_the_rules_where_there_are_any(seed: int) -> None:
    problem = draw_project(random.Random(seed))
    found = best_serial(problem, shop_of(problem), random.Random(0), lambda tries: tries >= 5)
    assert found is None or verify_schedule(problem, found) == ()


def test_more_tries_are_never_worse_and_end_is_kept() -> None:
    problem = fixture("ferry")
    shop = shop_of(problem)
    ends = []
    for most in (1, 30):
        found = best_serial(problem, shop, random.Random(0), lambda tries, most=most: tries >= most)  # type: ignore[misc]
        assert found is not None
        ends.append(evaluate(problem, found)["makespan"])
    assert ends[1] <= ends[0]
    assert serial(problem, shop, links_of(shop), [0.0] * 4, end=3) is None


@pytest.mark.parametrize("seed", range(12))
def test_solved_whole_is_solved(seed: int) -> None:
    problem = draw_project(random.Random(seed))
    whole, alone = (how(problem, limits=Limits(work=10)) for how in (solve_whole, solve))
    assert (whole.status, whole.objective) == (alone.status, alone.objective)


def test_the_first_schedule_is_told_at_once_and_never_lost() -> None:
    problem = fixture("ferry")
    told: list[Progress] = []
    outcome = solve_whole(problem, limits=Limits(work=0.0), on_solution=told.append)
    first = first_schedule(problem, shop_of(problem), Limits(), 0.0)
    assert told[0].schedule == first
    assert outcome.schedule is not None
    assert outcome.status in {Status.FEASIBLE, Status.OPTIMAL}
    assert outcome.first == told[0].seconds


def test_other_problems_go_to_the_model() -> None:
    problem = fixture("ferry")
    levels = replace(problem, levels=(("makespan",),))
    outcome = solve_whole(levels, limits=Limits(work=5, seconds=60))
    assert (outcome.status, outcome.objective) == (Status.OPTIMAL, 8)
