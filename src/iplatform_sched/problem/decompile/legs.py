"""The journeys of specimens in a schedule, each by the cheapest carrier that arrives in time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.errors import VerificationError
from iplatform_sched.problem.data import CarrierKind
from iplatform_sched.problem.measures.transport import Leg, arrival, next_open

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.problem.data import Problem, Specimen
    from iplatform_sched.problem.schedule import Schedule


class Journey(NamedTuple):
    """One journey of a specimen.

    Attributes
    ----------
    owner
        Task whose booking carries and pays it: the one that it goes to or, where that is pinned, the one
        that it comes from.
    origin, goal
        Sites.
    depart, arrive
        Ticks; it leaves when somebody is there to hand it over, wherever it arrives in time even so.
    """

    specimen: int
    owner: int
    origin: int
    goal: int
    carrier: int
    depart: int
    arrive: int
    price: int


def journeys(problem: Problem, schedule: Schedule) -> Iterator[Journey]:
    """Yield every journey between sites, those between two pinned tasks excepted.

    Raises
    ------
    VerificationError
        No allowed carrier arrives in time.
    """
    for index, specimen in enumerate(problem.specimens):
        yield from _legs_of(problem, schedule, index, specimen)


def _legs_of(problem: Problem, schedule: Schedule, index: int, specimen: Specimen) -> Iterator[Journey]:
    present = [
        (placed.start, placed.end, task, carriers)
        for task, carriers in zip(specimen.stops, specimen.carriers_after, strict=True)
        if (placed := schedule.tasks[task]) is not None
    ]
    stops = [
        (end, _site(problem, schedule, task), task, carriers, start)
        for start, end, task, carriers in sorted(present)
    ]
    if specimen.origin >= 0:
        stops.insert(0, (specimen.ready, specimen.origin, -1, specimen.carriers, specimen.ready))
    for (ready, origin, left, carriers, _), (_, goal, task, _, start) in pairwise(stops):
        fixed = problem.tasks[task].pinned is not None
        if origin == goal or (fixed and (left < 0 or problem.tasks[left].pinned is not None)):
            continue
        way = Leg(origin, ready, goal, start, carriers)
        choices = [
            (problem.carriers[carrier].price[origin][goal], there, carrier)
            for carrier in carriers
            if (there := arrival(problem, carrier, way)) is not None and there <= start
        ]
        if not choices:
            name = problem.tasks[task].name
            raise VerificationError(f"specimen {specimen.name}: no carrier brings it to {name} in time")
        price, arrive, carrier = min(choices)
        depart = departure(problem, carrier, way)
        if problem.carriers[carrier].kind is CarrierKind.DRIVE:
            arrive += depart - ready
        yield Journey(index, left if fixed else task, origin, goal, carrier, depart, arrive, price)


def departure(problem: Problem, carrier: int, way: Leg) -> int:
    """Return when a specimen leaves by a carrier that can be there in time.

    A parcel leaves when it is handed over. A drive sets out at the first moment of open time of its origin
    from which it arrives in time, if it can in open time of its destination, and at once where there is
    none: vehicles drive at any hour, but somebody should load them.
    """
    means, here = problem.carriers[carrier], problem.sites[way.origin].open
    if means.kind is not CarrierKind.DRIVE:
        handed_over = next_open(here, way.leave)
        return way.leave if handed_over is None else handed_over
    ticks = means.ticks[way.origin][way.destination]
    loaded = here.clip(way.leave, way.arrive - ticks + 1)
    met = loaded & problem.sites[way.destination].open.shift(-ticks)
    for departures in (met, loaded):
        if departures:
            return departures.spans[0].start
    return way.leave


def _site(problem: Problem, schedule: Schedule, task: int) -> int:
    placed = schedule.tasks[task]
    return -1 if placed is None else problem.tasks[task].modes[placed.mode].site
