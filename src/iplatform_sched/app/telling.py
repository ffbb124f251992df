"""Incidents as they are told on a command line: words and moments, one period for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.app.days import read_day
from iplatform_sched.domain.incidents import Absent, Cancellation, DeclaredHoliday, Down, Overrun
from iplatform_sched.domain.vocabulary import BookingId, OperatorId, PoolId, Span
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from iplatform_sched.domain.incidents import Incident

FILE = "Incidents of different times go into a file"


@dataclass(frozen=True, slots=True)
class Told:
    """Options of ``repair`` that say what happened.

    Attributes
    ----------
    start, end
        Period of every outage and absence; it begins now where `start` is not told.
    count
        Operators away of each pool; at least those named.
    who
        Named ones among those who are away of the only pool.
    until
        When every overrun booking ends.
    """

    down: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    count: int | None = None
    who: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    holiday: tuple[str, ...] = ()
    calendar: str | None = None
    overran: tuple[str, ...] = ()
    until: datetime | None = None
    cancelled: tuple[str, ...] = ()

    def incidents(self, now: datetime) -> tuple[Incident, ...]:
        """Return what happened.

        Raises
        ------
        InputError
            With everything that is missing, superfluous or cannot be read.
        """
        issues = list(self._idle())
        span = self._span(now, issues)
        dates = self._dates(issues)
        if self.overran and self.until is None:
            issues.append(Issue("is missing", field="--until", hint="Say when what overran ends"))
        if issues:
            raise InputError(issues)
        found: list[Incident] = []
        if span is not None:
            found += [Down(place=each, span=span) for each in self.down]
            people = tuple(dict.fromkeys(map(OperatorId, self.who)))
            heads = max(self.count or 1, len(people))
            found += [
                Absent(pool=PoolId(each), span=span, count=heads, people=people) for each in self.absent
            ]
        found += [DeclaredHoliday(date=each, calendar=self.calendar or "KR") for each in dates]
        if self.until is not None:
            found += [Overrun(booking=BookingId(each), until=self.until) for each in self.overran]
        return (*found, *(Cancellation(booking=BookingId(each)) for each in self.cancelled))

    def _idle(self) -> Iterator[Issue]:
        """Yield an issue for each option that belongs to another one, which is not there."""
        lasting = bool(self.down or self.absent)
        pairs = (
            ("--from", self.start is not None and not lasting, "--down or --absent"),
            ("--to", self.end is not None and not lasting, "--down or --absent"),
            ("--count", self.count is not None and not self.absent, "--absent"),
            ("--who", bool(self.who) and len(self.absent) != 1, "exactly one --absent"),
            ("--calendar", self.calendar is not None and not self.holiday, "--holiday"),
            ("--until", self.until is not None and not self.overran, "--overran"),
        )
        for name, idle, owner in pairs:
            if idle:
                yield Issue("says nothing here", field=name, hint=f"It goes with {owner}", code="idle-option")

    def _span(self, now: datetime, issues: list[Issue]) -> Span | None:
        if not (self.down or self.absent):
            return None
        start = self.start or now
        if self.end is None:
            issues.append(Issue("is missing", field="--to", hint=f"Say until when. {FILE}"))
            return None
        if self.end <= start:
            found = self.end.isoformat()
            message = "must lie after --from" if self.start else "is over already"
            issues.append(Issue(message, field="--to", found=found, code="is-over"))
            return None
        return Span(start=start, end=self.end)

    def _dates(self, issues: list[Issue]) -> tuple[date, ...]:
        found: list[date] = []
        for text in self.holiday:
            try:
                found.append(read_day(text, "--holiday"))
            except InputError as error:
                issues.extend(error.issues)
        return tuple(found)
