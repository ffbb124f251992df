"""Peers as solvers of a benchmark; each imports what it needs when it is called."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from iplatform_sched.bench.seam import Answer, UnsuitableError
from iplatform_sched.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.bench.seam import Budget
    from iplatform_sched.model.outcome import Outcome
    from iplatform_sched.problem.data import Problem


def solve_pyjobshop(problem: Problem, budget: Budget) -> Answer:
    """Solve with PyJobShop at its own settings."""
    from iplatform_sched.bench.peers import cpsat, pyjobshop  # noqa: PLC0415 (may not be installed)

    return _asked(partial(cpsat.solve, pyjobshop.formulate), problem, budget)


def solve_plain(problem: Problem, budget: Budget) -> Answer:
    """Solve one textbook model with CP-SAT."""
    from iplatform_sched.bench.peers import cpsat, plain  # noqa: PLC0415 (no other run needs it)

    return _asked(partial(cpsat.solve, plain.formulate), problem, budget)


def solve_fcfs(problem: Problem, budget: Budget) -> Answer:
    """Insert one after the other, first come, first served."""
    from iplatform_sched.bench.peers import fcfs  # noqa: PLC0415 (no other run needs it)

    return _asked(partial(fcfs.solve_fcfs, arrival=budget.arrival), problem, budget)


def _asked(solve: Callable[..., Outcome], problem: Problem, budget: Budget) -> Answer:
    """Return what a peer answers.

    Raises
    ------
    UnsuitableError
        It cannot express the problem.
    """
    ask = partial(solve, problem, seed=budget.seed, workers=budget.workers, on_solution=budget.tell_progress)
    try:
        found = ask(
            seconds=math.inf if budget.seconds is None else budget.seconds,
            work=math.inf if budget.work is None else budget.work,
        )
    except InputError as error:
        raise UnsuitableError(str(error)) from error
    return Answer(found.status, found.schedule, found.bound, found.detail)
