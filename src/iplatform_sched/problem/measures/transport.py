"""What the transport of specimens costs on a finished schedule."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.problem.data import CarrierKind

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem, Specimen
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.timeline import IntervalSet


class Leg(NamedTuple):
    """A way of a specimen from `origin`, ready at `leave`, to `destination`, needed at `arrive`."""

    origin: int
    leave: int
    destination: int
    arrive: int
    carriers: tuple[int, ...]


def transport_cost(problem: Problem, schedule: Schedule, specimen: Specimen) -> int:
    """Return the KRW of the legs of a specimen, each with the cheapest carrier that arrives in time.

    A leg that no carrier makes in time has no price; the rule ``specimen`` reports it.
    """
    return sum(leg_price(problem, leg) or 0 for leg in priced_legs(problem, schedule, specimen))


def priced_legs(problem: Problem, schedule: Schedule, specimen: Specimen) -> list[Leg]:
    """Return the legs between consecutive present stops, without those of which both ends are pinned.

    The origin counts as pinned: what was confirmed has been paid.
    """
    stops = []
    for stop, carriers in zip(specimen.stops, specimen.carriers_after, strict=True):
        at, task = schedule.tasks[stop], problem.tasks[stop]
        if at is not None:
            stops.append((at.start, stop, at.end, task.modes[at.mode].site, task.pinned is None, carriers))
    stops.sort()
    if specimen.origin >= 0:
        stops.insert(0, (specimen.ready, -1, specimen.ready, specimen.origin, False, specimen.carriers))
    return [
        Leg(site, end, next_site, next_start, carriers)
        for (_, _, end, site, moves, carriers), (next_start, _, _, next_site, next_moves, _) in (
            itertools.pairwise(stops)
        )
        if moves or next_moves
    ]


def leg_price(problem: Problem, leg: Leg) -> int | None:
    """Return the KRW of the cheapest allowed carrier that arrives in time, ``None`` where none does."""
    if leg.origin == leg.destination:
        return 0
    prices = [
        problem.carriers[carrier].price[leg.origin][leg.destination]
        for carrier in leg.carriers
        if (there := arrival(problem, carrier, leg)) is not None and there <= leg.arrive
    ]
    return min(prices, default=None)


def arrival(problem: Problem, carrier: int, leg: Leg) -> int | None:
    """Return the first moment at which a carrier can be at the destination, ``None`` where it never can."""
    means = problem.carriers[carrier]
    if means.kind is CarrierKind.DRIVE:
        return leg.leave + means.ticks[leg.origin][leg.destination]
    handed_over = next_open(problem.sites[leg.origin].open, leg.leave)
    if handed_over is None:
        return None
    tomorrow = (handed_over // problem.ticks_per_day + 1) * problem.ticks_per_day
    return next_open(problem.sites[leg.destination].open, tomorrow)


def next_open(times: IntervalSet, after: int) -> int | None:
    """Return the first tick of `times` at or after a tick, ``None`` where there is none."""
    index = bisect_right(times.spans, after, key=lambda span: span.end)
    return max(times.spans[index].start, after) if index < len(times.spans) else None
