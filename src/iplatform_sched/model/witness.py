"""Configurations of the solver that bear witness to what the usual one has proved.

OR-Tools 9.15 now and then proves optima that are none, most with a linear relaxation, and calls problems
infeasible that have schedules; see docs/encodings.md. Such a fault depends on the configuration, so what
two that differ agree on is told, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.model.context import linear

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ortools.sat.python.cp_model import CpModel, CpSolver, LinearExpr

    Configuration = Callable[[CpSolver], CpSolver]

EXTENT = 2.0
"""How many times the work of a proof the first witness may do, so that there is some left for the second."""

LEAST_WORK = 0.05


def usual(solver: CpSolver) -> CpSolver:
    """Return `solver` as it is."""
    return solver


def unrelaxed(solver: CpSolver) -> CpSolver:
    """Return `solver` without linear relaxation, or with one where it had none; one worker.

    Of several workers some have a relaxation whatever the parameter says.
    """
    chosen = solver.parameters
    chosen.linearization_level = 0 if chosen.linearization_level else 1
    return _alone(solver, 1)


def unsimplified(solver: CpSolver) -> CpSolver:
    """Return `solver` without presolve, or with it where it had none; one worker."""
    chosen = solver.parameters
    chosen.cp_model_presolve = not chosen.cp_model_presolve
    return _alone(solver, 2)


def _alone(solver: CpSolver, seeds: int) -> CpSolver:
    chosen = solver.parameters
    chosen.num_workers = 1
    chosen.random_seed += seeds
    return solver


CONFIGURATIONS: tuple[Configuration, ...] = (usual, unrelaxed, unsimplified)


def others(first: Configuration) -> tuple[Configuration, Configuration]:
    """Return who may bear witness to what `first` has proved, who errs least first."""
    early, late = (each for each in (unrelaxed, usual, unsimplified) if each is not first)
    return early, late


def below(model: CpModel, cost: Sequence[tuple[LinearExpr, int]], bound: int) -> CpModel:
    """Return the model in which everything costs less than `bound`, without hints."""
    cheaper = model.clone()
    cheaper.proto.clear_solution_hint()
    cheaper.add(linear(cost) <= bound - 1)
    return cheaper
