"""Sides of comparisons solved one after the other here, or side by side in processes of their own.

A process that dies takes its own side with it and no other.
"""

from __future__ import annotations

import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.errors import SchedError, SolverError
from iplatform_sched.model.spawning import asked_to_stop, ordered, spawn
from iplatform_sched.planning.whatif import Side, Solution, solve_side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from types import FrameType

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.model.spawning import Child

PAUSE_SECONDS = 0.2
GRACE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A side to be solved, and what people call it."""

    name: str
    side: Side
    settings: SolveSettings


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a side has no plan.

    Attributes
    ----------
    exit_code
        Of the error that ended it.
    """

    reason: str
    exit_code: int


Solved = Solution | Failure


def solve_all(pieces: Sequence[Piece], jobs: int, hooks: Hooks) -> list[Solved]:
    """Return what became of each piece, in order; at most `jobs` are solved at a time."""
    tell = _Teller(len(pieces), hooks)
    if jobs == 1 or len(pieces) == 1:
        return [_solve_here(piece, number, tell, hooks) for number, piece in enumerate(pieces)]
    abort = threading.Event()
    with ThreadPoolExecutor(min(jobs, len(pieces))) as threads:
        futures = [
            threads.submit(_solve_apart, piece, number, tell, abort, hooks)
            for number, piece in enumerate(pieces)
        ]
        try:
            wait(futures)
        except BaseException:  # Ctrl-C: every child must end before we do
            abort.set()
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return [future.result() for future in futures]


class _Teller:
    """Joins the progress of all pieces into one share."""

    def __init__(self, count: int, hooks: Hooks) -> None:
        self._shares = [0.0] * count
        self._hooks = hooks
        self._lock = threading.Lock()

    def of(self, number: int, name: str) -> Callable[[str, float], None]:
        def tell(text: str, share: float) -> None:
            with self._lock:
                self._shares[number] = share
                self._hooks.report(f"{name}: {text}", sum(self._shares) / len(self._shares))

        return tell


def _solve_here(piece: Piece, number: int, tell: _Teller, hooks: Hooks) -> Solved:
    report = tell.of(number, piece.name)
    report("begins", 0.0)
    try:
        found: Solved = solve_side(piece.side, piece.settings, stop=hooks.stop, on_progress=report)
    except SchedError as error:
        found = Failure(str(error), error.exit_code)
    report("done" if isinstance(found, Solution) else "no plan", 1.0)
    return found


def _solve_apart(piece: Piece, number: int, tell: _Teller, abort: threading.Event, hooks: Hooks) -> Solved:
    report = tell.of(number, piece.name)
    report("begins", 0.0)
    child = spawn(_serve, piece, daemon=False)
    try:
        found = _follow(child, report, abort, hooks)
    finally:
        child.process.terminate()
        child.end(GRACE_SECONDS)
    report("done" if isinstance(found, Solution) else "no plan", 1.0)
    return found


def _follow(
    child: Child, report: Callable[[str, float], None], abort: threading.Event, hooks: Hooks
) -> Solved:
    """Return what the child found; its progress is reported on the way."""
    asked = False
    while not abort.is_set():
        if hooks.stop() and not asked:
            asked = True
            with suppress(OSError):
                child.connection.send(None)
        try:
            message = child.message(PAUSE_SECONDS)
        except (EOFError, OSError):
            reason = "its process died; there may be too little memory for so many jobs"
            return Failure(reason, SolverError.exit_code)
        if isinstance(message, (Solution, Failure)):
            return message
        if message is not None:
            report(*message)
    return Failure("aborted", SolverError.exit_code)


def _serve(connection: Connection) -> None:
    """Solve the :class:`Piece` that comes and send progress, then what became of it.

    The child's main function.
    """

    def end(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(1)  # as an exception, so that the children of the search end too

    def send(message: object) -> None:
        with suppress(OSError):  # the parent is gone, and the search is about to learn it
            connection.send(message)

    piece: Piece | None = ordered(connection)
    if piece is None:
        return
    signal.signal(signal.SIGTERM, end)
    stop = asked_to_stop(connection)
    try:
        send(
            solve_side(
                piece.side,
                piece.settings,
                stop=stop.is_set,
                on_progress=lambda text, share: send((text, share)),
            )
        )
    except SchedError as error:
        send(Failure(str(error), error.exit_code))
