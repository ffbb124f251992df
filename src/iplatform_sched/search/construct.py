"""First plans: jobs in an order, each inserted as cheaply as possible into what is planned so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.search.check import breaches, stands
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert
from iplatform_sched.search.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.partial import Beam
    from iplatform_sched.search.tables import Tables


def never() -> bool:
    """Return that nobody asked to stop."""
    return False


def by_due(problem: Problem) -> list[int]:
    """Return the jobs by due date."""
    return sorted(range(len(problem.jobs)), key=lambda j: (problem.jobs[j].due, j))


def construct(
    problem: Problem,
    *,
    order: Iterable[int] | None = None,
    start: Schedule | None = None,
    beam: Beam | None = None,
    stop: Callable[[], bool] = never,
    tables: Tables | None = None,
) -> State:
    """Return a plan: `start` as far as it keeps the rules, then the other jobs in `order`.

    With `stop` true the rest stays unserved; the plan keeps every rule all the same. `tables` are those
    of an earlier state of the same problem.
    """
    state = State(problem, tables)
    guide = guide_of(problem)
    if start is not None:
        load(state, start)
    for job in by_due(problem) if order is None else order:
        if stop():
            break
        if len(state.tables.unpinned(problem.jobs[job])) and not _placed(state, job):
            insert(state, guide, job, beam)
    return state


def load(state: State, schedule: Schedule) -> list[int]:
    """Add the jobs of `schedule` one by one; return those left out because they break a rule now."""
    refused = []
    for index, job in enumerate(state.problem.jobs):
        plan = {
            task: placed
            for task in state.tables.unpinned(job)
            if (placed := schedule.tasks[task]) is not None
        }
        if not plan:
            continue
        if not all(stands(state, task, placed) for task, placed in plan.items()):
            refused.append(index)
            continue
        state.add(index, plan)
        if breaches(state, index):
            state.drop(index)
            refused.append(index)
    return refused


def _placed(state: State, job: int) -> bool:
    return any(state.problem.tasks[task].pinned is None for task in state.placed[job])
