"""Legs of a specimen: when it can arrive, and what the cheapest way costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.data import CarrierKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Specimen
    from iplatform_sched.search.tables import Tables

NEVER = 1 << 40


class Stop(NamedTuple):
    """A present stop of a specimen; `task` is ``-1`` for its origin."""

    start: int
    task: int
    end: int
    site: int
    carriers: tuple[int, ...]
    pinned: bool = False


def arrivals(tables: Tables, carrier: int, a: int, b: int, leave: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the moment of arrival, or `NEVER`, for each moment of `leave`; sites `a` and `b` differ."""
    means = tables.problem.carriers[carrier]
    if means.kind is CarrierKind.DRIVE:
        return leave + means.ticks[a][b]
    origin, destination = tables.next_open(a), tables.next_open(b)
    day, last = tables.problem.ticks_per_day, len(origin) - 1
    handed = origin[np.clip(leave, 0, last)]
    return destination[np.minimum((handed // day + 1) * day, last)]


def offers(tables: Tables, stop: Stop, site: int) -> list[tuple[int, int]]:
    """Return (arrival, price) of each carrier from `stop` to `site`; nothing to do within a site."""
    if stop.site == site:
        return [(stop.end, 0)]
    key = (stop.site, site, stop.end, stop.carriers)
    known = tables.offers.get(key)
    if known is None:
        leave = np.array([stop.end], dtype=np.int64)
        known = tables.offers[key] = [
            (
                int(arrivals(tables, carrier, stop.site, site, leave)[0]),
                tables.problem.carriers[carrier].price[stop.site][site],
            )
            for carrier in stop.carriers
        ]
    return known


def earliest_arrivals(
    tables: Tables, carriers: tuple[int, ...], a: int, b: int, leave: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the earliest arrival at `b` over all `carriers` for each moment of leaving `a`."""
    if a == b:
        return leave
    best = np.full(len(leave), NEVER, dtype=np.int64)
    for carrier in carriers:
        best = np.minimum(best, arrivals(tables, carrier, a, b, leave))
    return best


def origin_of(specimen: Specimen) -> Stop | None:
    """Return where `specimen` is before its first stop, or ``None`` where that stop makes it.

    The origin counts as pinned: a leg from it to a pinned stop has been paid.
    """
    if specimen.origin < 0:
        return None
    return Stop(specimen.ready, -1, specimen.ready, specimen.origin, specimen.carriers, pinned=True)


def leg_price(tables: Tables, before: Stop, after: Stop) -> int | None:
    """Return the price of the cheapest way between two stops that is in time, or ``None``."""
    if before.pinned and after.pinned:
        return 0
    prices = [price for moment, price in offers(tables, before, after.site) if moment <= after.start]
    return min(prices, default=None)


def route_price(tables: Tables, specimen: Specimen, stops: Iterable[Stop]) -> int | None:
    """Return what all legs of `specimen` cost, or ``None`` when a leg cannot be made in time."""
    total = 0
    before = origin_of(specimen)
    for stop in sorted(stops):
        if before is not None:
            price = leg_price(tables, before, stop)
            if price is None:
                return None
            total += price
        before = stop
    return total
