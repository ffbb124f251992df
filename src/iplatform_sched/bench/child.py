"""A run in a process of its own: limited and measured from outside, its death a result."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.bench.memory import tree_peak
from iplatform_sched.bench.seam import KILLED, UNSUITABLE, Answer, Budget, Found, UnsuitableError
from iplatform_sched.bench.solvers import solver_named
from iplatform_sched.model.outcome import Status
from iplatform_sched.model.spawning import Patience, ordered, spawn

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from iplatform_sched.model.spawning import Child
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule

POLL_SECONDS = 0.05
GRACE_SECONDS = 60.0
TIDY_SECONDS = 10.0
UNTIMED_SECONDS = 600.0
SECONDS_OF_WORK = 60.0
"""A run without a limit of time hangs if it is there after so many seconds, and so many for each of work."""


class Order(NamedTuple):
    """What a child is asked: a problem, the name of a solver, a budget that tells nobody."""

    problem: Problem
    solver: str
    budget: Budget


class Told(NamedTuple):
    """What a solver found on the way, and the second at which it did."""

    seconds: float
    found: Found


class Ended(NamedTuple):
    """How a solver ended, and after how many seconds.

    Attributes
    ----------
    memory_mb
        As :func:`tree_peak` read it then.
    """

    seconds: float
    status: str
    answer: Answer | None
    detail: str
    memory_mb: float


class StoppedError(Exception):
    """Somebody asked to stop; the run counts for nothing."""


@dataclass(slots=True)
class Watched:
    """A run as it was seen from outside.

    Attributes
    ----------
    trajectory
        Second and objective of each better schedule, as the solver counts.
    schedules
        The last schedule that came on the way, and the one of the answer.
    ended
        Whether the solver returned.
    claimed
        Whether its answer says what the bound is.
    """

    status: str = KILLED
    seconds: float = 0.0
    bound: int | None = None
    trajectory: list[tuple[float, int]] = field(default_factory=list)
    schedules: list[Schedule] = field(default_factory=list)
    memory_mb: float = 0.0
    detail: str = ""
    ended: bool = False
    claimed: bool = False

    def take(self, told: Told) -> None:
        """Keep what is better of a message."""
        found = told.found
        if found.bound is not None:
            self.bound = found.bound if self.bound is None else max(self.bound, found.bound)
        if found.schedule is None or found.objective is None:
            return
        if not self.trajectory or found.objective < self.trajectory[-1][1]:
            self.trajectory.append((round(told.seconds, 3), found.objective))
            self.schedules = [found.schedule]

    def end(self, ended: Ended) -> None:
        """Keep how the run ended."""
        self.ended = True
        self.status, self.seconds, self.detail = ended.status, ended.seconds, ended.detail
        self.take_back()
        if ended.answer is None:
            return
        if ended.answer.bound is not None:
            self.bound, self.claimed = ended.answer.bound, True
        if ended.answer.schedule is not None:
            self.schedules.append(ended.answer.schedule)

    def take_back(self) -> None:
        """Forget a bound that a better schedule has shown to be wrong: on the way it had one witness only."""
        if self.bound is not None and self.trajectory and self.bound > self.trajectory[-1][1]:
            self.detail = taken_back(self.bound, self.detail)
            self.bound = None


def taken_back(bound: int, detail: str) -> str:
    """Return the words of a run about a bound that it told and that is wrong, before its other `detail`."""
    return f"took back a wrong bound of {bound:,}. {detail}".strip()


def run_in_child(order: Order, stop: Callable[[], bool], grace: float = GRACE_SECONDS) -> Watched:
    """Return what became of a solver in a spawned process.

    One that is still there `grace` seconds after its time is killed; what it told until then counts. Who has
    a limit of work alone is given `UNTIMED_SECONDS`, and `SECONDS_OF_WORK` for each unit of it.

    Raises
    ------
    StoppedError
        `stop` said so before the run ended.
    """
    child = spawn(serve, order, daemon=False)
    try:
        watched = _follow(child, _seconds(order.budget), stop, grace)
        if watched.ended:
            # It may tidy up behind itself.
            child.end(TIDY_SECONDS)
        return watched
    finally:
        child.end()


def _seconds(budget: Budget) -> float:
    if budget.seconds is not None:
        return budget.seconds
    return UNTIMED_SECONDS + SECONDS_OF_WORK * (budget.work or 0.0)


def _follow(child: Child, seconds: float, stop: Callable[[], bool], grace: float) -> Watched:
    watched, patience = Watched(), Patience()
    began = time.monotonic()
    while True:
        if stop():
            raise StoppedError
        if child.process.pid is not None:
            watched.memory_mb = max(watched.memory_mb, tree_peak(child.process.pid))
        watched.seconds = time.monotonic() - began
        try:
            message = child.message(POLL_SECONDS)
        except (EOFError, OSError):
            watched.status = Status.CRASHED.value
            watched.detail = f"its process ended with code {child.end(TIDY_SECONDS)}"
            return watched
        late = watched.seconds > seconds + grace
        if patience.is_over(late=late, silent=message is None):
            watched.detail = f"still there {grace:g} s after its time"
            return watched
        if isinstance(message, Told):
            watched.take(message)
        elif isinstance(message, Ended):
            watched.end(message)
            watched.memory_mb = max(watched.memory_mb, message.memory_mb)
            return watched


def serve(connection: Connection) -> None:
    """Solve the :class:`Order` that comes; send every :class:`Told`, then how it :class:`Ended`.

    The child's main function. It ends at once when its parent is gone.
    """
    # What comes from it must not work on beside the next run.
    os.setpgid(0, 0)
    # What solvers print is for nobody.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    order: Order | None = ordered(connection)
    if order is None:
        return
    threading.Thread(target=_outlive_nobody, args=(connection,), daemon=True).start()
    sending = threading.Lock()
    began = time.monotonic()

    def send(message: Told | Ended) -> None:
        # Solutions and bounds come from different threads of a solver.
        with sending, contextlib.suppress(OSError):
            connection.send(message)

    def tell(found: Found) -> None:
        send(Told(time.monotonic() - began, found))

    status, answer, detail = _solved(order, tell)
    # Memory is read here, for who is told may look when this process is gone.
    send(Ended(time.monotonic() - began, status, answer, detail, tree_peak(os.getpid())))


def _solved(order: Order, tell: Callable[[Found], None]) -> tuple[str, Answer | None, str]:
    try:
        answer = solver_named(order.solver).solve(order.problem, replace(order.budget, tell=tell))
    except UnsuitableError as error:
        return UNSUITABLE, None, str(error)
    except Exception as error:  # noqa: BLE001 - a peer may raise anything, and that is its result
        return Status.CRASHED.value, None, f"{type(error).__name__}: {error}"[:500]
    return answer.status.value, answer, answer.detail


def _outlive_nobody(connection: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        connection.recv()
    os.killpg(0, signal.SIGKILL)
