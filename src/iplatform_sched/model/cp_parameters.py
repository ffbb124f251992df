"""Parameters of CP-SAT by name, checked against what this version of it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat import sat_parameters_pb2
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ortools.sat.python.cp_model import CpSolver

Value = bool | int | float | str | tuple[str, ...]
"""Of a parameter; one of several names is text, several names are a tuple."""

FIELDS = sat_parameters_pb2.SatParameters.DESCRIPTOR.fields_by_name
OURS = frozenset(
    {
        *("num_workers", "num_search_workers", "max_time_in_seconds", "max_deterministic_time"),
        *("random_seed", "relative_gap_limit", "cp_model_presolve", "catch_sigint_signal"),
        "linearization_level",
    }
)
"""What other fields of `Limits` set, and Ctrl-C, which is not the solver's."""


def set_parameter(solver: CpSolver, name: str, value: Value) -> None:
    """Set one parameter.

    Raises
    ------
    TypeError, AttributeError, ValueError
        The value is of another kind than the parameter.
    """
    chosen = solver.parameters
    if isinstance(value, tuple):
        getattr(chosen, name).extend(value)
    elif isinstance(value, str) and FIELDS[name].enum_type:
        setattr(chosen, name, getattr(type(getattr(chosen, name)), value))
    else:
        setattr(chosen, name, value)


def parameter_flaws(parameters: Iterable[tuple[str, Value]]) -> list[str]:
    """Return what is wrong with each parameter, in words; empty when all can be set."""
    solver = cp_model.CpSolver()
    return [flaw for name, value in parameters if (flaw := _flaw(solver, name, value))]


def _flaw(solver: CpSolver, name: str, value: Value) -> str:
    if name not in FIELDS:
        return f"CP-SAT has no parameter {name}"
    if name in OURS:
        return f"{name} is not for presets to set here"
    kind = FIELDS[name]
    if isinstance(value, bool) != (kind.cpp_type == kind.CPPTYPE_BOOL):
        return f"the parameter {name} does not take {value!r}"
    try:
        set_parameter(solver, name, value)
    except (TypeError, AttributeError, ValueError):
        return f"the parameter {name} does not take {value!r}"
    return ""
