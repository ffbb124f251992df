"""Who is in whose way: who could use the same machines, and who fills what a plan needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iplatform_sched.problem.data import Mode, Problem
    from iplatform_sched.problem.schedule import ScheduledTask
    from iplatform_sched.search.state import State

MOST = 12


def overlap(problem: Problem, job: int, other: int) -> float:
    """Return how much of what `job` needs `other` may take: a sum over the tasks of `job`."""
    theirs = {mode.resource for task in problem.jobs[other].tasks for mode in problem.tasks[task].modes}
    total = 0.0
    for task in problem.jobs[job].tasks:
        own = {mode.resource for mode in problem.tasks[task].modes}
        if own and problem.tasks[task].pinned is None:
            # Cubed: a task whose few machines are all shared matters, a task with many does not.
            total += (len(own & theirs) / len(own)) ** 3 / len(own)
    return total


def crowd_of(problem: Problem, job: int, least: float) -> frozenset[int]:
    """Return `job` and those that overlap with it by more than `least`, the closest if they are many.

    Jobs of which a prefix will do are left out: they need not move as a whole.
    """
    near = {
        other: overlap(problem, job, other)
        for other, record in enumerate(problem.jobs)
        if other != job and not record.prefix
    }
    close = sorted((other for other in near if near[other] > least), key=lambda other: (-near[other], other))
    return frozenset([job, *close[: MOST - 1]])


def blockers(state: State, plan: Mapping[int, ScheduledTask]) -> set[int]:
    """Return the jobs in `state` that take part in filling what `plan` needs, when it needs it."""
    tasks = state.problem.tasks
    found = set()
    for task, at in plan.items():
        full = _full(state, tasks[task].modes[at.mode], at)
        for job, placed in enumerate(state.placed):
            for other, there in placed.items():
                if tasks[other].pinned is not None or there.start >= at.end or there.end <= at.start:
                    continue
                theirs = tasks[other].modes[there.mode]
                if full & {theirs.resource, *(pool for pool, _ in theirs.operators)}:
                    found.add(job)
    return found


def _full(state: State, mode: Mode, at: ScheduledTask) -> set[int]:
    """Return which machine and pools have too little free for a placement."""
    full = set()
    short = state.short(mode.resource, mode.units)
    if short[at.end] > short[at.start] or state.problem.resources[mode.resource].changeover:
        full.add(mode.resource)
    pieces = [(at.start, at.end)]
    if mode.style is Style.UNATTENDED:
        pieces = [(at.start, at.run_end - mode.run), (at.unload, at.end)]
    for pool, heads in mode.operators:
        short = state.short(pool, heads, mode.calendar)
        if any(short[b] > short[a] for a, b in pieces):
            full.add(pool)
    return full
