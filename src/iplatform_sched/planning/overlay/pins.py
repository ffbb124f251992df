"""What an overlay nails down, and what it lets go of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.domain.booking import Placement
from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.planning.overlay.notes import by_id, ids_of

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.overlay_demand import Pin, Unpin
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.overlay.notes import Notes

BOTH = "Leave one out; to put what is confirmed elsewhere, unpin it and pin its stage by machine or start"


def pin(facts: Snapshot, change: Pin, notes: Notes) -> Snapshot:
    """Return the facts with places in which stages have to be: those of planned bookings, or a chosen one."""
    if change.is_placed:
        return _chosen(facts, change, notes)
    found = _named(facts, change, notes)
    planned = [booking for booking in found if booking.status is BookingStatus.PLANNED]
    _tell_others(found, planned, "is not planned", notes)
    for booking in planned:
        _tell_both(booking, "unpinned", notes.let_go.get(booking.id), notes)
        notes.kept[booking.id] = notes.turn
        if booking.request is not None and booking.stage is not None:
            place = Placement(
                request=booking.request,
                stage=booking.stage,
                equipment=booking.equipment,
                start=booking.start,
            )
            facts = _placed(facts, place, booking.id, notes)
    return facts


def _chosen(facts: Snapshot, change: Pin, notes: Notes) -> Snapshot:
    """Return the facts with a stage in a chosen place; whether it can be there is looked at in the end."""
    machine = change.equipment
    known = machine is None or notes.is_known(
        "equipment", "machine", machine, ids_of(facts.catalogue.equipment)
    )
    if not _is_subject_known(facts, change, notes) or not known:
        return facts
    place = Placement.model_validate(
        {"request": change.request, "stage": change.stage, "equipment": machine, "start": change.start}
    )
    return _placed(facts, place, f"{place.request}/{place.stage}", notes)


def _placed(facts: Snapshot, place: Placement, name: str, notes: Notes) -> Snapshot:
    """Return the facts with a placement, joined with an earlier one of its stage."""
    key = (place.request, place.stage)
    before = next((each for each in facts.placements if (each.request, each.stage) == key), place)
    turn = notes.pins.setdefault(key, (notes.turn, name))[0]
    for field in ("equipment", "start"):
        one, other = getattr(before, field), getattr(place, field)
        if None not in {one, other} and one != other:
            told, found = (
                f"{each.astimezone(ZoneInfo(facts.policy.zone)):%Y-%m-%d %a %H:%M}"
                if isinstance(each, datetime)
                else str(each)
                for each in (one, other)
            )
            message = f"changes.{turn} pins the same stage elsewhere, to {told}"
            hint = "Leave one of the two pins out"
            notes.wrong(field, message, "pin-contradicted", found=found, hint=hint)
            return facts
    joined = place.model_copy(
        update={
            "equipment": place.equipment or before.equipment,
            "start": place.start or before.start,
        }
    )
    others = (each for each in facts.placements if (each.request, each.stage) != key)
    return facts.model_copy(update={"placements": (*others, joined)})


def unpin(facts: Snapshot, change: Unpin, notes: Notes) -> Snapshot:
    """Return the facts with confirmed bookings planned, so that a search may move them."""
    live = {request.id for request in facts.requests if request.status is RequestStatus.OPEN}
    found = _named(facts, change, notes)
    fixed = {BookingStatus.CONFIRMED, BookingStatus.HELD}
    free = [booking for booking in found if booking.status in fixed and booking.request in live]
    kept = [booking for booking in found if booking.id in notes.kept]
    for booking in kept:
        _tell_both(booking, "pinned", notes.kept[booking.id], notes)
    _tell_others(found, free or kept, "is not confirmed for an open request", notes)
    notes.let_go |= {booking.id: notes.turn for booking in free}
    return _with_status(facts, free, BookingStatus.PLANNED)


def _tell_both(booking: Booking, what: str, turn: int | None, notes: Notes) -> None:
    """Tell where a booking is pinned where it is and let go of too, in whatever order."""
    if turn is not None:
        message = f"the same booking is {what} by changes.{turn}"
        notes.wrong("", message, "pin-contradicted", found=booking.id, hint=BOTH)


def _named(facts: Snapshot, change: Pin | Unpin, notes: Notes) -> list[Booking]:
    if change.booking is not None:
        if not notes.is_known("booking", "booking", change.booking, ids_of(facts.bookings)):
            return []
        return [by_id(facts.bookings, change.booking)]
    if not _is_subject_known(facts, change, notes):
        return []
    return [
        booking
        for booking in facts.bookings
        if booking.request == change.request and change.stage in {None, booking.stage}
    ]


def _is_subject_known(facts: Snapshot, change: Pin | Unpin, notes: Notes) -> bool:
    """Return whether there is such a request and, where one is named, such a stage of it; tell if not."""
    if not notes.is_known("request", "request", str(change.request), ids_of(facts.requests)):
        return False
    request = by_id(facts.requests, str(change.request))
    return change.stage is None or notes.is_known(
        "stage", f"stage of {request.id}", change.stage, ids_of(request.stages)
    )


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
