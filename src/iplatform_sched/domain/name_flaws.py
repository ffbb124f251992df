"""Contradictions in the names of operators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from iplatform_sched.domain.centre import OperatorPool
from iplatform_sched.domain.vocabulary import OperatorId


class NameFlaw(NamedTuple):
    """What is wrong with a pool, at a field of it, for one name."""

    pool: OperatorPool
    field: str
    name: OperatorId
    message: str


def name_flaws(pools: Iterable[OperatorPool]) -> Iterator[NameFlaw]:
    """Yield names that two pools have, and absences of people whom their pool does not name."""
    owners: dict[OperatorId, OperatorPool] = {}
    for pool in pools:
        for name in pool.people:
            other = owners.setdefault(name, pool)
            if other.id != pool.id:
                yield NameFlaw(pool, "people", name, f"{name} is an operator of {other.id} too")
        for absence in pool.absences:
            for name in absence.people:
                if name not in pool.people:
                    yield NameFlaw(pool, "absences", name, f"{pool.id} names no operator {name}")
