"""How specimens travel: the order of their stops, and a carrier for each leg."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from iplatform_sched.model.carriage import carry, carry_from
from iplatform_sched.model.precedence import known_order
from iplatform_sched.model.stretches import hold

if TYPE_CHECKING:
    from iplatform_sched.model.context import Context, Cost
    from iplatform_sched.model.precedence import Order
    from iplatform_sched.model.variables import Literal
    from iplatform_sched.problem.data import Specimen


def job_transport(context: Context, job: int) -> Cost:
    """Return the price of all legs of the specimens of `job`."""
    cost: Cost = []
    for s, specimen in enumerate(context.problem.specimens):
        if specimen.job == job:
            cost += journey(context, s)
    return cost


def journey(context: Context, specimen: int) -> Cost:
    """Post the journey of a specimen, once; return the price of its legs.

    Where time lags already tell the whole order, each stop has one leg and is kept apart from the others
    by the lags. Else there is a circuit through the present stops and one node for "before the first and
    after the last"; each arc is a leg, and arcs that skip or reverse what is known are left out.
    """
    if specimen not in context.transport:
        record = context.problem.specimens[specimen]
        order = known_order(context, record.stops)
        line = order.line()
        post = _circuit(context, record, order) if line is None else _line(context, record, line)
        context.transport[specimen] = post
    return context.transport[specimen]


def _line(context: Context, specimen: Specimen, line: tuple[int, ...]) -> Cost:
    """Post a leg to each stop of `line`, which is there when the stop is."""
    cost: Cost = []
    if line:
        cost += _first_leg(context, specimen, line[0], context.tasks[line[0]].present)
    for a, b in pairwise(line):
        cost += _leg(context, specimen, (a, b), context.tasks[b].present)
    return cost


def _circuit(context: Context, specimen: Specimen, order: Order) -> Cost:
    _keep_apart(context, specimen)
    stops = specimen.stops
    nodes = {stop: number for number, stop in enumerate(stops, start=1)}
    arcs: list[tuple[int, int, Literal]] = [(0, 0, context.model.new_bool_var("no stop"))]
    cost: Cost = []
    for stop, node in nodes.items():
        arcs.append((node, node, context.tasks[stop].present.negated()))
        if order.may_be_first(stop):
            arcs.append((0, node, context.model.new_bool_var(f"{specimen.name} first {stop}")))
            cost += _first_leg(context, specimen, stop, arcs[-1][2])
        if order.may_be_last(stop):
            arcs.append((node, 0, context.model.new_bool_var(f"{specimen.name} last {stop}")))
    for a, b in permutations(stops, 2):
        if order.may_follow(a, b):
            arcs.append((nodes[a], nodes[b], context.model.new_bool_var(f"{specimen.name} leg {a} {b}")))
            cost += _leg(context, specimen, (a, b), arcs[-1][2])
    context.model.add_circuit(arcs)
    return cost


def _keep_apart(context: Context, specimen: Specimen) -> None:
    tasks = context.problem.tasks
    holds = {i: hold(context, i, range(len(tasks[i].modes))) for i in specimen.stops}
    free = [shape for i, shape in holds.items() if tasks[i].pinned is None]
    context.model.add_no_overlap(free)
    for i, shape in holds.items():
        # Bookings outside the problem may overlap each other by mistake; that binds nobody.
        if tasks[i].pinned is not None and free:
            context.model.add_no_overlap([*free, shape])


def _first_leg(context: Context, specimen: Specimen, stop: int, leg: Literal) -> Cost:
    if specimen.origin < 0 or context.problem.tasks[stop].pinned is not None:
        return []
    return carry_from(context, specimen, stop, leg)


def _leg(context: Context, specimen: Specimen, stops: tuple[int, int], leg: Literal) -> Cost:
    a, b = stops
    first, second = context.tasks[a], context.tasks[b]
    if context.problem.tasks[a].pinned is not None and context.problem.tasks[b].pinned is not None:
        context.model.add(first.start <= second.start).only_enforce_if(leg)
        return []
    carriers = specimen.carriers_after[specimen.stops.index(a)]
    return carry(context, stops, carriers, leg)
