"""Which tasks are present, and what stays as it is."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from iplatform_sched.model.variables import unpinned, unpinned_required

if TYPE_CHECKING:
    from iplatform_sched.model.context import Context


def service(context: Context) -> None:
    """Serve a job whole or not at all, or a prefix of it where it says so.

    A mandatory job is served whole. A prefix is closed under predecessors and separates no group.
    Training goes with its job only.
    """
    for j, job in enumerate(context.problem.jobs):
        required = unpinned_required(context.problem, j)
        if job.mandatory:
            context.model.add_bool_and([context.tasks[i].present for i in required])
        elif job.prefix:
            _prefix(context, set(required))
        else:
            _together(context, required)
        for i in unpinned(context.problem, j):
            if context.problem.tasks[i].optional:
                context.model.add_implication(context.tasks[i].present, context.served[j])


def _together(context: Context, tasks: list[int]) -> None:
    for a, b in pairwise(tasks):
        context.model.add(context.tasks[a].present == context.tasks[b].present)


def _prefix(context: Context, required: set[int]) -> None:
    for lag in context.problem.lags:
        if lag.first in required and lag.second in required:
            context.model.add_implication(context.tasks[lag.second].present, context.tasks[lag.first].present)
    for group in context.problem.groups:
        _together(context, sorted(group & required))


def pinned(context: Context) -> None:
    """Keep every pinned task exactly where it is."""
    for variables, task in zip(context.tasks, context.problem.tasks, strict=True):
        if task.pinned is None:
            continue
        context.model.add_bool_and([variables.present, variables.modes[task.pinned.mode]])
        context.model.add(variables.start == task.pinned.start)
        context.model.add(variables.run_end == task.pinned.run_end)
        context.model.add(variables.unload == task.pinned.unload)
        context.model.add(variables.end == task.pinned.end)


def training(context: Context) -> None:
    """Let a mode that needs training follow a present training task."""
    for i, task in enumerate(context.problem.tasks):
        if task.pinned is not None:
            continue
        for m, mode in enumerate(task.modes):
            if mode.training < 0:
                continue
            literal, lesson = context.tasks[i].modes[m], context.tasks[mode.training]
            context.model.add_implication(literal, lesson.present)
            context.model.add(lesson.end <= context.tasks[i].start).only_enforce_if(literal)
