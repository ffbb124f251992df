"""Other units of the same machine for what an overrun is in the way of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.incidents import Overrun
from iplatform_sched.domain.vocabulary import OCCUPYING, BookingStatus
from iplatform_sched.errors import VerificationError
from iplatform_sched.problem.decompile.units import Hold, number_units

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId


def with_room(facts: Snapshot, incidents: Iterable[Incident]) -> Snapshot:
    """Return the facts with bookings that overrun ones overlap on other units, where units are free.

    Where none are, they stay as they are: double-booked.
    """
    for incident in incidents:
        if isinstance(incident, Overrun):
            facts = _around(facts, incident)
    return facts


def _around(facts: Snapshot, overrun: Overrun) -> Snapshot:
    late = next(each for each in facts.bookings if each.id == overrun.booking)
    there = [each for each in facts.bookings if each.equipment == late.equipment and each.status in OCCUPYING]
    clashing = {each.id for each in there if _clash(each, late)}
    units = next((each.units for each in facts.catalogue.equipment if each.id == late.equipment), 0)
    if not clashing or not units:
        return facts
    try:
        numbers = number_units(late.equipment, units, [_hold(each, clashing) for each in there])
    except VerificationError:
        return facts
    bookings = tuple(
        each.model_copy(update={"unit_numbers": numbers[each.id]}) if each.id in numbers else each
        for each in facts.bookings
    )
    return facts.model_copy(update={"bookings": bookings})


def _clash(booking: Booking, late: Booking) -> bool:
    return (
        booking.id != late.id
        and booking.status is not BookingStatus.RUNNING
        and booking.start < late.end
        and late.start < booking.end
        and bool(set(booking.unit_numbers) & set(late.unit_numbers))
    )


def _hold(booking: Booking, clashing: Collection[BookingId]) -> Hold:
    running = booking.status is BookingStatus.RUNNING
    numbers = () if booking.id in clashing else booking.unit_numbers
    return Hold(booking.id, booking.start, booking.end, len(booking.unit_numbers), numbers, running)
