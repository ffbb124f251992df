"""The facts after incidents: what a repair plans from, and what its promotion makes of the store."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.windows import after_hours, working
from iplatform_sched.domain.centre import Centre
from iplatform_sched.domain.equipment import Equipment
from iplatform_sched.domain.incidents import Absent, DeclaredHoliday, Down, Overrun
from iplatform_sched.domain.vocabulary import Run, Span
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.domain.snapshot import Snapshot

Place = TypeVar("Place", Centre, Equipment)


def after(snapshot: Snapshot, incidents: Iterable[Incident]) -> Snapshot:
    """Return the facts after `incidents`, whose ids all exist and whose overruns are resolved."""
    return reduce(_after, incidents, snapshot)


def _after(snapshot: Snapshot, incident: Incident) -> Snapshot:
    network = snapshot.catalogue
    match incident:
        case Down():
            update: dict[str, Any] = {
                "centres": tuple(_down(each, incident) for each in network.centres),
                "equipment": tuple(_down(each, incident) for each in network.equipment),
            }
        case Absent():
            update = {"pools": tuple(incident.on(e) if e.id == incident.pool else e for e in network.pools)}
        case DeclaredHoliday():
            calendars = network.holiday_calendars
            update = {
                "holiday_calendars": tuple(
                    incident.on(e) if e.id == incident.calendar else e for e in calendars
                )
            }
        case _:
            bookings = tuple(incident.on(e) if e.id == incident.booking else e for e in snapshot.bookings)
            return snapshot.model_copy(update={"bookings": bookings})
    return snapshot.model_copy(update={"catalogue": network.model_copy(update=update)})


def _down(place: Place, incident: Down) -> Place:
    if place.id != incident.place:
        return place
    return place.model_copy(update={"closures": incident.among(place.closures)})


def resolved(snapshot: Snapshot, incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """Return `incidents` with the attended spans of overrun bookings worked out from the facts."""
    known = {booking.id: booking for booking in snapshot.bookings}
    return tuple(
        each.model_copy(update={"attended": _attended(snapshot, known[each.booking], each)})
        if isinstance(each, Overrun)
        else each
        for each in incidents
    )


def _attended(snapshot: Snapshot, booking: Booking, overrun: Overrun) -> tuple[Span, ...]:
    """Return the attended spans of a booking that lasts longer.

    Unattended work is unloaded as much later as it ends later. Other work goes on in the open time of
    its machine; without any, as when it is said to end in the night, it is attended to the end.
    """
    later = overrun.until - booking.end
    if booking.run is Run.UNATTENDED:
        return tuple(
            Span(start=each.start + later, end=each.end + later) if each.start >= booking.unload else each
            for each in booking.attended
        )
    spans = booking.attended or (Span(start=booking.start, end=booking.end),)
    more = _open_between(snapshot, booking, overrun)
    return (*spans, *(more or (Span(start=booking.end, end=overrun.until),)))


def _open_between(snapshot: Snapshot, booking: Booking, overrun: Overrun) -> tuple[Span, ...]:
    """Return the working time of the booking's machine between its booked and its real end."""
    machine = next((e for e in snapshot.catalogue.equipment if e.id == booking.equipment), None)
    centre = next((e for e in snapshot.catalogue.centres if machine and e.id == machine.centre), None)
    if machine is None or centre is None:
        return ()
    almanac = open_almanac(snapshot)
    grid = almanac.grid
    open_time = working(almanac, centre, machine, (), extended=False).work
    if booking.after_hours:
        open_time |= after_hours(almanac, centre, machine)
    ticks = open_time & IntervalSet.of([(grid.floor(booking.end), grid.ceil(overrun.until))])
    found = ((max(grid.instant(a), booking.end), min(grid.instant(b), overrun.until)) for a, b in ticks)
    return tuple(Span(start=start, end=end) for start, end in found if start < end)
