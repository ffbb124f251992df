"""Why nothing can be promised: what speaks against a request, before and after looking for a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.possible import never_placeable, never_servable
from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.planning.quote.candidates import Finder, at_any_price
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.search.state import State

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot

ALL_BOOKED = "every stage of it has a booking that is held, confirmed or done"
CROWDED = (
    "no place was found beside what is booked and planned; if others' planned bookings could move, there "
    "would be room in the calendars: `--allow-moves` says who would have to move"
)
STUCK = (
    "no place was found beside what is booked and planned, and no moves of planned bookings that make room "
    "and leave everybody else served; there may be others than those that were tried"
)
NO_ROOM = (
    "no place was found, not even with the planned bookings of all others out of the way: confirmed "
    "bookings, closures, supplies and house rules leave no room. This was searched for, not proved"
)


def hopeless(snapshot: Snapshot, request: Request) -> tuple[str, ...]:
    """Return why the network as it is can never serve a request; empty where nothing speaks against it."""
    return tuple(str(issue) for issue in never_servable(snapshot, request))


def flawed(snapshot: Snapshot, request: Request) -> tuple[str, ...]:
    """Return what of :func:`hopeless` is seen at a glance: all but the time that it would need."""
    return tuple(str(issue) for issue in never_placeable(snapshot, request))


def crowded_out(snapshot: Snapshot, request: Request, *, moves_tried: bool) -> tuple[str, ...]:
    """Return what is known of a request for which no place was found beside all that is planned."""
    alone = snapshot.model_copy(
        update={
            "requests": tuple(
                each if each.id == request.id else each.model_copy(update={"status": RequestStatus.WITHDRAWN})
                for each in snapshot.requests
            ),
            "bookings": tuple(each for each in snapshot.bookings if each.status is not BookingStatus.PLANNED),
        }
    )
    compiled = compile_snapshot(alone)
    finder = Finder(State(at_any_price(compiled.problem)))
    if not finder.anywhere():
        return (NO_ROOM,)
    return (STUCK if moves_tried else CROWDED,)
