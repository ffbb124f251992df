"""The child of a search that raises the bound, and finds plans of jobs in each other's way as it does so."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.model.spawning import ordered
from iplatform_sched.search.bound.floor import floor_of
from iplatform_sched.search.bound.least import Bound, bound_of
from iplatform_sched.search.bound.proofs import prove
from iplatform_sched.search.bound.relaxation import Relaxation
from iplatform_sched.search.bound.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.bound.least import Pack

REPLY_SECONDS = 3.0


@dataclass(slots=True)
class Allowance:
    """What a prover may spend.

    Attributes
    ----------
    by_work
        Whether the seconds are the solver's deterministic ones: then the plans that it hears of at each
        step, and so all that it says, are the same on any machine.
    """

    seconds: float
    by_work: bool = False
    began: float = 0.0
    spent: float = 0.0

    def start(self) -> None:
        """Let the time begin to run."""
        self.began = time.monotonic()

    def left(self) -> float:
        """Return the seconds that are left."""
        return self.seconds - (self.spent if self.by_work else time.monotonic() - self.began)

    def spend(self, seconds: float) -> None:
        """Take off what a step may take: what it takes is known too late to limit it."""
        self.spent += seconds


class Message(Enum):
    """What the child says beside bounds: it asks for the best schedule, or has come to its end."""

    ASK = auto()
    END = auto()


class Assignment(NamedTuple):
    """What a prover is asked: better and better bounds of a problem, knowing the best schedule so far."""

    problem: Problem
    best: Schedule
    allowance: Allowance


def send_bounds(connection: Connection) -> None:
    """Send better and better bounds for the :class:`Assignment` that comes; the child's main function.

    For a schedule better than that of the assignment the child asks, and takes what comes in time.
    """
    assignment: Assignment | None = ordered(connection)
    if assignment is None:
        return
    problem, known, allowance = assignment
    allowance.start()
    patience = None if allowance.by_work else REPLY_SECONDS
    due = 0

    def latest() -> Schedule:
        nonlocal known, due
        connection.send(Message.ASK)
        due += 1
        # An answer that came too late for an earlier question is passed over.
        while due and connection.poll(patience):
            known = connection.recv()
            due -= 1
        return known

    with contextlib.suppress(OSError, EOFError):
        bounds_of(problem, latest, allowance, connection.send)
        connection.send(Message.END)


def bounds_of(
    problem: Problem,
    latest: Callable[[], Schedule],
    allowance: Allowance,
    tell: Callable[[Bound], None],
) -> None:
    """Tell better and better bounds within `allowance`; `latest` returns the best schedule."""
    relaxed = Relaxation(problem)
    # Of hundreds of jobs the floor takes longer than some searches have.
    tell(bound_of(relaxed))
    floor = floor_of(problem, relaxed)
    tell(Bound(floor.value, floor.value))
    told = floor.value

    def report(pack: Pack, schedule: Schedule | None) -> None:
        nonlocal told
        if floor.value > told or pack:
            told = floor.value
            tell(Bound(told, pack=pack, schedule=schedule, shortages=floor.shortages()))

    prove(floor, Watch(allowance.left, latest, report, allowance.by_work, allowance.spend))
