"""Closures, openings, holidays and absences, and which bookings they hit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.app.acting import act
from iplatform_sched.app.choices import choose
from iplatform_sched.app.days import read_day
from iplatform_sched.domain.calendars import Absence, Closure, Holiday
from iplatform_sched.domain.vocabulary import CentreId, ClosureKind, EquipmentId, OperatorId, PoolId, Span
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.report.table import Table, columns

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.vocabulary import BookingId
    from iplatform_sched.report.table import Cell
    from iplatform_sched.store.database import Store
    from iplatform_sched.verify.plan.broken import BrokenBooking

    Broken = dict[BookingId, tuple[Booking, BrokenBooking]]

TITLE = "Bookings that this breaks"
Period = tuple["datetime", "datetime"]
BROKEN_COLUMNS = columns(
    booking="Booking",
    request="Request",
    company="Company",
    centre="Centre",
    equipment="Equipment",
    start="Start",
    end="End",
    code="Code",
    reason="Reason",
)


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What became of a calendar, in words, and the fixed bookings that the change breaks."""

    words: str
    broken: Table


def _span(period: Period) -> Span:
    start, end = period
    if start >= end:
        raise InputError(Issue("must lie after --from", field="--to", found=end.isoformat()))
    return Span(start=start, end=end)


def close_place(
    store: Path, place: str, period: Period, kind: str, now: datetime, reason: str
) -> CalendarChange:
    """Close a centre or a machine."""
    from iplatform_sched.store.calendars import add_closure
    from iplatform_sched.store.database import open_store

    database = open_store(store)
    before = _broken(database, now)
    closure = Closure(span=_span(period), kind=choose(ClosureKind, kind, "--kind"), reason=reason)
    add_closure(database, EquipmentId(place), closure, act(now, reason))
    return _change(f"{place} {closure.kind.value.replace('_', ' ')}", before, _broken(database, now))


def open_place(store: Path, place: str, period: Period, now: datetime, reason: str) -> CalendarChange:
    """Cut a period out of the one-off closures of a centre or a machine, or open a centre once."""
    from iplatform_sched.store.calendars import reopen
    from iplatform_sched.store.database import open_store

    span, database = _span(period), open_store(store)
    before = _broken(database, now)
    new = reopen(database, EquipmentId(place), span, act(now, reason))
    opened = any(each.span == span for each in getattr(new, "openings", ()))
    words = f"{place} open once, beside its weekly hours" if opened else f"{place} open again: closures cut"
    return _change(words, before, _broken(database, now))


def take_back_opening(store: Path, place: str, period: Period, now: datetime) -> CalendarChange:
    """Cut a period out of the openings of a centre."""
    from iplatform_sched.store.calendars import remove_opening
    from iplatform_sched.store.database import open_store

    database = open_store(store)
    before = _broken(database, now)
    remove_opening(database, CentreId(place), _span(period), act(now))
    return _change(f"{place} has its weekly hours again", before, _broken(database, now))


class Away(NamedTuple):
    """How many operators are away, and the names of those among them who have one."""

    heads: int
    people: tuple[str, ...] = ()


def set_absence(
    store: Path, pool: str, period: Period, away: Away | None, now: datetime, reason: str
) -> CalendarChange:
    """Have operators of a pool away, or everybody back."""
    from iplatform_sched.store.calendars import add_absence, remove_absence
    from iplatform_sched.store.database import open_store

    span, database = _span(period), open_store(store)
    before = _broken(database, now)
    if away is None:
        remove_absence(database, PoolId(pool), span, act(now, reason))
        words = f"{pool}: everybody is there again"
    else:
        people = tuple(dict.fromkeys(map(OperatorId, away.people)))
        count = max(away.heads, len(people))
        absence = Absence(span=span, count=count, reason=reason, people=people)
        add_absence(database, PoolId(pool), absence, act(now, reason))
        words = f"{pool}: {count} away" + (f", {', '.join(people)} among them" if people else "")
    return _change(words, before, _broken(database, now))


def set_holiday(store: Path, calendar: str, day: str, name: str | None, now: datetime) -> CalendarChange:
    """Declare a temporary holiday, or without a name take one back."""
    from iplatform_sched.store.calendars import add_holiday, remove_holiday
    from iplatform_sched.store.database import open_store

    when = read_day(day, "DATE")
    database = open_store(store)
    before = _broken(database, now)
    if name is None:
        remove_holiday(database, calendar, when, act(now))
        words = f"{when} is a working day again"
    else:
        add_holiday(database, calendar, Holiday(date=when, name=name, temporary=True), act(now, name))
        words = f"{when} is a holiday: {name}"
    return _change(words, before, _broken(database, now))


def _broken(database: Store, now: datetime) -> Broken:
    """Return the fixed bookings that the facts contradict, with why."""
    from iplatform_sched.app.night import take_snapshot
    from iplatform_sched.verify.plan import broken_bookings

    snapshot = take_snapshot(database, now)
    bookings = {booking.id: booking for booking in snapshot.bookings}
    return {found.booking: (bookings[found.booking], found) for found in broken_bookings(snapshot)}


def _change(words: str, before: Broken, after: Broken) -> CalendarChange:
    new = sorted(after.keys() - before.keys(), key=lambda key: (after[key][0].start, key))
    rows: tuple[dict[str, Cell], ...] = tuple(
        {
            "booking": booking.id,
            "request": booking.request,
            "company": booking.company,
            "centre": booking.centre,
            "equipment": booking.equipment,
            "start": booking.start,
            "end": booking.end,
            "code": found.code,
            "reason": found.reason,
        }
        for booking, found in (after[key] for key in new)
    )
    return CalendarChange(
        f"{words}; bookings that this breaks: {len(new)}", Table("broken", TITLE, BROKEN_COLUMNS, rows)
    )
