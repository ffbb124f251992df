"""What tasks cost by who is in their teams, by their own due dates, and by how far they are apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.model.variables import unpinned, unpinned_required, unpinned_tasks
from iplatform_sched.problem.teams import people_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ortools.sat.python.cp_model import IntVar

    from iplatform_sched.model.context import Context, Cost


def task_tardiness(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the price of started days by which tasks end after their own due dates."""
    cost: Cost = []
    day = context.problem.ticks_per_day
    for i in unpinned_tasks(context.problem, jobs):
        task = context.problem.tasks[i]
        if task.due is not None and task.tardiness_price:
            variables = context.tasks[i]
            most = max(0, -(-(variables.end.domain.max() - task.due) // day))
            days = context.model.new_int_var(0, most, f"{task.name} days late")
            row = context.model.add(day * days >= variables.end - task.due)
            row.only_enforce_if(variables.present)
            cost.append((days, task.tardiness_price))
    return cost


def unpreferred(context: Context, jobs: Sequence[int]) -> Cost:
    """Return how many units are held by tasks that do not prefer them."""
    return [
        (context.tasks[i].team[candidate], 1)
        for i in unpinned_tasks(context.problem, jobs)
        for need in context.problem.tasks[i].needs
        for candidate in need.candidates
        if not need.prefers(candidate)
    ]


def team_size(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the people who work for each job, counted once, without those of its pinned tasks."""
    cost: Cost = []
    for j in jobs:
        job = context.problem.jobs[j]
        known = {
            r
            for i in job.tasks
            if (pinned := context.problem.tasks[i].pinned) is not None
            for r in people_of(context.problem.tasks[i]) & {*pinned.team}
        }
        tasks = unpinned(context.problem, j)
        people = frozenset[int]().union(*(people_of(context.problem.tasks[i]) for i in tasks))
        for person in sorted(people - known):
            literals = [context.tasks[i].team[person] for i in tasks if person in context.tasks[i].team]
            works = context.model.new_bool_var(f"{job.name} with {person}")
            for literal in literals:
                context.model.add_implication(literal, works)
            cost.append((works, 1))
    return cost


def span(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the summed ticks of the served jobs from first start to last end."""
    return [(_job_span(context, j), 1) for j in jobs if unpinned_required(context.problem, j)]


def _job_span(context: Context, j: int) -> IntVar:
    model, job = context.model, context.problem.jobs[j]
    earliest = min(context.tasks[i].start.domain.min() for i in job.tasks)
    latest = max(context.tasks[i].end.domain.max() for i in job.tasks)
    first = model.new_int_var(earliest, latest, f"{job.name} first start")
    last = model.new_int_var(earliest, latest, f"{job.name} last end")
    for i in job.tasks:
        variables = context.tasks[i]
        there = [variables.present, context.served[j]]
        model.add(first <= variables.start).only_enforce_if(there)
        model.add(last >= variables.end).only_enforce_if(there)
    length = model.new_int_var(0, latest - earliest, f"{job.name} span")
    model.add(length >= last - first)
    for i in job.tasks:
        # Implied, and what the linear relaxation needs: alone it would put first starts after last ends.
        variables = context.tasks[i]
        row = model.add(length >= variables.end - variables.start)
        row.only_enforce_if([variables.present, context.served[j]])
    return length
