"""Stages that have to be in some place: their requests come before everybody else's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.errors import NoPlanError
from iplatform_sched.planning.reasons import unserved_reasons
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.construct import construct, load
from iplatform_sched.search.outcome import credible
from iplatform_sched.search.score import level_sums

if TYPE_CHECKING:
    from collections.abc import Collection

    from iplatform_sched.domain.vocabulary import RequestId
    from iplatform_sched.planning.reasons import Reason
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.outcome import SearchOutcome


def left_out(compiled: Compiled, schedule: Schedule) -> list[int]:
    """Return the tasks that have to be in some place and are not in `schedule`."""
    return [task for task in placed_tasks(compiled) if schedule.tasks[task] is None]


def placed_tasks(compiled: Compiled) -> list[int]:
    """Return the tasks that have to be in some place and are not fixed already."""
    keys = [(each.request, each.stage) for each in compiled.snapshot.placements]
    found = [compiled.tasks[key] for key in keys if key in compiled.tasks]
    return [task for task in found if compiled.problem.tasks[task].pinned is None]


def placed_jobs(compiled: Compiled) -> list[int]:
    """Return the jobs of these tasks."""
    return sorted({compiled.problem.tasks[task].job for task in placed_tasks(compiled)})


def placed_first(problem: Problem, planned: Schedule, first: Collection[int]) -> Schedule:
    """Return what is planned, with `first` inserted before the others and these as far as there is room."""
    missing = [job for job in first if all(planned.tasks[task] is None for task in problem.jobs[job].tasks)]
    own = {task for job in first for task in problem.jobs[job].tasks}

    def only(*, theirs: bool) -> Schedule:
        return Schedule(
            tuple(
                at if (number in own) is theirs or problem.tasks[number].pinned is not None else None
                for number, at in enumerate(planned.tasks)
            )
        )

    state = construct(problem, order=missing, start=only(theirs=True))
    load(state, only(theirs=False))
    return state.schedule()


def with_placements(compiled: Compiled, search: SearchOutcome) -> SearchOutcome:
    """Return the outcome of a search under raised prices with the prices of the facts.

    Its bound is one of the plans that serve every placed request whole. Where no stage has to be in some
    place it stays as it is.

    Raises
    ------
    NoPlanError
        A placed stage is not planned.
    """
    if not placed_jobs(compiled):
        return search
    if out := left_out(compiled, search.schedule):
        reasons = unserved_reasons(compiled, search.schedule)
        named = "\n".join(f"  {_said(compiled, task, reasons)}" for task in out)
        message = f"no plan was found that keeps these pins; another search may find one:\n{named}"
        raise NoPlanError(message)
    terms = evaluate(compiled.problem, search.schedule)
    objective = level_sums(compiled.problem, terms)
    bound = None if search.bound is None else credible(search.bound, objective[0])
    return replace(search, terms=terms, objective=objective, bound=bound)


def _said(compiled: Compiled, task: int, reasons: dict[RequestId, Reason]) -> str:
    request = compiled.requests[compiled.problem.tasks[task].job].id
    return f"{compiled.problem.tasks[task].name}: {reasons[request][1]}"
