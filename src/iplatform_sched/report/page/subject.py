"""What a page is about, as plain data, and the stretch of time that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.domain.vocabulary import FIXED, BookingStatus
from iplatform_sched.report.table import ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from iplatform_sched.domain.booking import Booking, Plan
    from iplatform_sched.domain.run import Run
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId

DAY = timedelta(days=1)
LEAST = timedelta(microseconds=1)
"""What lies between an end and the last moment before it."""
LEAST_DAYS = 28
"""Shown where nothing is planned."""
Key = tuple[str, str]
"""A request and its stage."""


@dataclass(frozen=True)
class Subject:
    """A plan with the facts that it was made from, and perhaps another to compare it with.

    Attributes
    ----------
    facts
        After a night's housekeeping: what the night itself confirmed is confirmed.
    run
        The run that made `plan`, for its figures.
    standing
        Bookings that the plan is compared with: those of the baseline, else what was planned before.
    baseline
        The run to compare figures with; ``None`` compares with what was planned before.
    saved
        Whether `facts` are those of the run, and not the store's as they are now.
    findings
        What the judge says against the plan on these facts, in words.
    """

    facts: Snapshot
    run: Run
    plan: Plan
    standing: tuple[Booking, ...] = ()
    baseline: Run | None = None
    saved: bool = True
    findings: tuple[str, ...] = ()

    @cached_property
    def bookings(self) -> tuple[Booking, ...]:
        """The plan's bookings and the fixed ones in the shown period, each once, in order of start."""
        fixed = {booking.id: booking for booking in self.facts.bookings if booking.status in FIXED}
        planned = {booking.id: self._as_published(booking, fixed) for booking in self.plan.bookings}
        start, end = self.period
        shown = [
            b for b in {**fixed, **planned}.values() if b.id in planned or (b.start < end and b.end > start)
        ]
        return tuple(sorted(shown, key=lambda booking: (booking.start, booking.equipment, booking.id)))

    def _as_published(self, booking: Booking, fixed: Mapping[BookingId, Booking]) -> Booking:
        """Return what became of a booking of the plan."""
        if booking.status is not BookingStatus.PLANNED:
            return booking  # fixed, and the plan knows its unit numbers
        if self.run.published_at is not None and booking.id in self.run.at_once:
            return booking.model_copy(update={"status": BookingStatus.CONFIRMED})
        return fixed.get(booking.id, booking)

    @cached_property
    def planned(self) -> frozenset[str]:
        """Ids of the bookings that the plan made."""
        return frozenset(b.id for b in self.plan.bookings if b.status is BookingStatus.PLANNED)

    @cached_property
    def before(self) -> dict[Key, Booking]:
        """What the plan is compared with, by request and stage."""
        return {
            (booking.request, booking.stage): booking
            for booking in self.standing
            if booking.status is BookingStatus.PLANNED and booking.request and booking.stage
        }

    @cached_property
    def period(self) -> tuple[datetime, datetime]:
        """Local midnights around all that is planned here or in the baseline."""
        planned = [b for b in self.plan.bookings if b.status is BookingStatus.PLANNED]
        planned += self.before.values() if self.baseline else ()
        start = midnight(local_day(min((self.facts.plan_from, *(booking.start for booking in planned)))))
        last = max((booking.end for booking in planned), default=start + LEAST_DAYS * DAY)
        return start, midnight(local_day(last - LEAST) + DAY)

    def minute(self, moment: datetime) -> int:
        """Return whole minutes from the start of the period; negative before it."""
        return (moment.astimezone(UTC) - self.period[0].astimezone(UTC)) // timedelta(minutes=1)


def local_day(moment: datetime) -> date:
    """Return the date on which people read `moment`."""
    return moment.astimezone(ZoneInfo(ZONE)).date()


def midnight(day: date) -> datetime:
    """Return the instant at which `day` begins where people read it."""
    return datetime.combine(day, time(), ZoneInfo(ZONE))
