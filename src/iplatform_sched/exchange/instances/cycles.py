"""What is to come before what, and runs in a cycle."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

CYCLE_HINT = "Each of these comes before the next: leave out one such pair"


class Cycle(NamedTuple):
    """Numbers of which each comes before the next and the last is the first.

    Attributes
    ----------
    line
        The last line of the file that has a part in it.
    """

    numbers: tuple[int, ...]
    line: int

    def __str__(self) -> str:
        return " ".join(map(str, self.numbers))


def find_cycle(before: Mapping[tuple[int, int], int]) -> Cycle | None:
    """Return a cycle, ``None`` if there is none.

    Parameters
    ----------
    before
        The line of the file that each pair stands on, the first of which comes before the second.
    """
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for first, second in before:
        sorter.add(second, first)
    try:
        sorter.prepare()
    except CycleError as error:
        numbers = tuple(error.args[1])
        return Cycle(numbers, max(before[pair] for pair in pairwise(numbers)))
    return None
