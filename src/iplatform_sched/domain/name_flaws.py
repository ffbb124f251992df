"""Contradictions in the names of operators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from iplatform_sched.domain.calendars import away_already
from iplatform_sched.domain.centre import OperatorPool
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import OperatorId


class NameFlaw(NamedTuple):
    """What is wrong with a pool, at a field of it, for one name.

    Attributes
    ----------
    turn
        Which of the pool's absences it is about, from 0; of its people always 0.
    """

    pool: OperatorPool
    field: str
    name: OperatorId
    message: str
    code: str
    hint: str = ""
    turn: int = 0


def name_flaws(pools: Iterable[OperatorPool]) -> Iterator[NameFlaw]:
    """Yield names that two pools have, and absences of whom their pool does not name, or who is away then."""
    owners: dict[OperatorId, OperatorPool] = {}
    for pool in pools:
        for name in pool.people:
            other = owners.setdefault(name, pool)
            if other.id != pool.id:
                message = f"{name} is an operator of {other.id} too"
                yield NameFlaw(pool, "people", name, message, "duplicate-id", OWN_NAME)
        yield from _absences(pool)


OWN_NAME = "Each operator has a name of its own"


def _absences(pool: OperatorPool) -> Iterator[NameFlaw]:
    for turn, absence in enumerate(pool.absences):
        for name in absence.people:
            if name not in pool.people:
                hint = did_you_mean(name, pool.people)
                message = f"{pool.id} names no operator {name}"
                yield NameFlaw(pool, "absences", name, message, "unknown-id", hint, turn)
        for name in away_already(pool.absences[:turn], absence):
            message, hint = f"{name} is away then already", "One absence is enough for one person"
            yield NameFlaw(pool, "absences", name, message, "overlap", hint, turn)
