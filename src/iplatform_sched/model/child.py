"""Solve a problem in a child process, whose death is a status and not ours."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from iplatform_sched.model.constraints import CONSTRAINTS
from iplatform_sched.model.levels import factors, weigh
from iplatform_sched.model.objective import TERMS
from iplatform_sched.model.outcome import Limits, Outcome, Progress, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.model.spawning import Patience, asked_to_stop, ordered, spawn
from iplatform_sched.problem.measures import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from iplatform_sched.model.constraints import Constraint
    from iplatform_sched.model.objective import Term
    from iplatform_sched.model.spawning import Child
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

POLL_SECONDS = 0.05
GRACE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a child is asked to solve; see :func:`solve`."""

    problem: Problem
    hint: Schedule | None
    limits: Limits
    constraints: tuple[Constraint, ...]
    terms: tuple[Term, ...]


def solve_in_child(  # noqa: PLR0913 - keyword-only knobs with defaults
    problem: Problem,
    *,
    hint: Schedule | None = None,
    limits: Limits | None = None,
    constraints: tuple[Constraint, ...] = CONSTRAINTS,
    terms: tuple[Term, ...] = TERMS,
    on_solution: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    grace: float = GRACE_SECONDS,
) -> Outcome:
    """Return what :func:`solve` returns, computed in a spawned process that ignores Ctrl-C.

    Better schedules and bounds come over a pipe while it runs. Once `stop` is set the child is asked to end
    its search. A child that dies, or is still there `grace` seconds after its time, gives an outcome of
    status crashed with the last schedule that it sent.
    """
    order = Order(problem, hint, limits or Limits(), constraints, terms)
    child = spawn(serve, order)
    try:
        return _follow(child, order, on_solution, (stop, grace))
    finally:
        child.end()


def serve(connection: Connection) -> None:
    """Solve the :class:`Order` that comes and send every :class:`Progress`, then the :class:`Outcome`.

    The child's main function. Anything more that comes, and the parent's death, ends the search.
    """
    order: Order | None = ordered(connection)
    if order is None:
        return
    stop, sending = asked_to_stop(connection), threading.Lock()

    def send(message: Progress | Outcome) -> None:
        # Solutions and bounds come from different threads of the solver.
        with sending, contextlib.suppress(OSError):
            connection.send(message)

    send(
        solve(
            order.problem,
            hint=order.hint,
            limits=order.limits,
            constraints=order.constraints,
            terms=order.terms,
            on_solution=send,
            stop=stop,
        )
    )


def _follow(
    child: Child,
    order: Order,
    on_solution: Callable[[Progress], None] | None,
    ends: tuple[threading.Event | None, float],
) -> Outcome:
    began = time.monotonic()
    stop, grace = ends
    seconds = order.limits.seconds
    last: Progress | None = None
    asked: float | None = None
    crashed, patience = partial(_crashed, order, began), Patience()
    while True:
        now = time.monotonic()
        if asked is None and stop is not None and stop.is_set():
            asked = now
            with contextlib.suppress(OSError):
                child.connection.send(None)
        try:
            message = child.message(POLL_SECONDS)
        except (EOFError, OSError):
            return crashed(last, f"The solver's process ended with code {child.end(GRACE_SECONDS)}.")
        due = min(now if asked is None else asked, now if seconds is None else began + seconds)
        if patience.is_over(late=now > due + grace, silent=message is None):
            return crashed(last, "The solver's process did not stop in time.")
        if isinstance(message, Outcome):
            return message
        if isinstance(message, Progress):
            last = message if message.schedule is not None else last
            if on_solution is not None:
                on_solution(message)


def _crashed(order: Order, began: float, last: Progress | None, detail: str) -> Outcome:
    seconds = time.monotonic() - began
    if last is None or last.schedule is None:
        return Outcome(Status.CRASHED, seconds=seconds, detail=detail)
    terms = evaluate(order.problem, last.schedule)
    return Outcome(
        Status.CRASHED,
        schedule=last.schedule,
        objective=weigh(factors(order.problem, order.terms)[last.level], terms),
        terms=terms,
        seconds=seconds,
        best=last.seconds,
        detail=detail,
    )
