"""What is to come before what, and runs in a circle."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def circle(before: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """Return numbers of which each comes before the next and the last is the first; empty if there are none.

    Parameters
    ----------
    before
        Pairs, the first of which comes before the second.
    """
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for first, second in before:
        sorter.add(second, first)
    try:
        sorter.prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()
