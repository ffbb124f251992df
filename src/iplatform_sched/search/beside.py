"""A search of our own beside solves of everything: one for schedules, the other for what is proved."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from iplatform_sched.model.outcome import Statistics, Status, claim
from iplatform_sched.model.solve import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from iplatform_sched.model.objective import Least
    from iplatform_sched.model.outcome import Limits, Outcome, Progress, Stop
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.best import Best

    Events = tuple[Stop, ...]
    SolveAll = Callable[[Best, Limits, Stop], Outcome]


LEAST_WORK = 0.01
"""Of a look: without that much left it is passed over."""


class Look(NamedTuple):
    """From which share of the limits until which one everything is solved."""

    begin: float
    end: float


class AnyOf(NamedTuple):
    """Is set once one of some events is."""

    events: Events

    def is_set(self) -> bool:
        """Return whether one of them is."""
        return any(event.is_set() for event in self.events)


class Improve(Protocol):
    """Look for better schedules, offer them to the best, and return the deterministic seconds spent."""

    def __call__(self, best: Best, limits: Limits, events: Events) -> float:
        """Go on until a limit is reached, an event is set, or the best is proved."""


def solve_beside(
    best: Best, limits: Limits, stop: Stop | None = None, *, least: tuple[Least, ...] = ()
) -> Outcome:
    """Return what the model of everything finds from the best so far, and offer it what is better.

    The limits' seconds count from the beginning of the search. `least` is what is known of the least costs
    of sets of jobs.
    """

    def take(progress: Progress) -> None:
        best.prove(progress.bound or 0, sure=False)
        if progress.schedule is not None and progress.objective is not None:
            # Who found it here asks a second witness by himself.
            best.offer(progress.schedule, progress.objective, doubt=False)

    found = solve(
        best.problem,
        hint=best.schedule,
        least=least,
        limits=less(limits, best.elapsed()),
        on_solution=take,
        stop=stop,
    )
    if found.status is Status.OPTIMAL and found.objective is not None and limits.witness:
        best.prove(claim(found.objective, limits.gap), sure=True)
    best.prove(found.bound or 0, sure=False)
    return found


def search_beside(
    best: Best,
    improve: Improve,
    *,
    looks: Sequence[Look],
    limits: Limits,
    solve_all: SolveAll = solve_beside,
    stop: Stop | None = None,
) -> Outcome:
    """Return what `improve` and `solve_all`, by default the model of everything, find from `best`.

    Each look is `solve_all` from what is best by then, whose value shortens its domains. With several
    workers it may have all but one of them, beside `improve` in this thread, which has one; between looks
    another `improve` has its place, and each of both threads has all of the limits' work. One worker does
    the first look, then `improve`, and a look more where a proof has one witness: with a limit of work and a
    seed the result depends on nothing else.
    """
    ended = stop or threading.Event()
    if limits.workers == 1:
        return best.outcome(*_look(best, improve, solve_all, looks[:1], limits, (ended,)))
    halt = threading.Event()
    other = replace(limits, seed=limits.seed + 1, workers=limits.workers - 1)

    def failed(look: Future[tuple[Statistics, float]]) -> None:
        if look.exception() is not None:
            halt.set()

    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(_look, best, improve, solve_all, looks, other, (halt, ended))
        beside.add_done_callback(failed)
        try:
            work = improve(best, limits, (halt, ended))
        finally:
            halt.set()
        statistics, more = beside.result()
    return best.outcome(statistics, work + more)


def _look(
    best: Best, improve: Improve, solve_all: SolveAll, looks: Sequence[Look], limits: Limits, events: Events
) -> tuple[Statistics, float]:
    """Look at everything, and improve between looks and after them, until the best is proved.

    Where a bound that one configuration has told meets what another search has found, everything is solved
    from there at once, until the end, and by two.
    Return figures of the looks, and the deterministic seconds of everything.
    """
    statistics, spent = Statistics(), 0.0
    for look in (*looks, Look(1.0, 1.0)):
        doubtful = True
        while doubtful:
            if look.begin > 0:
                spent += improve(best, _until(limits, look.begin, spent), (*events, best.doubtful))
            if over(best, events):
                return statistics, spent
            doubtful = best.doubtful.is_set()
            if doubtful:
                best.doubtful.clear()
            left = _until(limits, 1.0 if doubtful else look.end, spent)
            if step(best, left, 0.0, LEAST_WORK, limits.seed) is None:
                break
            if doubtful or look.begin < look.end:
                whole = solve_all(best, left, AnyOf((*events, best.doubtful)))
                statistics, spent = statistics.plus(whole.statistics), spent + whole.work
    return statistics, spent


def _until(limits: Limits, share: float, spent: float) -> Limits:
    """Return the limits until a share of them is gone, of whose work so much is `spent`."""
    return replace(
        limits,
        seconds=None if limits.seconds is None else limits.seconds * share,
        work=None if limits.work is None else limits.work * share - spent,
    )


def over(best: Best, events: Events) -> bool:
    """Return whether nobody need go on."""
    return best.proved() or AnyOf(events).is_set()


def step(best: Best, limits: Limits, spent: float, work: float, seed: int) -> Limits | None:
    """Return the limits of a step of `work` with one worker, without a gap; ``None`` where no more is left.

    `spent` is what was done of the limits' work; their seconds count from the beginning of the search.
    """
    seconds = None if limits.seconds is None else limits.seconds - best.elapsed()
    least = work if limits.work is None else min(work, limits.work - spent)
    if (seconds is not None and seconds <= 0) or least <= 0:
        return None
    return replace(limits, seconds=seconds, work=least, seed=seed, workers=1, gap=0.0, light=True)


def solve_after(
    problem: Problem,
    began: float,
    limits: Limits,
    on_solution: Callable[[Progress], None] | None,
    stop: Stop | None,
) -> Outcome:
    """Return what the model of everything finds in what is left of `limits`, with times since `began`."""
    spent = time.monotonic() - began

    def tell(news: Progress) -> None:
        if on_solution is not None:
            on_solution(news._replace(seconds=news.seconds + spent))

    found = solve(problem, limits=less(limits, spent), on_solution=tell, stop=stop)
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
