"""Instances of the field's own problems, in the formats they are published in, as a `Problem`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.errors import NotFoundError
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
    about
        One line for people.
    """

    name: str
    read: Callable[[Path], Problem]
    about: str


FORMATS = (
    Format("fjsp", read_fjsp, "flexible job shop, makespan"),
    Format("progen-max", read_progen, "project with minimum and maximum lags (RCPSP/max), makespan"),
    Format("psplib", read_psplib, "project of PSPLIB with one or several modes (.sm, .mm), makespan"),
    Format("patterson", read_patterson, "project with one mode (Patterson, .rcp), makespan"),
    Format("fjsp-transport", read_transport, "flexible job shop with transport between machines, makespan"),
    Format("tlsp", read_tlsp, "test laboratory with teams and equipment, TLSP-S"),
)
"""Every format that can be read."""


def read_instance(path: Path, name: str) -> Problem:
    """Return the problem in a file of the format called `name`.

    Raises
    ------
    NotFoundError
        There is no such format.
    InputError
        The file does not keep to the format.
    """
    for each in FORMATS:
        if each.name == name:
            return each.read(path)
    known = ", ".join(each.name for each in FORMATS)
    raise NotFoundError(f"there is no format called {name}; formats: {known}")
