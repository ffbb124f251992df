"""Time lags and links between two tasks."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from iplatform_sched.model.context import any_of, on_resource, on_site
from iplatform_sched.problem.data import Anchor, LinkKind
from iplatform_sched.problem.teams import crew_of, people_of

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from iplatform_sched.model.context import Context
    from iplatform_sched.model.variables import Literal
    from iplatform_sched.problem.data import Link, TimeLag


def minimum_lag(context: Context) -> None:
    """Keep ``moment(second, to) - moment(first, since) >= ticks``."""
    _lags(context, maximum=False)


def maximum_lag(context: Context) -> None:
    """Keep ``moment(second, to) - moment(first, since) <= ticks``."""
    _lags(context, maximum=True)


def _lags(context: Context, *, maximum: bool) -> None:
    dates: dict[int, IntVar] = {}
    for lag in context.problem.lags:
        if lag.maximum is maximum and not _constant(context, lag.first, lag.second):
            _lag(context, lag, dates)


def _lag(context: Context, lag: TimeLag, dates: dict[int, IntVar]) -> None:
    first = _moment(context, lag.first, lag.since)
    second = _moment(context, lag.second, lag.to)
    if lag.working_days:
        first, second = _working_day(context, first, dates), _working_day(context, second, dates)
    row = second - first <= lag.ticks if lag.maximum else second - first >= lag.ticks
    context.model.add(row).only_enforce_if(_both(context, lag.first, lag.second))


def _constant(context: Context, first: int, second: int) -> bool:
    tasks = context.problem.tasks
    return tasks[first].pinned is not None and tasks[second].pinned is not None


def _both(context: Context, first: int, second: int) -> list[Literal]:
    return [context.tasks[first].present, context.tasks[second].present]


def _moment(context: Context, task: int, anchor: Anchor) -> IntVar:
    variables = context.tasks[task]
    moments = {Anchor.START: variables.start, Anchor.RUN_END: variables.run_end, Anchor.END: variables.end}
    return moments[anchor]


def _working_day(context: Context, moment: IntVar, made: dict[int, IntVar]) -> IntVar:
    """Return the number of working days that began at or before the date of `moment`."""
    if moment.index not in made:
        made[moment.index] = _new_working_day(context, moment)
    return made[moment.index]


def _new_working_day(context: Context, moment: IntVar) -> IntVar:
    model, day = context.model, context.problem.ticks_per_day
    low, high = moment.domain.min() // day, moment.domain.max() // day
    begun = [0, *accumulate(int(works) for works in context.problem.working_days)]
    counts = [begun[min(max(date + 1, 0), len(begun) - 1)] for date in range(low, high + 1)]
    date = model.new_int_var(0, high - low, f"{moment.name} date")
    model.add(moment >= day * date + day * low)
    model.add(moment <= day * date + day * low + day - 1)
    count = model.new_int_var(counts[0], counts[-1], f"{moment.name} working days")
    model.add_element(date, counts, count)
    return count


def link(context: Context) -> None:
    """Keep two tasks on the same, or on different, machines or sites."""
    for bond in context.problem.links:
        if not _constant(context, bond.first, bond.second):
            _bind(context, bond)


def _bind(context: Context, bond: Link) -> None:
    if bond.kind in {LinkKind.SAME_TEAM, LinkKind.SAME_OPERATOR}:
        (_same_team if bond.kind is LinkKind.SAME_TEAM else _same_operator)(context, bond)
        return
    by_site = bond.kind in {LinkKind.SAME_SITE, LinkKind.DIFFERENT_SITE}
    place = on_site if by_site else on_resource
    places = {
        mode.site if by_site else mode.resource
        for i in (bond.first, bond.second)
        for mode in context.problem.tasks[i].modes
    }
    for p in sorted(places):
        first, second = place(context, bond.first, p), place(context, bond.second, p)
        if bond.kind in {LinkKind.DIFFERENT_SITE, LinkKind.DIFFERENT_RESOURCE}:
            context.model.add_bool_or([first.negated(), second.negated()])
        else:
            row = context.model.add(first == second)
            row.only_enforce_if(_both(context, bond.first, bond.second))


def _same_team(context: Context, bond: Link) -> None:
    """Let the same people be held by both tasks."""
    tasks = (bond.first, bond.second)
    people = frozenset[int]().union(*(people_of(context.problem.tasks[i]) for i in tasks))
    for person in sorted(people):
        first, second = (_holds(context, i, person) for i in tasks)
        context.model.add(first == second).only_enforce_if(_both(context, *tasks))


def _same_operator(context: Context, bond: Link) -> None:
    """Let no two modes be chosen that share none of the named operators of a pool of which both name some."""
    first, second = (_by_crew(context, i) for i in (bond.first, bond.second))
    for (pool, crew), modes in first.items():
        others = [m for (p, theirs), own in second.items() if p == pool and not crew & theirs for m in own]
        if others:
            here, there = any_of(context, bond.first, modes), any_of(context, bond.second, sorted(others))
            context.model.add_bool_or([here.negated(), there.negated()])


def _by_crew(context: Context, task: int) -> dict[tuple[int, frozenset[int]], list[int]]:
    """Return the modes of a task by pool and the named operators of it."""
    found: dict[tuple[int, frozenset[int]], list[int]] = {}
    for m, mode in enumerate(context.problem.tasks[task].modes):
        for key in crew_of(context.problem.resources, mode).items():
            found.setdefault(key, []).append(m)
    return found


def _holds(context: Context, task: int, person: int) -> Literal:
    """Return the literal that a task holds a person; a constant for a pinned one."""
    pinned = context.problem.tasks[task].pinned
    if pinned is None:
        return context.tasks[task].team.get(person, context.false)
    held = people_of(context.problem.tasks[task]) & {*pinned.team}
    return context.true if person in held else context.false
