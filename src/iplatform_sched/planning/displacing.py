"""Fixed bookings that changed facts make impossible: let go of, so that they can be planned anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.availability.possible_flow import ancestors, handles
from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.verify.plan import broken_bookings

if TYPE_CHECKING:
    from collections.abc import Collection

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId, RequestId, StageId
    from iplatform_sched.verify.plan import BrokenBooking

MOVABLE = frozenset({BookingStatus.HELD, BookingStatus.CONFIRMED})
"""What can be let go of: work under way and work that is done cannot."""


@dataclass(frozen=True, slots=True)
class Displacement:
    """Facts in which impossible bookings may be planned anew.

    Attributes
    ----------
    snapshot
        The changed facts; displaced bookings and those that follow them are planned in it, so that
        staying is free, moving is priced and leaving them out costs the most.
    displaced
        Bookings of open requests, not begun, that the changed facts contradict, with the reason.
    following
        Other fixed bookings of the same requests that stand on a displaced one: its successors, what works
        on the same specimen later, what a maximum lag or a link of machine or centre ties to it, or an
        operator who stays with the request.
    lost
        Impossible bookings that nobody can plan anew, because they have begun or no open request is behind
        them; they stay as they are, broken.
    """

    snapshot: Snapshot
    displaced: tuple[BrokenBooking, ...]
    following: tuple[BookingId, ...]
    lost: tuple[BrokenBooking, ...]

    @property
    def let_go(self) -> frozenset[BookingId]:
        """All bookings that were fixed and may move."""
        return frozenset(each.booking for each in self.displaced) | frozenset(self.following)


def displace(before: Snapshot, after: Snapshot, known: Collection[BookingId] | None = None) -> Displacement:
    """Return the facts `after` a change, with what it made impossible let go of.

    A booking that was broken `before` already stays as it is: it is no consequence of the change.

    Parameters
    ----------
    known
        Ids of the bookings broken before, where the caller has them.
    """
    if _same_ground(before, after):
        return Displacement(after, (), (), ())
    if known is None:
        known = {each.booking for each in broken_bookings(before)}
    new = {each.booking: each for each in broken_bookings(after) if each.booking not in known}
    bookings = {booking.id: booking for booking in after.bookings}
    live = {request.id: request for request in after.requests if request.status is RequestStatus.OPEN}
    displaced = {
        key: each
        for key, each in new.items()
        if bookings[key].request in live and bookings[key].status in MOVABLE
    }
    following = _following(after, live, displaced.keys())
    snapshot = let_go(after, {*displaced, *following})
    lost = tuple(each for key, each in new.items() if key not in displaced)
    return Displacement(snapshot, tuple(displaced.values()), tuple(sorted(following)), lost)


def let_go(facts: Snapshot, displaced: Collection[BookingId]) -> Snapshot:
    """Return the facts with `displaced` bookings planned where they were: moving them has its price then."""
    bookings = tuple(
        each.model_copy(update={"status": BookingStatus.PLANNED, "held_until": None})
        if each.id in displaced
        else each
        for each in facts.bookings
    )
    return facts.model_copy(update={"bookings": bookings})


def _same_ground(before: Snapshot, after: Snapshot) -> bool:
    """Return whether nothing differs that a fixed booking can contradict: then none needs a look."""
    fields = ("centres", "equipment", "pools", "holiday_calendars")
    return (
        before.now == after.now
        and before.policy == after.policy
        and before.bookings == after.bookings
        and {each.id for each in before.requests} <= {each.id for each in after.requests}
        and all(getattr(before.catalogue, name) == getattr(after.catalogue, name) for name in fields)
    )


def _following(
    facts: Snapshot, live: dict[RequestId, Request], displaced: Collection[BookingId]
) -> set[BookingId]:
    by_request: dict[RequestId, list[Booking]] = {}
    for booking in facts.bookings:
        if booking.request in live and booking.status in {*MOVABLE, BookingStatus.RUNNING}:
            by_request.setdefault(booking.request, []).append(booking)
    found: set[BookingId] = set()
    for name, group in by_request.items():
        found |= followers(live[name], group, {each.id for each in group if each.id in displaced})
    return found


def followers(request: Request, group: list[Booking], displaced: set[BookingId]) -> set[BookingId]:
    """Return the held and confirmed ones among a request's bookings that stand on `displaced` ones.

    Directly or not: successors, what works on the same specimen later, what a maximum lag or a link of
    machine or centre ties to it, or an operator who stays with the request.
    """
    if not displaced:
        return set()
    let_go = set(displaced)
    before = ancestors(request)
    stages = {stage.id: stage for stage in request.stages}

    def stands_on(booking: Booking, other: Booking) -> bool:
        stage, moved = (None if each is None else stages.get(each) for each in (booking.stage, other.stage))
        if stage is None or moved is None:
            return False
        later_specimen = booking.start >= other.end and handles(stage) & handles(moved)
        same_operator = request.same_operator and set(booking.people) & set(other.people)
        tied = _is_tied(stage, moved) or bool(same_operator)
        return moved.id in before[stage.id] or tied or bool(later_specimen)

    grew = True
    while grew:
        gone = [booking for booking in group if booking.id in let_go]
        more = {
            booking.id
            for booking in group
            if booking.status in MOVABLE
            and booking.id not in let_go
            and any(stands_on(booking, other) for other in gone)
        }
        let_go |= more
        grew = bool(more)
    return let_go - displaced


def _is_tied(one: Stage, other: Stage) -> bool:
    """Return whether two stages bind each other in both directions of time, or in place."""
    return _ties(one, other.id) or _ties(other, one.id)


def _ties(stage: Stage, other: StageId) -> bool:
    near = any(lag.after == other and lag.maximum is not None for lag in stage.after)
    return near or other in {*stage.same_equipment_as, *stage.same_centre_as}
