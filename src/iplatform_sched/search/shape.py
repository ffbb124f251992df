"""The shape of a job: in which order its tasks are placed, and what follows each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.problem.data import Job, Problem
    from iplatform_sched.search.tables import Tables


@dataclass(frozen=True, slots=True)
class Shape:
    """Static facts of one job.

    Attributes
    ----------
    order
        Unpinned tasks so that each comes after those that a lag or a training puts before it.
    above, below
        For each task those that lags put before or after it, directly or not.
    tail
        For each task the least ticks from its end to the job's end.
    """

    order: tuple[int, ...]
    above: dict[int, frozenset[int]]
    below: dict[int, frozenset[int]]
    tail: dict[int, int]


def shape_of(tables: Tables, job: Job) -> Shape:
    """Return the shape of `job`, made once."""
    known = tables.shapes.get(job.tasks)
    if known is None:
        known = tables.shapes[job.tasks] = _make(tables, job)
    return known


def _make(tables: Tables, job: Job) -> Shape:
    problem = tables.problem
    after = _successors(tables, job)
    below = {task: _reach(after, task) for task in job.tasks}
    above = {task: frozenset(t for t in job.tasks if task in below[t]) for task in job.tasks}
    tail = dict.fromkeys(job.tasks, 0)
    for task in reversed(_topological(job, after)):
        later = [gap + _shortest(problem, t) + tail[t] for t, gap in _surely_after(tables, task)]
        tail[task] = max([0, *later])
    order = tuple(t for t in _topological(job, after) if problem.tasks[t].pinned is None)
    return Shape(order, above, below, tail)


def _successors(tables: Tables, job: Job) -> dict[int, set[int]]:
    problem = tables.problem
    after: dict[int, set[int]] = {task: set() for task in job.tasks}
    for task in job.tasks:
        for lag in tables.lags_of.get(task, ()):
            if lag.first == task and not lag.maximum:
                after[task].add(lag.second)
        for mode in problem.tasks[task].modes:
            if mode.training >= 0:
                after[mode.training].add(task)
    for task in job.tasks:
        for lag in tables.lags_of.get(task, ()):
            # A maximum lag orders a pair that nothing else orders.
            if lag.first == task and lag.maximum and task not in _reach(after, lag.second):
                after[task].add(lag.second)
    return after


def _reach(after: dict[int, set[int]], task: int) -> frozenset[int]:
    seen: set[int] = set()
    todo = list(after[task])
    while todo:
        other = todo.pop()
        if other not in seen:
            seen.add(other)
            todo.extend(after[other])
    return frozenset(seen)


def _topological(job: Job, after: dict[int, set[int]]) -> list[int]:
    """Return the tasks, predecessors first; a cycle of negative lags is cut at its first task."""
    waiting = dict.fromkeys(job.tasks, 0)
    for task in job.tasks:
        for other in after[task]:
            waiting[other] += 1
    order: list[int] = []
    left = list(job.tasks)
    while left:
        # Stay on the branch just begun: tasks tied by a maximum lag then follow each other.
        recent = after[order[-1]] if order else set()
        free = [t for t in left if waiting[t] == 0] or left[:1]
        task = min(free, key=lambda t: (t not in recent, t))
        left.remove(task)
        order.append(task)
        for other in after[task]:
            waiting[other] -= 1
    return order


def _surely_after(tables: Tables, task: int) -> Iterator[tuple[int, int]]:
    """Yield the required tasks that start after the end of `task`, each with the least ticks between."""
    tasks = tables.problem.tasks
    for lag in tables.lags_of.get(task, ()):
        after = lag.first == task and not lag.maximum and (lag.since, lag.to) == (Anchor.END, Anchor.START)
        if after and not tasks[lag.second].optional:
            yield lag.second, 0 if lag.working_days else lag.ticks


def _shortest(problem: Problem, task: int) -> int:
    return min((mode.work for mode in problem.tasks[task].modes), default=0)
