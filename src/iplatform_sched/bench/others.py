"""Peers as solvers of a benchmark; each imports what it needs when it is called."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from iplatform_sched.bench.seam import Answer, UnsuitableError
from iplatform_sched.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.bench.peers.cpsat import Formulation
    from iplatform_sched.bench.seam import Budget
    from iplatform_sched.model.outcome import Outcome
    from iplatform_sched.problem.data import Problem


def solve_pyjobshop(problem: Problem, budget: Budget) -> Answer:
    """Solve with PyJobShop at its own settings."""
    from iplatform_sched.bench.peers import pyjobshop  # noqa: PLC0415 (may not be installed)

    return _cpsat(pyjobshop.formulate, problem, budget)


def solve_plain(problem: Problem, budget: Budget) -> Answer:
    """Solve one textbook model with CP-SAT."""
    from iplatform_sched.bench.peers import plain  # noqa: PLC0415 (no other run needs it)

    return _cpsat(plain.formulate, problem, budget)


def solve_fcfs(problem: Problem, budget: Budget) -> Answer:
    """Insert one after the other, first come, first served."""
    from iplatform_sched.bench.peers import fcfs  # noqa: PLC0415 (no other run needs it)

    return _answer(partial(fcfs.solve_fcfs, problem, arrival=budget.arrival, start=budget.start), budget)


def _cpsat(formulate: Callable[[Problem], Formulation], problem: Problem, budget: Budget) -> Answer:
    from iplatform_sched.bench.peers import cpsat  # noqa: PLC0415 (no other run needs it)

    work = math.inf if budget.work is None else budget.work
    ask = partial(cpsat.solve, formulate, problem, seed=budget.seed, workers=budget.workers, work=work)
    return _answer(ask, budget)


def _answer(ask: Callable[..., Outcome], budget: Budget) -> Answer:
    """Return what a peer answers.

    Raises
    ------
    UnsuitableError
        It cannot express the problem.
    """
    seconds = math.inf if budget.seconds is None else budget.seconds
    try:
        found = ask(seconds=seconds, on_solution=budget.tell_progress)
    except InputError as error:
        raise UnsuitableError(str(error)) from error
    return Answer(found.status, found.schedule, found.bound, found.detail)
