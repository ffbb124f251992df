"""Individuals and units that tasks hold: who is in a team, and that nobody is held twice at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ortools.sat.python.cp_model import LinearExpr

from iplatform_sched.model.profiles import Load, profile
from iplatform_sched.model.stretches import fixed_length, hold, size
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntervalVar

    from iplatform_sched.model.context import Context
    from iplatform_sched.problem.data import Need


def team(context: Context) -> None:
    """Let each task hold as many units for each of its needs as its mode takes, each unit of them alone."""
    users: dict[int, list[int]] = defaultdict(list)
    for i, task in enumerate(context.problem.tasks):
        if task.pinned is None:
            for need in task.needs:
                _count(context, i, need)
            for candidate in context.tasks[i].team:
                users[candidate].append(i)
    for candidate, tasks in users.items():
        _share(context, candidate, tasks)


def _count(context: Context, task: int, need: Need) -> None:
    variables = context.tasks[task]
    held = [variables.team[candidate] for candidate in need.candidates]
    heads = LinearExpr.weighted_sum(variables.modes, need.heads)
    context.model.add(LinearExpr.sum([*held, 0]) == heads)


def _share(context: Context, candidate: int, tasks: list[int]) -> None:
    """Hold at most the capacity of a candidate at any tick, nothing while it is out of service."""
    capacity = context.problem.resources[candidate].capacity
    away = _away(context, candidate)
    fixed = [context.model.new_fixed_size_interval_var(x.start, x.end - x.start, "away") for x in away]
    if capacity == 1:
        if len(tasks) > 1 or fixed:
            context.model.add_no_overlap([*(_with(context, i, candidate) for i in tasks), *fixed])
        return
    intervals = [hold(context, i, range(len(context.problem.tasks[i].modes))) for i in tasks]
    demands = [context.tasks[i].team[candidate] for i in tasks]
    context.model.add_cumulative([*intervals, *fixed], [*demands, *(x.amount for x in away)], capacity)


def _away(context: Context, candidate: int) -> list[Load]:
    """Return the units that no task can hold, tick by tick, as disjoint loads."""
    facts = context.problem.resources[candidate]
    shut = facts.blocked.clip(0, context.problem.horizon)
    partly = [
        Load(a, b, load.amount)
        for load in profile(facts)
        for a, b in IntervalSet.of([(load.start, load.end)]).clip(0, context.problem.horizon) - shut
    ]
    return [*partly, *(Load(a, b, facts.capacity) for a, b in shut)]


def _with(context: Context, task: int, individual: int) -> IntervalVar:
    """Return the interval of a task, present when it holds an individual."""
    variables = context.tasks[task]
    name, literal = f"task {task} with {individual}", variables.team[individual]
    length = fixed_length(context, task, range(len(variables.modes)))
    if length is not None:
        return context.model.new_optional_fixed_size_interval_var(variables.start, length, literal, name)
    ticks = size(context, task).variable
    return context.model.new_optional_interval_var(variables.start, ticks, variables.end, literal, name)
