"""The life of a booking: hold, confirm, start, finish, cancel, no-show, release, expire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.run import Act
from iplatform_sched.domain.vocabulary import (
    BookingId,
    BookingStatus,
    CentreId,
    CompanyId,
    EquipmentId,
    RequestId,
)
from iplatform_sched.errors import ConflictError, InputError, Issue, NotFoundError
from iplatform_sched.store.closing import close_served, settle_quoted
from iplatform_sched.store.database import Store, reading, writing
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.import_checks import booking_issues, overlaps
from iplatform_sched.store.rows import BOOKINGS, CENTRES, COMPANIES, EQUIPMENT, REQUESTS, find, load, save

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection

    from iplatform_sched.domain.run import Event


class BookingAction(StrEnum):
    """What can be done to a booking."""

    CONFIRM = "confirm"
    START = "start"
    FINISH = "finish"
    CANCEL = "cancel"
    NO_SHOW = "no-show"
    RELEASE = "release"
    EXPIRE = "expire"


_WISHED, _HELD, _PLANNED = BookingStatus.WISHED, BookingStatus.HELD, BookingStatus.PLANNED
_CONFIRMED, _RUNNING = BookingStatus.CONFIRMED, BookingStatus.RUNNING

TRANSITIONS: dict[BookingAction, tuple[frozenset[BookingStatus], BookingStatus]] = {
    BookingAction.CONFIRM: (frozenset({_WISHED, _HELD, _PLANNED}), BookingStatus.CONFIRMED),
    BookingAction.START: (frozenset({_CONFIRMED}), BookingStatus.RUNNING),
    BookingAction.FINISH: (frozenset({_RUNNING}), BookingStatus.DONE),
    BookingAction.CANCEL: (
        frozenset({_WISHED, _HELD, _PLANNED, _CONFIRMED, _RUNNING}),
        BookingStatus.CANCELLED,
    ),
    BookingAction.NO_SHOW: (frozenset({_CONFIRMED}), BookingStatus.NO_SHOW),
    BookingAction.RELEASE: (frozenset({_HELD}), BookingStatus.CANCELLED),
    BookingAction.EXPIRE: (frozenset({_HELD, _PLANNED}), BookingStatus.EXPIRED),
}
"""For each action the statuses that it starts from and the one that it leads to."""


@dataclass(frozen=True, slots=True)
class BookingFilter:
    """Which bookings one wants to see; a field left out lets all through.

    Attributes
    ----------
    start, end
        Only bookings that overlap ``[start, end)``.
    """

    equipment: EquipmentId | None = None
    centre: CentreId | None = None
    request: RequestId | None = None
    company: CompanyId | None = None
    statuses: frozenset[BookingStatus] = frozenset()
    start: datetime | None = None
    end: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield the conditions on the table of bookings."""
        columns = BOOKINGS.table.c
        for name in ("equipment", "centre", "request", "company"):
            if (value := getattr(self, name)) is not None:
                yield columns[name] == value
        if self.statuses:
            yield columns.status.in_(sorted(self.statuses))
        if self.start is not None:
            yield columns.end > self.start
        if self.end is not None:
            yield columns.start < self.end


def list_bookings(store: Store, wanted: BookingFilter | None = None) -> tuple[Booking, ...]:
    """Return the bookings that `wanted` lets through, in order of start."""
    with reading(store) as connection:
        found = load(connection, BOOKINGS, *(wanted or BookingFilter()).conditions())
    return tuple(sorted(found, key=lambda booking: (booking.start, booking.id)))


def hold(store: Store, booking: Booking, act: Act) -> Booking:
    """Add a booking that holds its machine until ``held_until``.

    Raises
    ------
    InputError
        It is not held, its time has passed, or it names something unknown.
    ConflictError
        Another booking has the machine then, or the id is taken.
    """
    with writing(store) as connection:
        hold_all(connection, (booking,), act)
    return booking


def hold_all(connection: Connection, bookings: Sequence[Booking], act: Act) -> None:
    """Add bookings that hold their machines, inside a transaction; raises as :func:`hold`."""
    for booking in bookings:
        if _is_no_hold(booking, act):
            raise InputError(
                Issue(
                    f"booking {booking.id} needs status held and a time in the future to be held until",
                    field="held_until",
                    found=f"{booking.status}, {booking.held_until}",
                    code="hold",
                )
            )
        if find(connection, BOOKINGS, booking.id) is not None:
            raise ConflictError(f"there is a booking {booking.id} already")
        _check_references(connection, booking)
        _check_room(connection, booking)
        save(connection, BOOKINGS, (booking,))
        record(connection, [entry(act, "booking.held", booking.id, after=booking)])


def _is_no_hold(booking: Booking, act: Act) -> bool:
    until = booking.held_until
    return booking.status is not BookingStatus.HELD or until is None or until <= act.at


def change_bookings(
    store: Store, bookings: Sequence[BookingId], action: BookingAction, act: Act
) -> tuple[Booking, ...]:
    """Take bookings to their next status, all or none; see `TRANSITIONS`.

    A request whose last stage is done by this is closed; a quoted one is open once a booking of it is
    confirmed, and withdrawn once nothing is held for it any more.

    Raises
    ------
    NotFoundError
        Nothing has one of these ids.
    ConflictError
        The action is not possible from the status of one, or it is a hold whose time has passed.
    InputError
        Started before the date of its start, finished or not shown up before its start.
    """
    with writing(store) as connection:
        found = [the_booking(connection, booking) for booking in dict.fromkeys(bookings)]
        early = [issue for booking in found for issue in _early(connection, booking, action, act.at)]
        if early:
            raise InputError(early)
        changed = change_all(connection, found, action, act)
        settle_quoted(connection, changed, act)
        close_served(connection, changed, act)
    return changed


def changed_booking(
    booking: Booking, action: BookingAction, act: Act, run: str = ""
) -> tuple[Booking, Event]:
    """Return the booking after `action`, and the entry for the trail."""
    allowed, status = TRANSITIONS[action]
    if booking.status not in allowed:
        raise ConflictError(
            f"booking {booking.id} is {booking.status}: {action} is possible only when "
            + " or ".join(sorted(allowed))
        )
    if action is BookingAction.CONFIRM and booking.held_until is not None and booking.held_until <= act.at:
        raise ConflictError(f"booking {booking.id} was held until {booking.held_until.isoformat()} only")
    changed = booking.model_copy(update={"status": status, "held_until": None})
    return changed, entry(act, f"booking.{status}", booking.id, before=booking, after=changed, run=run)


def _early(connection: Connection, booking: Booking, action: BookingAction, at: datetime) -> Iterator[Issue]:
    """Yield an issue where a booking's time has not come for what its status would allow."""
    if booking.status not in TRANSITIONS[action][0]:
        return
    centre = find(connection, CENTRES, booking.centre)
    zone = ZoneInfo(Policy().zone if centre is None else centre.zone)
    start = booking.start.astimezone(zone)
    opens = _opens(start, action)
    if opens is not None and at < opens:
        yield Issue(
            f"booking {booking.id} starts at {start:%Y-%m-%d %H:%M}: {action} is too early",
            field="--now",
            found=f"{at.astimezone(zone):%Y-%m-%d %H:%M}",
            hint=f"{action} is possible from {opens:%Y-%m-%d %H:%M} on; cancel it if it will not take place",
            code="too-early",
        )


def _opens(start: datetime, action: BookingAction) -> datetime | None:
    """Return the moment from which an action is possible: work may begin early, but on its date."""
    if action is BookingAction.START:
        return start.replace(hour=0, minute=0, second=0, microsecond=0)
    return start if action in {BookingAction.FINISH, BookingAction.NO_SHOW} else None


def change_all(
    connection: Connection, bookings: Iterable[Booking], action: BookingAction, act: Act, run: str = ""
) -> tuple[Booking, ...]:
    """Take several bookings to their next status inside a transaction."""
    changes = [changed_booking(booking, action, act, run) for booking in bookings]
    changed = tuple(booking for booking, _ in changes)
    save(connection, BOOKINGS, changed)
    record(connection, [event for _, event in changes])
    return changed


def the_booking(connection: Connection, booking: BookingId) -> Booking:
    """Return a booking inside a transaction, or raise `NotFoundError`."""
    found = find(connection, BOOKINGS, booking)
    if found is None:
        raise NotFoundError(f"there is no booking {booking}")
    return found


def _check_room(connection: Connection, booking: Booking) -> None:
    # The triggers would refuse it as well, but cannot say which booking is in the way.
    columns = BOOKINGS.table.c
    there = load(
        connection,
        BOOKINGS,
        columns.equipment == booking.equipment,
        columns.start < booking.end,
        columns.end > booking.start,
    )
    clashes = [str(issue) for issue in overlaps((*there, booking), {booking.id})]
    if clashes:
        raise ConflictError("\n".join(clashes))


def _check_references(connection: Connection, booking: Booking) -> None:
    machine = find(connection, EQUIPMENT, booking.equipment)
    issues = list(booking_issues(booking, machine))
    known = (
        ("equipment", booking.equipment, machine),
        ("request", booking.request, booking.request and find(connection, REQUESTS, booking.request)),
        ("company", booking.company, booking.company and find(connection, COMPANIES, booking.company)),
    )
    issues += [
        Issue(
            f"there is no such {name}",
            field=name,
            found=value,
            code="unknown-id",
            subject=f"booking {booking.id}",
        )
        for name, value, found in known
        if value and not found
    ]
    if issues:
        raise InputError(issues)
