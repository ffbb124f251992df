"""Instances of the field's own problems, in the formats they are published in, as a `Problem`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.instances.fjsp import read_fjsp
from iplatform_sched.exchange.instances.patterson import read_patterson
from iplatform_sched.exchange.instances.progen import read_progen
from iplatform_sched.exchange.instances.psplib import read_psplib
from iplatform_sched.exchange.instances.tlsp import read_tlsp
from iplatform_sched.exchange.instances.transport import read_transport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from iplatform_sched.problem.data import Problem

__all__ = ["FORMATS", "Format", "read_instance"]


class Format(NamedTuple):
    """A format of benchmark files.

    Attributes
    ----------
    name
        As users write it.
    read
        From a file to a problem; raises `InputError` with the file and the line.
    """

    name: str
    read: Callable[[Path], Problem]


FORMATS = (
    Format("fjsp", read_fjsp),
    Format("progen-max", read_progen),
    Format("psplib", read_psplib),
    Format("patterson", read_patterson),
    Format("fjsp-transport", read_transport),
    Format("tlsp", read_tlsp),
)
"""Every format that can be read."""


MOST_TICKS = 1_000_000
"""The longest horizon: schedules are judged tick by tick, which takes about a second for so many."""


def read_instance(path: Path, name: str) -> Problem:
    """Return the problem in a file of the format called `name`, one of `FORMATS`.

    Raises
    ------
    InputError
        The file does not keep to the format, has nothing to be done, or durations too long to be judged.
    """
    problem = next(each for each in FORMATS if each.name == name).read(path)
    if not problem.tasks:
        raise InputError(Issue("has nothing to be done", str(path), code="bad-instance"))
    if problem.horizon > MOST_TICKS:
        message, hint = f"may take more than {MOST_TICKS:,} ticks", "Write durations in a larger unit"
        raise InputError(
            Issue(message, str(path), found=f"{problem.horizon:,}", hint=hint, code="bad-instance")
        )
    return problem
