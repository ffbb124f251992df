"""From the facts and a request to a quote."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.planning.checked import check_each
from iplatform_sched.planning.quote.blocks import Scene
from iplatform_sched.planning.quote.candidates import Finder, at_any_price, end_of, proved_aims
from iplatform_sched.planning.quote.front import best_at, front
from iplatform_sched.planning.quote.measures import Meter
from iplatform_sched.planning.quote.moves import moving
from iplatform_sched.planning.quote.offer import Alternative, Figures, Quote
from iplatform_sched.planning.quote.refusals import ALL_BOOKED, crowded_out, flawed, hopeless
from iplatform_sched.planning.quote.waits import waits
from iplatform_sched.planning.standing import standing
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.search.state import State
from iplatform_sched.verify.plan import Judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import RequestId
    from iplatform_sched.planning.quote.candidates import Bounds, Placed
    from iplatform_sched.problem.compiled import Compiled

_OWN = frozenset({BookingStatus.PLANNED, BookingStatus.HELD})


class _Quoting(NamedTuple):
    """The calendar as it stands, and what finds places in it."""

    asked: Snapshot
    facts: Snapshot
    compiled: Compiled
    finder: Finder


def quote(
    snapshot: Snapshot, request: Request, *, allow_moves: bool = False, solver_seconds: float = 0.0
) -> Quote:
    """Return what can be promised for `request` now, without moving anybody.

    Every alternative serves the request whole, has been verified against `snapshot` with all that is
    booked and planned in it, and is beaten by no other one in end, price, travel and number of centres
    together. A hold whose time has passed is in nobody's way.

    Parameters
    ----------
    request
        One that the snapshot has, or a new one. What it has planned or held itself does not count.
    allow_moves
        Say also what could be promised if planned bookings of others moved.
    solver_seconds
        How long a solver, in a process of its own, may look for a place where the search finds none.

    Raises
    ------
    VerificationError
        An alternative breaks a rule; a fault of ours.
    """
    asked = with_request(snapshot, request)
    reasons = flawed(asked, request)
    if reasons:
        return Quote(request, snapshot.now, (), reasons=reasons)
    facts = standing(asked, {request.id})
    compiled = compile_snapshot(facts)
    if not compiled.problem.jobs:
        return Quote(request, snapshot.now, (), reasons=(ALL_BOOKED,))
    quoting = _Quoting(asked, facts, compiled, Finder(State(at_any_price(compiled.problem))))
    told = _alternatives(quoting, request, solver_seconds)
    moves = moving(asked, request, told) if allow_moves else ()
    reasons = () if told else _reasons(asked, request, allow_moves=allow_moves)
    return Quote(request, snapshot.now, told, moves, reasons)


def _reasons(asked: Snapshot, request: Request, *, allow_moves: bool) -> tuple[str, ...]:
    return hopeless(asked, request) or crowded_out(asked, request, moves_tried=allow_moves)


def _alternatives(quoting: _Quoting, request: Request, solver_seconds: float) -> tuple[Alternative, ...]:
    """Return what is worth showing, verified, with what each is best at and what sets its date."""
    finder, compiled = quoting.finder, quoting.compiled
    bounds, meter = finder.bounds(), Meter(quoting.facts, request)
    found: dict[Figures, tuple[Alternative, Placed]] = {}
    for placed in finder.candidates(bounds, solver_seconds):
        alternative = _alternative(to_bookings(compiled, finder.schedule(placed)), request.id, meter)
        found.setdefault(alternative.figures, (alternative, placed))
    shown = front([alternative for alternative, _ in found.values()])
    judge = Judge(quoting.facts)
    check_each(judge, ((*each.bookings, *each.renumbered) for each in shown))
    planned = (each.id for each in quoting.asked.bookings if each.status is BookingStatus.PLANNED)
    scene = Scene(compiled, finder.state, quoting.facts, judge, frozenset(planned))
    return tuple(_told(scene, each, shown, found[each.figures][1], bounds) for each in shown)


def _told(
    scene: Scene, each: Alternative, shown: Sequence[Alternative], placed: Placed, bounds: Bounds
) -> Alternative:
    """Return an alternative with what it is best at, what of that is proved, and why it is not earlier."""
    met = proved_aims(bounds, (end_of(placed), *each.figures[1:]))
    best = best_at(each, shown)
    proved = tuple(aim for aim in best if aim in met)
    return replace(each, best_at=best, proved=proved, waits=waits(scene, placed, each.bookings))


def with_request(snapshot: Snapshot, request: Request) -> Snapshot:
    """Return the facts with `request` open and wanted whole, and nothing held or planned for it."""
    asked = request.model_copy(update={"status": RequestStatus.OPEN, "prefix_will_do": False})
    return snapshot.model_copy(
        update={
            "requests": (*(each for each in snapshot.requests if each.id != request.id), asked),
            "bookings": tuple(
                each.model_copy(update={"status": BookingStatus.CANCELLED})
                if each.request == request.id and each.status in _OWN
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
