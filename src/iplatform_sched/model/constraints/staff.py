"""Company staff: numbered members who are in one place at a time."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING

from ortools.sat.python.cp_model import LinearExpr

from iplatform_sched.model.context import at_least, at_most
from iplatform_sched.model.stretches import stretches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.model.context import Context
    from iplatform_sched.model.stretches import Stretch
    from iplatform_sched.model.variables import Literal
    from iplatform_sched.problem.data import Attendance
    from iplatform_sched.timeline import Interval, IntervalSet


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
        for a, b in combinations(tasks, 2):
            _separate(context, a, b)
        for i in tasks:
            for visit in context.problem.companies[company].busy:
                _keep_off(context, i, visit)


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
                yield stretch, mode.site


def _separate(context: Context, a: int, b: int) -> None:
    shared = _shared(context, a, b)
    for (first, site), (second, other) in product(_attended(context, a), _attended(context, b)):
        both = [shared, first.literal, second.literal]
        there, back = _travel(context, site, other), _travel(context, other, site)
        before = _before(context, first, second, there)
        after = _before(context, second, first, back)
        works = (
            context.problem.calendars[first.calendar].work,
            context.problem.calendars[second.calendar].work,
        )
        if _interleave(*works, there, back) or _interleave(works[1], works[0], back, there):
            _separate_spans(context, (first, second), (there, back), [before, after], both)
        else:
            context.model.add_bool_or([before, after]).only_enforce_if(both)


def _shared(context: Context, a: int, b: int) -> Literal:
    """Return a literal that holds when some member attends both tasks."""
    shared = context.model.new_bool_var(f"tasks {a} {b} share staff")
    for one, two in zip(context.tasks[a].members, context.tasks[b].members, strict=True):
        context.model.add_bool_or([one.negated(), two.negated(), shared])
    return shared


def _before(context: Context, first: Stretch, second: Stretch, travel: int) -> Literal:
    """Return a literal that implies that `first` is over `travel` before `second` starts."""
    before = context.model.new_bool_var("before")
    end = first.end.variable + first.end.offset
    start = second.start.variable + second.start.offset
    context.model.add(start >= end + travel).only_enforce_if(before)
    return before


def _interleave(outer: IntervalSet, inner: IntervalSet, there: int, back: int) -> bool:
    """Return whether a pause of `outer` leaves room for a working tick of `inner` and both journeys."""
    return any(
        inner.meets(one.end + there, two.start - back)
        for one, two in zip(outer.spans, outer.spans[1:], strict=False)
    )


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
    for v in calendars[first.calendar].work:
        for w in calendars[second.calendar].work:
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
        for span in context.problem.calendars[stretch.calendar].work:
            if span.end <= leave or span.start >= arrive:
                continue
            clause = [
                *_absent(context, stretch, span),
                at_most(context, stretch.end, leave),
                at_least(context, stretch.start, arrive),
            ]
            context.model.add_bool_or(clause).only_enforce_if([member, stretch.literal])
