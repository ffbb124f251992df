"""How far it is, how long a journey takes and what it costs, by the policy and the travel table."""

from __future__ import annotations

from math import asin, ceil, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Protocol

from iplatform_sched.domain.policy import CarrierMode

if TYPE_CHECKING:
    from datetime import datetime

    from iplatform_sched.domain.policy import CarrierForm, TravelEntry
    from iplatform_sched.domain.request import Company
    from iplatform_sched.domain.vocabulary import CarrierId
    from iplatform_sched.verify.plan.case import Case

EARTH_RADIUS_KM = 6371.0
NEARBY_KM = 1.0
PERCENT = 100
HOUR = 60
LONGEST_CLOSURE = 60
"""Days for which a parcel waits at most for a reception to open."""


class Site(Protocol):
    """A centre or a company."""

    @property
    def id(self) -> str:
        """Id of the site."""

    @property
    def latitude(self) -> float:
        """Degrees north."""

    @property
    def longitude(self) -> float:
        """Degrees east."""

    @property
    def island(self) -> bool:
        """Whether roads do not reach it."""


def crow_km(one: Site, other: Site) -> float:
    """Return the great-circle distance on a sphere of the mean Earth radius (haversine formula)."""
    north, south = radians(one.latitude), radians(other.latitude)
    bow = sin((south - north) / 2) ** 2
    bow += cos(north) * cos(south) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(bow)))


def road_km(case: Case, one: Site, other: Site) -> int:
    """Return the kilometres by road, rounded up."""
    return ceil(crow_km(one, other) * case.policy.travel.circuity_percent / PERCENT)


def _formula_minutes(case: Case, one: Site, other: Site) -> int:
    travel = case.policy.travel
    minutes = ceil(road_km(case, one, other) * HOUR / travel.km_per_hour) + travel.handling_minutes
    return minutes + (travel.island_minutes if one.island != other.island else 0)


def _entry(case: Case, one: Site, other: Site, carrier: CarrierId | None) -> TravelEntry | None:
    return case.journeys.get((one.id, other.id, carrier))


def road_minutes(case: Case, one: Site | None, other: Site | None) -> int:
    """Return the minutes a member of staff travels between sites; none within a site or to an unknown one."""
    if one is None or other is None or one.id == other.id:
        return 0
    entry = _entry(case, one, other, None)
    return entry.minutes if entry else _formula_minutes(case, one, other)


def round_trip_krw(case: Case, company: Company, centre: Site) -> int:
    """Return the price of a member's way to a centre and back; none for a neighbour."""
    if crow_km(company, centre) < NEARBY_KM:
        return 0
    travel = case.policy.travel
    return 2 * (travel.staff_base_krw + travel.staff_krw_per_km * road_km(case, company, centre))


def carriage_krw(case: Case, carrier: CarrierForm, one: Site, other: Site) -> int:
    """Return the price of one specimen's journey by a carrier."""
    entry = _known(case, carrier, one, other)
    return entry.krw if entry else carrier.base_krw + carrier.krw_per_km * road_km(case, one, other)


def _known(case: Case, carrier: CarrierForm, one: Site, other: Site) -> TravelEntry | None:
    """Return the entry for a carrier; a general entry is about drives."""
    entry = _entry(case, one, other, carrier.id)
    if entry is None and carrier.mode is CarrierMode.DRIVE:
        return _entry(case, one, other, None)
    return entry


def arrival(case: Case, carrier: CarrierForm, one: Site, other: Site, ready: datetime) -> datetime | None:
    """Return when a specimen that is ready at `ready` can be there; ``None`` where it never can.

    A drive takes its time. A parcel is handed over in the first open tick of the origin and is there
    when the destination first opens on a later date.
    """
    grid = case.clock.grid
    tick = grid.ceil(ready)
    if carrier.mode is CarrierMode.DRIVE:
        entry = _known(case, carrier, one, other)
        minutes = entry.minutes if entry else _formula_minutes(case, one, other)
        return grid.instant(tick + grid.up(minutes))
    handed_over = _next_reception(case, one, tick)
    if handed_over is None:
        return None
    day = case.clock.network_date(grid.instant(handed_over))
    there = _next_reception(case, other, grid.ceil(case.clock.midnight_after(day)))
    return None if there is None else grid.instant(there)


def _next_reception(case: Case, site: Site, tick: int) -> int | None:
    """Return the first tick from `tick` on in which the site hands over and receives parcels."""
    centre, clock = case.centres.get(site.id), case.clock  # type: ignore[call-overload]
    for each in range(tick, tick + LONGEST_CLOSURE * clock.grid.ticks_per_day):
        if clock.office(each) if centre is None else clock.reception(centre, each):
            return each
    return None
