"""Legs of a specimen: when it can arrive, and what the cheapest way costs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.data import CarrierKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Problem, Site, Specimen

NEVER = 1 << 40


class Stop(NamedTuple):
    """A present stop of a specimen; `task` is ``-1`` for its origin."""

    start: int
    task: int
    end: int
    site: int
    carriers: tuple[int, ...]
    pinned: bool = False


@lru_cache(maxsize=1024)
def _next_open(site: Site, length: int) -> NDArray[np.int64]:
    """Return for each tick of ``[0, length]`` the first open tick at or after it, or `NEVER`."""
    times = np.full(length + 1, NEVER, dtype=np.int64)
    for a, b in site.open:
        times[max(a, 0) : max(min(b, length), 0)] = np.arange(max(a, 0), max(min(b, length), 0))
    return np.asarray(np.minimum.accumulate(times[::-1])[::-1])


def arrivals(problem: Problem, carrier: int, a: int, b: int, leave: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the moment of arrival, or `NEVER`, for each moment of `leave`; sites `a` and `b` differ."""
    means = problem.carriers[carrier]
    if means.kind is CarrierKind.DRIVE:
        return leave + means.ticks[a][b]
    day, length = problem.ticks_per_day, problem.horizon + problem.ticks_per_day
    handed = _next_open(problem.sites[a], length)[np.clip(leave, 0, length)]
    next_date = np.minimum((handed // day + 1) * day, length)
    return _next_open(problem.sites[b], length)[next_date]


def arrival(problem: Problem, carrier: int, a: int, b: int, leave: int) -> int:
    """Return when a specimen that leaves `a` at `leave` at the earliest is at `b`, or `NEVER`."""
    means = problem.carriers[carrier]
    if means.kind is CarrierKind.DRIVE:
        return leave + means.ticks[a][b]
    day, length = problem.ticks_per_day, problem.horizon + problem.ticks_per_day
    handed = int(_next_open(problem.sites[a], length)[min(max(leave, 0), length)])
    return int(_next_open(problem.sites[b], length)[min((handed // day + 1) * day, length)])


def offers(problem: Problem, stop: Stop, site: int) -> list[tuple[int, int]]:
    """Return (arrival, price) of each carrier from `stop` to `site`; nothing to do within a site."""
    if stop.site == site:
        return [(stop.end, 0)]
    return [
        (arrival(problem, carrier, stop.site, site, stop.end), problem.carriers[carrier].price[stop.site][site])
        for carrier in stop.carriers
    ]


def earliest_arrivals(
    problem: Problem, carriers: tuple[int, ...], a: int, b: int, leave: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the earliest arrival at `b` over all `carriers` for each moment of leaving `a`."""
    if a == b:
        return leave
    best = np.full(len(leave), NEVER, dtype=np.int64)
    for carrier in carriers:
        best = np.minimum(best, arrivals(problem, carrier, a, b, leave))
    return best


def origin_of(specimen: Specimen) -> Stop | None:
    """Return where `specimen` is before its first stop, or ``None`` where that stop makes it.

    The origin counts as pinned: a leg from it to a pinned stop has been paid.
    """
    if specimen.origin < 0:
        return None
    return Stop(specimen.ready, -1, specimen.ready, specimen.origin, specimen.carriers, pinned=True)


def leg_price(problem: Problem, before: Stop, after: Stop) -> int | None:
    """Return the price of the cheapest way between two stops that is in time, or ``None``."""
    if before.pinned and after.pinned:
        return 0
    prices = [price for moment, price in offers(problem, before, after.site) if moment <= after.start]
    return min(prices, default=None)


def route_price(problem: Problem, specimen: Specimen, stops: Iterable[Stop]) -> int | None:
    """Return what all legs of `specimen` cost, or ``None`` when a leg cannot be made in time."""
    total = 0
    before = origin_of(specimen)
    for stop in sorted(stops):
        if before is not None:
            price = leg_price(problem, before, stop)
            if price is None:
                return None
            total += price
        before = stop
    return total
