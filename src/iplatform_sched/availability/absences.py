"""When operators of a pool are away, in ticks."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.domain.centre import OperatorPool
    from iplatform_sched.domain.vocabulary import OperatorId


class Away(NamedTuple):
    """So many operators of a pool are away during ``[start, end)``."""

    start: int
    end: int
    heads: int


def absences(almanac: Almanac, pool: OperatorPool) -> Iterator[Away]:
    """Yield when how many operators are away, in order, never more than there are.

    A tick that an absence touches is lost.
    """
    steps: dict[int, int] = {}
    for each in pool.absences:
        start, end = almanac.grid.floor(each.span.start), almanac.grid.ceil(each.span.end)
        steps[start] = steps.get(start, 0) + each.count
        steps[end] = steps.get(end, 0) - each.count
    count = 0
    for start, end in pairwise(sorted(steps)):
        count += steps[start]
        if count:
            yield Away(start, end, min(count, pool.headcount))


def absent(almanac: Almanac, pool: OperatorPool, person: OperatorId) -> IntervalSet:
    """Return the ticks in which a named operator of a pool is away; one that an absence touches is lost."""
    return IntervalSet.of(
        (almanac.grid.floor(each.span.start), almanac.grid.ceil(each.span.end))
        for each in pool.absences
        if person in each.people
    )


def short_of(almanac: Almanac, pool: OperatorPool, heads: int) -> IntervalSet:
    """Return the ticks in which absences leave a pool fewer than `heads` operators."""
    return IntervalSet.of(
        (each.start, each.end) for each in absences(almanac, pool) if pool.headcount - each.heads < heads
    )
