"""Processes of our own at the other end of a pipe, whose death is not ours."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

INTERRUPT = {signal.SIGINT}
DRAIN_SECONDS = 10.0


@dataclass(slots=True)
class Patience:
    """When to give up on a process that should have ended.

    What has come counts, for it is we who may have been halted; but one that goes on telling ends too.
    """

    since: float | None = None

    def is_over(self, *, late: bool, silent: bool) -> bool:
        """Return whether a process that is `late` has nothing more to tell, or was given its time to."""
        if not late:
            return False
        now = time.monotonic()
        self.since = now if self.since is None else self.since
        return silent or now - self.since > DRAIN_SECONDS


@dataclass(slots=True)
class Child:
    """A process that has been asked something, and our end of the pipe to it."""

    process: SpawnProcess
    connection: Connection

    def message(self, seconds: float) -> Any:  # noqa: ANN401 - whatever was sent
        """Return what comes within so many seconds, ``None`` if nothing does.

        Raises
        ------
        EOFError, OSError
            The process has died.
        """
        return self.connection.recv() if self.connection.poll(seconds) else None

    def end(self, seconds: float = 0.0) -> int | None:
        """Return the exit code of the process, ended if it is still there after so many seconds.

        Where it has made a group of its own, all of that ends with it, also when the process itself has died.
        """
        if self.process.pid is None:  # it could not be started
            self.connection.close()
            return None
        wait([self.process.sentinel], seconds)
        if not self.connection.closed:
            # Such a group is called as its process is; without one there is none of this name. The process
            # is not reaped yet, unless another thread has just started one, so the name is nobody else's.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()
            self.process.join()
            self.connection.close()
        return self.process.exitcode


def spawn(serve: Callable[[Connection], None], order: object, *, daemon: bool = True) -> Child:
    """Start a process that runs `serve`, and send it the `order` that :func:`ordered` returns there.

    Parameters
    ----------
    daemon
        Whether it may have no children of its own, and ends with us.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), daemon=daemon)
    # Started within, it would unblock what is blocked here.
    resource_tracker.ensure_running()
    child = Child(process, ours)
    try:
        with _uninterrupted():
            process.start()
        theirs.close()
        # Sent, not given as an argument: a child that dies while it starts would leave us waiting to write.
        with contextlib.suppress(OSError):
            ours.send(order)
    except BaseException:
        child.end()
        raise
    return child


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let what is started here load before it learns of a Ctrl-C, which :func:`ordered` then ignores."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ordered(connection: Connection) -> Any:  # noqa: ANN401 - whatever was sent
    """Return, in a child, what it is asked, ``None`` where its parent is gone; from now on ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPT)
    try:
        return connection.recv()
    except (EOFError, OSError):
        return None


def asked_to_stop(connection: Connection) -> threading.Event:
    """Return, in a child, an event that is set when anything more comes or the parent is gone."""
    stop = threading.Event()

    def listen() -> None:
        with contextlib.suppress(EOFError, OSError):
            connection.recv()
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    return stop
