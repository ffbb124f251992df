"""Unit numbers for bookings of one machine: interval colouring around those that keep theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iplatform_sched.errors import VerificationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Hold:
    """Units of one machine held during ``[start, end)``.

    Attributes
    ----------
    amount
        How many units.
    numbers
        1-based labels of the units; empty where they are still to be chosen.
    running
        Whether the numbers can never change.
    """

    key: str
    start: int
    end: int
    amount: int
    numbers: tuple[int, ...] = ()
    running: bool = False


def number_units(machine: str, units: int, holds: Sequence[Hold]) -> dict[str, tuple[int, ...]]:
    """Return the unit numbers of every hold, by its key.

    Holds with numbers keep them where the others fit around; otherwise only running ones do.

    Raises
    ------
    VerificationError
        At some moment more units are held than there are.
    """
    found = _fill(
        units, [each for each in holds if each.numbers], [each for each in holds if not each.numbers]
    )
    if found is None:
        found = _fill(
            units, [each for each in holds if each.running], [each for each in holds if not each.running]
        )
    if found is None:
        raise VerificationError(f"machine {machine}: more than its {units} units are booked at one time")
    return {each.key: each.numbers for each in found}


def _fill(units: int, kept: Iterable[Hold], free: Iterable[Hold]) -> list[Hold] | None:
    """Number `free` holds in order of start, each with units free throughout; ``None`` if stuck.

    A hold takes the numbers that it had where they are free, else the lowest.
    """
    done = list(kept)
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
