"""Who is in whose way: rivals for the same machines, crowds that hardly fit, and who blocks a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Style
from iplatform_sched.search.construct import by_due
from iplatform_sched.search.insert import insert
from iplatform_sched.search.partial import Beam

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from iplatform_sched.problem.data import Mode, Problem
    from iplatform_sched.problem.schedule import ScheduledTask
    from iplatform_sched.search.bound.least import Pack
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.state import State

NEAR = 0.4
MOST = 7
BEAM = Beam()


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


def rivals(problem: Problem, jobs: Collection[int], least: float = 0.0) -> list[int]:
    """Return the other jobs that share machines with `jobs`, the closest first, by `overlap`."""
    near = {
        other: max(overlap(problem, job, other) for job in jobs)
        for other, record in enumerate(problem.jobs)
        if other not in jobs and not record.prefix
    }
    return sorted(
        (other for other, share in near.items() if share > least), key=lambda other: (-near[other], other)
    )


def crowd_of(problem: Problem, job: int) -> list[int]:
    """Return `job` and its closest rivals."""
    return [job, *rivals(problem, {job}, NEAR)[: MOST - 1]]


def served_together(state: State, guide: Guide, jobs: list[int]) -> Pack | None:
    """Return a plan of all of `jobs` that insertion finds with nothing else planned, ``None`` without one.

    `state` must have no job placed, and has none afterwards.
    """
    for order in (jobs, [job for job in by_due(state.problem) if job in jobs]):
        done: list[int] = []
        for job in order:
            if not insert(state, guide, job, BEAM):
                break
            done.append(job)
        pack = {job: state.drop(job) for job in done}
        if len(pack) == len(jobs):
            return pack
    return None


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
