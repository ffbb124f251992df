"""Contradictions in a machine's changeovers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

from iplatform_sched.domain.equipment import Equipment


class ChangeoverFlaw(NamedTuple):
    """What is wrong, at a field of the machine."""

    field: str
    message: str


def changeover_flaws(machine: Equipment) -> Iterator[ChangeoverFlaw]:
    """Yield more than one unit, and the first detour that is shorter than the direct way."""
    if not machine.changeovers:
        return
    if machine.units > 1:
        yield ChangeoverFlaw("units", "a machine with changeovers has one unit")
    minutes = {(each.before, each.after): each.minutes for each in machine.changeovers}
    families = sorted({family for pair in minutes for family in pair})
    for first, middle, last in permutations(families, 3):
        direct = minutes.get((first, last), 0)
        if direct > minutes.get((first, middle), 0) + minutes.get((middle, last), 0):
            message = f"changeover {first} to {last} takes longer than by way of {middle}"
            yield ChangeoverFlaw("changeovers", message)
            return
