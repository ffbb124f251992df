"""Journeys: those that a table knows better than the formula, and those to bookings that exist already."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.national.openings import ZONE
from benchmarks.national.tables import Row, rows
from iplatform_sched.availability.travel import Roads, journey, place_of
from iplatform_sched.domain.booking import Booking, TransportLeg
from iplatform_sched.domain.policy import TravelEntry
from iplatform_sched.domain.vocabulary import CarrierId, SiteId, SpecimenId

if TYPE_CHECKING:
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.policy import Policy
    from iplatform_sched.domain.request import Company


def travel() -> tuple[TravelEntry, ...]:
    """Return the known journeys: crossings between Jeju and the mainland."""
    return tuple(
        TravelEntry(
            origin=SiteId(row["origin"]),
            destination=SiteId(row["destination"]),
            carrier=CarrierId(row["carrier"]) if row["carrier"] else None,
            minutes=int(row["minutes"]),
            krw=int(row["krw"]),
        )
        for row in rows("travel")
    )


def carried(
    booking: Booking, policy: Policy, companies: tuple[Company, ...], centres: tuple[Centre, ...]
) -> Booking:
    """Return a booking of the queue with the journeys that its specimens made, or will make, to it.

    Raises
    ------
    ValueError
        When a specimen comes after the booking has begun.
    """
    company = next(each for each in companies if each.id == booking.company)
    centre = next(each for each in centres if each.id == booking.centre)
    legs = tuple(
        _leg(row, policy, company, centre)
        for row in rows("legs")
        if (row["request"], row["stage"]) == (booking.request, booking.stage)
    )
    if any(leg.arrive > booking.start for leg in legs):
        raise ValueError(f"arrives too late: {booking.id}")
    return booking.model_copy(update={"legs": legs})


def _leg(row: Row, policy: Policy, company: Company, centre: Centre) -> TransportLeg:
    roads = Roads(policy.travel, {(each.origin, each.destination, each.carrier): each for each in travel()})
    carrier = next(form for form in policy.carriers if form.id == row["carrier"])
    minutes, krw = journey(roads, carrier, place_of(company), place_of(centre))
    depart = datetime.fromisoformat(row["depart"]).replace(tzinfo=ZONE)
    return TransportLeg(
        specimen=SpecimenId(row["specimen"]),
        origin=SiteId(company.id),
        destination=SiteId(centre.id),
        carrier=carrier.id,
        depart=depart,
        arrive=depart + timedelta(minutes=minutes),
        krw=krw,
    )
