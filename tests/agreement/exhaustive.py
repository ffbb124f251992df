"""The best schedule of a tiny problem, found by looking at every one."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from iplatform_sched.verify.schedule import RULES, verify_schedule
from tests.agreement.draw_schedule import pins_only, spots, with_task

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Mode, Problem

# What breaks one of these with one task alone may be mended by another task.
SOCIAL = {"service", "training", "specimen", "budget"}


def options(problem: Problem, key: int) -> list[ScheduledTask | None]:
    """Return everything that can be done with a task: where it is pinned, or nowhere and anywhere."""
    task = problem.tasks[key]
    if task.pinned is not None:
        return [task.pinned]
    empty = pins_only(problem)
    rules = [rule for rule in RULES if rule.name not in SOCIAL]
    found: list[ScheduledTask | None] = [None]
    for index, mode in enumerate(task.modes):
        for at in _placements(problem, key, index, mode):
            alone = with_task(empty, key, at)
            if not any(rule.check(problem, alone) for rule in rules):
                found.append(at)
    return found


def _placements(problem: Problem, key: int, index: int, mode: Mode) -> list[ScheduledTask]:
    company = problem.jobs[problem.tasks[key].job].company
    members = itertools.combinations(range(problem.companies[company].members), mode.staff)
    payments = [(-1, 0)]
    for number, voucher in enumerate(problem.vouchers):
        payments += [(number, krw) for krw in range(1, voucher.cap + 1)]
    return [
        ScheduledTask(index, *spot, chosen, *payment)
        for spot, chosen, payment in itertools.product(spots(problem, mode), members, payments)
    ]


def count(problem: Problem, limit: int) -> int:
    """Return how many schedules there are to look at, or something above `limit`."""
    total = 1
    for key in range(len(problem.tasks)):
        total *= len(options(problem, key)) if total <= limit else 1
    return total


def best(problem: Problem) -> tuple[int, ...]:
    """Return the least value of each lexicographic level, one level for the weighted sum."""
    least: tuple[float, ...] = (math.inf,)
    every_option = [options(problem, key) for key in range(len(problem.tasks))]
    for tasks in itertools.product(*every_option):
        schedule = Schedule(tasks)
        value = levels(problem, schedule)
        if value < least and not verify_schedule(problem, schedule):
            least = value
    return tuple(int(value) for value in least)


def levels(problem: Problem, schedule: Schedule) -> tuple[int, ...]:
    """Return the value of each level; a term that a level names counts at least once."""
    terms = evaluate(problem, schedule)
    weights = {name: getattr(problem.weights, name) for name in terms}
    if not problem.levels:
        return (sum(weights[name] * value for name, value in terms.items()),)
    return tuple(sum((weights[name] or 1) * terms[name] for name in level) for level in problem.levels)
