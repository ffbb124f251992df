"""A part of a problem without the placements that only dear schedules use (reduced cost fixing)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iplatform_sched.problem.data import Problem, Task
    from iplatform_sched.problem.residual import Residual
    from iplatform_sched.search.bound.paths import Through

TOLERANCE = 0.5  # KRW: costs are whole numbers


def narrowed(part: Residual, paths: Mapping[int, Through], most: Mapping[int, float]) -> Problem:
    """Return the problem of `part` in which no job placed whole costs more than `most`, task by task.

    `paths` and `most` are by job of the whole problem, of which nothing but `part` may be planned; jobs
    that they leave out stay as they are. Every schedule in which each job is absent or served whole at
    `most` its price or less keeps its placements.
    """
    tasks = tuple(
        _task(task, index, paths[job], most[job] + TOLERANCE)
        if (job := part.jobs[task.job]) in paths and job in most and task.pinned is None
        else task
        for index, task in zip(part.tasks, part.problem.tasks, strict=True)
    )
    return replace(part.problem, tasks=tasks)


def _task(task: Task, index: int, paths: Through, most: float) -> Task:
    if index not in paths.places:
        return task
    modes = tuple(
        replace(mode, starts=IntervalSet.of(paths.starts(index, number, most)))
        for number, mode in enumerate(task.modes)
    )
    return replace(task, modes=modes)
