"""One CP-SAT solve of a peer's model, timed with the building of the model.

A peer of that kind is a function that formulates a problem as a model, and raises `InputError` where it
cannot say the problem.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

from iplatform_sched.errors import SolverError
from iplatform_sched.model.levels import factors, weigh
from iplatform_sched.model.outcome import Outcome, Progress, Statistics, Status
from iplatform_sched.problem.measures import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

    Value = Callable[[cp_model.LinearExprT], int]
    Read = Callable[[Value], Schedule]

STATUSES = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
}


class Formulation(NamedTuple):
    """A problem in the words of a peer.

    Attributes
    ----------
    read
        Returns the schedule of a solution whose values it is told.
    """

    model: cp_model.CpModel
    read: Read


class Watch(cp_model.CpSolverSolutionCallback):
    """Notes when solutions come, and hands them on to whoever wants to know."""

    def __init__(self, began: float, read: Read, tell: Callable[[Progress], None] | None) -> None:
        super().__init__()
        self.times: list[float] = []
        self._began = began
        self._read = read
        self._tell = tell

    def on_solution_callback(self) -> None:
        """Note the time of a solution."""
        self.times.append(time.monotonic() - self._began)
        if self._tell is not None:
            objective, bound = round(self.objective_value), round(self.best_objective_bound)
            self._tell(Progress(self.times[-1], 0, objective, bound, self._read(self.value)))


def solve(  # noqa: PLR0913 - keyword-only limits
    formulate: Callable[[Problem], Formulation],
    problem: Problem,
    *,
    seconds: float,
    seed: int,
    workers: int,
    work: float = math.inf,
    on_solution: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Return what CP-SAT finds of what `formulate` makes of a problem, with its own settings.

    Only its limits, seed and workers are set.

    Raises
    ------
    InputError
        The peer cannot say the problem.
    SolverError
        The model that it makes of it is invalid.
    """
    began = time.monotonic()
    model, read = formulate(problem)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds - (time.monotonic() - began), 0.0)
    solver.parameters.max_deterministic_time = work
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    watch = Watch(began, read, on_solution)
    found = solver.solve(model, watch)
    if found == cp_model.MODEL_INVALID:
        raise SolverError(f"The solver calls the model invalid: {model.validate()}")
    status = STATUSES.get(found, Status.UNKNOWN)
    statistics = Statistics(
        variables=len(model.proto.variables),
        constraints=len(model.proto.constraints),
        booleans=solver.num_booleans,
        branches=solver.num_branches,
        conflicts=solver.num_conflicts,
    )
    spent = solver.response_proto.deterministic_time
    if status not in {Status.OPTIMAL, Status.FEASIBLE}:
        # Who found nothing may have a bound all the same.
        least = solver.best_objective_bound
        bound = round(least) if status is Status.UNKNOWN and math.isfinite(least) else None
        taken = time.monotonic() - began
        return Outcome(status, bound=bound, seconds=taken, work=spent, statistics=statistics)
    schedule = read(solver.value)
    terms = evaluate(problem, schedule)
    return Outcome(
        status,
        schedule=schedule,
        objective=weigh(factors(problem)[0], terms),
        bound=round(solver.best_objective_bound),
        terms=terms,
        seconds=time.monotonic() - began,
        work=spent,
        first=watch.times[0] if watch.times else None,
        best=watch.times[-1] if watch.times else None,
        statistics=statistics,
    )
