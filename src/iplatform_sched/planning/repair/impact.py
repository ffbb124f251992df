"""Who is hit: bookings that the facts contradict, planned ones that break a rule, what stands on these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.domain.incidents import Cancellation, Overrun
from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.planning.displacing import followers
from iplatform_sched.verify.plan.violation import title

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId, RequestId
    from iplatform_sched.verify.plan import BrokenBooking, Violation

DEPENDS = "depends"
"""Code of a booking that stands on a hit one."""
JOURNEYS = "transport"


@dataclass(frozen=True, slots=True)
class Hit:
    """A booking that cannot take place as it stands, or may not.

    Attributes
    ----------
    code
        That of a broken booking, the name of the rule that a planned one breaks, or `DEPENDS`.
    reason
        The same in words.
    """

    booking: Booking
    code: str
    reason: str


def open_requests(facts: Snapshot) -> dict[RequestId, Request]:
    """Return the requests that can be planned, by id."""
    return {each.id: each for each in facts.requests if each.status is RequestStatus.OPEN}


def planned_bookings(facts: Snapshot) -> tuple[Booking, ...]:
    """Return the planned bookings of open requests: what a plan may move."""
    live = open_requests(facts)
    return tuple(
        each for each in facts.bookings if each.status is BookingStatus.PLANNED and each.request in live
    )


def hits_of(
    facts: Snapshot,
    incidents: Iterable[Incident],
    broken: Iterable[BrokenBooking],
    violations: Iterable[Violation],
    wanting: Collection[RequestId],
) -> tuple[Hit, ...]:
    """Return every booking hit in the facts after `incidents`, each once, in order of start.

    Parameters
    ----------
    broken
        Fixed bookings that the facts contradict.
    violations
        Rules that the planned bookings break.
    wanting
        Requests whose planned bookings cannot stay for that.
    """
    found: dict[BookingId, Hit] = {}
    for hit in (*_broken(facts, broken), *_planned(facts, violations, wanting)):
        found.setdefault(hit.booking.id, hit)
    for hit in _standing_on(facts, tuple(incidents), tuple(found.values())):
        found.setdefault(hit.booking.id, hit)
    return tuple(sorted(found.values(), key=lambda hit: (hit.booking.start, hit.booking.id)))


def bereft(facts: Snapshot, incidents: Iterable[Incident]) -> frozenset[RequestId]:
    """Return the open requests of which a booking was cancelled: its stage has to be planned anew."""
    live = open_requests(facts)
    gone = {each.booking for each in incidents if isinstance(each, Cancellation)}
    return frozenset(
        each.request
        for each in facts.bookings
        if each.id in gone and each.request is not None and each.request in live
    )


def _broken(facts: Snapshot, broken: Iterable[BrokenBooking]) -> Iterator[Hit]:
    bookings = {booking.id: booking for booking in facts.bookings}
    for each in broken:
        yield Hit(bookings[each.booking], each.code, each.reason)


def _planned(
    facts: Snapshot, violations: Iterable[Violation], wanting: Collection[RequestId]
) -> Iterator[Hit]:
    """Yield the planned bookings of `wanting` that a violation names, or else all of the request it names.

    Journeys follow from times: where a request breaks another rule too, that is what hit it.
    """
    planned = {each.id: each for each in planned_bookings(facts) if each.request in wanting}
    found: list[Hit] = []
    for violation in violations:
        named = [planned[key] for key in violation.bookings if key in planned]
        whole = [each for each in planned.values() if each.request == violation.request]
        for booking in named or ([] if violation.bookings else whole):
            words = violation.message.removeprefix(f"{title(booking)} ")
            found.append(Hit(booking, violation.rule, words))
    struck = {hit.booking.request for hit in found if hit.code != JOURNEYS}
    yield from (hit for hit in found if hit.code != JOURNEYS)
    for hit in found:
        if hit.booking.request in struck:
            yield Hit(hit.booking, DEPENDS, "it goes with other stages of its request")
        else:
            yield hit


def _standing_on(facts: Snapshot, incidents: Iterable[Incident], hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield fixed bookings, not begun yet, that stand on a hit, overrun or cancelled one."""
    live = {request.id: request for request in facts.requests}
    bookings = {booking.id: booking for booking in facts.bookings}
    roots = [hit.booking for hit in hits if hit.booking.status is not BookingStatus.PLANNED]
    roots += [bookings[each.booking] for each in incidents if isinstance(each, Cancellation)]
    late = [bookings[each.booking] for each in incidents if isinstance(each, Overrun)]
    for root in (*roots, *late):
        request = None if root.request is None else live.get(root.request)
        if request is None:
            continue
        group = [each for each in facts.bookings if each.request == request.id]
        for key in sorted(followers(request, group, {root.id})):
            booking = bookings[key]
            waits = root not in late or booking.start < root.end
            if booking.status is BookingStatus.CONFIRMED and booking.start > facts.now and waits:
                yield Hit(booking, DEPENDS, f"it stands on stage {root.stage}, booking {root.id}")
