"""Whether what is held for a request can still be confirmed, and at what price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.planning.quote.measures import price_krw
from iplatform_sched.planning.standing import standing
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.verify.plan import verify_plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot

PRICED = ("charge", "legs", "policy_version")
PRICE_RULES = frozenset({"charges"})
"""What a booking that bears the price of its quote may contradict: the price of today."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What is held, looked at again.

    Attributes
    ----------
    bookings
        The held bookings at the prices that they are to be confirmed at.
    broken
        What the facts by now have against them, in words; empty where they can be confirmed.
    quoted_krw, price_krw
        What the company was quoted, and what it pays: the same unless the policy has another version, or
        only a dearer carrier is still in time.
    """

    bookings: tuple[Booking, ...]
    broken: tuple[str, ...]
    quoted_krw: int
    price_krw: int


def recheck(snapshot: Snapshot, request: Request, held: Sequence[Booking]) -> Promise:
    """Judge what is held for `request` by the facts of `snapshot`, as if it were held on.

    The fees of the quote are honoured while the policy has the version that they were computed with; under
    another version they are computed anew. The journeys of specimens are those that still arrive in time.
    """
    mine = {each.id for each in held}
    planned = tuple(
        each.model_copy(update={"status": BookingStatus.PLANNED, "held_until": None}) for each in held
    )
    asked = request.model_copy(update={"status": RequestStatus.OPEN})
    facts = standing(
        snapshot.model_copy(
            update={
                "requests": (*(each for each in snapshot.requests if each.id != request.id), asked),
                "bookings": (*(each for each in snapshot.bookings if each.id not in mine), *planned),
            }
        ),
        {request.id},
    )
    priced = _as_of_now(facts, planned)
    broken = tuple(
        str(violation)
        for violation in verify_plan(facts, priced, stored=True)
        if violation.rule not in PRICE_RULES
    )
    by_id = {each.id: each for each in held}
    final = tuple(
        by_id[each.id].model_copy(update={name: getattr(each, name) for name in PRICED}) for each in priced
    )
    return Promise(final, broken, price_krw(held), price_krw(final))


def _as_of_now(facts: Snapshot, planned: tuple[Booking, ...]) -> tuple[Booking, ...]:
    """Return the bookings with journeys that begin now at the earliest, and today's prices where they count.

    As they are where the facts do not allow them any more.
    """
    compiled = compile_snapshot(facts)
    again = {each.id: each for each in to_bookings(compiled, to_schedule(compiled, planned))}
    if any(each.id not in again for each in planned):
        return planned
    return tuple(
        each.model_copy(update={name: getattr(again[each.id], name) for name in _changing(facts, each)})
        for each in planned
    )


def _changing(facts: Snapshot, booking: Booking) -> tuple[str, ...]:
    """Return what of a booking is not as it was quoted: under the same policy its charge is."""
    return ("legs",) if booking.policy_version == facts.policy.version else PRICED
