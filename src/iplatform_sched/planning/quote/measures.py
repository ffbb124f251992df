"""What an alternative is judged by, from its bookings and the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.availability.travel import open_roads, place_of, road_km, round_trip_krw
from iplatform_sched.domain.vocabulary import FIXED
from iplatform_sched.planning.quote.offer import Figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.availability.travel import Place, Roads
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot


def price_krw(bookings: Sequence[Booking]) -> int:
    """Return what a company pays for bookings: net fees, transport and staff travel."""
    return sum(each.company_krw for each in bookings)


class Meter:
    """Measures alternatives of one request; distances are looked up once."""

    def __init__(self, snapshot: Snapshot, request: Request) -> None:
        company = next(each for each in snapshot.companies if each.id == request.company)
        self.roads: Roads = open_roads(snapshot)
        self.company: Place = place_of(company)
        self.places: dict[str, Place] = {each.id: place_of(each) for each in snapshot.catalogue.centres}
        self.places[company.id] = self.company
        self.zones = {each.id: ZoneInfo(each.zone) for each in snapshot.catalogue.centres}
        own = [each for each in snapshot.bookings if each.request == request.id and each.status in FIXED]
        self.centres = {each.centre for each in own}

    def figures(self, bookings: Sequence[Booking]) -> Figures:
        """Return the figures of the bookings of an alternative."""
        return Figures(
            end=max(each.end for each in bookings),
            price_krw=price_krw(bookings),
            travel_km=sum(self.specimen_km(each) + self.staff_km(each) for each in bookings),
            centres=len(self.centres | {each.centre for each in bookings}),
        )

    def specimen_km(self, booking: Booking) -> int:
        """Return the road km of the journeys that end at a booking."""
        return sum(
            road_km(self.roads, self.places[leg.origin], self.places[leg.destination]) for leg in booking.legs
        )

    def trips(self, booking: Booking) -> int:
        """Return how many round trips staff of the company make for a booking."""
        there = self.places[booking.centre]
        if not booking.members or not round_trip_krw(self.roads, self.company, there):
            return 0
        zone = self.zones[booking.centre]
        days = {span.start.astimezone(zone).date() for span in booking.attended}
        return len(booking.members) * len(days)

    def staff_km(self, booking: Booking) -> int:
        """Return the road km of the round trips for a booking."""
        return 2 * self.trips(booking) * road_km(self.roads, self.company, self.places[booking.centre])
