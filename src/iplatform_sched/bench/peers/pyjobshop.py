"""PyJobShop (Lan & Berkhout, arXiv:2502.13483) on our problems.

Its own model of the problem, built by its own code, solved with the settings of its published runs: those
of CP-SAT, but for time, seed and workers. It knows no travel; a journey is written in its words as one
more task between two tasks, with a mode for each pair of sites and mode dependencies with both tasks.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model
from pyjobshop import (
    Constraints,
    Consumable,
    EndBeforeEnd,
    EndBeforeStart,
    Job,
    Machine,
    Mode,
    ModeDependency,
    Objective,
    ProblemData,
    Renewable,
    StartBeforeEnd,
    StartBeforeStart,
    Task,
)
from pyjobshop.solvers.ortools import CPModel

from iplatform_sched.bench.peers.cpsat import Formulation
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.problem.shop import schedule_of, shop_of

if TYPE_CHECKING:
    from pyjobshop.ProblemData import Resource

    from iplatform_sched.bench.peers.cpsat import Value
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.shop import Journey, Lag, Shop, Way


def formulate(problem: Problem) -> Formulation:
    """Return the model that PyJobShop makes of a problem.

    Raises
    ------
    InputError
        The problem is more than a :class:`Shop`, or has pinned tasks that PyJobShop's makespan would count.
    """
    shop = shop_of(problem)
    if any(work.end > 0 for number, work in enumerate(shop.works) if number not in shop.counted):
        raise InputError(Issue("PyJobShop cannot say a makespan without pinned tasks", code="unsaid"))
    if any(all(_is_too_much(shop, way) for way in work.ways) for work in shop.works):
        # PyJobShop refuses such data before it has a model: in its words too there is no schedule.
        nothing = cp_model.CpModel()
        nothing.add_bool_or([])
        return Formulation(nothing, lambda _: Schedule(()))
    data = translated(shop)
    theirs = CPModel(data)
    literals = theirs.variables.mode_vars
    ways = [data.task2modes(task) for task, _ in enumerate(shop.works)]

    def read(value: Value) -> Schedule:
        placed = []
        for task, modes in enumerate(ways):
            way = next(w for w, mode in enumerate(modes) if value(literals[mode]))
            placed.append((way, value(theirs.variables.task_vars[task].start)))
        return schedule_of(problem, placed)

    return Formulation(theirs.model, read)


def translated(shop: Shop) -> ProblemData:
    """Return `shop` in the words of PyJobShop: the first tasks are ours, in our order, journeys follow."""
    owner = {task: job for job, own in enumerate(shop.jobs) for task in own}
    tasks = [
        Task(owner[number], work.earliest, max(work.latest, work.earliest), latest_end=work.end)
        for number, work in enumerate(shop.works)
    ]
    resources = _resources(shop)
    modes = [
        _mode(shop, number, way, resources) for number, work in enumerate(shop.works) for way in work.ways
    ]
    constraints = Constraints()
    for lag in shop.lags:
        _add_lag(constraints, lag)
    own = _modes_of(modes)
    for journey in shop.journeys:
        _add_journey(shop, journey, own, (tasks, modes, constraints))
    jobs = [Job(tasks=list(own)) for own in shop.jobs]
    return ProblemData(jobs, resources, tasks, modes, constraints, Objective(weight_makespan=1))


def _resources(shop: Shop) -> list[Resource]:
    """Return their resources, one for each of ours and of our supplies.

    What takes one task at a time is a machine.
    """
    units: dict[int, set[int]] = defaultdict(set)
    for work in shop.works:
        for way in work.ways:
            for resource, amount in way.demands:
                units[resource].add(amount)
    return [
        *(
            Machine() if capacity == 1 and units[resource] <= {1} else Renewable(capacity)
            for resource, capacity in enumerate(shop.capacities)
        ),
        *(Consumable(amount) for amount in shop.supplies),
    ]


def _mode(shop: Shop, task: int, way: Way, resources: list[Resource]) -> Mode:
    # A machine has no capacity to demand.
    demands = [0 if isinstance(resources[used], Machine) else units for used, units in way.demands]
    supplies = [len(shop.capacities) + supply for supply, _ in way.uses]
    return Mode(
        task,
        [*(used for used, _ in way.demands), *supplies],
        way.duration,
        [*demands, *(amount for _, amount in way.uses)],
    )


def _is_too_much(shop: Shop, way: Way) -> bool:
    """Return whether a way by itself demands more than there is."""
    return any(amount > shop.capacities[used] for used, amount in way.demands) or any(
        amount > shop.supplies[supply] for supply, amount in way.uses
    )


def _modes_of(modes: list[Mode]) -> dict[int, list[int]]:
    """Return the indices of the modes of each task, in our order."""
    own: dict[int, list[int]] = defaultdict(list)
    for index, mode in enumerate(modes):
        own[mode.task].append(index)
    return own


def _add_lag(constraints: Constraints, lag: Lag) -> None:
    both = lag.first, lag.second, lag.ticks
    if lag.from_end and lag.to_end:
        constraints.end_before_end.append(EndBeforeEnd(*both))
    elif lag.from_end:
        constraints.end_before_start.append(EndBeforeStart(*both))
    elif lag.to_end:
        constraints.start_before_end.append(StartBeforeEnd(*both))
    else:
        constraints.start_before_start.append(StartBeforeStart(*both))


def _add_journey(
    shop: Shop,
    journey: Journey,
    own: dict[int, list[int]],
    theirs: tuple[list[Task], list[Mode], Constraints],
) -> None:
    tasks, modes, constraints = theirs
    travel = len(tasks)
    tasks.append(Task())
    constraints.end_before_start.append(EndBeforeStart(journey.first, travel))
    constraints.end_before_start.append(EndBeforeStart(travel, journey.second))
    origins, destinations = (
        sorted({way.site for way in shop.works[task].ways}) for task in (journey.first, journey.second)
    )
    legs: dict[tuple[int, int], int] = {}
    for origin in origins:
        for destination in destinations:
            ticks = journey.ticks[origin][destination]
            if ticks is not None:
                legs[origin, destination] = len(modes)
                modes.append(Mode(travel, [], ticks))
    for end, task in enumerate((journey.first, journey.second)):
        for way, mode in zip(shop.works[task].ways, own[task], strict=True):
            fitting = [leg for places, leg in legs.items() if places[end] == way.site]
            if not fitting:
                raise InputError(Issue("PyJobShop cannot say that a place is not reached", code="unsaid"))
            constraints.mode_dependencies.append(ModeDependency(mode, fitting))
