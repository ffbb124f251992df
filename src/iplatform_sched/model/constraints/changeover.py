"""Gaps between families of work on one machine."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from iplatform_sched.model.context import movable

if TYPE_CHECKING:
    from iplatform_sched.model.context import Context
    from iplatform_sched.problem.data import Occupation, Resource


def changeover(context: Context) -> None:
    """Keep ``changeover[f][g]`` ticks between the end of family f and the start of later family g.

    Stated on all pairs, as the matrix obeys the triangle inequality. Pairs of bookings
    outside the problem are facts; work of no family needs no gap.
    """
    used: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for i, m, mode in movable(context):
        if context.problem.resources[mode.resource].changeover and mode.family >= 0:
            used[mode.resource].append((i, m, mode.family))
    for r, users in used.items():
        machine = context.problem.resources[r]
        for one, other in combinations(users, 2):
            if one[0] != other[0]:
                _separate(context, machine, one, other)
        for user in users:
            for booking in machine.occupied:
                if booking.family >= 0:
                    _keep_off(context, machine, user, booking)


def _separate(
    context: Context, machine: Resource, one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    (i, m, f), (j, n, g) = one, other
    there, back = machine.changeover[f][g], machine.changeover[g][f]
    if there == 0 and back == 0:
        return  # `capacity` keeps them apart
    first, second = context.tasks[i], context.tasks[j]
    both = [first.modes[m], second.modes[n]]
    order = context.model.new_bool_var(f"task {i} before {j}")
    context.model.add(second.start >= first.end + there).only_enforce_if([*both, order])
    context.model.add(first.start >= second.end + back).only_enforce_if([*both, order.negated()])


def _keep_off(context: Context, machine: Resource, user: tuple[int, int, int], booking: Occupation) -> None:
    i, m, f = user
    after, before = machine.changeover[booking.family][f], machine.changeover[f][booking.family]
    if after == 0 and before == 0 and booking.amount:
        return  # `capacity` keeps them apart
    variables = context.tasks[i]
    literal = variables.modes[m]
    later = context.model.new_bool_var(f"task {i} after booking")
    context.model.add(variables.start >= booking.end + after).only_enforce_if([literal, later])
    context.model.add(variables.end + before <= booking.start).only_enforce_if([literal, later.negated()])
