"""Progress on a terminal, and Ctrl-C: the first ends the search, the second aborts.

A polite request to end, as a service manager sends it (SIGTERM), counts as a first Ctrl-C.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from iplatform_sched.app.hooks import Hooks
from iplatform_sched.cli.render import say

if TYPE_CHECKING:
    from iplatform_sched.cli.context import Shared


BEST_SO_FAR = "stopping the search; the best plan so far is kept. Ctrl-C again aborts with nothing changed."
"""What the first Ctrl-C means to a search for a plan."""


@contextmanager
def progress(options: Shared, stopping: str = BEST_SO_FAR) -> Iterator[Hooks]:
    """Yield hooks that draw a bar on a terminal, print lines otherwise, and stop at the first Ctrl-C.

    Parameters
    ----------
    stopping
        What the first Ctrl-C says, where there is no plan to keep.
    """
    stop = threading.Event()
    with _interruptible(stop, stopping), _reporter(options) as report:
        yield Hooks(stop.is_set, report, time.monotonic, partial(say, quiet=options.quiet), uninterrupted)


@contextmanager
def _interruptible(stop: threading.Event, stopping: str) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def first(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        say(stopping)

    former = {number: signal.signal(number, first) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let no Ctrl-C come between a change of the store and what is said of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(
        signal.SIGINT, lambda _signal, _frame: say("too late to abort: writing to the store")
    )
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


@contextmanager
def _reporter(options: Shared) -> Iterator[Callable[[str, float], None]]:
    if options.quiet:
        yield lambda _text, _share: None
    elif not sys.stderr.isatty():
        yield _lines()
    else:
        bar = Progress(
            # Names of files and centres are no markup.
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        with bar:
            task = bar.add_task("starting", total=1.0)
            yield lambda text, share: bar.update(task, description=text, completed=share)


def _lines() -> Callable[[str, float], None]:
    last = ""

    def report(text: str, _share: float) -> None:
        nonlocal last
        if text != last:
            last = text
            say(text)

    return report
