"""What the top floor lends to a long use case: a way to stop, to report, to tell time."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - callers read the annotations
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hooks:
    """Callables of the caller.

    Attributes
    ----------
    stop
        Whether to end the search with the best plan so far.
    report
        Takes what is going on and the share done, 0 to 1.
    monotonic
        Seconds of a clock that nobody sets.
    tell
        Takes what shall stay to be read, whatever is reported later.
    uninterrupted
        A block that Ctrl-C does not abort: what is being published is published or not, and is told right.
    """

    stop: Callable[[], bool]
    report: Callable[[str, float], None]
    monotonic: Callable[[], float]
    tell: Callable[[str], None]
    uninterrupted: Callable[[], AbstractContextManager[None]] = nullcontext
