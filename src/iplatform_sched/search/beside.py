"""A search of our own beside the model of everything: one for schedules, the other for what is proved."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from iplatform_sched.model.outcome import Outcome, Status
from iplatform_sched.model.solve import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iplatform_sched.model.outcome import Limits, Progress
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.best import Best


class Look(NamedTuple):
    """From which share of the limits until which one the model of everything is solved."""

    begin: float
    end: float


class Improve(Protocol):
    """Look for better schedules, offer them to the best, and return the deterministic seconds spent."""

    def __call__(self, best: Best, limits: Limits, halt: threading.Event, *stops: threading.Event) -> float:
        """Go on until a limit is reached, an event is set, or nothing better can be found."""


def search_beside(
    best: Best,
    improve: Improve,
    *,
    looks: Sequence[Look],
    limits: Limits,
    stop: threading.Event | None = None,
) -> Outcome:
    """Return what `improve` and the model of everything find from `best` within `limits`.

    Each look solves the model from what is best by then, whose value shortens its domains. With several
    workers it has all but one of them, beside `improve` in this thread; between looks another `improve` has
    its place. One worker does the first look, then `improve`. With a limit of work, one worker and a seed
    the result depends on nothing else.
    """
    ended = stop or threading.Event()
    if limits.workers == 1:
        whole, spent = _look(best, improve, looks[:1], limits, (ended,))
        return best.outcome(whole, spent)
    halt = threading.Event()
    other = replace(limits, seed=limits.seed + 1, workers=limits.workers - 1)
    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(_look, best, improve, looks, other, (halt, ended))
        work = improve(best, limits, halt, ended)
        halt.set()
        whole, more = beside.result()
    return best.outcome(whole, work + more)


def _look(
    best: Best, improve: Improve, looks: Sequence[Look], limits: Limits, events: tuple[threading.Event, ...]
) -> tuple[Outcome, float]:
    """Look at the model of everything, and improve between looks and after them; a proof ends all.

    Return the outcome of the last look, and the deterministic seconds of everything.
    """
    whole, spent = Outcome(Status.UNKNOWN), 0.0
    for look in looks:
        if look.begin > 0:
            spent += improve(best, _until(limits, look.begin, spent), *events)
        whole = solve_beside(best, less(_until(limits, look.end, spent), best.elapsed()), events[0])
        spent += whole.work
        best.bound = max(best.bound, whole.bound or 0)
        if best.proved():
            events[0].set()
    return whole, spent + improve(best, _until(limits, 1.0, spent), *events)


def _until(limits: Limits, share: float, spent: float) -> Limits:
    """Return the limits until a share of them is gone, of whose work so much is `spent`."""
    return replace(
        limits,
        seconds=None if limits.seconds is None else limits.seconds * share,
        work=None if limits.work is None else limits.work * share - spent,
    )


def solve_beside(best: Best, limits: Limits, stop: threading.Event | None = None) -> Outcome:
    """Return what the model of everything finds from the best so far, and offer it what is better."""

    def take(progress: Progress) -> None:
        best.bound = max(best.bound, progress.bound or 0)
        if progress.schedule is not None and progress.objective is not None:
            best.offer(progress.schedule, progress.objective)

    return solve(best.problem, hint=best.schedule, limits=limits, on_solution=take, stop=stop)


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
