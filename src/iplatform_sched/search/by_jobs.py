"""Problems whose every job must be done and costs by itself: replanned a few jobs at a time.

A start comes from schedule generation with teams (`search/generation`). Then large neighbourhoods replan
a few jobs exactly, all others as they are, while beside them the least cost of each set of tied jobs is
proved, which is the bound and a row of every neighbourhood. Of a small problem the model of everything
follows.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from iplatform_sched.model.objective import TERMS
from iplatform_sched.model.outcome import Limits, Outcome, Progress, Statistics, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.residual import residual
from iplatform_sched.search.beside import Look, over, search_beside, solve_after, solve_beside, step
from iplatform_sched.search.best import best_of, value_of
from iplatform_sched.search.bundles import Rivals
from iplatform_sched.search.generation import generate
from iplatform_sched.search.least_costs import LeastCosts, relaxed

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from iplatform_sched.model.outcome import Stop
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.best import Best

STARTING = 0.25
"""Share of the seconds for a start, at most."""

WORK, MOST_WORK = 0.03, 0.5
"""Deterministic time for one neighbourhood at first, and at most: more where many have brought nothing."""

PATIENCE = 20
"""Neighbourhoods without anything better after which each has twice the time."""

OVERHEAD = 0.03
"""What a neighbourhood costs beside the solver's own work, so that easy ones are not endless."""

TASKS, FEWEST, MOST = 12, 4, 60
"""About how many tasks a neighbourhood has at first, at least and at most."""

FEW_BUNDLES = 4

SMALL = 130
"""Tasks of a problem of which the model of everything may prove something."""

LOOKS_OF_SMALL = (Look(0.0, 0.15), Look(0.7, 1.0))
"""Shares of what is left after the start: early for the bound, and again from what is best by then."""

LOOKS = (Look(0.0, 0.2),)
"""Of all others: only for what jobs cost at least."""


def solve_by_jobs(
    problem: Problem,
    *,
    limits: Limits | None = None,
    on_solution: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Outcome:
    """Return the best schedule found within `limits`, and what is proved about it; see :func:`search_beside`.

    Few jobs, or such that have no start, are for the model alone.
    """
    limits, began = limits or Limits(), time.monotonic()
    seconds = None if limits.seconds is None else limits.seconds * STARTING
    start, rivals = generate(problem, seconds=seconds, seed=limits.seed), Rivals(problem)
    if start is None:
        return solve_after(problem, began, limits, on_solution, stop)
    best = best_of(problem, start, began, limits.gap, on_solution)
    if len(rivals.sets) < FEW_BUNDLES:
        whole = solve_beside(best, limits, stop)
        return best.outcome(whole.statistics, whole.work)
    least = LeastCosts(problem, rivals.sets)
    return search_beside(
        best,
        partial(improve, rivals, least),
        looks=_after(LOOKS_OF_SMALL if len(problem.tasks) <= SMALL else LOOKS, best, limits),
        solve_all=partial(prove_least, least),
        limits=limits,
        stop=stop,
    )


def _after(looks: tuple[Look, ...], best: Best, limits: Limits) -> tuple[Look, ...]:
    """Return `looks` as shares of what is left after the start."""
    gone = min(best.elapsed() / limits.seconds, 1.0) if limits.seconds else 0.0
    return tuple(Look(*(gone + (1 - gone) * share for share in look)) for look in looks)


def prove_least(least: LeastCosts, best: Best, limits: Limits, stop: Stop) -> Outcome:
    """Prove what sets of jobs cost at least; ask the model of everything then, of small or endless solves."""
    large = len(best.problem.tasks) > SMALL
    # The model of everything is told only what has two witnesses.
    work = least.learn(best, limits, stop, sure_only=not large)
    left = replace(limits, work=None if limits.work is None else limits.work - work)
    endless = limits.seconds is None and limits.work is None
    if (large and not endless) or over(best, (stop,)) or step(best, left, 0.0, WORK, limits.seed) is None:
        return best.outcome(Statistics(), work)
    known = least.within(range(len(best.problem.jobs)), sure=True)
    found = solve_beside(best, relaxed(left), stop, least=known)
    return replace(found, work=found.work + work)


def improve(rivals: Rivals, least: LeastCosts, best: Best, limits: Limits, events: tuple[Stop, ...]) -> float:
    """Replan a few jobs at a time until a limit is reached or an event is set; return the work done."""
    dice, spent, size, work, vain = Random(limits.seed), 0.0, float(TASKS), WORK, 0
    (current, value), problem = best.now(), best.problem
    while not over(best, events):
        if best.value < value:
            current, value = best.now()
        if vain >= PATIENCE:
            work, vain = min(2 * work, MOST_WORK), 0
        chosen = rivals.choose(current, dice, round(size))
        limit = step(best, limits, spent, work, dice.randrange(2**16))
        if limit is None:
            break
        part = residual(problem, current, chosen)
        found = solve(
            part.problem,
            hint=part.restrict(current),
            least=least.within(chosen),
            limits=replace(relaxed(limit), witness=False),
            stop=events[0],
        )
        spent, vain = spent + found.work + OVERHEAD, vain + 1
        proved = found.status is Status.OPTIMAL
        size = min(max(size * (1.03 if proved else 0.95), FEWEST), MOST)
        if found.schedule is not None:
            if best.value < value:
                # Others were faster; what is found here may be as good among what they left.
                part = replace(part, base=best.schedule)
            lifted = part.lift(found.schedule)
            price = value_of(problem, lifted)
            if best.offer(lifted, price):
                current, value, vain = lifted, price, 0
    return spent


def is_additive(problem: Problem) -> bool:
    """Return whether every term that counts is a sum over jobs, and there is one level."""
    counted = (term for term in TERMS if getattr(problem.weights, term.name))
    return not problem.levels and all(term.is_sum for term in counted)
