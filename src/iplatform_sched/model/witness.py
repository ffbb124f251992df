"""Configurations of the solver that bear witness to what the usual one has proved.

OR-Tools 9.15 now and then proves optima that are none, and calls problems infeasible that have schedules.
Such a fault depends on the configuration, so an optimum, or that there is no schedule, is told only when two
that differ agree. Who bears witness to an optimum begins with a row that asks for something better, and is
to find that there is nothing. Asked like this, no configuration with presolve and probing has been wrong so
far; see docs/encodings.md. So a witness has none of the parameters of CP-SAT that a preset may set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.model.context import linear

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ortools.sat.python.cp_model import CpModel, CpSolver, LinearExpr

    Configuration = Callable[[CpSolver], CpSolver]

EXTENT = 1.0
"""How many times the work of a proof the first witness may do, so that some is left for the second."""

LEAST_WORK = 0.05
"""Work that he may do beyond that: of the easiest proofs no multiple is enough."""


def usual(solver: CpSolver) -> CpSolver:
    """Return `solver` as it is."""
    return solver


def unrelaxed(solver: CpSolver) -> CpSolver:
    """Return `solver` without linear relaxation, or with one where it had none; one worker.

    Of several workers some have a relaxation whatever the parameter says.
    """
    chosen = solver.parameters
    chosen.linearization_level = 0 if chosen.linearization_level else 1
    chosen.cp_model_presolve = True
    chosen.num_workers = 1
    chosen.random_seed += 1
    return solver


def shuffled(solver: CpSolver) -> CpSolver:
    """Return `solver` with variables and constraints in another order, and another seed."""
    chosen = solver.parameters
    # Without presolve there is no other order.
    chosen.cp_model_presolve = True
    chosen.permute_variable_randomly = chosen.permute_presolve_constraint_order = True
    chosen.random_seed += 2
    return solver


def unsimplified(solver: CpSolver) -> CpSolver:
    """Return `solver` without presolve, or with it where it had none; one worker."""
    chosen = solver.parameters
    chosen.cp_model_presolve = not chosen.cp_model_presolve
    chosen.num_workers = 1
    chosen.random_seed += 1
    return solver


CONFIGURATIONS: tuple[Configuration, ...] = (usual, unrelaxed, shuffled)


def others(first: Configuration) -> tuple[Configuration, Configuration]:
    """Return who may bear witness to what `first` has proved: the least alike, and who comes to an end."""
    early, late = (each for each in (unrelaxed, usual, shuffled) if each is not first)
    return early, late


def below(model: CpModel, cost: Sequence[tuple[LinearExpr, int]], bound: int) -> CpModel:
    """Return the model in which everything costs less than `bound`, without hints."""
    cheaper = model.clone()
    cheaper.proto.clear_solution_hint()
    cheaper.add(linear(cost) <= bound - 1)
    return cheaper
