"""Step functions of time: fixed loads, and which calendars are at work when."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.problem.data import Resource


class Load(NamedTuple):
    """A constant load during ``[start, end)``."""

    start: int
    end: int
    amount: int


def profile(resource: Resource) -> list[Load]:
    """Return what bookings outside the problem hold, never more than the capacity, in order of time."""
    steps: dict[int, int] = defaultdict(int)
    for held in resource.occupied:
        if held.start < held.end and held.amount:
            steps[held.start] += held.amount
            steps[held.end] -= held.amount
    loads, level = [], 0
    for start, end in pairwise(sorted(steps)):
        level += steps[start]
        if level:
            loads.append(Load(start, end, min(level, resource.capacity)))
    return loads


def reaching(loads: Sequence[Load], limit: int) -> IntervalSet:
    """Return the ticks at which the load is above `limit`; all of time for a negative limit."""
    if limit < 0:
        return EVER
    return IntervalSet.of((load.start, load.end) for load in loads if load.amount > limit)


EVER = IntervalSet.of([(-(2**31), 2**31)])


class Ticks(NamedTuple):
    """Ticks at which a set of calendars is at work.

    Attributes
    ----------
    at_work
        The ticks themselves.
    spans
        The ticks and the time after them in which no calendar is at work at all: what is held
        then was held, and worked on, just before.
    """

    at_work: IntervalSet
    spans: IntervalSet


def patterns(sets: Sequence[IntervalSet]) -> dict[frozenset[int], Ticks]:
    """Return, for each combination of `sets` that shares a tick with no other set, those ticks."""
    events: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for k, spans in enumerate(sets):
        for a, b in spans:
            events[a].append((k, True))
            events[b].append((k, False))
    at_work: dict[frozenset[int], list[tuple[int, int]]] = defaultdict(list)
    held: dict[frozenset[int], list[tuple[int, int]]] = defaultdict(list)
    active: set[int] = set()
    last: frozenset[int] = frozenset()
    for start, end in pairwise(sorted(events)):
        for k, begins in sorted(events[start], key=lambda event: event[1]):
            (active.add if begins else active.discard)(k)
        if active:
            last = frozenset(active)
            at_work[last].append((start, end))
        held[last].append((start, end))
    return {key: Ticks(IntervalSet.of(spans), IntervalSet.of(held[key])) for key, spans in at_work.items()}
