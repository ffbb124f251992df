"""A few tasks of a shop of machines, placed anew between what stays before them and what stays after them.

What stays is told by heads and tails (Carlier, Eur. J. Oper. Res. 11 (1982) 42-47,
https://doi.org/10.1016/S0377-2217(82)80007-6): a task starts at its head at the earliest, and at least its
tail passes between its end and the makespan. So the model has the tasks of the segment and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

from iplatform_sched.model.runs import parameters, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iplatform_sched.model.outcome import Limits, Stop


EMPHASIS = 10
"""How many times more the makespan counts than the mean end of a machine, where both do."""


class Choice(NamedTuple):
    """A way to do a task of a segment, on `machines` that do one task at a time.

    Attributes
    ----------
    head, tail
        Earliest start, and ticks from its end to the makespan at the least, as what stays asks.
    """

    way: int
    duration: int
    head: int
    tail: int
    machines: tuple[int, ...]


class Passage(NamedTuple):
    """``start[second] >= end[first] + ticks[way of first, way of second]``.

    Attributes
    ----------
    ticks
        By pair of ways; pairs that are not there cannot be chosen together.
    """

    first: int
    second: int
    ticks: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Segment:
    """Tasks to be placed anew.

    Attributes
    ----------
    choices
        By task its ways, at least one.
    least, most
        The makespan is at least what the paths beside the segment take, and at most this.
    """

    choices: Mapping[int, tuple[Choice, ...]]
    passages: tuple[Passage, ...]
    least: int
    most: int


class Replanned(NamedTuple):
    """What became of a segment.

    Attributes
    ----------
    places
        By task its way and start; ``None`` where no placing was found.
    solved
        Whether no other placing is better.
    work
        Deterministic seconds of the solver.
    """

    places: dict[int, tuple[int, int]] | None
    solved: bool
    work: float


class _Variables(NamedTuple):
    start: cp_model.IntVar
    chosen: dict[int, cp_model.IntVar]
    length: cp_model.LinearExpr


def replan(segment: Segment, limits: Limits, *, packed: bool = False, stop: Stop | None = None) -> Replanned:
    """Return the best placing that is found within `limits`.

    With `packed` machines shall also end early in the segment: where nearly all of them are critical, the
    makespan alone does not tell a step towards better schedules from a step away.
    """
    model = cp_model.CpModel()
    makespan = model.new_int_var(segment.least, segment.most, "makespan")
    held: dict[int, list[cp_model.IntervalVar]] = defaultdict(list)
    tasks = {
        task: _task(model, choices, makespan, segment.most, held) for task, choices in segment.choices.items()
    }
    for passage in segment.passages:
        _pass(model, segment, tasks, passage)
    for intervals in held.values():
        if len(intervals) > 1:
            model.add_no_overlap(intervals)
    ends = _ends(model, segment, tasks) if packed else []
    model.minimize(makespan * (EMPHASIS * len(ends) or 1) + cp_model.LinearExpr.sum(ends))
    found = run(model, parameters(limits, limits.seconds, limits.work), stop=stop)
    if not found.solution:
        return Replanned(None, found.solved, found.work)
    places = {
        task: (
            next(way for way, literal in each.chosen.items() if found.value(literal)),
            found.value(each.start),
        )
        for task, each in tasks.items()
    }
    return Replanned(places, found.solved, found.work)


def _task(
    model: cp_model.CpModel,
    choices: tuple[Choice, ...],
    makespan: cp_model.IntVar,
    most: int,
    held: dict[int, list[cp_model.IntervalVar]],
) -> _Variables:
    """Add a task: its start, a literal and an interval for each way, its head and its tail."""
    first = min(choice.head for choice in choices)
    last = max(most - choice.tail - choice.duration for choice in choices)
    start = model.new_int_var(first, last, "start")
    chosen = {choice.way: model.new_bool_var("way") for choice in choices}
    model.add_exactly_one(chosen.values())
    for choice in choices:
        literal = chosen[choice.way]
        interval = model.new_optional_fixed_size_interval_var(start, choice.duration, literal, "run")
        for machine in choice.machines:
            held[machine].append(interval)
        if choice.head > first:
            model.add(start >= choice.head).only_enforce_if(literal)
        model.add(makespan >= start + (choice.duration + choice.tail)).only_enforce_if(literal)
    length = cp_model.LinearExpr.weighted_sum(list(chosen.values()), [choice.duration for choice in choices])
    return _Variables(start, chosen, length)


def _ends(
    model: cp_model.CpModel, segment: Segment, tasks: Mapping[int, _Variables]
) -> list[cp_model.IntVar]:
    """Return by machine a variable that is not before the last end there."""
    ends: dict[int, cp_model.IntVar] = {}
    for task, choices in segment.choices.items():
        for choice in choices:
            for machine in choice.machines:
                if machine not in ends:
                    ends[machine] = model.new_int_var(0, segment.most, "last end")
                literal = tasks[task].chosen[choice.way]
                model.add(ends[machine] >= tasks[task].start + choice.duration).only_enforce_if(literal)
    return list(ends.values())


def _pass(
    model: cp_model.CpModel, segment: Segment, tasks: Mapping[int, _Variables], passage: Passage
) -> None:
    """Add a row for all pairs of ways, and one for each pair that takes longer than the quickest."""
    first, second = tasks[passage.first], tasks[passage.second]
    quickest = min(passage.ticks.values(), default=0)
    model.add(second.start >= first.start + first.length + quickest)
    for one in segment.choices[passage.first]:
        for other in segment.choices[passage.second]:
            both = (first.chosen[one.way], second.chosen[other.way])
            ticks = passage.ticks.get((one.way, other.way))
            if ticks is None:
                model.add_bool_or([literal.negated() for literal in both])
            elif ticks > quickest:
                model.add(second.start >= first.start + (one.duration + ticks)).only_enforce_if(both)
