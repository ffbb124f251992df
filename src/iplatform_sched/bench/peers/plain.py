"""A plain model: what somebody writes who knows the manual of CP-SAT and nothing of this project.

One interval for each task and one more, on the same start, for each way to do it; exactly one of them is
there. No-overlap on resources of one unit and cumulative on the others, a row for each lag, a row for
each pair of ways with a journey between, teams as in `plain_laboratory`; nothing redundant, no hint, the
solver's own settings.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from iplatform_sched.bench.peers.cpsat import Formulation
from iplatform_sched.bench.peers.plain_laboratory import add_teams, add_windows, narrowed, team_costs
from iplatform_sched.problem.shop import schedule_of, shop_of
from iplatform_sched.problem.unsaid import LABORATORY

if TYPE_CHECKING:
    from iplatform_sched.bench.peers.cpsat import Value
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.problem.shop import Journey, Shop, Work

    Held = dict[int, list[tuple[cp_model.IntervalVar, cp_model.LinearExprT]]]


@dataclass(frozen=True, slots=True)
class TaskVariables:
    """The variables of a task: its start, its size, its end, its interval, a literal for each way."""

    start: cp_model.IntVar
    size: cp_model.IntVar
    end: cp_model.IntVar
    interval: cp_model.IntervalVar
    ways: list[cp_model.IntVar]


def formulate(problem: Problem) -> Formulation:
    """Return the plain model of a problem.

    Raises
    ------
    InputError
        The problem is more than a :class:`Shop` with windows, due dates and teams.
    """
    shop = narrowed(problem, shop_of(problem, LABORATORY))
    model = cp_model.CpModel()
    held: Held = defaultdict(list)
    variables = [_task(model, number, work, held) for number, work in enumerate(shop.works)]
    add_windows(problem, shop, model, variables)
    teams = add_teams(problem, model, variables, held)
    for resource, holds in held.items():
        _share(model, problem.resources[resource].capacity, holds)
    _add_relations(shop, model, variables)
    costs = team_costs(problem, model, variables, teams)
    if problem.weights.makespan:
        costs.append(problem.weights.makespan * _makespan(shop, model, variables))
    model.minimize(cp_model.LinearExpr.sum(costs))

    def read(value: Value) -> Schedule:
        ways = [next(w for w, literal in enumerate(own.ways) if value(literal)) for own in variables]
        return schedule_of(
            problem,
            [(way, value(own.start)) for way, own in zip(ways, variables, strict=True)],
            [tuple(r for r in sorted(team) for _ in range(value(team[r]))) for team in teams],
        )

    return Formulation(model, read)


def _task(model: cp_model.CpModel, number: int, work: Work, held: Held) -> TaskVariables:
    durations = cp_model.Domain.from_values([way.duration for way in work.ways])
    begin = model.new_int_var(work.earliest, max(work.latest, work.earliest), f"start {number}")
    size = model.new_int_var_from_domain(durations, f"size {number}")
    end = model.new_int_var(work.earliest, max(work.end, work.earliest), f"end {number}")
    interval = model.new_interval_var(begin, size, end, f"task {number}")
    literals = [model.new_bool_var(f"task {number} way {w}") for w, _ in enumerate(work.ways)]
    model.add_exactly_one(literals)
    for way, literal in zip(work.ways, literals, strict=True):
        model.add(size == way.duration).only_enforce_if(literal)
        if way.demands:
            there = model.new_optional_fixed_size_interval_var(begin, way.duration, literal, "way")
            for resource, units in way.demands:
                held[resource].append((there, units))
    return TaskVariables(begin, size, end, interval, literals)


def _share(
    model: cp_model.CpModel, capacity: int, holds: list[tuple[cp_model.IntervalVar, cp_model.LinearExprT]]
) -> None:
    intervals, demands = [interval for interval, _ in holds], [units for _, units in holds]
    if capacity == 1 and set(demands) == {1}:
        model.add_no_overlap(intervals)
    else:
        model.add_cumulative(intervals, demands, capacity)


def _add_relations(shop: Shop, model: cp_model.CpModel, variables: list[TaskVariables]) -> None:
    """Add the rows of supplies, lags and journeys."""
    for supply, amount in enumerate(shop.supplies):
        used = [
            literal * units
            for work, own in zip(shop.works, variables, strict=True)
            for way, literal in zip(work.ways, own.ways, strict=True)
            for which, units in way.uses
            if which == supply
        ]
        model.add(cp_model.LinearExpr.sum(used) <= amount)
    for lag in shop.lags:
        first, second = variables[lag.first], variables[lag.second]
        before = first.end if lag.from_end else first.start
        after = second.end if lag.to_end else second.start
        model.add(after >= before + lag.ticks)
    for journey in shop.journeys:
        _travel(shop, model, variables, journey)


def _travel(shop: Shop, model: cp_model.CpModel, variables: list[TaskVariables], journey: Journey) -> None:
    first, second = variables[journey.first], variables[journey.second]
    for one, leaves in zip(shop.works[journey.first].ways, first.ways, strict=True):
        for other, arrives in zip(shop.works[journey.second].ways, second.ways, strict=True):
            ticks = journey.ticks[one.site][other.site]
            if ticks is None:
                model.add_bool_or([leaves.negated(), arrives.negated()])
            elif ticks:
                model.add(second.start >= first.end + ticks).only_enforce_if([leaves, arrives])


def _makespan(shop: Shop, model: cp_model.CpModel, variables: list[TaskVariables]) -> cp_model.IntVar:
    makespan = model.new_int_var(0, shop.horizon, "makespan")
    model.add_max_equality(makespan, [variables[i].end for i in shop.counted])
    return makespan
