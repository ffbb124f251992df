"""Closures of centres and machines, and holidays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from iplatform_sched.domain.calendars import Closure, Holiday, HolidayCalendar
from iplatform_sched.domain.centre import Centre
from iplatform_sched.domain.equipment import Equipment
from iplatform_sched.domain.run import Act
from iplatform_sched.domain.vocabulary import CentreId, EquipmentId, Fact, Span
from iplatform_sched.errors import ConflictError, NotFoundError
from iplatform_sched.store.database import Store, writing
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.rows import CENTRES, EQUIPMENT, HOLIDAY_CALENDARS, Kind, find, save

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

F = TypeVar("F", bound=Fact)


def add_closure(
    store: Store, place: CentreId | EquipmentId, closure: Closure, act: Act
) -> Centre | Equipment:
    """Close a centre or a machine for a time; bookings stay, and a night reports the broken ones.

    Raises
    ------
    NotFoundError
        Neither a centre nor a machine has this id.
    ConflictError
        The same closure is there already.
    """
    with writing(store) as connection:
        kind, old = _place(connection, place)
        if closure in old.closures:
            raise ConflictError(f"{kind.name} {place} has this closure already")
        closures = tuple(sorted((*old.closures, closure), key=lambda each: (each.span.start, each.span.end)))
        new: Centre | Equipment = _replace(
            connection, kind, old, {"closures": closures}, entry_kind="closed", act=act
        )
        return new


def reopen(store: Store, place: CentreId | EquipmentId, span: Span, act: Act) -> Centre | Equipment:
    """Cut `span` out of the one-off closures of a centre or a machine; recurring ones stay.

    Raises
    ------
    NotFoundError
        Neither a centre nor a machine has this id.
    ConflictError
        No one-off closure overlaps `span`.
    """
    with writing(store) as connection:
        kind, old = _place(connection, place)
        closures = tuple(rest for closure in old.closures for rest in _without(closure, span))
        if closures == old.closures:
            raise ConflictError(f"{kind.name} {place} has no one-off closure in this time")
        new: Centre | Equipment = _replace(
            connection, kind, old, {"closures": closures}, entry_kind="reopened", act=act
        )
        return new


def add_holiday(store: Store, calendar: str, holiday: Holiday, act: Act) -> HolidayCalendar:
    """Add a holiday, such as a temporary one announced three weeks ahead.

    Raises
    ------
    NotFoundError
        Nothing has this id.
    ConflictError
        The date is a holiday already.
    """
    with writing(store) as connection:
        old = _calendar(connection, calendar)
        if any(each.date == holiday.date for each in old.holidays):
            raise ConflictError(f"{holiday.date} is a holiday in calendar {calendar} already")
        holidays = tuple(sorted((*old.holidays, holiday), key=lambda each: each.date))
        update = {"holidays": holidays}
        return _replace(connection, HOLIDAY_CALENDARS, old, update, entry_kind="holiday-added", act=act)


def remove_holiday(store: Store, calendar: str, day: date, act: Act) -> HolidayCalendar:
    """Make a holiday an ordinary date again.

    Raises
    ------
    NotFoundError
        Nothing has this id, or the date is no holiday.
    """
    with writing(store) as connection:
        old = _calendar(connection, calendar)
        holidays = tuple(each for each in old.holidays if each.date != day)
        if holidays == old.holidays:
            raise NotFoundError(f"{day} is no holiday in calendar {calendar}")
        update = {"holidays": holidays}
        return _replace(connection, HOLIDAY_CALENDARS, old, update, entry_kind="holiday-removed", act=act)


def _place(connection: Connection, place: str) -> tuple[Kind[Any], Centre | Equipment]:
    kinds: tuple[Kind[Any], ...] = (CENTRES, EQUIPMENT)
    for kind in kinds:
        found = find(connection, kind, place)
        if found is not None:
            return kind, found
    raise NotFoundError(f"there is neither a centre nor a machine {place}")


def _calendar(connection: Connection, calendar: str) -> HolidayCalendar:
    found = find(connection, HOLIDAY_CALENDARS, calendar)
    if found is None:
        raise NotFoundError(f"there is no holiday calendar {calendar}")
    return found


def _replace(
    connection: Connection, kind: Kind[F], old: F, update: dict[str, Any], *, entry_kind: str, act: Act
) -> F:
    new = old.model_copy(update=update)
    # The whole fact would bury the change: only what changed goes into the trail.
    before, after = ({name: each.model_dump(mode="json")[name] for name in update} for each in (old, new))
    save(connection, kind, (new,))
    record(connection, [entry(act, f"calendar.{entry_kind}", str(kind.key(old)), before=before, after=after)])
    return new


def _without(closure: Closure, span: Span) -> Iterator[Closure]:
    whole = closure.span
    if whole.end <= span.start or span.end <= whole.start:
        yield closure
        return
    if whole.start < span.start:
        yield closure.model_copy(update={"span": Span(start=whole.start, end=span.start)})
    if span.end < whole.end:
        yield closure.model_copy(update={"span": Span(start=span.end, end=whole.end)})
