"""A plain model: what somebody writes who knows the manual of CP-SAT and nothing of this project.

One interval for each task and one more, on the same start, for each way to do it; exactly one of them is
there. No-overlap on resources of one unit and cumulative on the others, a row for each lag, a row for
each pair of ways with a journey between, nothing redundant, no hint, the solver's own settings.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from iplatform_sched.bench.peers.cpsat import run, start
from iplatform_sched.problem.shop import schedule_of, shop_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.model.outcome import Outcome, Progress
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.problem.shop import Journey, Shop, Work


@dataclass(frozen=True, slots=True)
class Plan:
    """The variables of a task: its start, its end, a literal for each way."""

    start: cp_model.IntVar
    end: cp_model.IntVar
    ways: list[cp_model.IntVar]


def solve_plain(
    problem: Problem,
    *,
    seconds: float,
    seed: int,
    workers: int,
    work: float = math.inf,
    on_solution: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Return what the plain model finds.

    Raises
    ------
    InputError
        The problem is more than a :class:`Shop`.
    """
    budget = start(seconds, seed, workers, work)
    shop = shop_of(problem)
    model = cp_model.CpModel()
    plans = post(shop, model)

    def read(value: Callable[[cp_model.LinearExprT], int]) -> Schedule:
        placed = [
            (
                next(w for w, literal in enumerate(plan.ways) if value(literal)),
                value(plan.start),
            )
            for plan in plans
        ]
        return schedule_of(problem, placed)

    return run(problem, model, read, budget, on_solution)


def post(shop: Shop, model: cp_model.CpModel) -> list[Plan]:
    """Add all variables, rows and the objective to `model`; return the variables, one per task."""
    held: dict[int, list[tuple[cp_model.IntervalVar, int]]] = defaultdict(list)
    plans = [_task(model, number, work, held) for number, work in enumerate(shop.works)]
    for resource, holds in held.items():
        _share(model, shop.capacities[resource], holds)
    for supply, amount in enumerate(shop.supplies):
        used = [
            literal * units
            for work, plan in zip(shop.works, plans, strict=True)
            for way, literal in zip(work.ways, plan.ways, strict=True)
            for which, units in way.uses
            if which == supply
        ]
        model.add(cp_model.LinearExpr.sum(used) <= amount)
    for lag in shop.lags:
        first, second = plans[lag.first], plans[lag.second]
        before = first.end if lag.from_end else first.start
        after = second.end if lag.to_end else second.start
        model.add(after >= before + lag.ticks)
    for journey in shop.journeys:
        _travel(shop, model, plans, journey)
    makespan = model.new_int_var(0, shop.horizon, "makespan")
    model.add_max_equality(makespan, [plans[i].end for i in shop.counted])
    model.minimize(makespan)
    return plans


def _task(
    model: cp_model.CpModel,
    number: int,
    work: Work,
    held: dict[int, list[tuple[cp_model.IntervalVar, int]]],
) -> Plan:
    durations = cp_model.Domain.from_values([way.duration for way in work.ways])
    begin = model.new_int_var(work.earliest, max(work.latest, work.earliest), f"start {number}")
    size = model.new_int_var_from_domain(durations, f"size {number}")
    end = model.new_int_var(work.earliest, max(work.end, work.earliest), f"end {number}")
    model.new_interval_var(begin, size, end, f"task {number}")
    literals = [model.new_bool_var(f"task {number} way {w}") for w, _ in enumerate(work.ways)]
    model.add_exactly_one(literals)
    for way, literal in zip(work.ways, literals, strict=True):
        model.add(size == way.duration).only_enforce_if(literal)
        interval = model.new_optional_fixed_size_interval_var(begin, way.duration, literal, "way")
        for resource, units in way.demands:
            held[resource].append((interval, units))
    return Plan(begin, end, literals)


def _share(model: cp_model.CpModel, capacity: int, holds: list[tuple[cp_model.IntervalVar, int]]) -> None:
    intervals, demands = [interval for interval, _ in holds], [units for _, units in holds]
    if capacity == 1 and set(demands) == {1}:
        model.add_no_overlap(intervals)
    else:
        model.add_cumulative(intervals, demands, capacity)


def _travel(shop: Shop, model: cp_model.CpModel, plans: list[Plan], journey: Journey) -> None:
    first, second = plans[journey.first], plans[journey.second]
    for one, leaves in zip(shop.works[journey.first].ways, first.ways, strict=True):
        for other, arrives in zip(shop.works[journey.second].ways, second.ways, strict=True):
            ticks = journey.ticks[one.site][other.site]
            if ticks is None:
                model.add_bool_or([leaves.negated(), arrives.negated()])
            elif ticks:
                model.add(second.start >= first.end + ticks).only_enforce_if([leaves, arrives])
