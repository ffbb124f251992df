"""Problems whose every job must be done, solved whole: first schedules by a rule, then neighbourhoods."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING

from iplatform_sched.errors import InputError
from iplatform_sched.model.outcome import Limits, Outcome, Progress
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.shop import shop_of
from iplatform_sched.search.beside import solve_after, solve_beside
from iplatform_sched.search.best import best_of
from iplatform_sched.search.by_jobs import is_additive, solve_by_jobs
from iplatform_sched.search.by_segments import solve_by_segments
from iplatform_sched.search.sequence import machine_shop
from iplatform_sched.search.serial import best_serial
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.problem.shop import Shop

SHARE = 0.05
"""Part of the time for first schedules."""

TRIES = 100
"""Most first schedules; as many where no seconds are set, so that the result depends on nothing else."""


def solve_whole(
    problem: Problem,
    *,
    limits: Limits | None = None,
    on_solution: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Outcome:
    """Return the best schedule found within `limits` in all, and what is proved about it.

    What costs job by job goes to :func:`solve_by_jobs`. A :class:`Shop` starts from the best of some serial
    schedules; where its resources are machines, segments of it are placed anew beside the model of
    everything. Any other problem, or one of which no serial schedule is found, goes to the model as it is.
    """
    if is_additive(problem):
        return solve_by_jobs(problem, limits=limits, on_solution=on_solution, stop=stop)
    began = time.monotonic()
    limits = limits or Limits()
    try:
        shop = shop_of(problem)
    except InputError:
        return solve_after(problem, began, limits, on_solution, stop)
    first = first_schedule(problem, shop, limits, began, stop)
    if first is None:
        return solve_after(problem, began, limits, on_solution, stop)
    best = best_of(problem, first, began, limits.gap, on_solution)
    machines = machine_shop(shop, evaluate(problem, first)["makespan"])
    if machines is None:
        whole = solve_beside(best, limits, stop)
        return best.outcome(whole.statistics, whole.work)
    return solve_by_segments(best, machines, limits, stop)


def first_schedule(
    problem: Problem, shop: Shop, limits: Limits, began: float, stop: threading.Event | None = None
) -> Schedule | None:
    """Return the best serial schedule that a small part of `limits` gives; ``None`` where there is none."""

    def enough(tries: int) -> bool:
        late = limits.seconds is not None and time.monotonic() - began > SHARE * limits.seconds
        return late or tries >= TRIES or (stop is not None and stop.is_set())

    found = best_serial(problem, shop, Random(limits.seed), enough)
    return found if found is not None and not verify_schedule(problem, found) else None
