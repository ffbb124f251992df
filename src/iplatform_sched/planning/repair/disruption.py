"""What the moves of a plan cost in disruption, each on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.planning.moved import is_moved, move_krw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.booking import Booking, Plan
    from iplatform_sched.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Move:
    """A planned or displaced booking that gets another time, machine or named operator.

    Attributes
    ----------
    disruption_krw
        Price of the move in the policy, without its weight.
    """

    before: Booking
    after: Booking
    disruption_krw: int


def moves(facts: Snapshot, plan: Plan) -> Iterator[Move]:
    """Yield the bookings planned in `facts` that `plan` moves, in order of their new starts."""
    before = {each.id: each for each in facts.bookings if each.status is BookingStatus.PLANNED}
    for after in sorted(plan.bookings, key=lambda each: (each.start, each.id)):
        old = before.get(after.id)
        if old is not None and is_moved(facts, old, after):
            yield Move(old, after, move_krw(facts, old, after))
