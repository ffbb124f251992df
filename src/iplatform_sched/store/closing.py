"""What becomes of a request by what becomes of its bookings: it closes, opens or is withdrawn by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.eligibility import is_optional
from iplatform_sched.domain.vocabulary import FIXED, OCCUPYING, BookingStatus, RequestId, RequestStatus
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.rows import BOOKINGS, REQUESTS, load, load_by_id, save

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.run import Act

DONE = "every stage is done"
_FIRM = FIXED - {BookingStatus.HELD}
_LIVE = OCCUPYING | {BookingStatus.WISHED}


def close_served(connection: Connection, bookings: Iterable[Booking], act: Act) -> None:
    """Close the open requests of `bookings` that need nothing any more.

    Every stage is done, a training aside that the optimizer might have inserted, and no booking of the
    request is still to come.
    """
    touched = {booking.request for booking in bookings if booking.request is not None}
    served = [each for each in load_by_id(connection, REQUESTS, touched) if _is_served(connection, each)]
    after = [each.model_copy(update={"status": RequestStatus.CLOSED}) for each in served]
    save(connection, REQUESTS, after)
    why = act.model_copy(update={"reason": DONE})
    record(
        connection,
        [
            entry(why, "request.closed", old.id, before=old, after=new)
            for old, new in zip(served, after, strict=True)
        ],
    )


def settle_quoted(connection: Connection, bookings: Iterable[Booking], act: Act) -> None:
    """Open the quoted requests of `bookings` that are firm by now; withdraw those that hold nothing."""
    touched = {booking.request for booking in bookings if booking.request is not None}
    for old in load_by_id(connection, REQUESTS, touched):
        if old.status is not RequestStatus.QUOTED:
            continue
        statuses = {booking.status for booking in _bookings_of(connection, old.id)}
        if statuses & _FIRM:
            status, kind = RequestStatus.OPEN, "request.opened"
        elif BookingStatus.HELD in statuses:
            continue
        else:
            status, kind = RequestStatus.WITHDRAWN, "request.withdrawn"
        new = old.model_copy(update={"status": status})
        save(connection, REQUESTS, (new,))
        record(connection, [entry(act, kind, old.id, before=old, after=new)])


def _is_served(connection: Connection, request: Request) -> bool:
    if request.status is not RequestStatus.OPEN:
        return False
    bookings = _bookings_of(connection, request.id)
    done = {booking.stage for booking in bookings if booking.status is BookingStatus.DONE}
    required = {stage.id for stage in request.stages if not is_optional(stage)}
    return required <= done and not any(booking.status in _LIVE for booking in bookings)


def _bookings_of(connection: Connection, request: RequestId) -> tuple[Booking, ...]:
    return load(connection, BOOKINGS, BOOKINGS.table.c.request == request)
