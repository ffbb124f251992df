"""Problems whose every job must be done, solved whole: first schedules by a rule, the rest by the model."""

from __future__ import annotations

import time
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from iplatform_sched.errors import InputError
from iplatform_sched.model.outcome import Limits, Outcome, Progress, Status
from iplatform_sched.model.solve import factors, solve, weigh
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.shop import shop_of
from iplatform_sched.search.by_jobs import is_additive, solve_by_jobs
from iplatform_sched.search.serial import best_serial
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

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
    """Return what `model.solve.solve` finds from the best of some serial schedules, within `limits` in all.

    What costs job by job goes to :func:`solve_by_jobs`. Any other problem that is no :class:`Shop`, or of
    which no serial schedule is found, goes to the model as it is.
    """
    if is_additive(problem):
        return solve_by_jobs(problem, limits=limits, on_solution=on_solution, stop=stop)
    began = time.monotonic()
    limits = limits or Limits()
    first = first_schedule(problem, limits, began, stop)
    if first is None:
        left = _left(limits, began)
        return _later(solve(problem, limits=left, on_solution=_late(on_solution, began), stop=stop), began)
    terms = evaluate(problem, first)
    objective = weigh(factors(problem)[0], terms)
    told = time.monotonic() - began
    if on_solution is not None:
        on_solution(Progress(told, 0, objective, None, first))
    found = solve(
        problem, hint=first, limits=_left(limits, began), on_solution=_late(on_solution, began), stop=stop
    )
    found = _later(found, began)
    if found.schedule is None:
        # Time ran out before the model had taken the first schedule.
        found = replace(
            found, status=Status.FEASIBLE, schedule=first, objective=objective, terms=terms, best=told
        )
    same = found.objective == objective
    return replace(found, first=told, best=told if same else found.best)


def first_schedule(
    problem: Problem, limits: Limits, began: float, stop: threading.Event | None = None
) -> Schedule | None:
    """Return the best serial schedule that a small part of `limits` gives; ``None`` where there is none."""
    try:
        shop = shop_of(problem)
    except InputError:
        return None

    def enough(tries: int) -> bool:
        late = limits.seconds is not None and time.monotonic() - began > SHARE * limits.seconds
        return late or tries >= TRIES or (stop is not None and stop.is_set())

    found = best_serial(problem, shop, Random(limits.seed), enough)
    return found if found is not None and not verify_schedule(problem, found) else None


def _left(limits: Limits, began: float) -> Limits:
    """Return `limits` without the seconds that are gone."""
    if limits.seconds is None:
        return limits
    return replace(limits, seconds=max(limits.seconds - (time.monotonic() - began), 0.0))


def _late(tell: Callable[[Progress], None] | None, began: float) -> Callable[[Progress], None] | None:
    """Return `tell` for news of a solve that starts now, with times since `began`."""
    if tell is None:
        return None
    spent = time.monotonic() - began
    return lambda news: tell(news._replace(seconds=news.seconds + spent))


def _later(found: Outcome, began: float) -> Outcome:
    """Return an outcome that is there now, with times since `began`."""
    seconds = time.monotonic() - began
    spent = seconds - found.seconds
    return replace(
        found,
        seconds=seconds,
        first=None if found.first is None else found.first + spent,
        best=None if found.best is None else found.best + spent,
    )
