"""A model with some constraints only, held to a schedule, and what the solver says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python.cp_model import INFEASIBLE, OPTIMAL, CpSolver

from iplatform_sched.model.build import build
from iplatform_sched.model.context import close, linear, new_context
from iplatform_sched.model.schedules import pin, read
from tests.model.needs import with_needs

if TYPE_CHECKING:
    from iplatform_sched.model.context import Context
    from iplatform_sched.model.objective import Term
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule


def allows(problem: Problem, schedule: Schedule, name: str) -> bool:
    """Return whether the model with that constraint, and what it needs, allows a schedule."""
    context = build(problem, with_needs([name]))
    pin(context, schedule)
    return _solved(context) is not None


def told(problem: Problem, schedule: Schedule) -> Schedule | None:
    """Return what the whole model, held to a schedule, tells; ``None`` where it forbids it."""
    context = build(problem)
    pin(context, schedule)
    solver = _solved(context)
    return None if solver is None else read(context, solver.value)


def term_value(problem: Problem, schedule: Schedule, term: Term) -> int:
    """Return the least value of a term at a schedule that keeps the term's needs."""
    constraints = with_needs(term.needs)
    context = new_context(problem, {constraint.name for constraint in constraints})
    for constraint in constraints:
        constraint.post(context)
    cost = linear(term.cost(context, range(len(context.problem.jobs))))
    close(context)
    pin(context, schedule)
    context.model.minimize(cost)
    solver = _solved(context)
    assert solver is not None, "a schedule that keeps the needs of the term is forbidden"
    return solver.value(cost)


def _solved(context: Context) -> CpSolver | None:
    """Return the solver at an optimum, found on one worker, or ``None`` for an infeasible model."""
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    status = solver.solve(context.model)
    assert status in {OPTIMAL, INFEASIBLE}, solver.status_name(status)
    return solver if status == OPTIMAL else None
