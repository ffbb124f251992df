"""Why nothing can be promised: what speaks against a request, before and after looking for a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.possible import never_servable
from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.planning.reasons import TOO_DEAR, unserved_reasons
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.schedule import Schedule

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot

NOBODY_ELSE = (
    "no place was found beside what is booked and planned; without the other requests' planned bookings "
    "there would be one. `--allow-moves` says who would have to move"
)
NOT_FOUND = "even without the other requests' planned bookings none was found; no proof that there is none"


def hopeless(snapshot: Snapshot, request: Request) -> tuple[str, ...]:
    """Return why the network as it is can never serve a request; empty where nothing speaks against it."""
    return tuple(str(issue) for issue in never_servable(snapshot, request))


def crowded_out(snapshot: Snapshot, request: Request) -> tuple[str, ...]:
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
    nothing = Schedule(tuple(task.pinned for task in compiled.problem.tasks))
    code, words = unserved_reasons(compiled, nothing)[request.id]
    if code in {"other-limits", TOO_DEAR[0]}:
        return (NOBODY_ELSE,)
    return (NOT_FOUND, words)
