"""Weeks that stay free on saturated key machines: everything around them is booked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.national.holdings import manned, unmanned
from benchmarks.national.openings import DAY, END_TICK, NOW_TICK, tick_of_day
from benchmarks.national.tables import rows

if TYPE_CHECKING:
    from benchmarks.national.background import Staff
    from benchmarks.national.holdings import Bench, Held

Spans = tuple[tuple[int, int], ...]
SHORTEST = 4
LONGEST_DAYS = 28
KEPT_DAYS = 14


def windows() -> dict[str, Spans]:
    """Return the free spans of each machine of the table, in half-hours."""
    return {row["machine"]: tuple(map(_span, row["free"].split())) for row in rows("windows")}


def _span(text: str) -> tuple[int, int]:
    first, last = text.split("-")
    return tick_of_day(int(first)), tick_of_day(int(last))


def occupy(place: Bench, pool: Staff, free: Spans, jobs: str) -> None:
    """Book all of a machine that lies outside `free`, in long bookings, and keep operators for the rest."""
    start = NOW_TICK
    place.windowed = True
    for first, last in (*free, (END_TICK, END_TICK)):
        _cover(place, pool, (start, min(first, END_TICK)), jobs)
        start = last
        if 0 < last - first <= KEPT_DAYS * DAY:
            ticks = place.openings.work[place.openings.before(first) : place.openings.before(last)]
            pool.kept[ticks] += place.heads


def _cover(place: Bench, pool: Staff, span: tuple[int, int], jobs: str) -> None:
    position, last = (place.openings.before(tick) for tick in span)
    while last - position >= SHORTEST:
        held = _longest(place, position, (last, span[1]), jobs)
        if held is None:
            position += 1
            continue
        place.held.append(held)
        pool.used[held.attended] += place.heads
        position = place.openings.before(held.end)


def _longest(place: Bench, position: int, last: tuple[int, int], jobs: str) -> Held | None:
    """Return the longest booking from working half-hour number `position` that ends by `last`."""
    work = place.openings.work
    if jobs == "run":
        ticks = min(last[1] - int(work[position]), LONGEST_DAYS * DAY)
        found = (unmanned(place, position, run, place.machine.units) for run in range(ticks, 0, -SHORTEST))
    else:
        end = min(last[0], place.openings.before(int(work[position]) + LONGEST_DAYS * DAY))
        found = (manned(place, position, to) for to in range(end, position + SHORTEST - 1, -1))
    return next((held for held in found if held is not None and held.end <= last[1]), None)
