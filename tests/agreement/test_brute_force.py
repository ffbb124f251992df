"""On tiny problems the optimum is the best of all schedules that keep the rules, and no bound is above it."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.outcome import Status
from iplatform_sched.model.solve import solve
from iplatform_sched.search.bound.floor import floor_of
from iplatform_sched.search.bound.proofs import prove
from iplatform_sched.search.bound.watch import Watch
from iplatform_sched.verify.schedule import verify_schedule
from tests.agreement.draw_named import with_named
from tests.agreement.exhaustive import best, count, levels
from tests.strategies import Size, draw_problem, draw_valid_schedule, pins_only

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

TINY = Size(days=2, tick_minutes=(240, 360), jobs=2, tasks=2, modes=2, longest=4)
SECONDS = 60.0
LEAST_SCHEDULES, MOST_SCHEDULES = 50, 4000
PROBLEMS = int(os.environ.get("BRUTE_FORCE_PROBLEMS", "120"))


def draw_tiny(rng: random.Random) -> Problem:
    """Draw until two to four tasks have places, not too many, and a job can be served, which pays."""
    while True:
        problem = draw_problem(rng, TINY)
        if not 2 <= sum(task.pinned is None for task in problem.tasks) <= 4:
            continue
        # Few vouchers of a few KRW, since every amount is looked at.
        vouchers = tuple(replace(voucher, cap=voucher.cap % 3) for voucher in problem.vouchers[:1])
        jobs = tuple(replace(job, unserved_price=job.unserved_price + 3000) for job in problem.jobs)
        weights = replace(problem.weights, unserved=1)
        problem = replace(problem, vouchers=vouchers, jobs=jobs, weights=weights, levels=draw_levels(rng))
        if not LEAST_SCHEDULES <= count(problem, MOST_SCHEDULES) <= MOST_SCHEDULES:
            continue
        if draw_valid_schedule(rng, problem, tries=6) != pins_only(problem):
            return problem


def draw_levels(rng: random.Random) -> tuple[tuple[str, ...], ...]:
    """Draw the weighted sum mostly, lexicographic levels sometimes."""
    if rng.random() < 0.75:
        return ()
    return rng.choice(
        [
            (("unserved",), ("tardiness", "fairness"), ("fees", "transport", "overtime", "staff_travel")),
            (("unserved", "disruption"), ("finish",)),
            (("fees", "unserved"), ("makespan",), ("preference", "tardiness")),
        ]
    )


@pytest.mark.parametrize("seed", range(PROBLEMS))
def test_optimum_is_the_best_of_all_schedules(seed: int) -> None:
    problem = draw_tiny(random.Random(seed))
    outcome = solve(problem)
    assert outcome.status is Status.OPTIMAL
    assert outcome.schedule is not None
    assert verify_schedule(problem, outcome.schedule) == ()
    least = best(problem)
    assert levels(problem, outcome.schedule) == least
    assert tuple(level.value for level in outcome.levels) == least
    assert all(level.bound <= level.value for level in outcome.levels)
    assert _raised(problem, outcome.schedule) <= least[0]


def _raised(problem: Problem, schedule: Schedule) -> int:
    """Return the bound after every step that raises it, each with all the time it takes."""
    floor = floor_of(problem)
    prove(floor, Watch(lambda: SECONDS, lambda: schedule, lambda *_: None, by_work=True))
    return floor.value


@pytest.mark.parametrize("seed", range(PROBLEMS // 4))
def test_the_optimum_with_named_operators_is_the_best_of_all_schedules(seed: int) -> None:
    rng = random.Random(f"named {seed}")
    problem = with_named(rng, draw_tiny(rng))
    outcome = solve(problem)
    assert outcome.schedule is not None
    assert verify_schedule(problem, outcome.schedule) == ()
    least = best(problem)
    assert levels(problem, outcome.schedule) == least
    assert _raised(problem, outcome.schedule) <= least[0]
