"""How soon a specimen can be at a centre, at the least."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from iplatform_sched.availability.eligibility import options
from iplatform_sched.availability.possible_flow import handles
from iplatform_sched.availability.travel import journey, open_roads, place_of
from iplatform_sched.domain.policy import CarrierMode
from iplatform_sched.domain.vocabulary import GoodsClass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.availability.network import Network
    from iplatform_sched.availability.travel import Place, Roads
    from iplatform_sched.domain.policy import CarrierForm
    from iplatform_sched.domain.request import Request, SpecimenSpec
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import SpecimenId


@dataclass(frozen=True, slots=True)
class Carriage:
    """What it takes at the least to bring a specimen from place to place, by way of others or not.

    Attributes
    ----------
    drives
        Ticks of the fastest chain of drives by origin and destination; empty where no vehicle may take it.
    parcel
        Whether it may go by parcel.
    day
        Ticks of a day.
    """

    drives: dict[tuple[str, str], int]
    parcel: bool
    day: int

    def arrival(self, origin: str, destination: str, ready: int) -> int:
        """Return a tick before which the specimen cannot be at its destination.

        What goes by parcel, on any part of its way, is there on a later date. Where nothing may take
        the specimen no time is claimed.
        """
        if origin == destination:
            return ready
        ways = [ready + self.drives[origin, destination]] if self.drives else []
        if self.parcel:
            ways.append((ready // self.day + 1) * self.day)
        return min(ways, default=ready)


def carriages(
    snapshot: Snapshot, almanac: Almanac, network: Network, request: Request
) -> dict[SpecimenId, Carriage]:
    """Return the carriage of each specimen of a request, between its company and all centres it may see."""
    roads = open_roads(snapshot)
    booked = {each.centre for each in snapshot.bookings if each.request == request.id}
    found = {}
    for specimen in request.specimens:
        stages = [stage for stage in request.stages if specimen.id in handles(stage)]
        seen = {option.centre.id for stage in stages for option in options(network, request, stage)}
        sites = [place_of(network.centres[name]) for name in sorted(seen | booked) if name in network.centres]
        sites.append(place_of(network.companies[request.company]))
        forms = _allowed(snapshot.policy.carriers, specimen)
        drives = [form for form in forms if form.mode is CarrierMode.DRIVE]
        ticks = _fastest(almanac, roads, drives, sites) if drives else {}
        found[specimen.id] = Carriage(ticks, len(drives) < len(forms), almanac.grid.ticks_per_day)
    return found


def _allowed(carriers: Iterable[CarrierForm], specimen: SpecimenSpec) -> list[CarrierForm]:
    """Return the carriers that may take a specimen at some stage of its way."""
    classes = {specimen.goods} | ({GoodsClass.ORDINARY} if specimen.ordinary_after else set())
    return [form for form in carriers if classes & set(form.goods)]


def _fastest(
    almanac: Almanac, roads: Roads, drives: list[CarrierForm], sites: list[Place]
) -> dict[tuple[str, str], int]:
    """Return the ticks of the fastest chain of drives between all sites (Floyd and Warshall).

    Known journeys need not obey the triangle inequality, and a specimen may have a stop on its way.
    """
    ticks = {
        (a.id, b.id): min(almanac.grid.up(journey(roads, form, a, b)[0]) for form in drives)
        for a, b in product(sites, repeat=2)
    }
    names = [site.id for site in sites]
    for via, a, b in product(names, repeat=3):
        ticks[a, b] = min(ticks[a, b], ticks[a, via] + ticks[via, b])
    return ticks
