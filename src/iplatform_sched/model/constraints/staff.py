"""Company staff: numbered members who are in one place at a time."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

from ortools.sat.python.cp_model import LinearExpr

from iplatform_sched.model.context import at_least, at_most, domain
from iplatform_sched.model.precedence import known_order
from iplatform_sched.model.stretches import stretches
from iplatform_sched.timeline import Interval, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.model.context import Context
    from iplatform_sched.model.stretches import Stretch
    from iplatform_sched.model.variables import Literal
    from iplatform_sched.problem.data import Attendance


def staff(context: Context) -> None:
    """Give each task the members that its mode needs, each in one place at a time.

    A member attends the working ticks of a task's attended pieces; between a tick at site a and a
    later tick at site b lies the staff travel time from a to b. Travel times obey the triangle
    inequality, so the rule is stated on all pairs.
    """
    attending: dict[int, list[int]] = defaultdict(list)
    for i, task in enumerate(context.problem.tasks):
        if task.pinned is None:
            _count(context, i)
        if context.tasks[i].members:
            attending[context.problem.jobs[task.job].company].append(i)
    for company, tasks in attending.items():
        orders = [known_order(context, own).before for own in _by_job(context, tasks)]
        before = frozenset[tuple[int, int]]().union(*orders)
        for a, b in combinations(tasks, 2):
            shared = _shared(context, a, b)
            if (a, b) in before:
                _in_order(context, a, b, shared)
            elif (b, a) in before:
                _in_order(context, b, a, shared)
            else:
                _separate(context, a, b, shared)
        for i in tasks:
            for visit in context.problem.companies[company].busy:
                _keep_off(context, i, visit)


def _by_job(context: Context, tasks: list[int]) -> list[tuple[int, ...]]:
    jobs: dict[int, list[int]] = defaultdict(list)
    for i in tasks:
        jobs[context.problem.tasks[i].job].append(i)
    return [tuple(own) for own in jobs.values()]


def _count(context: Context, task: int) -> None:
    variables = context.tasks[task]
    modes = context.problem.tasks[task].modes
    if any(mode.staff for mode in modes):
        needed = LinearExpr.weighted_sum(variables.modes, [mode.staff for mode in modes])
        context.model.add(LinearExpr.sum([*variables.members, 0]) == needed)


def _travel(context: Context, origin: int, destination: int) -> int:
    table = context.problem.staff_ticks
    return table[origin][destination] if table else 0


def _attended(context: Context, task: int) -> Iterator[tuple[Stretch, int]]:
    for m, mode in enumerate(context.problem.tasks[task].modes):
        if mode.staff:
            for stretch in stretches(context, task, m):
                if stretch.choices:
                    yield stretch, mode.site


def _separate(context: Context, a: int, b: int, shared: Literal) -> None:
    """Separate the pieces of two tasks wherever `shared` holds.

    Pieces that overlap without meeting lie one in a pause of the other, unless each has work in pauses
    of the other: then their work may take turns.
    """
    for (first, site), (second, other) in product(_attended(context, a), _attended(context, b)):
        both = [shared, first.literal, second.literal]
        there, back = _travel(context, site, other), _travel(context, other, site)
        orders = _orders(context, (first, second), (there, back))
        pauses = _pauses(context, first, (there, back)), _pauses(context, second, (back, there))
        works = [context.problem.calendars[stretch.calendar].work for stretch in (first, second)]
        if pauses[0] & works[1] and pauses[1] & works[0]:
            _separate_spans(context, (first, second), (there, back), orders, both)
        else:
            nested = [
                *_inside_pauses(context, pauses[0], second),
                *_inside_pauses(context, pauses[1], first),
            ]
            context.model.add_bool_or([*orders, *nested]).only_enforce_if(both)


def _in_order(context: Context, a: int, b: int, shared: Literal) -> None:
    """Leave time to travel between two tasks of which the first is known to end before the second starts."""
    for (first, site), (second, other) in product(_attended(context, a), _attended(context, b)):
        travel = _travel(context, site, other)
        if travel:
            end = first.end.variable + first.end.offset
            row = context.model.add(second.start.variable + second.start.offset >= end + travel)
            row.only_enforce_if([shared, first.literal, second.literal])


def _shared(context: Context, a: int, b: int) -> Literal:
    """Return a literal that holds when some member attends both tasks."""
    shared = context.model.new_bool_var(f"tasks {a} {b} share staff")
    for one, two in zip(context.tasks[a].members, context.tasks[b].members, strict=True):
        context.model.add_bool_or([one.negated(), two.negated(), shared])
    return shared


def _orders(context: Context, pair: tuple[Stretch, Stretch], travel: tuple[int, int]) -> list[Literal]:
    """Return literals that imply that one stretch is over, and the journey done, before the other starts."""
    orders: list[Literal] = []
    for one, two, ticks in ((pair[0], pair[1], travel[0]), (pair[1], pair[0], travel[1])):
        before = context.model.new_bool_var("before")
        end = one.end.variable + one.end.offset
        start = two.start.variable + two.start.offset
        context.model.add(start >= end + ticks).only_enforce_if(before)
        orders.append(before)
    return orders


def _pauses(context: Context, stretch: Stretch, travel: tuple[int, int]) -> IntervalSet:
    """Return the times that a member can spend elsewhere between two ticks of a stretch."""
    there, back = travel
    calendar = context.problem.calendars[stretch.calendar]
    return IntervalSet.of(
        (one.end + there, two.start - back)
        for one, two in pairwise(calendar.work.clip(*stretch.reach))
        if not stretch.one_window or calendar.windows.window(one.start) == calendar.windows.window(two.start)
    )


def _inside_pauses(context: Context, pauses: IntervalSet, inner: Stretch) -> list[Literal]:
    """Return a literal that implies that `inner` lies in one of `pauses`, if it can."""
    starts = [
        choice.group.starts & IntervalSet.of((a, b - choice.group.end + 1) for a, b in pauses)
        for choice in inner.choices
    ]
    if not any(starts):
        return []
    inside = context.model.new_bool_var("in a pause")
    variable = inner.start.variable
    for choice, allowed in zip(inner.choices, starts, strict=True):
        if allowed:
            row = context.model.add_linear_expression_in_domain(variable, domain(allowed))
            row.only_enforce_if([inside, choice.literal])
        else:
            context.model.add_implication(inside, choice.literal.negated())
    return [inside]


def _separate_spans(
    context: Context,
    pair: tuple[Stretch, Stretch],
    travel: tuple[int, int],
    orders: list[Literal],
    both: list[Literal],
) -> None:
    """Separate what two stretches work in each pair of working spans that are too close.

    For spans V of the first and W of the second calendar, one clause: a stretch has no tick in its
    span, or one is wholly before the other, or its work in the span is, because the span ends or starts
    in time.
    """
    first, second = pair
    there, back = travel
    calendars = context.problem.calendars
    spans = calendars[second.calendar].work.clip(*second.reach)
    for v in calendars[first.calendar].work.clip(*first.reach):
        for w in spans:
            if v.end + there <= w.start:
                break
            if w.end + back <= v.start:
                continue
            clause = [
                *orders,
                *_absent(context, first, v),
                *_absent(context, second, w),
                at_most(context, first.end, w.start - there),
                at_least(context, second.start, v.end + there),
                at_most(context, second.end, v.start - back),
                at_least(context, first.start, w.end + back),
            ]
            context.model.add_bool_or(clause).only_enforce_if(both)


def _absent(context: Context, stretch: Stretch, span: Interval) -> list[Literal]:
    return [at_most(context, stretch.end, span.start), at_least(context, stretch.start, span.end)]


def _keep_off(context: Context, task: int, visit: Attendance) -> None:
    """Keep a member's attended pieces off a visit outside the problem and the journeys around it."""
    if visit.member >= len(context.tasks[task].members):
        return
    member = context.tasks[task].members[visit.member]
    for stretch, site in _attended(context, task):
        leave = visit.start - _travel(context, site, visit.site)
        arrive = visit.end + _travel(context, visit.site, site)
        for span in context.problem.calendars[stretch.calendar].work.clip(*stretch.reach):
            if span.end <= leave or span.start >= arrive:
                continue
            clause = [
                *_absent(context, stretch, span),
                at_most(context, stretch.end, leave),
                at_least(context, stretch.start, arrive),
            ]
            context.model.add_bool_or(clause).only_enforce_if([member, stretch.literal])
