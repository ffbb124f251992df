"""First questions: whether it is a booking of this snapshot at all. What fails here is judged no further."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.verify.plan.violation import Violation, against

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.verify.plan.case import Case


def identity(case: Case) -> Iterator[Violation]:
    """Every proposed booking is planned, has an id of its own and copies what it names correctly."""
    counts = Counter(booking.id for booking in case.proposed)
    for booking in case.proposed:
        if counts[booking.id] > 1 or booking.id in case.ended_ids:
            yield against("identity", booking, "has an id that another booking has")
        for fault in _faults(case, booking):
            yield against("identity", booking, fault)


def _faults(case: Case, booking: Booking) -> Iterator[str]:
    if booking.status is not BookingStatus.PLANNED:
        yield f"has status {booking.status}, not planned"
    yield from _place_faults(case, booking)
    if booking.request not in case.requests:
        yield f"is of request {booking.request}, which nobody knows"
        return
    request = case.requests[booking.request]
    if request.status is not RequestStatus.OPEN:
        yield f"is of a request that is {request.status}"
    if booking.company != request.company or request.company not in case.companies:
        yield f"names company {booking.company}; the request is filed by {request.company}"
    yield from _stage_faults(case, booking)
    if booking.policy_version != case.policy.version and not case.is_copied(booking):
        yield f"is priced by policy {booking.policy_version!r}, not {case.policy.version!r}"


def _place_faults(case: Case, booking: Booking) -> Iterator[str]:
    machine = case.machines.get(booking.equipment)
    if machine is None:
        yield f"is on equipment {booking.equipment}, which nobody knows"
    elif machine.centre != booking.centre or booking.centre not in case.centres:
        yield f"names centre {booking.centre}; {machine.id} stands at {machine.centre}"


def _stage_faults(case: Case, booking: Booking) -> Iterator[str]:
    stage = (
        next((each for each in case.requests[booking.request].stages if each.id == booking.stage), None)
        if booking.request
        else None
    )
    if stage is None:
        yield f"is of stage {booking.stage}, which its request does not have"
    elif booking.way >= len(stage.ways):
        yield f"takes way {booking.way}; the stage has {len(stage.ways)}"
    elif booking.run is not stage.ways[booking.way].run:
        yield f"runs {booking.run}; its way runs {stage.ways[booking.way].run}"
    elif booking.family != stage.family:
        yield f"is of changeover family {booking.family}; the stage is of {stage.family}"


def grid(case: Case) -> Iterator[Violation]:
    """Every moment lies on the tick grid, in the order start, run's end, unloading, end."""
    for booking in case.proposed:
        moments = (booking.start, booking.run_end, booking.unload, booking.end)
        spans = [moment for span in booking.attended for moment in (span.start, span.end)]
        off = [each for each in (*moments, *spans) if case.clock.grid.exact(each) is None]
        if off:
            yield against("grid", booking, f"has a moment off the tick grid: {off[0].isoformat()}")
        elif booking.start >= booking.end or list(moments) != sorted(moments):
            yield against("grid", booking, "has moments out of order")
        elif not _in_order([booking.start, *spans, booking.end]):
            yield against("grid", booking, "has attended spans out of order or outside of it")


def _in_order(moments: list[datetime]) -> bool:
    return all(before <= after for before, after in pairwise(moments))


def once(case: Case) -> Iterator[Violation]:
    """Each stage is booked at most once."""
    counts = Counter((booking.request, booking.stage) for booking in case.proposed)
    for booking in case.proposed:
        if counts[booking.request, booking.stage] > 1:
            yield against("once", booking, "is of a stage that is proposed more than once")


def pinned(case: Case) -> Iterator[Violation]:
    """Fixed bookings stay as they are, their stages are not booked again; a placed stage is in its place."""
    places = {(each.request, each.stage): each for each in case.snapshot.placements}
    for booking in case.proposed:
        place = places.get((booking.request, booking.stage)) if booking.request and booking.stage else None
        if place is not None and place.equipment not in {None, booking.equipment}:
            yield against("pinned", booking, f"is not on {place.equipment}, where its stage is pinned to")
        if place is not None and place.start not in {None, booking.start}:
            yield against("pinned", booking, f"does not start at {place.start}, where its stage is pinned to")
        if case.is_fixed(booking):
            yield against("pinned", booking, "changes a booking that is fixed")
        elif booking.request is not None and booking.stage is not None:
            held = case.fixed_stages.get((booking.request, booking.stage))
            if held is not None:
                yield against("pinned", booking, f"repeats a stage with the fixed booking {held.id}", held)
