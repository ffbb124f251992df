"""A search of our own beside the model of everything: one for schedules, the other for what is proved."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from iplatform_sched.model.outcome import Limits, Outcome, Progress, Status
from iplatform_sched.model.solve import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.best import Best

FIRST_LOOK = 0.2
"""Share of the limits for the model of everything, where it will not prove anything soon."""

SMALL = 80
"""Tasks of a problem of which the model of everything may prove something until the end."""


class Improve(Protocol):
    """Look for better schedules, offer them to the best, and return the deterministic seconds spent."""

    def __call__(self, best: Best, limits: Limits, halt: threading.Event, *stops: threading.Event) -> float:
        """Go on until a limit is reached, an event is set, or nothing better can be found."""


def search_beside(
    problem: Problem, best: Best, improve: Improve, limits: Limits, stop: threading.Event | None = None
) -> Outcome:
    """Return what `improve` and the model of everything find from `best` within `limits`.

    With several workers the model has all but one of them, beside `improve` in this thread: to the end for
    small problems, for others a fifth of the limits, as with one worker. With a limit of work, one worker
    and a seed the result depends on nothing else.
    """
    ended = stop or threading.Event()
    if limits.workers > 1:
        return _side_by_side(problem, best, improve, limits, ended)
    whole = solve_beside(problem, best, less(_share(limits, FIRST_LOOK), best.elapsed()), ended)
    spent = whole.work
    if whole.status is not Status.OPTIMAL:
        spent += improve(best, replace(limits, work=_rest(limits, spent)), ended)
    return best.outcome(whole, spent)


def _side_by_side(
    problem: Problem, best: Best, improve: Improve, limits: Limits, stop: threading.Event
) -> Outcome:
    """Run the model of everything beside `improve`, later another of it in its place; a proof ends them."""
    halt = threading.Event()
    share = 1.0 if len(problem.tasks) <= SMALL else FIRST_LOOK

    def look() -> tuple[Outcome, float]:
        rest = replace(less(_share(limits, share), best.elapsed()), workers=limits.workers - 1)
        whole = solve_beside(problem, best, rest, halt)
        if whole.status is Status.OPTIMAL:
            halt.set()
        other = replace(limits, seed=limits.seed + 1, work=_rest(limits, whole.work))
        return whole, whole.work + improve(best, other, halt, stop)

    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(look)
        work = improve(best, limits, halt, stop)
        halt.set()
        whole, more = beside.result()
    return best.outcome(whole, work + more)


def solve_beside(
    problem: Problem, best: Best, limits: Limits, stop: threading.Event | None = None
) -> Outcome:
    """Return what the model of everything finds from the best so far, and offer it what is better."""

    def take(progress: Progress) -> None:
        best.bound = max(best.bound, progress.bound or 0)
        if progress.schedule is not None and progress.objective is not None:
            best.offer(progress.schedule, progress.objective)

    return solve(problem, hint=best.schedule, limits=limits, on_solution=take, stop=stop)


def solve_after(
    problem: Problem,
    began: float,
    hint: Schedule | None,
    limits: Limits,
    on_solution: Callable[[Progress], None] | None,
    stop: threading.Event | None,
) -> Outcome:
    """Return what the model of everything finds in what is left of `limits`, with times since `began`."""
    spent = time.monotonic() - began

    def tell(news: Progress) -> None:
        if on_solution is not None:
            on_solution(news._replace(seconds=news.seconds + spent))

    found = solve(problem, hint=hint, limits=less(limits, spent), on_solution=tell, stop=stop)
    return replace(
        found,
        seconds=found.seconds + spent,
        first=None if found.first is None else found.first + spent,
        best=None if found.best is None else found.best + spent,
    )


def less(limits: Limits, seconds: float) -> Limits:
    """Return `limits` without the `seconds` that are gone."""
    if limits.seconds is None:
        return limits
    return replace(limits, seconds=max(limits.seconds - seconds, 0.0))


def _share(limits: Limits, share: float) -> Limits:
    return replace(
        limits,
        seconds=None if limits.seconds is None else limits.seconds * share,
        work=None if limits.work is None else limits.work * share,
    )


def _rest(limits: Limits, spent: float) -> float | None:
    return None if limits.work is None else limits.work - spent
