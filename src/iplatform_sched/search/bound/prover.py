"""The child of a search that raises the bound, and finds plans of jobs in each other's way as it does so."""

from __future__ import annotations

import contextlib
import signal
import time
from enum import Enum, auto
from typing import TYPE_CHECKING

from iplatform_sched.search.bound.floor import floor_of
from iplatform_sched.search.bound.least import Bound, least_fees
from iplatform_sched.search.bound.proofs import prove
from iplatform_sched.search.bound.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.bound.least import Pack

REPLY_SECONDS = 3.0


class Message(Enum):
    """What the child says beside bounds: it asks for the best schedule, or has come to its end."""

    ASK = auto()
    END = auto()


def send_bounds(connection: Connection, problem: Problem, best: Schedule, seconds: float) -> None:
    """Send better and better bounds of `problem`; the main function of their process.

    `best` is the best schedule so far; for a better one the child asks, and takes what comes in time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    began = time.monotonic()
    known, due = best, 0

    def latest() -> Schedule:
        nonlocal known, due
        connection.send(Message.ASK)
        due += 1
        # An answer that came too late for an earlier question is passed over.
        while due and connection.poll(REPLY_SECONDS):
            known = connection.recv()
            due -= 1
        return known

    with contextlib.suppress(OSError, EOFError):
        bounds_of(problem, latest, lambda: seconds - (time.monotonic() - began), connection.send)
        connection.send(Message.END)


def bounds_of(
    problem: Problem,
    latest: Callable[[], Schedule],
    left: Callable[[], float],
    tell: Callable[[Bound], None],
) -> None:
    """Tell better and better bounds while `left` returns seconds; `latest` returns the best schedule."""
    floor = floor_of(problem)
    tell(Bound(floor.value, least_fees(floor.relaxed)))
    told = floor.value

    def report(pack: Pack, schedule: Schedule | None) -> None:
        nonlocal told
        if floor.value > told or pack:
            told = floor.value
            tell(Bound(told, pack=pack, schedule=schedule))

    prove(floor, Watch(left, latest, report))
