"""Bookings that exist already: U-shaped machine use, operators sized to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.national.holdings import Bench, Held, manned, unmanned
from benchmarks.national.openings import END_TICK, LENGTH, NOW_TICK, WEEK
from benchmarks.national.tables import dice

if TYPE_CHECKING:
    import random

    from numpy.typing import NDArray

# Lengths of a booking in half-days, and of an unattended run in hours, by what the type is used for.
SHORT = (20, 30, 40)
LONG = (20, 40, 60)
RUN_HOURS = (168, 240, 336, 500, 700)
CHANNEL_HOURS = (250, 500, 1000, 1500)
MANY_UNITS = 16
SHORTEST = 3
EARLIEST = NOW_TICK - 3 * WEEK
NEVER = 0.03
ATTEMPTS = 400


@dataclass(slots=True)
class Staff:
    """A pool while bookings are being placed: heads in use, and heads kept for windows, per half-hour."""

    name: str
    least: int
    shift: int
    heads: int
    used: NDArray[np.int16]
    kept: NDArray[np.int16]

    def load(self) -> float:
        """Return booked operator time in shares of one operator's 13 weeks."""
        return float(self.used[NOW_TICK:END_TICK].sum()) / self.shift

    def has(self, held: Held, heads: int) -> bool:
        """Return whether `heads` more operators are free in all attended half-hours of `held`."""
        return bool((self.used[held.attended] + self.kept[held.attended] + heads <= self.heads).all())


def staff(name: str, least: int, shift: int) -> Staff:
    """Return an empty pool without a limit yet."""
    empty = np.zeros(LENGTH, dtype=np.int16)
    return Staff(name, least, shift, LENGTH, empty, empty.copy())


def kind(place: Bench) -> str:
    """Return the equipment type of a machine: the middle of its id."""
    return place.machine.id.split(".")[1]


def aim(knobs: dict[str, Any], seed: int, place: Bench) -> float:
    """Return the share of open time that bookings should hold on a machine."""
    rng = dice(seed, "aim", place.machine.id)
    if kind(place) in knobs["scarce"]:
        return min(max(float(knobs["scarce"][kind(place)]) + rng.uniform(-0.04, 0.04), 0.0), 0.95)
    return rng.betavariate(knobs["utilisation"]["alpha"], knobs["utilisation"]["beta"])


def fill(place: Bench, pool: Staff, target: float, rng: random.Random, jobs: str) -> None:
    """Book a machine up to about `target` of its open time, as far as the pool allows."""
    if target < NEVER:
        return
    if place.machine.units > 1:
        _fill_units(place, pool, target, rng)
    else:
        _fill_whole(place, pool, target, rng, jobs)


def book(place: Bench, pool: Staff, held: Held) -> bool:
    """Take `held` if it is possible, still there after now, and operators are free."""
    if held.end <= NOW_TICK or not pool.has(held, place.heads):
        return False
    place.held.append(held)
    pool.used[held.attended] += place.heads
    return True


def _fill_whole(place: Bench, pool: Staff, target: float, rng: random.Random, jobs: str) -> None:
    half = place.half_at(EARLIEST) + rng.randrange(4)
    last = place.half_at(END_TICK)
    while half < last:
        if jobs == "run":
            hours = rng.choice(RUN_HOURS)
            held = unmanned(place, place.halves[half] + rng.randrange(6), hours * 2, 1, rng.randrange(6))
            length = hours / 12
        else:
            length = rng.choice(SHORT if jobs == "short" else LONG)
            held = _days(place, half, int(length))
        if held is not None and held.end <= NOW_TICK:
            half = place.half_at(held.end)
        elif held is not None and book(place, pool, held):
            pause = length * (1 - target) / target * rng.expovariate(1.0)
            half = place.half_at(held.end) + round(pause)
        else:
            half += 1


def _days(place: Bench, half: int, length: int) -> Held | None:
    if half + length >= len(place.halves):
        return None
    return manned(place, place.halves[half], place.halves[half + length])


def _fill_units(place: Bench, pool: Staff, target: float, rng: random.Random) -> None:
    many = place.machine.units >= MANY_UNITS
    first, last = place.openings.before(EARLIEST), place.openings.before(END_TICK)
    reached = place.share()
    for _ in range(ATTEMPTS):
        if reached >= target:
            return
        hours = rng.choice(CHANNEL_HOURS if many else RUN_HOURS)
        units = min(rng.choice((16, 32, 32)), place.machine.units) if many else -(-place.machine.units // 2)
        held = unmanned(place, rng.randrange(first, last), hours * 2, units, rng.randrange(6))
        if held is not None and book(place, pool, held):
            reached += place.part(held)


def top_up(places: list[Bench], pool: Staff, lowest: float, rng: random.Random) -> bool:
    """Add attended work on the pool's busiest machines; return whether its operators are used enough."""
    order = sorted(places, key=lambda place: (-place.share(), place.machine.id))
    for place in order:
        first, last = place.half_at(NOW_TICK), place.half_at(END_TICK)
        days = list(range(first, last - 1, 2))
        turn = rng.randrange(len(days))
        days = days[turn:] + days[:turn]  # in one stretch, so that other weeks stay free
        for half in days:
            if pool.load() >= lowest * pool.heads:
                return True
            held = _in_free_time(place, pool, place.halves[half], place.halves[half + 2])
            if held is not None and not (place.windowed and pool.kept[held.attended].any()):
                book(place, pool, held)
    return pool.load() >= lowest * pool.heads


def _in_free_time(place: Bench, pool: Staff, first: int, last: int) -> Held | None:
    """Return attended work in the longest stretch of a day in which operators are free."""
    ticks = place.openings.work[first:last]
    free = pool.used[ticks] + pool.kept[ticks] + place.heads <= pool.heads
    best = start = 0
    length = 0
    for index, yes in enumerate([*free.tolist(), False]):
        if not yes:
            if index - start > length:
                best, length = start, index - start
            start = index + 1
    return manned(place, first + best, first + best + length) if length >= SHORTEST else None


def trim(places: list[Bench], pool: Staff, highest: float, rng: random.Random) -> None:
    """Drop attended bookings until the pool's operators have enough time left."""
    candidates = [(place, held) for place in places for held in place.held if held.start >= NOW_TICK]
    rng.shuffle(candidates)
    for place, held in candidates:
        if pool.load() <= highest * pool.heads:
            return
        place.held.remove(held)
        pool.used[held.attended] -= place.heads


def with_families(place: Bench, rng: random.Random) -> None:
    """Give the bookings of a machine with changeovers their families of work."""
    names = sorted({change.before for change in place.machine.changeovers})
    if names:
        place.held = [replace(held, family=rng.choice(names)) for held in place.held]
