"""Problems whose every job must be done and costs by itself: replanned a few jobs at a time.

A start comes from schedule generation with teams (`search/generation`). Then large neighbourhoods replan
a few jobs exactly, all others as they are, while the model of everything runs beside them for the bound.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

from iplatform_sched.model.outcome import Limits, Outcome, Progress, Status
from iplatform_sched.model.solve import factors, solve, weigh
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.residual import residual
from iplatform_sched.search.bundles import Rivals
from iplatform_sched.search.generation import generate
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

STARTING = 0.25
"""Share of the seconds for a start, at most."""

FIRST_LOOK = 0.2
"""Share of the limits for the model of everything, where it will not prove anything soon."""

SMALL = 80
"""Tasks of a problem of which the model of everything may prove something until the end."""

WORK, MOST_WORK = 0.5, 2.0
"""Deterministic time for one neighbourhood, which grows while too few of them are proved."""

OVERHEAD = 0.03
"""What a neighbourhood costs beside the solver's own work, so that easy ones are not endless."""

TASKS, FEWEST, MOST = 12, 4, 60
"""About how many tasks a neighbourhood has at first, at least and at most."""

FEW_BUNDLES = 4


@dataclass(slots=True)
class Best:
    """The best schedule so far, shared by those who look for better ones."""

    problem: Problem
    watch: Callable[[Progress], None] | None
    began: float
    schedule: Schedule
    value: int
    first: float
    last: float
    bound: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def elapsed(self) -> float:
        """Return the seconds since the search began."""
        return time.monotonic() - self.began

    def offer(self, schedule: Schedule, value: int) -> bool:
        """Take a better schedule that keeps every rule; return whether it is taken."""
        if value >= self.value or verify_schedule(self.problem, schedule):
            return False
        with self.lock:
            if value >= self.value:
                return False
            self.schedule, self.value, self.last = schedule, value, self.elapsed()
        self.tell()
        return True

    def tell(self) -> None:
        """Tell whoever watches what is best now."""
        if self.watch is not None:
            self.watch(Progress(self.last, 0, self.value, self.bound or None, self.schedule))


def solve_by_jobs(
    problem: Problem,
    *,
    limits: Limits | None = None,
    on_solution: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Outcome:
    """Return the best schedule found within `limits`, and what is proved about it.

    With several workers the model of everything has all but one of them, beside neighbourhoods in this
    thread: to the end for small problems, for others a fifth of the limits, as with one worker. With a
    limit of work, one worker and a seed the result depends on nothing else. Few jobs, or such that have no
    start, go to the model alone.
    """
    limits, began = limits or Limits(), time.monotonic()
    seconds = None if limits.seconds is None else limits.seconds * STARTING
    start, rivals = generate(problem, seconds=seconds, seed=limits.seed), Rivals(problem)
    now = time.monotonic() - began
    if start is None or len(rivals.sets) < FEW_BUNDLES:
        left = _less(limits, now)
        return solve(problem, hint=start, limits=left, on_solution=on_solution, stop=stop)
    best = Best(problem, on_solution, began, start, value_of(problem, start), now, now)
    best.tell()
    ended = stop or threading.Event()
    if limits.workers == 1:
        whole = _model(problem, best, _less(_share(limits, FIRST_LOOK), best.elapsed()), ended)
        spent = whole.work
        if whole.status is not Status.OPTIMAL:
            spent += improve(problem, best, rivals, replace(limits, work=_rest(limits, spent)), ended)
        return _outcome(best, whole, spent)
    return _side_by_side(problem, best, rivals, limits, ended)


def _side_by_side(
    problem: Problem, best: Best, rivals: Rivals, limits: Limits, stop: threading.Event
) -> Outcome:
    """Run the model of everything beside neighbourhoods, later others in its place; a proof ends them all."""
    halt = threading.Event()
    share = 1.0 if len(problem.tasks) <= SMALL else FIRST_LOOK

    def look() -> tuple[Outcome, float]:
        rest = replace(_less(_share(limits, share), best.elapsed()), workers=limits.workers - 1)
        whole = _model(problem, best, rest, halt)
        if whole.status is Status.OPTIMAL:
            halt.set()
        other = replace(limits, seed=limits.seed + 1, work=_rest(limits, whole.work))
        return whole, whole.work + improve(problem, best, rivals, other, halt, stop)

    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(look)
        work = improve(problem, best, rivals, limits, halt, stop)
        halt.set()
        whole, more = beside.result()
    return _outcome(best, whole, work + more)


def _model(problem: Problem, best: Best, limits: Limits, stop: threading.Event) -> Outcome:
    def take(progress: Progress) -> None:
        best.bound = max(best.bound, progress.bound or 0)
        if progress.schedule is not None and progress.objective is not None:
            best.offer(progress.schedule, progress.objective)

    return solve(problem, hint=best.schedule, limits=limits, on_solution=take, stop=stop)


def improve(problem: Problem, best: Best, rivals: Rivals, limits: Limits, *stops: threading.Event) -> float:
    """Replan a few jobs at a time until a limit is reached or one of `stops` is set; return the work done."""
    dice, spent, size, share = Random(limits.seed), 0.0, float(TASKS), WORK
    current, value = best.schedule, best.value
    while not any(stop.is_set() for stop in stops) and best.bound < best.value:
        seconds = None if limits.seconds is None else limits.seconds - best.elapsed()
        work = share if limits.work is None else min(share, limits.work - spent)
        if (seconds is not None and seconds <= 0) or work <= 0:
            break
        if best.value < value:
            current, value = best.schedule, best.value
        part = residual(problem, current, rivals.choose(current, dice, round(size)))
        found = solve(
            part.problem,
            hint=part.restrict(current),
            limits=_partly(limits, seconds, work, dice.randrange(2**16)),
            stop=stops[0],
        )
        spent += found.work + OVERHEAD
        proved = found.status is Status.OPTIMAL
        size = min(max(size * (1.03 if proved else 0.95), FEWEST), MOST)
        if found.schedule is not None:
            if best.value < value:
                # Others were faster; what is found here may be as good among what they left.
                part = replace(part, base=best.schedule)
            lifted = part.lift(found.schedule)
            price = value_of(problem, lifted)
            if best.offer(lifted, price):
                current, value = lifted, price
            elif price == value == best.value:
                current = lifted
    return spent


def _partly(limits: Limits, seconds: float | None, work: float, seed: int) -> Limits:
    """Return the limits of one neighbourhood: one worker, little presolve, the fuller relaxation."""
    return replace(limits, seconds=seconds, work=work, seed=seed, workers=1, light=True, linearization=2)


def value_of(problem: Problem, schedule: Schedule) -> int:
    """Return the weighted sum of the terms of a schedule."""
    return weigh(factors(problem)[0], evaluate(problem, schedule))


def is_additive(problem: Problem) -> bool:
    """Return whether every term that counts is a sum over jobs, and there is one level."""
    weights = problem.weights
    return not (problem.levels or weights.makespan or weights.fairness)


def _share(limits: Limits, share: float) -> Limits:
    return replace(
        limits,
        seconds=None if limits.seconds is None else limits.seconds * share,
        work=None if limits.work is None else limits.work * share,
    )


def _rest(limits: Limits, spent: float) -> float | None:
    return None if limits.work is None else limits.work - spent


def _less(limits: Limits, seconds: float) -> Limits:
    if limits.seconds is None:
        return limits
    return replace(limits, seconds=max(limits.seconds - seconds, 0.0))


def _outcome(best: Best, whole: Outcome, work: float) -> Outcome:
    bound = min(max(best.bound, whole.bound or 0), best.value)
    status = Status.OPTIMAL if bound == best.value else Status.FEASIBLE
    return replace(
        whole,
        status=status,
        schedule=best.schedule,
        objective=best.value,
        bound=bound,
        terms=evaluate(best.problem, best.schedule),
        seconds=best.elapsed(),
        work=work,
        first=best.first,
        best=best.last,
    )
