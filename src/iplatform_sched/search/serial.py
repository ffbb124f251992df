"""First schedules where every job must be done: tasks one after the other, each where it ends first.

A serial schedule generation scheme (Kolisch, Eur. J. Oper. Res. 90 (1996) 320-333,
https://doi.org/10.1016/0377-2217(95)00357-6) over tasks in several ways, with lags and journeys. It
never moves what it has placed, so maximum lags may leave a task without a place.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.shop import schedule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.problem.shop import Journey, Lag, Shop, Way

NOISE = 0.1
"""By how much the rank of a task is shaken, as a share of the longest tail."""


VAIN = 10
"""Tries without any schedule after which there is no more."""


class Place(NamedTuple):
    """Where a task may be; of two places the lesser is the better."""

    end: int
    way: int
    start: int


@dataclass(frozen=True, slots=True)
class Links:
    """What ties each task to others.

    Attributes
    ----------
    forward, backward
        Lags of which the task is the first, or the second.
    arrivals
        Journeys that end at the task.
    before
        Tasks that must be placed first.
    """

    forward: dict[int, list[Lag]] = field(default_factory=lambda: defaultdict(list))
    backward: dict[int, list[Lag]] = field(default_factory=lambda: defaultdict(list))
    arrivals: dict[int, list[Journey]] = field(default_factory=lambda: defaultdict(list))
    before: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def links_of(shop: Shop) -> Links:
    """Return what ties the tasks of `shop` together."""
    links = Links()
    for lag in shop.lags:
        links.forward[lag.first].append(lag)
        links.backward[lag.second].append(lag)
        if lag.ticks >= 0:
            links.before[lag.second].add(lag.first)
    for journey in shop.journeys:
        links.arrivals[journey.second].append(journey)
    return links


def serial(
    problem: Problem, shop: Shop, links: Links, ranks: Sequence[float], end: int | None = None
) -> Schedule | None:
    """Return the schedule of placing tasks by rank, the least first, each after those that must precede it.

    ``None`` where a task finds no place that ends by `end`, by default the horizon.
    """
    last = shop.horizon if end is None else end
    used = [np.zeros(last + 1, dtype=np.int64) for _ in shop.capacities]
    spare = _spare(shop)
    placed: dict[int, Place] = {}
    for task in _sequence(links, ranks):
        work = shop.works[task]
        more = [_more(shop, task, way) for way in work.ways]
        places = [
            place
            for number, extra in enumerate(more)
            if all(spare[supply] >= amount for supply, amount in extra.items())
            and (place := _first(shop, links, (task, number), placed, used)) is not None
        ]
        if not places:
            return None
        placed[task] = best = min(places)
        for supply, amount in more[best.way].items():
            spare[supply] -= amount
        for resource, units in work.ways[best.way].demands:
            used[resource][best.start : best.end] += units
    return schedule_of(problem, [placed[task][1:] for task, _ in enumerate(shop.works)])


def _spare(shop: Shop) -> list[int]:
    """Return what is left of each supply if every task uses as little of it as any of its ways."""
    least = [
        [min(dict(way.uses).get(supply, 0) for way in work.ways) for work in shop.works]
        for supply, _ in enumerate(shop.supplies)
    ]
    return [amount - sum(needed) for amount, needed in zip(shop.supplies, least, strict=True)]


def _more(shop: Shop, task: int, way: Way) -> dict[int, int]:
    """Return what a task uses of each supply in one way above the least that any of its ways uses."""
    return {
        supply: amount - min(dict(other.uses).get(supply, 0) for other in shop.works[task].ways)
        for supply, amount in way.uses
    }


def tails(shop: Shop, links: Links) -> list[int]:
    """Return how long after the start of each task the last end is at the earliest, by lags alone."""
    least = [min(way.duration for way in work.ways) for work in shop.works]
    tail = list(least)
    for task in reversed(_sequence(links, [0.0] * len(least))):
        for lag in links.forward[task]:
            if lag.ticks >= 0:
                ahead = lag.ticks + least[task] * lag.from_end - least[lag.second] * lag.to_end
                tail[task] = max(tail[task], ahead + tail[lag.second])
    return tail


def best_serial(problem: Problem, shop: Shop, dice: Random, enough: Callable[[int], bool]) -> Schedule | None:
    """Return the best of several serial schedules; ``None`` where no try gives one.

    The longest tail first, then the ranks of the best so far, shaken. `enough` is asked after each try,
    with the number of tries, whether to stop.
    """
    links = links_of(shop)
    length = [-float(ticks) for ticks in tails(shop, links)]
    shake = NOISE * -min(length, default=0.0)
    best: Schedule | None = None
    kept, end, tries = length, None, 0
    while tries == 0 or not (enough(tries) or (best is None and tries >= VAIN)):
        ranks = kept if tries == 0 else [rank + shake * dice.random() for rank in kept]
        found = serial(problem, shop, links, ranks, end)
        tries += 1
        if found is not None:
            best, kept = found, ranks
            # From now on only what is better; tries are cut short where they cannot be.
            end = max((at.end for i in shop.counted if (at := found.tasks[i]) is not None), default=0) - 1
    return best


def _sequence(links: Links, ranks: Sequence[float]) -> list[int]:
    """Return all tasks by rank, each after those before it; the first by rank where these run in a cycle."""
    waiting = sorted(range(len(ranks)), key=lambda task: (ranks[task], task))
    done: dict[int, None] = {}
    while waiting:
        free = next((task for task in waiting if links.before[task] <= done.keys()), waiting[0])
        done[free] = None
        waiting.remove(free)
    return list(done)


def _first(
    shop: Shop, links: Links, choice: tuple[int, int], placed: dict[int, Place], used: list[NDArray[np.int64]]
) -> Place | None:
    """Return the first place of a task in one way among what is placed so far."""
    task, number = choice
    work = shop.works[task]
    way = work.ways[number]
    low, high = work.earliest, min(work.latest, work.end - way.duration)
    for lag in links.backward[task]:
        if lag.first in placed:
            other = placed[lag.first]
            moment = other.end if lag.from_end else other.start
            low = max(low, moment + lag.ticks - way.duration * lag.to_end)
    for lag in links.forward[task]:
        if lag.second in placed:
            other = placed[lag.second]
            moment = other.end if lag.to_end else other.start
            high = min(high, moment - lag.ticks - way.duration * lag.from_end)
    for journey in links.arrivals[task]:
        before = placed[journey.first]
        ticks = journey.ticks[shop.works[journey.first].ways[before.way].site][way.site]
        if ticks is None:
            return None
        low = max(low, before.end + ticks)
    start = _free(shop, way, used, (low, high))
    return None if start is None else Place(start + way.duration, number, start)


def _free(shop: Shop, way: Way, used: list[NDArray[np.int64]], span: tuple[int, int]) -> int | None:
    """Return the first start from the first to the last of `span` at which all that `way` needs is free."""
    low, high = span
    if used:
        high = min(high, len(used[0]) - 1 - way.duration)
    if low > high:
        return None
    if not way.demands:
        return low
    busy = np.zeros(high + way.duration - low + 1, dtype=np.int64)
    for resource, units in way.demands:
        busy[1:] |= used[resource][low : high + way.duration] + units > shop.capacities[resource]
    taken = np.cumsum(busy)
    free = taken[way.duration :] == taken[: len(taken) - way.duration]
    first = int(np.argmax(free))
    return low + first if free[first] else None
