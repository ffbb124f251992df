"""Sides of comparisons solved one after the other here, or side by side in processes of their own.

A process that dies takes its own side with it and no other.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iplatform_sched.errors import SchedError, SolverError
from iplatform_sched.planning.whatif import Side, Solution, solve_side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Event
    from types import FrameType

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.domain.settings import SolveSettings

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
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    halt = context.Event()
    process = context.Process(target=_child, args=(theirs, halt))
    report = tell.of(number, piece.name)
    report("begins", 0.0)
    # A child that is still loading must not die of the Ctrl-C that asks us to end the search.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    process.start()
    theirs.close()
    try:
        # Sent, not given as an argument: a child that dies while it starts would leave us waiting to write.
        with suppress(OSError):
            ours.send(piece)
        found = _listen(ours, halt, report, abort, hooks)
    finally:
        process.terminate()
        process.join(GRACE_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
        ours.close()
    report("done" if isinstance(found, Solution) else "no plan", 1.0)
    return found


def _listen(
    pipe: Connection,
    halt: Event,
    report: Callable[[str, float], None],
    abort: threading.Event,
    hooks: Hooks,
) -> Solved:
    """Return what the child found; its progress is reported on the way."""
    while not abort.is_set():
        if hooks.stop():
            halt.set()
        if not pipe.poll(PAUSE_SECONDS):
            continue
        try:
            message = pipe.recv()
        except (EOFError, OSError):
            reason = "its process died; there may be too little memory for so many jobs"
            return Failure(reason, SolverError.exit_code)
        if isinstance(message, (Solution, Failure)):
            return message
        report(*message)
    return Failure("aborted", SolverError.exit_code)


def _child(pipe: Connection, halt: Event) -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(1)  # as an exception, so that the children of the search end too

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, end)
    answer: Any
    piece: Piece = pipe.recv()
    parent = multiprocessing.parent_process()

    def stop() -> bool:
        return halt.is_set() or parent is None or not parent.is_alive()

    try:
        answer = solve_side(
            piece.side,
            piece.settings,
            stop=stop,
            on_progress=lambda text, share: pipe.send((text, share)),
        )
    except SchedError as error:
        answer = Failure(str(error), error.exit_code)
    pipe.send(answer)
    pipe.close()
