"""Bookings of two sides side by side: what moves, what is displaced, what is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.planning.changes import slot_of

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.changes import Slot
    from iplatform_sched.domain.vocabulary import BookingId, CompanyId, RequestId, StageId
    from iplatform_sched.planning.whatif import Solution

Key = tuple[str, str]


class BookingChange(NamedTuple):
    """A stage that has another place or operator, or a booking that is lost.

    Attributes
    ----------
    kind
        Stable word: ``displaced`` (it was confirmed, and the changes make it impossible), ``lost`` (the
        same, and nobody can plan it anew), ``reassigned`` (another machine), ``moved`` (the same machine at
        another time), ``restaffed`` (another named operator at the same place and time), ``new``,
        ``dropped``.
    before, after
        ``None`` where the stage has no booking on that side.
    reason
        Of what is displaced or lost.
    """

    kind: str
    booking: BookingId
    request: RequestId | None
    stage: StageId | None
    company: CompanyId | None
    before: Slot | None
    after: Slot | None
    reason: str = ""


def booking_changes(baseline: Solution, scenario: Solution) -> tuple[BookingChange, ...]:
    """Return what differs between the bookings of both sides, displaced and lost ones first."""
    old, new = _by_stage(baseline), _by_stage(scenario)
    displacement = scenario.side.displacement
    reasons = {} if displacement is None else {each.booking: each.reason for each in displacement.displaced}
    changes = [
        _change(old.get(key), new.get(key), reasons)
        for key in {**old, **new}
        if _differ(old.get(key), new.get(key)) or _is_displaced(old.get(key), reasons)
    ]
    if displacement is not None:
        lost = {each.booking: each.reason for each in displacement.lost}
        changes += [
            _named("lost", each, slot_of(each), None, lost[each.id])
            for each in scenario.facts.bookings
            if each.id in lost
        ]
    return tuple(
        sorted(changes, key=lambda each: (_ORDER.index(each.kind), each.request or "", each.booking))
    )


_ORDER = ("displaced", "lost", "dropped", "new", "reassigned", "moved", "restaffed")


def _by_stage(solution: Solution) -> dict[Key, Booking]:
    return {
        (each.request, each.stage): each
        for each in solution.bookings
        if each.request is not None and each.stage is not None
    }


def _differ(old: Booking | None, new: Booking | None) -> bool:
    if old is None or new is None:
        return old is not new
    others = old.people and new.people and {*old.people} != {*new.people}
    return _place(old) != _place(new) or bool(others)


def _place(booking: Booking) -> tuple[object, ...]:
    return (booking.equipment, booking.start, booking.end)


def _is_displaced(booking: Booking | None, reasons: dict[BookingId, str]) -> bool:
    return booking is not None and booking.id in reasons


def _change(old: Booking | None, new: Booking | None, reasons: dict[BookingId, str]) -> BookingChange:
    booking = old or new
    if booking is None:
        raise AssertionError("a change has a booking on one side")
    if booking.id in reasons:
        kind = "displaced"
    elif old is None or new is None:
        kind = "new" if old is None else "dropped"
    elif _place(old) == _place(new):
        kind = "restaffed"
    else:
        kind = "moved" if old.equipment == new.equipment else "reassigned"
    return _named(kind, booking, slot_of(old), slot_of(new), reasons.get(booking.id, ""))


def _named(
    kind: str, booking: Booking, before: Slot | None, after: Slot | None, reason: str
) -> BookingChange:
    return BookingChange(
        kind, booking.id, booking.request, booking.stage, booking.company, before, after, reason
    )
