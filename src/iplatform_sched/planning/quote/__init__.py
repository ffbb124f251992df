"""What can be promised for one request beside everything that is booked and planned: capable to promise."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.errors import VerificationError
from iplatform_sched.planning.quote.blocks import Scene
from iplatform_sched.planning.quote.candidates import Finder, proved_aims
from iplatform_sched.planning.quote.front import best_at, front
from iplatform_sched.planning.quote.measures import Meter
from iplatform_sched.planning.quote.offer import Aim, Alternative, Figures, Quote
from iplatform_sched.planning.quote.refusals import crowded_out, hopeless
from iplatform_sched.planning.quote.waits import waits
from iplatform_sched.planning.standing import standing
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.verify.plan import verify_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import RequestId
from iplatform_sched.planning.quote.candidates import Placed

__all__ = ["Aim", "Alternative", "Figures", "Quote", "quote", "with_request"]


def quote(snapshot: Snapshot, request: Request) -> Quote:
    """Return what can be promised for `request` now, without moving anybody.

    Every alternative serves the request whole, has been verified against `snapshot` with all that is
    booked and planned in it, and is beaten by no other one in end, price, travel and number of centres
    together. A hold whose time has passed is in nobody's way.

    Parameters
    ----------
    request
        One that the snapshot has, or a new one. What it has planned or held itself does not count.

    Raises
    ------
    VerificationError
        An alternative breaks a rule; a fault of ours.
    """
    asked = with_request(snapshot, request)
    reasons = hopeless(asked, request)
    if reasons:
        return Quote(request, snapshot.now, (), reasons)
    facts = standing(asked, {request.id})
    compiled = compile_snapshot(facts)
    finder = Finder(compiled.problem)
    bounds = finder.bounds()
    meter = Meter(facts, request)
    found: dict[Figures, tuple[Alternative, Placed]] = {}
    for placed in finder.candidates(bounds):
        alternative = _alternative(to_bookings(compiled, finder.schedule(placed)), request.id, meter)
        found.setdefault(alternative.figures, (alternative, placed))
    kept = front([alternative for alternative, _ in found.values()])
    _check(facts, kept)
    planned = (each.id for each in asked.bookings if each.status is BookingStatus.PLANNED)
    scene = Scene(compiled, finder.state, facts, frozenset(planned))
    told = []
    for each in kept:
        end = max(placed.end for placed in found[each.figures][1].values())
        met = proved_aims(bounds, (end, *each.figures[1:]))
        best = best_at(each, kept)
        why = waits(scene, found[each.figures][1], each.bookings)
        told.append(replace(each, best_at=best, proved=tuple(aim for aim in best if aim in met), waits=why))
    return Quote(request, snapshot.now, tuple(told), () if told else crowded_out(asked, request))


def with_request(snapshot: Snapshot, request: Request) -> Snapshot:
    """Return the facts with `request` open, and nothing held or planned for it."""
    gone = {BookingStatus.PLANNED, BookingStatus.HELD}
    asked = request.model_copy(update={"status": RequestStatus.OPEN, "prefix_will_do": False})
    return snapshot.model_copy(
        update={
            "requests": (*(each for each in snapshot.requests if each.id != request.id), asked),
            "bookings": tuple(
                each.model_copy(update={"status": BookingStatus.CANCELLED})
                if each.request == request.id and each.status in gone
                else each
                for each in snapshot.bookings
            ),
        }
    )


def _alternative(bookings: Sequence[Booking], request: RequestId, meter: Meter) -> Alternative:
    own = sorted(
        (each for each in bookings if each.status is BookingStatus.PLANNED),
        key=lambda each: (each.start, each.id),
    )
    others = tuple(each for each in bookings if each.request != request)
    return Alternative(tuple(own), others, meter.figures(own))


def _check(facts: Snapshot, alternatives: Iterable[Alternative]) -> None:
    for each in alternatives:
        broken = verify_plan(facts, (*each.bookings, *each.renumbered))
        if broken:
            shown = "\n".join(str(violation) for violation in broken)
            raise VerificationError(f"an alternative breaks {len(broken)} rules; it is not shown:\n{shown}")
