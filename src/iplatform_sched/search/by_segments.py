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

from iplatform_sched.model.segment import replan
from iplatform_sched.problem.shop import schedule_of
from iplatform_sched.search.beside import Look, over, search_beside, step
from iplatform_sched.search.segments import moved, segment_of
from iplatform_sched.search.sequence import least_makespan, sequence_of

if TYPE_CHECKING:
    from iplatform_sched.model.outcome import Limits, Outcome, Stop
    from iplatform_sched.search.best import Best
    from iplatform_sched.search.sequence import MachineShop, Sequenced

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
"""Of small shops: until the end, from what is best by then."""

PAUSE = 0.1
"""Deterministic time between two offers: to judge a schedule takes as long as several segments."""

TASKS, FEWEST = 30, 5
"""Tasks of a segment at first and at least."""

GROWTH, SHRINKING = 1.05, 0.95
"""What a segment that is solved, or is not, makes of the size of the next."""


def solve_by_segments(best: Best, machines: MachineShop, limits: Limits, stop: Stop | None = None) -> Outcome:
    """Return the best schedule found within `limits`, and what is proved; see :func:`search_beside`."""
    price = best.problem.weights.makespan
    best.prove(price * least_makespan(machines, sequence_of(machines, best.schedule)), sure=True)
    looks = LOOKS_OF_SMALL if len(best.problem.tasks) <= SMALL else LOOKS
    return search_beside(best, partial(improve, machines), looks=looks, limits=limits, stop=stop)


def improve(machines: MachineShop, best: Best, limits: Limits, events: tuple[Stop, ...]) -> float:
    """Replan segments until a limit is reached, an event is set or the best is proved; return the work."""
    dice, spent, offered, turn = Random(limits.seed), 0.0, 0.0, 0
    # By whether machines shall end early too: the solver manages fewer tasks then.
    sizes = {False: float(TASKS), True: float(TASKS)}
    current = sequence_of(machines, best.schedule)
    while not over(best, events):
        part = step(best, limits, spent, WORK, dice.randrange(2**16))
        if part is None:
            break
        if best.value < _value(best, current):
            current = sequence_of(machines, best.schedule)
        packed = bool(turn % 2)
        begin, end = _span(dice, round(sizes[packed]), len(current.sequence))
        segment = segment_of(machines, current, begin, end)
        found = replan(segment, replace(part, linearization=0), packed=packed, stop=events[0])
        turn, spent = turn + 1, spent + found.work + OVERHEAD
        size = sizes[packed] * (GROWTH if found.solved else SHRINKING)
        sizes[packed] = min(max(size, FEWEST), len(current.sequence))
        if found.places is not None:
            current = moved(machines, current, end, found.places)
            if found.solved and not packed and end - begin == len(current.sequence):
                best.prove(_value(best, current), sure=False)
        if spent >= offered + PAUSE or _value(best, current) <= max(best.sure, best.told):
            if not _offer(best, current):
                current = sequence_of(machines, best.schedule)
            offered = spent
    _offer(best, current)
    return spent


def _span(dice: Random, tasks: int, of: int) -> tuple[int, int]:
    """Return the first place of a segment of so many `tasks`, and the place behind it.

    The middles of segments are drawn, or tasks near the ends of a sequence would be in few of them.
    """
    begin = dice.randrange(-(tasks // 2), of - tasks // 2)
    begin = max(0, min(begin, of - tasks))
    return begin, min(begin + tasks, of)


def _value(best: Best, at: Sequenced) -> int:
    return at.makespan * best.problem.weights.makespan


def _offer(best: Best, at: Sequenced) -> bool:
    """Offer a schedule that is better than the best; return whether there is nothing against it."""
    if _value(best, at) >= best.value:
        return True
    schedule = schedule_of(best.problem, list(zip(at.ways, at.starts, strict=True)))
    return best.offer(schedule, _value(best, at))
