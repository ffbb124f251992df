"""Rows that every schedule keeps anyway and that the linear relaxation does not see by itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from iplatform_sched.model.context import linear, movable
from iplatform_sched.model.profiles import profile
from iplatform_sched.model.stretches import stretches
from iplatform_sched.problem.data import Style
from iplatform_sched.timeline import Interval, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ortools.sat.python.cp_model import IntVar

    from iplatform_sched.model.context import Choices, Context, Cost
    from iplatform_sched.problem.data import Mode, Resource


def redundant(context: Context) -> None:
    """Post that work fits into machines and pools as a whole; `capacity` and `operators` imply it.

    For each machine, unit-ticks held; for each pool, operator-ticks attended: at most what the
    capacity leaves free of other bookings between the first start and the last end that are possible.
    """
    if {"calendar", "capacity"} <= context.names:
        _machines(context)
    if {"calendar", "operators"} <= context.names:
        _pools(context)


def loads(context: Context, last: IntVar) -> None:
    """Post that all work of each machine and pool fits between tick 0 and `last`, by which all of it ends.

    The constraints imply it, and so it is posted of those only that are in the model. Where jobs choose
    between modes it is most of what the relaxation knows of the makespan.
    """
    work: dict[int, Cost] = defaultdict(list)
    most: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for i, m, mode in movable(context):
        for r, amount, ticks in _uses(context, i, m, mode):
            work[r].append((context.tasks[i].modes[m], amount * ticks))
            most[r][i] = max(most[r][i], amount)
    for r, cost in work.items():
        capacity = context.problem.resources[r].capacity
        if sum(most[r].values()) > capacity:
            context.model.add(linear(cost) <= capacity * last)


def _uses(context: Context, i: int, m: int, mode: Mode) -> Iterator[tuple[int, int, int]]:
    """Yield what a task holds in a mode: machine or pool, units or heads, and for how many ticks at least."""
    if {"calendar", "capacity"} <= context.names and (choices := context.choices[i, m]).whole:
        yield mode.resource, mode.units, _least_hold(choices, mode)
    if {"calendar", "operators"} <= context.names:
        for pool, heads in mode.operators:
            yield pool, heads, _attended(mode)


def _machines(context: Context) -> None:
    held: dict[int, Cost] = defaultdict(list)
    spans: dict[int, list[Interval]] = defaultdict(list)
    for i, m, mode in movable(context):
        choices = context.choices[i, m]
        if choices.whole:
            span = _reach(choices, mode, context.problem.horizon)
            spans[mode.resource].append(span)
            held[mode.resource].append((context.tasks[i].modes[m], mode.units * _least_hold(choices, mode)))
    for r, cost in held.items():
        free = IntervalSet.of(spans[r]) - context.problem.resources[r].blocked
        _row(context, context.problem.resources[r], cost, free)


def _least_hold(choices: Choices, mode: Mode) -> int:
    return min(choice.group.end for choice in choices.whole) + _after_loading(choices, mode)


def _attended(mode: Mode) -> int:
    return mode.work if mode.style is not Style.UNATTENDED else mode.lead + mode.tail


def _after_loading(choices: Choices, mode: Mode) -> int:
    """Return the least ticks between the run's begin and the end of unattended work."""
    if mode.style is not Style.UNATTENDED:
        return 0
    return mode.run + min((choice.group.end for choice in choices.unload), default=0)


def _reach(choices: Choices, mode: Mode, horizon: int) -> Interval:
    first = min(choice.group.starts.spans[0].start for choice in choices.whole)
    ends = [choice.group.starts.spans[-1].end + choice.group.end for choice in choices.whole]
    if mode.style is Style.UNATTENDED:
        ends = [end + mode.run + min(mode.max_wait, horizon) for end in ends]
        ends += [choice.group.starts.spans[-1].end + choice.group.end for choice in choices.unload]
    return Interval(first, min(max(ends), horizon))


def _pools(context: Context) -> None:
    used: dict[int, Cost] = defaultdict(list)
    work: dict[int, IntervalSet] = defaultdict(IntervalSet)
    for i, m, mode in movable(context):
        pieces = [piece for piece in stretches(context, i, m) if piece.choices]
        for pool, heads in mode.operators:
            used[pool].append((context.tasks[i].modes[m], heads * _attended(mode)))
            for piece in pieces:
                work[pool] |= context.problem.calendars[piece.calendar].work.clip(*piece.reach)
    for pool, cost in used.items():
        _row(context, context.problem.resources[pool], cost, work[pool])


def _row(context: Context, resource: Resource, cost: Cost, free: IntervalSet) -> None:
    taken = sum(free.overlap(load.start, load.end) * load.amount for load in profile(resource))
    room = resource.capacity * free.measure() - taken
    if sum(ticks for _, ticks in cost) > room:
        context.model.add(linear(cost) <= room)
