"""Distances, journeys and their prices between centres and companies."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import asin, ceil, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.domain.policy import CarrierMode

if TYPE_CHECKING:
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.policy import CarrierForm, Travel, TravelEntry
    from iplatform_sched.domain.request import Company
    from iplatform_sched.domain.snapshot import Snapshot

EARTH_RADIUS_KM = 6371.0
MINUTES_PER_HOUR = 60
PERCENT = 100
NEARBY_KM = 1.0
"""Closer than this as the crow flies, staff are at home: no trip is paid."""


class Place(NamedTuple):
    """Where a centre or a company is."""

    id: str
    latitude: float
    longitude: float
    island: bool = False


@dataclass(frozen=True, slots=True)
class Roads:
    """How journeys are measured: the policy's formula, the known entries, and distances measured before."""

    travel: Travel
    entries: dict[tuple[str, str, str | None], TravelEntry]
    measured: dict[tuple[str, str], int] = field(default_factory=dict, compare=False, repr=False)


def open_roads(snapshot: Snapshot) -> Roads:
    """Return the roads of a snapshot."""
    entries = snapshot.catalogue.travel
    return Roads(
        snapshot.policy.travel, {(each.origin, each.destination, each.carrier): each for each in entries}
    )


def place_of(site: Centre | Company) -> Place:
    """Return the place of a centre or a company."""
    return Place(site.id, site.latitude, site.longitude, site.island)


def great_circle_km(a: Place, b: Place) -> float:
    """Return the great-circle distance on a sphere of the mean Earth radius (haversine formula)."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(b.longitude - a.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def road_km(roads: Roads, a: Place, b: Place) -> int:
    """Return the road distance in km, rounded up; each pair of ids is measured once."""
    known = roads.measured.get((a.id, b.id))
    if known is None:
        known = ceil(great_circle_km(a, b) * roads.travel.circuity_percent / PERCENT)
        roads.measured[a.id, b.id] = known
    return known


def road_minutes(roads: Roads, a: Place, b: Place) -> int:
    """Return the minutes of a drive by the policy's formula, rounded up; zero at one place."""
    if a.id == b.id:
        return 0
    travel = roads.travel
    driving = -(-road_km(roads, a, b) * MINUTES_PER_HOUR // travel.km_per_hour)
    crossing = travel.island_minutes if a.island != b.island else 0
    return driving + travel.handling_minutes + crossing


def staff_minutes(roads: Roads, a: Place, b: Place) -> int:
    """Return the minutes that a member of staff travels: the general entry, else the formula."""
    entry = roads.entries.get((a.id, b.id, None))
    return road_minutes(roads, a, b) if entry is None or a.id == b.id else entry.minutes


def journey(roads: Roads, carrier: CarrierForm, a: Place, b: Place) -> tuple[int, int]:
    """Return minutes and KRW of one specimen's journey; both zero within one place.

    An entry for the carrier comes before a general one, which is about drives. The minutes mean
    nothing for a parcel.
    """
    if a.id == b.id:
        return 0, 0
    entry = roads.entries.get((a.id, b.id, carrier.id))
    if entry is None and carrier.mode is CarrierMode.DRIVE:
        entry = roads.entries.get((a.id, b.id, None))
    if entry is not None:
        return entry.minutes, entry.krw
    return road_minutes(roads, a, b), carrier.base_krw + carrier.krw_per_km * road_km(roads, a, b)


def round_trip_krw(roads: Roads, company: Place, centre: Place) -> int:
    """Return the price of one member's round trip from the company to a centre and back."""
    if great_circle_km(company, centre) < NEARBY_KM:
        return 0
    travel = roads.travel
    return 2 * (travel.staff_base_krw + travel.staff_krw_per_km * road_km(roads, company, centre))
