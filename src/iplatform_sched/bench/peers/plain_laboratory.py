"""What a plain model says of a test laboratory: windows of modes, who does a task, what that costs.

A literal for each task and each person or piece that may do it, with an interval on the start of the task;
as many of them as the mode takes. Of pieces that are alike a task takes a number, out of a cumulative.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ortools.sat.python.cp_model import Domain, LinearExpr

from iplatform_sched.problem.teams import people_of
from iplatform_sched.problem.unsaid import settled
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ortools.sat.python.cp_model import CpModel, LinearExprT

    from iplatform_sched.bench.peers.plain import Held, TaskVariables
    from iplatform_sched.problem.data import Problem, Task
    from iplatform_sched.problem.shop import Shop, Work

    Team = dict[int, LinearExprT]


def narrowed(problem: Problem, shop: Shop) -> Shop:
    """Return `shop` with the releases and deadlines that the starts of the modes leave."""
    works = zip(shop.works, problem.tasks, strict=True)
    return replace(shop, works=tuple(_narrowed(work, task) for work, task in works))


def _narrowed(work: Work, task: Task) -> Work:
    if task.pinned is not None:
        return work
    starts = [
        (_bounds(work, way.duration) if mode.starts is None else mode.starts, way.duration)
        for way, mode in zip(work.ways, task.modes, strict=True)
    ]
    firsts = [spans.spans[0].start for spans, _ in starts if spans]
    ends = [spans.spans[-1].end - 1 + ticks for spans, ticks in starts if spans]
    if not firsts:
        return work
    return replace(work, earliest=max(work.earliest, min(firsts)), end=min(work.end, max(ends)))


def _bounds(work: Work, ticks: int) -> IntervalSet:
    """Return the starts that the bounds of a task leave to a way of so many ticks."""
    return IntervalSet.of([(work.earliest, min(work.latest, work.end - ticks) + 1)])


def add_windows(problem: Problem, shop: Shop, model: CpModel, variables: Sequence[TaskVariables]) -> None:
    """Add a row for each mode whose starts are not all that the bounds of its task leave."""
    for task, work, own in zip(problem.tasks, shop.works, variables, strict=True):
        if task.pinned is None:
            for mode, literal in zip(task.modes, own.ways, strict=True):
                if mode.starts is not None and _bounds(work, mode.run) - mode.starts:
                    starts = Domain.from_intervals([[a, b - 1] for a, b in mode.starts])
                    model.add_linear_expression_in_domain(own.start, starts).only_enforce_if(literal)


def add_teams(problem: Problem, model: CpModel, variables: Sequence[TaskVariables], held: Held) -> list[Team]:
    """Add who does what, and that linked tasks are done by the same people.

    Returns, for each task, how many units it holds of each candidate; of a pinned one the people alone. When
    a resource is held is added to `held`.
    """
    teams = [_team(problem, model, i, own, held) for i, own in enumerate(variables)]
    for link in problem.links:
        if not settled(problem, (link.first, link.second)):
            one, other = teams[link.first], teams[link.second]
            people = people_of(problem.tasks[link.first]) | people_of(problem.tasks[link.second])
            for person in sorted(people):
                model.add(one.get(person, 0) == other.get(person, 0))
    return teams


def _team(problem: Problem, model: CpModel, number: int, own: TaskVariables, held: Held) -> Team:
    task = problem.tasks[number]
    if task.pinned is not None:
        return dict.fromkeys(people_of(task).intersection(task.pinned.team), 1)
    team: Team = {}
    for need in task.needs:
        for resource in need.candidates:
            name, capacity = f"task {number} with {resource}", problem.resources[resource].capacity
            if capacity == 1:
                literal = model.new_bool_var(name)
                there = model.new_optional_interval_var(own.start, own.size, own.end, literal, name)
                team[resource] = literal
                held[resource].append((there, 1))
            else:
                units = model.new_int_var(0, min(capacity, max(need.heads)), name)
                team[resource] = units
                held[resource].append((own.interval, units))
        same = len(set(need.heads)) == 1
        heads = need.heads[0] if same else LinearExpr.weighted_sum(own.ways, need.heads)
        model.add(LinearExpr.sum([team[resource] for resource in need.candidates]) == heads)
    return team


def team_costs(
    problem: Problem, model: CpModel, variables: Sequence[TaskVariables], teams: Sequence[Team]
) -> list[LinearExprT]:
    """Return what late tasks, people and spans cost, weighted: all that counts but the makespan."""
    weights = problem.weights
    costs: list[LinearExprT] = []
    if weights.task_tardiness:
        costs += [weights.task_tardiness * days for days in _late(problem, model, variables)]
    if weights.unpreferred:
        costs += [weights.unpreferred * units for units in _unpreferred(problem, teams)]
    if weights.team_size:
        costs += [weights.team_size * works for works in _crew(problem, model, teams)]
    if weights.span:
        costs += [weights.span * length for length in _spans(problem, model, variables)]
    return costs


def _late(problem: Problem, model: CpModel, variables: Sequence[TaskVariables]) -> Iterator[LinearExprT]:
    """Yield the price of each task that may end after its own due date."""
    day = problem.ticks_per_day
    for task, own in zip(problem.tasks, variables, strict=True):
        if task.pinned is None and task.due is not None and task.tardiness_price:
            days = model.new_int_var(0, max(0, -((task.due - problem.horizon) // day)), f"{task.name} late")
            model.add(day * days >= own.end - task.due)
            yield task.tardiness_price * days


def _unpreferred(problem: Problem, teams: Sequence[Team]) -> Iterator[LinearExprT]:
    for task, team in zip(problem.tasks, teams, strict=True):
        if task.pinned is None:
            for need in task.needs:
                yield from (team[r] for r in need.candidates if not need.prefers(r))


def _crew(problem: Problem, model: CpModel, teams: Sequence[Team]) -> Iterator[LinearExprT]:
    """Yield a literal for each person who may work for a job and is in no team of its pinned tasks."""
    for job in problem.jobs:
        free = [i for i in job.tasks if problem.tasks[i].pinned is None]
        known = {person for i in job.tasks if i not in free for person in teams[i]}
        people = {person for i in free for person in people_of(problem.tasks[i])}
        for person in sorted(people - known):
            works = model.new_bool_var(f"{job.name} with {person}")
            model.add_max_equality(works, [teams[i][person] for i in free if person in teams[i]])
            yield works


def _spans(problem: Problem, model: CpModel, variables: Sequence[TaskVariables]) -> Iterator[LinearExprT]:
    """Yield the ticks from first start to last end of each job that is not settled."""
    for job in problem.jobs:
        if not settled(problem, job.tasks):
            first, last = (model.new_int_var(0, problem.horizon, f"{job.name} {e}") for e in ("from", "to"))
            model.add_min_equality(first, [variables[i].start for i in job.tasks])
            model.add_max_equality(last, [variables[i].end for i in job.tasks])
            yield last - first
