"""List bookings and take them through their life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.app.acting import act
from iplatform_sched.app.choices import choose
from iplatform_sched.app.known import require
from iplatform_sched.domain.vocabulary import (
    BookingId,
    BookingStatus,
    CentreId,
    EquipmentId,
    RequestId,
    RequestStatus,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.report.table import Table


def list_bookings(store: Path, wanted: Mapping[str, str | None]) -> Table:
    """Return the bookings that agree with every given one of status, centre, equipment and request."""
    from iplatform_sched.report.lists import booking_table
    from iplatform_sched.store.bookings import BookingFilter
    from iplatform_sched.store.bookings import list_bookings as stored
    from iplatform_sched.store.database import open_store

    status, centre = wanted.get("status"), wanted.get("centre")
    equipment, request = wanted.get("equipment"), wanted.get("request")
    chosen = BookingFilter(
        centre=None if centre is None else CentreId(centre),
        equipment=None if equipment is None else EquipmentId(equipment),
        request=None if request is None else RequestId(request),
        statuses=frozenset() if status is None else frozenset({choose(BookingStatus, status, "--status")}),
    )
    found = stored(open_store(store), chosen)
    if not found:
        require(store, centre=centre, equipment=equipment, request=request)
    return booking_table("Bookings", found)


def move_bookings(
    store: Path, bookings: Sequence[str], action: str, now: datetime, reason: str
) -> tuple[RequestId, ...]:
    """Take bookings to their next status, all or none; return the requests that closed with their last one.

    With a planned booking that is confirmed, all earlier planned ones of its request are.

    Raises
    ------
    ConflictError
        The action is not possible from a booking's present status.
    """
    from iplatform_sched.planning.housekeeping import with_earlier
    from iplatform_sched.store.bookings import BookingAction, change_bookings
    from iplatform_sched.store.bookings import list_bookings as stored
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.requests import get_request

    database = open_store(store)
    ids = [BookingId(booking) for booking in dict.fromkeys(bookings)]
    step = choose(BookingAction, action, "action")
    if step is BookingAction.CONFIRM:
        ids += sorted(with_earlier(stored(database), ids) - set(ids))
    changed = change_bookings(database, ids, step, act(now, reason))
    # A request with a booking that could take a step was open until now.
    touched = sorted({booking.request for booking in changed if booking.request is not None})
    return tuple(each for each in touched if get_request(database, each).status is RequestStatus.CLOSED)
