"""The change list of a night: the plan against what stood before."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.domain.changes import Change, ChangeKind, Slot
from iplatform_sched.domain.request import after_waiting
from iplatform_sched.domain.vocabulary import BookingStatus

if TYPE_CHECKING:
    from collections.abc import Collection

    from iplatform_sched.domain.booking import Booking, Plan, Unserved
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId, CentreId
    from iplatform_sched.planning.housekeeping import Housekeeping

Key = tuple[str, str]
AT_ONCE = "it starts before another night could confirm it"
LAPSED = "its start passed before it was confirmed; its stage is planned anew"


def change_list(
    before: Snapshot, house: Housekeeping, plan: Plan, soon: Collection[BookingId] = ()
) -> tuple[Change, ...]:
    """Return every change between the facts `before` the night and its `plan`, by company and request.

    Parameters
    ----------
    soon
        Bookings of the plan that are confirmed at once.
    """
    requests = {request.id: request for request in before.requests}
    night = before.now.astimezone(ZoneInfo(before.policy.zone)).date()
    had, old = _planned(before.bookings), _planned(house.snapshot.bookings)
    new = _planned(plan.bookings)
    changes = [_confirmed(booking) for booking in before.bookings if booking.id in house.confirmed]
    changes += [_confirmed(booking, AT_ONCE) for booking in plan.bookings if booking.id in soon]
    changes += [_expired(booking) for booking in before.bookings if booking.id in house.expired]
    changes += [
        _stage_change(old.get(key), new.get(key))
        for key in {**old, **new}
        if _differs(old.get(key), new.get(key))
    ]
    changes += [
        _unserved_line(item, after_waiting(requests[item.request], night), had)
        for item in plan.unserved
        if item.request in requests
    ]
    return tuple(sorted(changes, key=_order))


def _order(change: Change) -> tuple[str, str, str, str]:
    return (change.company or "", change.request or "", change.kind, change.stage or "")


def _planned(bookings: tuple[Booking, ...]) -> dict[Key, Booking]:
    return {
        (booking.request, booking.stage): booking
        for booking in bookings
        if booking.status is BookingStatus.PLANNED
        and booking.request is not None
        and booking.stage is not None
    }


def slot_of(booking: Booking | None) -> Slot | None:
    """Return where and when a booking is and what it costs its company; ``None`` where there is none."""
    if booking is None:
        return None
    return Slot(
        equipment=booking.equipment,
        centre=booking.centre,
        start=booking.start,
        end=booking.end,
        krw=booking.company_krw,
        carriers=tuple(leg.carrier for leg in booking.legs),
        people=booking.people,
    )


def _differs(old: Booking | None, new: Booking | None) -> bool:
    return slot_of(old) != slot_of(new)


def _kind(before: Slot | None, after: Slot | None) -> ChangeKind:
    if before is None or after is None:
        return ChangeKind.NEW if before is None else ChangeKind.DROPPED
    stays = (before.equipment, before.start, before.end) == (after.equipment, after.start, after.end)
    return ChangeKind.UPDATED if stays else ChangeKind.MOVED


def _stage_change(old: Booking | None, new: Booking | None) -> Change:
    kind = _kind(slot_of(old), slot_of(new))
    booking = new or old
    if booking is None:
        raise AssertionError("a change has a booking before or after")
    return Change(
        kind=kind,
        company=booking.company,
        request=booking.request,
        stage=booking.stage,
        booking=booking.id,
        before=slot_of(old),
        after=slot_of(new),
        centres=_centres(old, new),
    )


def _centres(*bookings: Booking | None) -> tuple[CentreId, ...]:
    return tuple(sorted({booking.centre for booking in bookings if booking is not None}))


def _confirmed(booking: Booking, reason: str = "") -> Change:
    return _one_booking(ChangeKind.CONFIRMED, booking, slot_of(booking), reason)


def _expired(booking: Booking) -> Change:
    return _one_booking(
        ChangeKind.EXPIRED, booking, None, LAPSED if booking.status is BookingStatus.PLANNED else ""
    )


def _one_booking(kind: ChangeKind, booking: Booking, after: Slot | None, reason: str) -> Change:
    return Change(
        kind=kind,
        company=booking.company,
        request=booking.request,
        stage=booking.stage,
        booking=booking.id,
        before=slot_of(booking),
        after=after,
        centres=_centres(booking),
        reason=reason,
    )


def _unserved_line(item: Unserved, request: Request, had: dict[Key, Booking]) -> Change:
    was_served = any((item.request, stage) in had for stage in item.stages)
    centres = {had[item.request, stage].centre for stage in item.stages if (item.request, stage) in had}
    return Change(
        kind=ChangeKind.NEWLY_UNSERVED if was_served else ChangeKind.STILL_UNSERVED,
        company=request.company,
        request=item.request,
        centres=tuple(sorted(centres | {request.lead_centre})),
        nights_waited=request.nights_waited,
        reason=item.reason,
    )
