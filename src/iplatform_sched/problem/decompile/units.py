"""Unit numbers for bookings of one machine: interval colouring around those that keep theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iplatform_sched.errors import VerificationError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Units of one machine held during ``[start, end)``.

    Attributes
    ----------
    start, end
        Exact instants: in whole ticks two bookings back to back would seem to overlap.
    amount
        How many units.
    numbers
        1-based labels of the units; empty where they are still to be chosen.
    running
        Whether the numbers can never change.
    """

    key: str
    start: datetime
    end: datetime
    amount: int
    numbers: tuple[int, ...] = ()
    running: bool = False


def number_units(machine: str, units: int, holds: Sequence[Hold]) -> dict[str, tuple[int, ...]]:
    """Return the unit numbers of every hold, by its key.

    Holds with numbers keep them where the others fit around; otherwise only running ones do, and those
    with a number that the machine no longer has.

    Raises
    ------
    VerificationError
        At some moment more units are held than there are.
    """
    found = _fill(units, holds, {each.key for each in holds if each.numbers})
    if found is None:
        stuck = {each.key for each in holds if each.running or max(each.numbers, default=0) > units}
        found = _fill(units, holds, stuck)
    if found is None:
        raise VerificationError(f"machine {machine}: more than its {units} units are booked at one time")
    return {each.key: each.numbers for each in found}


def _fill(units: int, holds: Iterable[Hold], kept: Container[str]) -> list[Hold] | None:
    """Number the holds that are not `kept` in order of start, each with units free throughout.

    A hold takes the numbers that it had where they are free, else the lowest. ``None`` if stuck.
    """
    done = [each for each in holds if each.key in kept]
    free = [each for each in holds if each.key not in kept]
    for hold in sorted(free, key=lambda each: (each.start, each.end, each.key)):
        taken = {
            number
            for other in done
            if other.start < hold.end and hold.start < other.end
            for number in other.numbers
        }
        left = sorted(
            set(range(1, units + 1)) - taken, key=lambda number: (number not in hold.numbers, number)
        )
        if len(left) < hold.amount:
            return None
        done.append(replace(hold, numbers=tuple(sorted(left[: hold.amount]))))
    return done
