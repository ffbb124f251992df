"""Every solver that a preset can name."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from iplatform_sched.bench.others import solve_fcfs, solve_plain, solve_pyjobshop
from iplatform_sched.bench.own import (
    AutoOptions,
    ModelOptions,
    NightOptions,
    solve_auto,
    solve_by_kind,
    solve_model,
    solve_night,
)
from iplatform_sched.bench.seam import SolverEntry
from iplatform_sched.errors import NotFoundError

SOLVERS = (
    SolverEntry("auto", solve_auto, AutoOptions),
    SolverEntry("model", solve_model, ModelOptions),
    SolverEntry("night", solve_night, NightOptions),
    SolverEntry("whole", solve_by_kind, ModelOptions),
    SolverEntry("pyjobshop", solve_pyjobshop, needs="pyjobshop"),
    SolverEntry("plain", solve_plain),
    SolverEntry("fcfs", solve_fcfs, random=False),
)


def installed(entry: SolverEntry) -> bool:
    """Return whether what a solver needs is installed."""
    try:
        return not entry.needs or bool(version(entry.needs))
    except PackageNotFoundError:
        return False


def solver_named(name: str) -> SolverEntry:
    """Return the solver called `name`.

    Raises
    ------
    NotFoundError
        There is none.
    """
    for entry in SOLVERS:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in SOLVERS)
    raise NotFoundError(f"there is no solver called {name}; solvers: {known}")
