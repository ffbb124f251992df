"""Peers that prove what they find, asked for the optimum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.bench.peers import cpsat, plain
from iplatform_sched.model.outcome import Outcome, Status
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem


def solve_plain(problem: Problem, **knobs: Any) -> Outcome:  # noqa: ANN401 - passes on what a peer takes
    """Ask the plain model."""
    return cpsat.solve(plain.formulate, problem, **knobs)


def solve_pyjobshop(problem: Problem, **knobs: Any) -> Outcome:  # noqa: ANN401 - passes on what a peer takes
    """Ask PyJobShop, or skip where the extra is not installed; the gate installs it."""
    pytest.importorskip("pyjobshop")
    from iplatform_sched.bench.peers import pyjobshop

    return cpsat.solve(pyjobshop.formulate, problem, **knobs)


def best(problem: Problem, solver: Callable[..., Outcome]) -> int | None:
    """Return the optimum that a peer proves, verified; ``None`` where it proves that there is none."""
    outcome = solver(problem, seconds=60, seed=0, workers=1)
    if outcome.status is Status.INFEASIBLE:
        return None
    assert outcome.status is Status.OPTIMAL
    assert outcome.schedule is not None
    assert verify_schedule(problem, outcome.schedule) == ()
    assert outcome.objective == outcome.bound
    return outcome.objective
