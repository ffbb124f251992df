"""What the moves of a plan cost in disruption, each on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.timeline import TimeGrid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.booking import Booking, Plan
    from iplatform_sched.domain.policy import Policy
    from iplatform_sched.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Move:
    """A planned or displaced booking that gets another time or machine.

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
    grid = TimeGrid.at_midnight(facts.now, facts.policy.zone, facts.policy.tick_minutes)
    for after in sorted(plan.bookings, key=lambda each: (each.start, each.id)):
        old = before.get(after.id)
        if old is not None and (old.start, old.equipment) != (after.start, after.equipment):
            yield Move(old, after, _price(facts.policy, grid, old, after))


def _price(policy: Policy, grid: TimeGrid, old: Booking, new: Booking) -> int:
    prices = policy.disruption
    shift = abs(grid.floor(new.start) - grid.floor(old.start))
    days = -(-shift // grid.ticks_per_day)
    other = 0
    if new.centre != old.centre:
        other = prices.other_centre_krw
    elif new.equipment != old.equipment:
        other = prices.other_equipment_krw
    return prices.moved_krw + days * prices.per_day_krw + other
