"""Solve a problem with CP-SAT, in this process."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from iplatform_sched.model.build import build
from iplatform_sched.model.constraints import CONSTRAINTS
from iplatform_sched.model.context import linear
from iplatform_sched.model.levels import factors, weigh
from iplatform_sched.model.objective import TERMS, objective
from iplatform_sched.model.outcome import Level, Limits, Outcome, Progress, Statistics, Status, claim
from iplatform_sched.model.redundant import redundant
from iplatform_sched.model.runs import complete_hint, hint_all, parameters, run
from iplatform_sched.model.schedules import read
from iplatform_sched.model.witness import (
    CONFIGURATIONS,
    EXTENT,
    LEAST_WORK,
    below,
    others,
    unsimplified,
    usual,
)
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python import cp_model

    from iplatform_sched.model.constraints import Constraint
    from iplatform_sched.model.context import Context, Cost
    from iplatform_sched.model.objective import Least, Term
    from iplatform_sched.model.outcome import Stop
    from iplatform_sched.model.runs import Run
    from iplatform_sched.model.witness import Configuration
    from iplatform_sched.problem.data import Problem

__all__ = ["Level", "Limits", "Outcome", "Progress", "Statistics", "Status", "solve"]


HINT_WORK = 20.0


@dataclass(slots=True)
class Search:
    """A solve on its way: the model, the best so far and its `value`, and what is spent of the limits.

    The level that is solved ends at the second `until` and with the work `most`.
    """

    context: Context
    levels: tuple[dict[str, int], ...]
    costs: tuple[Cost, ...]
    limits: Limits
    watch: Callable[[Progress], None] | None
    stop: Stop | None
    began: float
    incumbent: Schedule | None = None
    value: int = 0
    until: float | None = None
    most: float | None = None
    solution: list[int] = field(default_factory=list)
    done: list[Level] = field(default_factory=list)
    work: float = 0.0
    first: float | None = None
    best: float | None = None
    statistics: Statistics = field(default_factory=Statistics)

    def elapsed(self) -> float:
        """Return the seconds since the solve began."""
        return time.monotonic() - self.began

    def begin(self, level: int) -> None:
        """Give `level` a fair share of what is left of the limits: as much as each later one."""
        share = len(self.levels) - level
        seconds, work, gone = self.limits.seconds, self.limits.work, self.elapsed()
        self.until = None if seconds is None else gone + (seconds - gone) / share
        self.most = None if work is None else self.work + (work - self.work) / share
        if self.incumbent is not None:
            self.value = _value(self, level, self.incumbent)

    def solver(self) -> cp_model.CpSolver:
        """Return a solver with what is left for the level."""
        return self._solver(self.limits)

    def witness(self) -> cp_model.CpSolver:
        """Return the same without the parameters that were asked for: they may be what is wrong."""
        return self._solver(replace(self.limits, parameters=()))

    def _solver(self, limits: Limits) -> cp_model.CpSolver:
        seconds = None if self.until is None else self.until - self.elapsed()
        return parameters(limits, seconds, None if self.most is None else self.most - self.work)

    def over(self) -> bool:
        """Return whether nothing is left for the level, or somebody asked to stop."""
        late = self.until is not None and self.elapsed() >= self.until
        spent = self.most is not None and self.work >= self.most
        return late or spent or (self.stop is not None and self.stop.is_set())


def solve(  # noqa: PLR0913 - keyword-only knobs with defaults
    problem: Problem,
    *,
    hint: Schedule | None = None,
    limits: Limits | None = None,
    constraints: tuple[Constraint, ...] = CONSTRAINTS,
    terms: tuple[Term, ...] = TERMS,
    least: tuple[Least, ...] = (),
    on_solution: Callable[[Progress], None] | None = None,
    stop: Stop | None = None,
) -> Outcome:
    """Return the best schedule found within `limits`, and what is proved about it.

    A `hint` that keeps all constraints is the incumbent, and no worse schedule is returned; any
    other hint is ignored. `least` tells what disjoint sets of jobs are known to cost at least, where
    every term that counts is a sum over jobs. Infeasible is reported only when a second run without
    presolve, on one worker, agrees, else the status is unknown; optimal only when a second witness
    agrees (see `model.witness`), else the bound stays one below what would prove it.
    """
    began = time.monotonic()
    context = build(problem, constraints)
    limits = limits or Limits()
    if limits.redundant:
        redundant(context)
    levels = factors(problem, terms)
    costs = tuple(objective(context, level, terms, least) for level in levels)
    search = Search(context, levels, costs, limits, on_solution, stop, began)
    if hint is not None:
        _take_hint(search, hint)
    proved = True
    for level in range(len(levels)):
        status = _solve_level(search, level)
        if search.incumbent is None:
            return _outcome(search, status)
        proved = proved and status is Status.OPTIMAL
    return _outcome(search, Status.OPTIMAL if proved else Status.FEASIBLE)


def _take_hint(search: Search, hint: Schedule) -> None:
    search.solution = _completed(search, hint)
    if search.solution:
        _offer(search, 0, hint)


def _solve_level(search: Search, level: int) -> Status:
    """Minimise one level, remember the best schedule, and bound the level by its value."""
    model, cost = search.context.model, search.costs[level]
    search.begin(level)
    model.minimize(linear(cost))
    if search.solution:
        hint_all(model, search.solution)
    if len(cost) == 1 and search.incumbent is not None:
        # Of one variable presolve makes domains: after a good makespan, everything ends by it.
        model.add(cost[0][0] * cost[0][1] <= search.value)
    found = _run(search, level, search.solver())
    if found.solved and not found.solution and search.incumbent is None:
        found = _run(search, level, unsimplified(search.witness()))
        if not found.solution:
            return Status.INFEASIBLE if found.solved else Status.UNKNOWN
    if search.incumbent is None:
        # Serving nobody new is a plan too, and better than none.
        _take_hint(search, Schedule(tuple(task.pinned for task in search.context.problem.tasks)))
        model.minimize(linear(cost))
    if search.incumbent is None:
        return Status.UNKNOWN
    bound = _agreed(search, level, found)
    proved = bound >= claim(search.value, search.limits.gap)
    search.done.append(Level(tuple(search.levels[level]), search.value, bound, proved))
    if level + 1 < len(search.levels):
        model.add(linear(cost) <= search.value)
        search.solution = _completed(search, search.incumbent)
    return Status.OPTIMAL if proved else Status.FEASIBLE


def _agreed(search: Search, level: int, found: Run) -> int:
    """Return the bound of a run, as far as it is proved: one that proves the incumbent has a second witness.

    A run that finds nothing where there is an incumbent, or bounds it from above, is wrong. So is one below
    whose bound a witness finds a schedule. After it another configuration begins anew.
    """
    for first in CONFIGURATIONS:
        if first is not usual:
            if search.over() or not search.limits.witness:
                break
            found = _run(search, level, first(search.witness()))
        target = claim(search.value, search.limits.gap)
        if (found.solved and not found.solution) or found.bound > search.value:
            continue
        if found.bound < target or not search.limits.witness:
            return found.bound
        if target <= 0:
            # There is nothing to prove; what is above has one witness.
            return min(found.bound, max(search.value - 1, 0))
        again = _asked(search, level, first, target, found.work)
        if not again.solution:
            # What lies above the target has one witness, and must not look like more.
            return min(found.bound, max(target, search.value - 1)) if again.solved else target - 1
        hint_all(search.context.model, again.solution)
    return 0


def _asked(search: Search, level: int, first: Configuration, bound: int, work: float) -> Run:
    """Return what other configurations than the `first` say of schedules below `bound`.

    The second is asked only where the other neither comes to an end nor finds one in so much `work` and more.
    """
    model = below(search.context.model, search.costs[level], bound)
    early, late = others(first)
    solver = early(search.witness())
    most = EXTENT * work + LEAST_WORK
    solver.parameters.max_deterministic_time = min(solver.parameters.max_deterministic_time, most)
    found = _run(search, level, solver, model)
    if found.solved or found.solution or search.over():
        return found
    return _run(search, level, late(search.witness()), model)


def _completed(search: Search, schedule: Schedule) -> list[int]:
    cost = [term for level in search.costs for term in level]
    # Outside the limits: an incumbent must not be lost because time is short.
    solver = parameters(search.limits, None, HINT_WORK)
    solution, work = complete_hint(search.context, schedule, cost, solver, search.stop)
    search.work += work
    return solution


def _run(search: Search, level: int, solver: cp_model.CpSolver, model: cp_model.CpModel | None = None) -> Run:
    """Run `solver`, and hand on what it finds; on `model` instead of the search's own, no bounds."""

    def on_solution(value: Callable[[cp_model.LinearExpr], int], bound: int) -> None:
        _offer(search, level, read(search.context, value), bound if model is None else None)

    def on_bound(bound: int) -> None:
        if search.watch is not None:
            search.watch(Progress(search.elapsed(), level, None, _open(search, bound)))

    asked, tell = (search.context.model, on_bound) if model is None else (model, None)
    found = run(asked, solver, on_solution, tell, search.stop)
    search.work += found.work
    search.statistics = search.statistics.plus(found.statistics)
    if found.solution:
        _offer(search, level, read(search.context, found.value))
    return found


def _open(search: Search, bound: int | None) -> int | None:
    """Return a bound as far as it does not prove the incumbent optimal: that needs a second witness."""
    if bound is None or search.incumbent is None or not search.limits.witness:
        return bound
    return max(min(bound, claim(search.value, search.limits.gap) - 1), 0)


def _offer(search: Search, level: int, schedule: Schedule, bound: int | None = None) -> None:
    """Keep `schedule` where it is better in `level` than the best so far."""
    value = _value(search, level, schedule)
    if search.incumbent is not None and value >= search.value:
        return
    search.value, search.incumbent = value, schedule
    search.best = search.elapsed()
    search.first = search.best if search.first is None else search.first
    if search.watch is not None:
        search.watch(Progress(search.best, level, value, _open(search, bound), schedule))


def _value(search: Search, level: int, schedule: Schedule) -> int:
    # Only what counts: this runs for every solution, while the solver waits.
    names = search.levels[level]
    return weigh(names, evaluate(search.context.problem, schedule, names))


def _outcome(search: Search, status: Status) -> Outcome:
    schedule = search.incumbent
    open_level = next((level for level in search.done if not level.proved), None)
    told = open_level or (search.done[-1] if search.done else None)
    return Outcome(
        status=status,
        schedule=schedule,
        objective=told.value if told else None,
        bound=told.bound if told else None,
        terms={} if schedule is None else evaluate(search.context.problem, schedule),
        levels=tuple(search.done),
        seconds=search.elapsed(),
        work=search.work,
        first=search.first,
        best=search.best,
        statistics=search.statistics,
    )
