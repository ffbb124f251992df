"""Machines and operator pools: what is held at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from iplatform_sched.model.context import movable
from iplatform_sched.model.profiles import patterns, profile, reaching
from iplatform_sched.model.stretches import forbid, hold, interval, stretches
from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python.cp_model import IntervalVar

    from iplatform_sched.model.context import Context
    from iplatform_sched.model.profiles import Load
    from iplatform_sched.model.stretches import Stretch
    from iplatform_sched.problem.data import Resource


def capacity(context: Context) -> None:
    """Hold at most the units of each machine at any tick, existing bookings included.

    A task holds its units during ``[start, end)``. Where bookings outside the problem leave too few
    units for a mode, the mode cannot be there at all; they never exceed the machine by themselves.
    """
    held: dict[int, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for i, m, mode in movable(context):
        held[mode.resource][i, mode.units].append(m)
    for r, users in held.items():
        machine = context.problem.resources[r]
        load = profile(machine)
        for (i, units), modes in users.items():
            for m in modes:
                forbid(context, i, m, reaching(load, machine.capacity - units))
        _share(context, machine, users, load)


def _share(
    context: Context, machine: Resource, users: dict[tuple[int, int], list[int]], load: list[Load]
) -> None:
    demands = [units for _, units in users]
    if len({i for i, _ in users}) == 1 or sum(demands) + max((x.amount for x in load), default=0) <= (
        machine.capacity
    ):
        return
    intervals = [hold(context, i, modes) for (i, _), modes in users.items()]
    if 2 * min(demands) > machine.capacity:
        context.model.add_no_overlap(intervals)
        return
    extra = [(_fixed(context, x.start, x.end), x.amount) for x in load]
    context.model.add_cumulative(
        intervals + [f for f, _ in extra], demands + [a for _, a in extra], machine.capacity
    )


def _fixed(context: Context, start: int, end: int) -> IntervalVar:
    return context.model.new_fixed_size_interval_var(start, end - start, "fixed")


def operators(context: Context) -> None:
    """Use at most the heads of each pool at any tick, existing bookings included.

    Operators are busy in the working ticks of a piece, not in its pauses. Pieces of one calendar may
    be counted as whole intervals: those that overlap in a pause have also overlapped in the last
    working tick before it. Where calendars differ, ticks are sorted by the set of calendars
    at work; one cumulative per such set counts only the pieces of these calendars. With several
    calendars it is slack at all other ticks.
    """
    used: dict[int, list[tuple[int, int, Stretch]]] = defaultdict(list)
    for i, m, mode in movable(context):
        for pool, heads in mode.operators:
            used[pool] += [(i, heads, stretch) for stretch in stretches(context, i, m)]
    for pool, pieces in used.items():
        if pieces:
            _operate(context, context.problem.resources[pool], pieces)


def _operate(context: Context, pool: Resource, pieces: Sequence[tuple[int, int, Stretch]]) -> None:
    calendars = context.problem.calendars
    works = list(dict.fromkeys(calendars[stretch.calendar].work for _, _, stretch in pieces))
    load = profile(pool)
    intervals = [interval(context, stretch) for _, _, stretch in pieces]
    first = min(stretch.reach.start for _, _, stretch in pieces)
    last = max(stretch.reach.end for _, _, stretch in pieces)
    for at_work, ticks in patterns([work.clip(first, last) for work in works]).items():
        chosen = [
            (i, heads, shape)
            for (i, heads, stretch), shape in zip(pieces, intervals, strict=True)
            if works.index(calendars[stretch.calendar].work) in at_work
        ]
        binding = None if len(at_work) == 1 else ticks.spans
        _limit(context, pool.capacity, chosen, _within(load, ticks.at_work), binding)


def _within(load: Sequence[Load], ticks: IntervalSet) -> list[Load]:
    return [x._replace(start=a, end=b) for x in load for a, b in ticks.clip(x.start, x.end)]


def _limit(
    context: Context,
    heads: int,
    pieces: Sequence[tuple[int, int, IntervalVar]],
    load: Sequence[Load],
    ticks: IntervalSet | None,
) -> None:
    """Post one cumulative that binds at `ticks`, everywhere for ``None``."""
    most: dict[int, int] = defaultdict(int)
    for i, demand, _ in pieces:
        most[i] = max(most[i], demand)
    total = sum(most.values())
    if total + max((x.amount for x in load), default=0) <= heads:
        return
    slack = 0 if ticks is None else max(total - heads, 0)
    spans = EMPTY if ticks is None or slack == 0 else ticks
    fillers = [(_fixed(context, a, b), slack) for a, b in spans]
    fillers += [(_fixed(context, x.start, x.end), x.amount) for x in load]
    context.model.add_cumulative(
        [shape for _, _, shape in pieces] + [f for f, _ in fillers],
        [demand for _, demand, _ in pieces] + [d for _, d in fillers],
        heads + slack,
    )
