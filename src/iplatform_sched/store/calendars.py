"""Closures of centres and machines, openings of centres, holidays, and absences of operators."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from iplatform_sched.domain.calendars import (
    Absence,
    Closure,
    Holiday,
    HolidayCalendar,
    Opening,
    away_already,
    by_time,
    cut,
)
from iplatform_sched.domain.centre import Centre, OperatorPool
from iplatform_sched.domain.equipment import Equipment
from iplatform_sched.domain.run import Act
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import CentreId, EquipmentId, Fact, PoolId, Span
from iplatform_sched.errors import ConflictError, InputError, Issue, NotFoundError
from iplatform_sched.store.database import Store, writing
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.rows import CENTRES, EQUIPMENT, HOLIDAY_CALENDARS, POOLS, Kind, find, save

if TYPE_CHECKING:
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
        kind, old = the_place(connection, place)
        if closure in old.closures:
            raise ConflictError(f"{kind.name} {place} has this closure already")
        closures = by_time((*old.closures, closure))
        new: Centre | Equipment = changed(
            connection, kind, old, {"closures": closures}, entry_kind="closed", act=act
        )
        return new


def reopen(store: Store, place: CentreId | EquipmentId, span: Span, act: Act) -> Centre | Equipment:
    """Cut `span` out of the one-off closures of a centre or a machine; recurring ones stay.

    A centre that has no such closure then is opened once for `span`, beside its weekly hours: the reason is
    that of the act.

    Raises
    ------
    NotFoundError
        Neither a centre nor a machine has this id.
    ConflictError
        No one-off closure of the machine overlaps `span`, or the centre has this opening already.
    """
    with writing(store) as connection:
        kind, old = the_place(connection, place)
        closures = cut(old.closures, span)
        update: dict[str, Any] = {"closures": closures}
        if closures == old.closures:
            if not isinstance(old, Centre):
                raise ConflictError(f"{kind.name} {place} has no one-off closure in this time")
            if any(each.span == span for each in old.openings):
                raise ConflictError(f"{kind.name} {place} has this opening already")
            update = {"openings": by_time((*old.openings, Opening(span=span, reason=act.reason)))}
        name = "reopened" if "closures" in update else "opened"
        new: Centre | Equipment = changed(connection, kind, old, update, entry_kind=name, act=act)
        return new


def remove_opening(store: Store, place: CentreId, span: Span, act: Act) -> Centre:
    """Cut `span` out of the openings of a centre.

    Raises
    ------
    NotFoundError
        No centre has this id.
    ConflictError
        No opening overlaps `span`.
    """
    with writing(store) as connection:
        old = find(connection, CENTRES, place)
        if old is None:
            raise NotFoundError(f"there is no centre {place}")
        openings = cut(old.openings, span)
        if openings == old.openings:
            raise ConflictError(f"centre {place} has no opening in this time")
        return changed(
            connection, CENTRES, old, {"openings": openings}, entry_kind="opening-removed", act=act
        )


def add_absence(store: Store, pool: PoolId, absence: Absence, act: Act) -> OperatorPool:
    """Have operators of a pool away for a time; bookings stay, and a night reports the broken ones.

    Raises
    ------
    NotFoundError
        No pool has this id.
    InputError
        The pool has fewer operators, or does not name one of those who are named.
    ConflictError
        The same absence is there already, or one of those who are named is away then.
    """
    with writing(store) as connection:
        old = the_pool(connection, pool)
        if absence.count > old.headcount:
            message = f"pool {pool} has fewer operators"
            hint = f"At most {old.headcount} can be away"
            raise InputError(Issue(message, field="count", found=str(absence.count), hint=hint))
        strangers = [name for name in absence.people if name not in old.people]
        if strangers:
            hint = did_you_mean(strangers[0], old.people)
            message = f"pool {pool} names no such operator"
            raise InputError(Issue(message, field="people", found=strangers[0], hint=hint, code="unknown-id"))
        if absence in old.absences:
            raise ConflictError(
                f"pool {pool} has this absence already; two together are one with a higher count"
            )
        twice = tuple(away_already(old.absences, absence))
        if twice:
            raise ConflictError(f"{', '.join(twice)} of pool {pool} is away then already")
        update = {"absences": by_time((*old.absences, absence))}
        return changed(connection, POOLS, old, update, entry_kind="absent", act=act)


def remove_absence(store: Store, pool: PoolId, span: Span, act: Act) -> OperatorPool:
    """Cut `span` out of the absences of a pool: everybody is there then.

    Raises
    ------
    NotFoundError
        No pool has this id.
    ConflictError
        No absence overlaps `span`.
    """
    with writing(store) as connection:
        old = the_pool(connection, pool)
        absences = cut(old.absences, span)
        if absences == old.absences:
            raise ConflictError(f"nobody of pool {pool} is away in this time")
        return changed(connection, POOLS, old, {"absences": absences}, entry_kind="absence-removed", act=act)


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
        old = the_calendar(connection, calendar)
        if any(each.date == holiday.date for each in old.holidays):
            raise ConflictError(f"{holiday.date} is a holiday in calendar {calendar} already")
        holidays = tuple(sorted((*old.holidays, holiday), key=lambda each: each.date))
        update = {"holidays": holidays}
        return changed(connection, HOLIDAY_CALENDARS, old, update, entry_kind="holiday-added", act=act)


def remove_holiday(store: Store, calendar: str, day: date, act: Act) -> HolidayCalendar:
    """Make a holiday an ordinary date again.

    Raises
    ------
    NotFoundError
        Nothing has this id, or the date is no holiday.
    """
    with writing(store) as connection:
        old = the_calendar(connection, calendar)
        holidays = tuple(each for each in old.holidays if each.date != day)
        if holidays == old.holidays:
            raise NotFoundError(f"{day} is no holiday in calendar {calendar}")
        update = {"holidays": holidays}
        return changed(connection, HOLIDAY_CALENDARS, old, update, entry_kind="holiday-removed", act=act)


def the_place(connection: Connection, place: str) -> tuple[Kind[Any], Centre | Equipment]:
    """Return the centre or machine with an id, and its kind, or raise `NotFoundError`."""
    kinds: tuple[Kind[Any], ...] = (CENTRES, EQUIPMENT)
    for kind in kinds:
        found = find(connection, kind, place)
        if found is not None:
            return kind, found
    raise NotFoundError(f"there is neither a centre nor a machine {place}")


def the_pool(connection: Connection, pool: str) -> OperatorPool:
    """Return the pool with an id, or raise `NotFoundError`."""
    found = find(connection, POOLS, pool)
    if found is None:
        raise NotFoundError(f"there is no operator pool {pool}")
    return found


def the_calendar(connection: Connection, calendar: str) -> HolidayCalendar:
    """Return the holiday calendar with an id, or raise `NotFoundError`."""
    found = find(connection, HOLIDAY_CALENDARS, calendar)
    if found is None:
        raise NotFoundError(f"there is no holiday calendar {calendar}")
    return found


def changed(  # noqa: PLR0913 - what changes, and what the trail says of it
    connection: Connection,
    kind: Kind[F],
    old: F,
    update: dict[str, Any],
    *,
    entry_kind: str,
    act: Act,
    run: str = "",
) -> F:
    """Write a fact with some fields changed, with an entry of the trail ``calendar.<entry_kind>``."""
    new = old.model_copy(update=update)
    # The whole fact would bury the change: only what changed goes into the trail.
    before, after = ({name: each.model_dump(mode="json")[name] for name in update} for each in (old, new))
    save(connection, kind, (new,))
    subject = str(kind.key(old))
    record(
        connection,
        [entry(act, f"calendar.{entry_kind}", subject, before=before, after=after, run=run)],
    )
    return new
