"""What goes wrong between two nights: machines fail, people are away, work overruns or is cancelled."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.calendars import (
    Absence,
    Closure,
    Holiday,
    HolidayCalendar,
    OperatorsAway,
    by_time,
)
from iplatform_sched.domain.centre import OperatorPool
from iplatform_sched.domain.vocabulary import (
    BookingId,
    BookingStatus,
    ClosureKind,
    Day,
    Fact,
    Instant,
    PoolId,
    Span,
)


class Down(Fact):
    """A machine, or all of a centre, is out of service for a while."""

    kind: Literal["down"] = "down"
    place: str
    span: Span
    reason: str = ""

    def among(self, closures: tuple[Closure, ...]) -> tuple[Closure, ...]:
        """Return the closures of the machine or the centre with the outage."""
        closure = Closure(span=self.span, kind=ClosureKind.OUT_OF_SERVICE, reason=self.reason)
        return by_time((*closures, closure))


class Absent(OperatorsAway):
    """So many operators of a pool are away for a while, `people` of them named; as many by default."""

    kind: Literal["absent"] = "absent"
    pool: PoolId
    span: Span
    reason: str = ""

    @property
    def absence(self) -> Absence:
        """Return what stands in the pool's calendar then."""
        return Absence(span=self.span, count=self.count, reason=self.reason, people=self.people)

    def on(self, pool: OperatorPool) -> OperatorPool:
        """Return the pool with the absence."""
        return pool.model_copy(update={"absences": by_time((*pool.absences, self.absence))})


class DeclaredHoliday(Fact):
    """A date becomes a holiday of a calendar."""

    kind: Literal["holiday"] = "holiday"
    date: Day
    calendar: str = "KR"
    reason: str = "temporary holiday"

    def on(self, calendar: HolidayCalendar) -> HolidayCalendar:
        """Return the calendar with the date."""
        holiday = Holiday(date=self.date, name=self.reason, temporary=True)
        dates = sorted((*calendar.holidays, holiday), key=lambda each: each.date)
        return calendar.model_copy(update={"holidays": tuple(dates)})


class Overrun(Fact):
    """A booking under way lasts until a later moment than was booked.

    Attributes
    ----------
    attended
        Attended spans of the booking as it is now; they depend on calendars, and are filled in when
        the consequences are worked out.
    """

    kind: Literal["overrun"] = "overrun"
    booking: BookingId
    until: Instant
    attended: tuple[Span, ...] = ()
    reason: str = ""

    def on(self, booking: Booking) -> Booking:
        """Return the booking as it will be: what was left to do comes later by as much; it costs the same."""
        later = self.until - booking.end
        update = {
            "run_end": booking.run_end + later,
            "unload": booking.unload + later,
            "end": self.until,
            "attended": self.attended,
        }
        return booking.model_copy(update=update)


class Cancellation(Fact):
    """A booking does not take place; its stage is planned anew unless its request is withdrawn."""

    kind: Literal["cancelled"] = "cancelled"
    booking: BookingId
    reason: str = ""

    def on(self, booking: Booking) -> Booking:
        """Return the booking as cancelled."""
        return booking.model_copy(update={"status": BookingStatus.CANCELLED, "held_until": None})


Incident = Annotated[Down | Absent | DeclaredHoliday | Overrun | Cancellation, Field(discriminator="kind")]


def title(incident: Incident) -> str:
    """Return what people call an incident, such as ``down kimm.halt.1``."""
    match incident:
        case Down():
            return f"down {incident.place}"
        case Absent():
            return f"absent {incident.pool}"
        case DeclaredHoliday():
            return f"holiday {incident.date} ({incident.calendar})"
        case Overrun():
            return f"overran {incident.booking}"
        case Cancellation():
            return f"cancelled {incident.booking}"
