"""On tiny problems the model's optimum is the best of all schedules that keep the rules."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.outcome import Status
from iplatform_sched.model.solve import solve
from iplatform_sched.verify.schedule import verify_schedule
from tests.agreement.exhaustive import best, count, levels
from tests.strategies import Size, draw_problem, draw_valid_schedule

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

TINY = Size(days=2, tick_minutes=(240, 360), jobs=2, tasks=2, modes=2, longest=4)
MOST_SCHEDULES = 5000
SERVED = 2
PROBLEMS = int(os.environ.get("BRUTE_FORCE_PROBLEMS", "60"))


def draw_tiny(rng: random.Random) -> Problem:
    """Draw until a few tasks can be served, which pays, and there are not too many schedules to look at."""
    while True:
        problem = draw_problem(rng, TINY)
        if not 2 <= sum(task.pinned is None for task in problem.tasks) <= 4:
            continue
        # Few vouchers of a few KRW, since every amount is looked at.
        vouchers = tuple(replace(voucher, cap=voucher.cap % 3) for voucher in problem.vouchers[:1])
        jobs = tuple(replace(job, unserved_price=job.unserved_price + 700) for job in problem.jobs)
        problem = replace(problem, vouchers=vouchers, jobs=jobs, levels=draw_levels(rng))
        if _served(problem, draw_valid_schedule(rng, problem)) < SERVED:
            continue
        if count(problem, MOST_SCHEDULES) <= MOST_SCHEDULES:
            return problem


def _served(problem: Problem, schedule: Schedule) -> int:
    tasks = zip(problem.tasks, schedule.tasks, strict=True)
    return sum(at is not None and task.pinned is None for task, at in tasks)


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
