"""The facts after incidents: what a repair plans from, and what its promotion makes of the store."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, TypeVar

from iplatform_sched.availability.almanac import NETWORK_HOLIDAYS, SATURDAY, open_almanac
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.windows import after_hours, overtime, shift, working
from iplatform_sched.domain.centre import Centre
from iplatform_sched.domain.equipment import Equipment
from iplatform_sched.domain.incidents import Absent, DeclaredHoliday, Down, Overrun, title
from iplatform_sched.domain.vocabulary import Run, Span
from iplatform_sched.errors import Issue
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.domain.snapshot import Snapshot

Place = TypeVar("Place", Centre, Equipment)
NOBODY_WORKS = "has no effect, as nobody works then anyway; it is left out"


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


def idle(snapshot: Snapshot, incident: Incident) -> Issue | None:
    """Return a warning where an incident takes nothing away; ``None`` where it may have an effect."""
    match incident:
        case DeclaredHoliday() if not _works_on(snapshot, incident):
            hint = "`calendar holiday` writes the date down all the same"
        case Absent() if not _works_during(snapshot, incident):
            hint = "`calendar absent` writes it down all the same"
        case _:
            return None
    return Issue(NOBODY_WORKS, hint=hint, code="no-effect", subject=title(incident))


def _works_on(snapshot: Snapshot, holiday: DeclaredHoliday) -> bool:
    """Return whether any centre or pool of the calendar, or the network, has hours on that weekday."""
    weekday = holiday.date.weekday()
    if holiday.calendar == NETWORK_HOLIDAYS and weekday < SATURDAY:
        return True
    network = snapshot.catalogue
    centres = [each for each in network.centres if each.holiday_calendar == holiday.calendar]
    here = {each.id for each in centres}
    pools = [each for each in network.pools if each.centre in here]
    hours = [week for each in centres for week in (each.hours, each.after_hours)]
    hours += [week for each in pools for week in (each.hours, each.overtime)]
    return any(week.days[weekday] for week in hours if week is not None)


def _works_during(snapshot: Snapshot, absent: Absent) -> bool:
    """Return whether the pool has a shift or overtime in the time of an absence."""
    network, almanac = index_network(snapshot), open_almanac(snapshot)
    pool = network.pools[absent.pool]
    centre = network.centres[pool.centre]
    span = IntervalSet.of([(almanac.grid.floor(absent.span.start), almanac.grid.ceil(absent.span.end))])
    return bool((shift(almanac, centre, pool) | overtime(almanac, centre, pool)) & span)


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
