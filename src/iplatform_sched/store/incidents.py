"""Incidents written down: what a repair's plan takes for granted becomes a fact with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.incidents import Absent, Cancellation, DeclaredHoliday, Down, Overrun
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.store.bookings import BookingAction, change_all, the_booking
from iplatform_sched.store.calendars import changed, the_calendar, the_place, the_pool
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.rows import BOOKINGS, HOLIDAY_CALENDARS, POOLS, save

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.domain.run import Act
    from iplatform_sched.domain.vocabulary import BookingId


def write_incidents(connection: Connection, incidents: Iterable[Incident], act: Act, run: str) -> None:
    """Write outages, absences, holidays and cancellations inside a transaction, each with its entry.

    Overruns come last, with :func:`write_overruns`: what is in their way has to move first.
    """
    for incident in incidents:
        match incident:
            case Down():
                kind, place = the_place(connection, incident.place)
                update = {"closures": incident.among(place.closures)}
                changed(connection, kind, place, update, entry_kind="closed", act=act, run=run)
            case Absent():
                pool = the_pool(connection, incident.pool)
                update_pool = {"absences": incident.on(pool).absences}
                changed(connection, POOLS, pool, update_pool, entry_kind="absent", act=act, run=run)
            case DeclaredHoliday():
                calendar = the_calendar(connection, incident.calendar)
                dates = {"holidays": incident.on(calendar).holidays}
                changed(
                    connection,
                    HOLIDAY_CALENDARS,
                    calendar,
                    dates,
                    entry_kind="holiday-added",
                    act=act,
                    run=run,
                )
            case Cancellation():
                booking = the_booking(connection, incident.booking)
                change_all(connection, (booking,), BookingAction.CANCEL, act, run)
            case Overrun():
                pass


def write_overruns(connection: Connection, incidents: Iterable[Incident], act: Act, run: str) -> None:
    """Write the new ends of bookings that overran inside a transaction, each with its entry."""
    for incident in incidents:
        if isinstance(incident, Overrun):
            before = the_booking(connection, incident.booking)
            after = incident.on(before)
            save(connection, BOOKINGS, (after,))
            record(
                connection,
                [entry(act, "booking.overran", before.id, before=before, after=after, run=run)],
            )


def displace(connection: Connection, bookings: Iterable[BookingId], act: Act, run: str) -> None:
    """Make confirmed bookings planned ones inside a transaction, so that a plan may move them."""
    for key in bookings:
        before = the_booking(connection, key)
        after = before.model_copy(update={"status": BookingStatus.PLANNED})
        save(connection, BOOKINGS, (after,))
        record(connection, [entry(act, "booking.displaced", key, before=before, after=after, run=run)])
