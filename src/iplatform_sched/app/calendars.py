"""Closures and holidays, and which bookings they hit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.app.acting import act
from iplatform_sched.app.choices import choose
from iplatform_sched.app.days import read_day
from iplatform_sched.domain.calendars import Closure, Holiday
from iplatform_sched.domain.vocabulary import ClosureKind, EquipmentId, Span
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.store.database import Store

Period = tuple["datetime", "datetime"]


def _span(period: Period) -> Span:
    start, end = period
    if start >= end:
        raise InputError(Issue("must lie after --from", field="--to", found=end.isoformat()))
    return Span(start=start, end=end)


def close_place(
    store: Path, place: str, period: Period, kind: str, now: datetime, reason: str
) -> tuple[str, ...]:
    """Close a centre or a machine; return what to tell people: the bookings that the closure breaks."""
    from iplatform_sched.store.calendars import add_closure
    from iplatform_sched.store.database import open_store

    database = open_store(store)
    before = _broken(database, now)
    closure = Closure(span=_span(period), kind=choose(ClosureKind, kind, "--kind"), reason=reason)
    add_closure(database, EquipmentId(place), closure, act(now, reason))
    return (f"{place} closed", *_news(before, _broken(database, now)))


def open_place(store: Path, place: str, period: Period, now: datetime) -> str:
    """Cut a period out of the one-off closures of a centre or a machine."""
    from iplatform_sched.store.calendars import reopen
    from iplatform_sched.store.database import open_store

    reopen(open_store(store), EquipmentId(place), _span(period), act(now))
    return f"{place} open again"


def set_holiday(store: Path, calendar: str, day: str, name: str | None, now: datetime) -> tuple[str, ...]:
    """Declare a temporary holiday, or without a name take one back; return what to tell people."""
    from iplatform_sched.store.calendars import add_holiday, remove_holiday
    from iplatform_sched.store.database import open_store

    when = read_day(day, "DATE")
    database = open_store(store)
    if name is None:
        remove_holiday(database, calendar, when, act(now))
        return (f"{when} is a working day again",)
    before = _broken(database, now)
    add_holiday(database, calendar, Holiday(date=when, name=name, temporary=True), act(now, name))
    return (f"{when} is a holiday: {name}", *_news(before, _broken(database, now)))


def _broken(database: Store, now: datetime) -> dict[str, str]:
    """Return the fixed bookings that the facts contradict, each with the reason."""
    from iplatform_sched.app.night import take_snapshot
    from iplatform_sched.verify.plan import broken_bookings

    return {finding.booking: finding.reason for finding in broken_bookings(take_snapshot(database, now))}


def _news(before: dict[str, str], after: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"broken: {booking}: {reason}" for booking, reason in after.items() if booking not in before)
