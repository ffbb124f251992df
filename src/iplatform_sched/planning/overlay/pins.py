"""What an overlay nails down, and what it lets go of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.planning.overlay.notes import by_id, ids_of

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.overlay_demand import Pin, Unpin
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.overlay.notes import Notes


def pin(facts: Snapshot, change: Pin, notes: Notes) -> Snapshot:
    """Return the facts with planned bookings confirmed, so that no search moves them."""
    found = _named(facts, change, notes)
    planned = [booking for booking in found if booking.status is BookingStatus.PLANNED]
    _tell_others(found, planned, "is not planned", notes)
    return _with_status(facts, planned, BookingStatus.CONFIRMED)


def unpin(facts: Snapshot, change: Unpin, notes: Notes) -> Snapshot:
    """Return the facts with confirmed bookings planned, so that a search may move them."""
    live = {request.id for request in facts.requests if request.status is RequestStatus.OPEN}
    found = _named(facts, change, notes)
    fixed = {BookingStatus.CONFIRMED, BookingStatus.HELD}
    free = [booking for booking in found if booking.status in fixed and booking.request in live]
    _tell_others(found, free, "is not confirmed for an open request", notes)
    return _with_status(facts, free, BookingStatus.PLANNED)


def _named(facts: Snapshot, change: Pin | Unpin, notes: Notes) -> list[Booking]:
    if change.booking is not None:
        if not notes.is_known("booking", "booking", change.booking, ids_of(facts.bookings)):
            return []
        return [by_id(facts.bookings, change.booking)]
    if not notes.is_known("request", "request", str(change.request), ids_of(facts.requests)):
        return []
    request = by_id(facts.requests, str(change.request))
    if change.stage is not None and not notes.is_known(
        "stage", f"stage of {request.id}", change.stage, ids_of(request.stages)
    ):
        return []
    return [
        booking
        for booking in facts.bookings
        if booking.request == request.id and change.stage in {None, booking.stage}
    ]


def _tell_others(found: list[Booking], meant: list[Booking], why: str, notes: Notes) -> None:
    """Warn where a booking was named that this cannot be done to."""
    if found and not meant:
        names = ", ".join(f"{booking.id} ({booking.status})" for booking in found)
        notes.warn("", f"no booking here that this could change; each {why}", "no-effect", found=names)


def _with_status(facts: Snapshot, bookings: list[Booking], status: BookingStatus) -> Snapshot:
    changed = {booking.id for booking in bookings}
    return facts.model_copy(
        update={
            "bookings": tuple(
                each.model_copy(update={"status": status, "held_until": None}) if each.id in changed else each
                for each in facts.bookings
            )
        }
    )
