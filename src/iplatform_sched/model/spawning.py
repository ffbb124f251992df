"""Processes of our own at the other end of a pipe, whose death is not ours."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess


class Child(NamedTuple):
    """A process that has been asked something, and our end of the pipe to it."""

    process: SpawnProcess
    connection: Connection

    def end(self) -> None:
        """End the process, and all of its group where it has made one of its own, as it may have died."""
        if self.process.pid is not None:
            # Such a group is called as its process is; without one there is none of this name.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.connection.close()


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
    process.start()
    theirs.close()
    # Sent, not given as an argument: a child that dies while it starts would leave us waiting to write.
    with contextlib.suppress(OSError):
        ours.send(order)
    return Child(process, ours)


def ordered(connection: Connection) -> Any:  # noqa: ANN401 - whatever was sent
    """Return, in a child, what it is asked, ``None`` where its parent is gone; from now on ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return connection.recv()
    except (EOFError, OSError):
        return None
