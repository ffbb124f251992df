"""Makespans of shops of machines: a few tasks that are near in time placed anew, again and again.

A large neighbourhood search (Shaw, CP 1998, https://doi.org/10.1007/3-540-49481-2_30). The solver sees the
tasks of a segment alone, for all others are told by heads and tails, so a step takes some hundredths of a
second whatever the size of the shop. It gets no hint and any makespan as good will do: so the search
drifts among equals instead of standing still.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from iplatform_sched.model.segment import place
from iplatform_sched.problem.shop import schedule_of
from iplatform_sched.search.beside import Look, search_beside
from iplatform_sched.search.sequence import least_makespan, placement_of, segment_of, sequenced

if TYPE_CHECKING:
    import threading

    from iplatform_sched.model.outcome import Limits, Outcome
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.best import Best
    from iplatform_sched.search.sequence import MachineShop, Placement

WORK = 0.03
"""Deterministic time for one segment."""

OVERHEAD = 0.01
"""What a segment costs beside the solver's own work, so that easy ones are not endless."""

SMALL = 100
"""Tasks of a shop of which the model of everything may prove something until the end."""

LOOKS = (Look(0.0, 0.15), Look(0.7, 1.0))
"""Early for the bound, and again when the makespan is good: to prove that nothing is below a value is often
a matter of a second once the model starts from it."""

LOOKS_OF_SMALL = (Look(0.0, 0.2), Look(0.2, 0.5), Look(0.5, 1.0))

PAUSE = 0.1
"""Deterministic time between two offers: to judge a schedule takes as long as several segments."""

TASKS, FEWEST = 30, 5
"""Tasks of a segment at first and at least."""

GROWTH, SHRINKING = 1.05, 0.95
"""What a segment that is solved, or is not, makes of the size of the next."""


def solve_by_segments(
    problem: Problem, machines: MachineShop, best: Best, limits: Limits, stop: threading.Event | None
) -> Outcome:
    """Return the best schedule found within `limits`, and what is proved; see :func:`search_beside`."""
    best.bound = problem.weights.makespan * least_makespan(machines, placement_of(machines, best.schedule))
    looks = LOOKS_OF_SMALL if len(problem.tasks) <= SMALL else LOOKS
    return search_beside(best, partial(improve, problem, machines), looks=looks, limits=limits, stop=stop)


def improve(
    problem: Problem,
    machines: MachineShop,
    best: Best,
    limits: Limits,
    halt: threading.Event,
    *stops: threading.Event,
) -> float:
    """Place segments anew until a limit is reached or an event is set; return the work done."""
    dice, spent, offered, step = Random(limits.seed), 0.0, 0.0, 0
    # By whether machines shall end early too: the solver manages fewer tasks then.
    sizes = {False: float(TASKS), True: float(TASKS)}
    current = placement_of(machines, best.schedule)
    while not any(stop.is_set() for stop in (halt, *stops)) and not best.proved():
        seconds = None if limits.seconds is None else limits.seconds - best.elapsed()
        work = WORK if limits.work is None else min(WORK, limits.work - spent)
        if (seconds is not None and seconds <= 0) or work <= 0:
            break
        if best.value < current.makespan * problem.weights.makespan:
            current = placement_of(machines, best.schedule)
        packed = bool(step % 2)
        begin, end = _places(dice, round(sizes[packed]), len(current.sequence))
        segment = replace(segment_of(machines, current, begin, end), packed=packed)
        found = place(segment, _limits(limits, seconds, work, dice.randrange(2**16)), halt)
        step, spent = step + 1, spent + found.work + OVERHEAD
        size = sizes[packed] * (GROWTH if found.solved else SHRINKING)
        sizes[packed] = min(max(size, FEWEST), len(current.sequence))
        if found.places is not None:
            current = _moved(machines, current, (begin, end), found.places)
        value = current.makespan * problem.weights.makespan
        if spent >= offered + PAUSE or value <= best.bound:
            _offer(problem, best, current)
            offered = spent
    _offer(problem, best, current)
    return spent


def _places(dice: Random, tasks: int, of: int) -> tuple[int, int]:
    """Return the first place of a segment of so many `tasks`, and the place behind it.

    The middles of segments are drawn, or tasks near the ends of a sequence would be in few of them.
    """
    begin = dice.randrange(-(tasks // 2), of - tasks // 2)
    begin = max(0, min(begin, of - tasks))
    return begin, min(begin + tasks, of)


def _moved(
    machines: MachineShop, current: Placement, places: tuple[int, int], new: dict[int, tuple[int, int]]
) -> Placement:
    """Return what becomes of all tasks when those of a segment have `new` ways and starts."""
    ways, order = list(current.ways), list(current.starts)
    for task, (way, start) in new.items():
        ways[task], order[task] = way, start
    # Those behind the segment come after all of it, in their own order.
    for task in current.sequence[places[1] :]:
        order[task] += current.makespan
    return sequenced(machines, ways, order)


def _offer(problem: Problem, best: Best, at: Placement) -> None:
    value = at.makespan * problem.weights.makespan
    if value < best.value:
        best.offer(schedule_of(problem, list(zip(at.ways, at.starts, strict=True))), value)


def _limits(limits: Limits, seconds: float | None, work: float, seed: int) -> Limits:
    """Return the limits of one segment: one worker, little presolve."""
    return replace(limits, seconds=seconds, work=work, seed=seed, workers=1, light=True, linearization=0)
