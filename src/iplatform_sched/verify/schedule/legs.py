"""The legs of a specimen: where it goes from where, when, and how much that costs."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.problem.data import CarrierKind
from iplatform_sched.verify.schedule.reading import date_of

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Carrier, Problem, Specimen
    from iplatform_sched.verify.schedule.reading import Placed


class Leg(NamedTuple):
    """A way of a specimen from one site, left at the earliest at `leave`, to `stop` by `arrive`."""

    leave: int
    origin: int
    arrive: int
    destination: int
    carriers: tuple[int, ...]
    stop: int


def legs(specimen: Specimen, placed: dict[int, Placed]) -> list[Leg]:
    """Return the legs between consecutive present stops, and from the origin to the first of them.

    Legs between pinned stops are left out; so is one from the origin to a pinned stop, since both its
    ends are constants.
    """
    stops = sorted(
        (
            (placed[stop], after)
            for stop, after in zip(specimen.stops, specimen.carriers_after, strict=True)
            if stop in placed
        ),
        key=lambda pair: (pair[0].at.start, pair[0].key),
    )
    found = []
    if specimen.origin >= 0 and stops and stops[0][0].task.pinned is None:
        first = stops[0][0]
        found.append(
            Leg(
                specimen.ready,
                specimen.origin,
                first.at.start,
                first.mode.site,
                specimen.carriers,
                first.key,
            )
        )
    for (one, carriers), (other, _) in itertools.pairwise(stops):
        if one.task.pinned is None or other.task.pinned is None:
            found.append(Leg(one.at.end, one.mode.site, other.at.start, other.mode.site, carriers, other.key))
    return found


def arriving(problem: Problem, leg: Leg) -> list[int]:
    """Return the prices of the ways to arrive in time; empty where there is none."""
    if leg.origin == leg.destination:
        return [0] if leg.leave <= leg.arrive else []
    prices = []
    for index in leg.carriers:
        carrier = problem.carriers[index]
        there = arrival(problem, carrier, leg)
        if there is not None and there <= leg.arrive:
            prices.append(carrier.price[leg.origin][leg.destination])
    return prices


def arrival(problem: Problem, carrier: Carrier, leg: Leg) -> int | None:
    """Return when `carrier` is at the destination, or ``None`` where it never is."""
    if carrier.kind is CarrierKind.DRIVE:
        return leg.leave + carrier.ticks[leg.origin][leg.destination]
    handed_over = _first_open(problem, leg.origin, leg.leave)
    if handed_over is None:
        return None
    next_date = (date_of(problem, handed_over) + 1) * problem.ticks_per_day
    return _first_open(problem, leg.destination, next_date)


def _first_open(problem: Problem, site: int, after: int) -> int | None:
    """Return the first tick at or after `after` in which `site` is open."""
    for span in problem.sites[site].open:
        if span.end > after:
            return max(span.start, after)
    return None
