"""What is remarkable about a request as it is planned: unserved, late, dear, or far away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.availability.eligibility import options
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.travel import open_roads, place_of, road_km
from iplatform_sched.domain.vocabulary import FIXED, BookingStatus
from iplatform_sched.planning.explain.goal import end_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot

COUNTED = FIXED | {BookingStatus.PLANNED}
FAR_KM = 30
"""A centre counts as far where another that could do the stage is so much nearer."""


@dataclass(frozen=True, slots=True)
class Far:
    """A stage that is done farther away than it could be.

    Attributes
    ----------
    nearest
        Id of the nearest centre with a machine for it.
    """

    stage: str
    centre: str
    km: int
    nearest: str
    nearest_km: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A request as it stands.

    Attributes
    ----------
    missing
        Required stages without a booking.
    days_late
        Started days by which it ends after its due date.
    is_fixed
        Every required stage has a booking that no plan moves.
    """

    request: Request
    bookings: tuple[Booking, ...]
    missing: tuple[str, ...]
    days_late: int
    is_fixed: bool


def standing_of(snapshot: Snapshot, request: Request, free: Collection[str]) -> Standing:
    """Return how a request stands, by start; `free` are its required stages without a fixed booking."""
    own = [each for each in snapshot.bookings if each.request == request.id and each.status in COUNTED]
    due = end_of(snapshot, request.due)
    end = max((each.end for each in own), default=due)
    late = max(0, -(-(end - due).total_seconds() // SECONDS_PER_DAY))
    booked = {each.stage for each in own}
    return Standing(
        request,
        tuple(sorted(own, key=lambda each: (each.start, each.id))),
        tuple(stage for stage in free if stage not in booked),
        int(late),
        not free,
    )


SECONDS_PER_DAY = 86_400


def far_stages(snapshot: Snapshot, standing: Standing) -> list[Far]:
    """Return the planned stages that another centre could do nearer to the company, the farthest first."""
    request, roads, network = standing.request, open_roads(snapshot), index_network(snapshot)
    home = place_of(network.companies[request.company])
    stages = {stage.id: stage for stage in request.stages}
    found = []
    for booking in standing.bookings:
        if booking.status is not BookingStatus.PLANNED or booking.stage not in stages:
            continue
        able = {
            option.centre.id: option.centre for option in options(network, request, stages[booking.stage])
        }
        there = network.centres[booking.centre]
        far = road_km(roads, home, place_of(there))
        distances = [(road_km(roads, home, place_of(centre)), name) for name, centre in able.items()]
        near, nearest = min(distances, default=(far, there.id))
        if far - near >= FAR_KM:
            found.append(Far(booking.stage, there.id, far, nearest, near))
    return sorted(found, key=lambda each: (each.nearest_km - each.km, each.stage))
