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
    SolverEntry("auto", solve_auto, "our search where it can, else our model whole", AutoOptions),
    SolverEntry("model", solve_model, "our CP-SAT model, the problem whole", ModelOptions),
    SolverEntry("night", solve_night, "our search of a night, with bounds and CP-SAT aside", NightOptions),
    SolverEntry("whole", solve_by_kind, "first schedules, neighbourhoods beside our model", ModelOptions),
    SolverEntry("pyjobshop", solve_pyjobshop, "PyJobShop, at its own settings", needs="pyjobshop"),
    SolverEntry("plain", solve_plain, "one textbook CP-SAT model"),
    SolverEntry("fcfs", solve_fcfs, "first come, first served, as by hand", random=False),
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
