"""One run of CP-SAT: parameters, callbacks, hints, and what came out."""

from __future__ import annotations

import math
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

from iplatform_sched.errors import SolverError
from iplatform_sched.model.context import linear
from iplatform_sched.model.cp_parameters import set_parameter
from iplatform_sched.model.outcome import Statistics
from iplatform_sched.model.schedules import assignment, expressible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ortools.sat.python.cp_model import CpModel, CpSolver, LinearExpr

    from iplatform_sched.model.context import Context, Cost
    from iplatform_sched.model.outcome import Limits, Stop
    from iplatform_sched.problem.schedule import Schedule

    Value = Callable[[LinearExpr], int]
    OnSolution = Callable[[Value, int], None]
    OnBound = Callable[[int], None]

POLL_SECONDS = 0.05


class Run(NamedTuple):
    """What one run of the solver found.

    Attributes
    ----------
    solved
        Whether the run was finished: a proved optimum, or a proof that there is no solution.
    solution
        Values of all variables by index; empty where none was found.
    value
        Tells the value of an expression in the solution.
    """

    solved: bool
    solution: list[int]
    value: Value
    bound: int
    work: float
    statistics: Statistics


def parameters(limits: Limits, seconds: float | None, work: float | None) -> CpSolver:
    """Return a solver set to `limits`, with `seconds` and `work` left of them."""
    solver = cp_model.CpSolver()
    chosen = solver.parameters
    chosen.num_workers = limits.workers
    chosen.random_seed = limits.seed
    chosen.relative_gap_limit = limits.gap
    chosen.cp_model_presolve = limits.presolve
    # Its handler of Ctrl-C takes the place of ours, and leaves none behind.
    chosen.catch_sigint_signal = False
    if seconds is not None:
        chosen.max_time_in_seconds = max(seconds, 0.0)
    if work is not None:
        chosen.max_deterministic_time = max(work, 0.0)
    if limits.linearization is not None:
        chosen.linearization_level = limits.linearization
    if limits.light:
        chosen.symmetry_level = 0
        # Not 0: then OR-Tools 9.15 calls problems infeasible that have schedules; see docs/encodings.md.
        chosen.cp_model_probing_level = 1
    for name, value in limits.parameters:
        set_parameter(solver, name, value)
    return solver


def run(
    model: CpModel,
    solver: CpSolver,
    on_solution: OnSolution | None = None,
    on_bound: OnBound | None = None,
    stop: Stop | None = None,
) -> Run:
    """Run `solver` on `model`.

    Raises
    ------
    SolverError
        When the solver calls the model invalid, which is our fault.
    """
    if on_bound is not None:
        solver.best_bound_callback = lambda bound: on_bound(whole(bound))
    with _stopping(solver, stop):
        status = solver.solve(model, None if on_solution is None else _Callback(on_solution))
    if status == cp_model.MODEL_INVALID:
        raise SolverError(f"The solver calls the model invalid: {model.validate()}")
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    return Run(
        solved=status in {cp_model.OPTIMAL, cp_model.INFEASIBLE},
        solution=list(solver.response_proto.solution) if found else [],
        value=solver.value,
        bound=whole(solver.best_objective_bound),
        work=solver.deterministic_time,
        statistics=Statistics(
            variables=len(model.proto.variables),
            constraints=len(model.proto.constraints),
            booleans=solver.num_booleans,
            branches=solver.num_branches,
            conflicts=solver.num_conflicts,
        ),
    )


def whole(bound: float) -> int:
    """Return a bound as an integer, zero before the solver has any: no term is negative."""
    return max(round(bound), 0) if math.isfinite(bound) else 0


class _Callback(cp_model.CpSolverSolutionCallback):
    """Hands each solution on."""

    def __init__(self, on_solution: OnSolution) -> None:
        super().__init__()
        self.hand_on = on_solution

    def on_solution_callback(self) -> None:
        """Hand on the values and the bound."""
        self.hand_on(self.value, whole(self.best_objective_bound))


@contextmanager
def _stopping(solver: CpSolver, stop: Stop | None) -> Iterator[None]:
    """Stop `solver` from another thread once `stop` is set."""
    if stop is None:
        yield
        return
    done = threading.Event()

    def watch() -> None:
        while not done.wait(POLL_SECONDS):
            if stop.is_set():
                # Again and again: a request that comes before the search has begun is lost.
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def complete_hint(
    context: Context, schedule: Schedule, cost: Cost, solver: CpSolver, stop: Stop | None = None
) -> tuple[list[int], float]:
    """Return values of all variables that say `schedule` at the least cost, and the work of finding them.

    No values where it is infeasible.

    The solver completes the values of the task variables: carriers, order, groups, amounts.
    """
    if not expressible(context, schedule):
        return [], 0.0
    _clear_hints(context.model)
    # One variable may have two parts: the literal of an only mode is that of presence.
    for variable, value in {v.index: (v, x) for v, x in assignment(context, schedule)}.values():
        if not variable.domain.contains(value):
            return [], 0.0
        context.model.add_hint(variable, value)
    context.model.minimize(linear(cost))
    solver.parameters.fix_variables_to_their_hinted_value = True
    found = run(context.model, solver, stop=stop)
    _clear_hints(context.model)
    return found.solution, found.work


def hint_all(model: CpModel, solution: list[int]) -> None:
    """Hint every variable: an incomplete hint can be worse than none."""
    _clear_hints(model)
    for index, value in enumerate(solution):
        model.add_hint(model.get_int_var_from_proto_index(index), value)


def _clear_hints(model: CpModel) -> None:
    model.proto.clear_solution_hint()
