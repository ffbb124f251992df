"""Whether a booking is moved, and what that is worth by the policy: the term ``disruption``, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.timeline import TimeGrid

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot


def is_moved(facts: Snapshot, old: Booking, new: Booking) -> bool:
    """Return whether a booking has another time or machine, or other operators come than were told to."""
    return _place(old) != _place(new) or others_come(facts, old, new)


def others_come(facts: Snapshot, old: Booking, new: Booking) -> bool:
    """Return whether a booking has other named operators of a pool of which it had and has some."""
    if old.people == new.people:
        return False
    return any(
        before and after and before != after
        for before, after in (
            ({*old.people} & {*pool.people}, {*new.people} & {*pool.people}) for pool in facts.catalogue.pools
        )
    )


def move_krw(facts: Snapshot, old: Booking, new: Booking) -> int:
    """Return the price of a move by the policy of `facts`, without its weight.

    As the objective has it: so much for another start, machine or operator, so much for each started day
    between both starts, and for another centre or else another machine.
    """
    prices = facts.policy.disruption
    grid = TimeGrid.at_midnight(facts.now, facts.policy.zone, facts.policy.tick_minutes)
    shift = abs(grid.floor(new.start) - grid.floor(old.start))
    krw = prices.per_day_krw * -(-shift // grid.ticks_per_day)
    if shift or old.equipment != new.equipment or others_come(facts, old, new):
        krw += prices.moved_krw
    if old.centre != new.centre:
        krw += prices.other_centre_krw
    elif old.equipment != new.equipment:
        krw += prices.other_equipment_krw
    return krw


def _place(booking: Booking) -> tuple[object, ...]:
    return (booking.start, booking.end, booking.equipment)
