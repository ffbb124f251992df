"""Sets of jobs that cannot all be served, or only at as high a price as leaving some out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

SPARE = 0.5
"""Share of an unserved price that may be missing in a proof that a job stays unserved."""


class Shortage(NamedTuple):
    """What is proved of a set of rivals.

    Attributes
    ----------
    prices
        The jobs, and the weighted price of leaving each out.
    least
        What they cost together at least above what each costs with nobody else there.
    """

    prices: Mapping[int, float]
    least: float


def lost(shortages: Iterable[Shortage], waiting: Collection[int]) -> frozenset[int]:
    """Return those of the `waiting` jobs, which have no place, that would only take the place of others.

    A set in which as much is waiting as is proved to stay out has no place for one more.
    """
    found: set[int] = set()
    for shortage in shortages:
        here = [job for job in waiting if job in shortage.prices]
        total = sum(shortage.prices[job] for job in here)
        found.update(job for job in here if shortage.least >= total - SPARE * shortage.prices[job])
    return frozenset(found)
