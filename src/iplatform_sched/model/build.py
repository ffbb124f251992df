"""A problem as a CP-SAT model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.errors import SolverError
from iplatform_sched.model.constraints import CONSTRAINTS, Constraint
from iplatform_sched.model.context import close, new_context

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.model.context import Context
    from iplatform_sched.problem.data import Problem


def build(problem: Problem, constraints: Iterable[Constraint] = CONSTRAINTS) -> Context:
    """Return the model of `problem` with `constraints`, in an order in which each finds what it needs.

    Raises
    ------
    SolverError
        When a constraint needs another one that is not among `constraints`.
    """
    chosen = list(constraints)
    names = {constraint.name for constraint in chosen}
    for constraint in chosen:
        missing = sorted(set(constraint.needs) - names)
        if missing:
            raise SolverError(f"The constraint {constraint.name} needs {', '.join(missing)} in the model.")
    context = new_context(problem, names)
    for constraint in in_order(chosen):
        constraint.post(context)
    close(context)
    return context


def in_order(constraints: Iterable[Constraint]) -> list[Constraint]:
    """Return `constraints` so that each comes after all that it needs."""
    waiting, done = list(constraints), list[Constraint]()
    while waiting:
        ready = [c for c in waiting if not {w.name for w in waiting} & set(c.needs)]
        done += ready
        waiting = [c for c in waiting if c not in ready]
    return done
