"""Open and booked hours of machines: a share of use with its denominator."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.windows import out_of_service, weekly_open
from iplatform_sched.domain.vocabulary import Condition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import CentreId, EquipmentId
    from iplatform_sched.planning.whatif import Solution
    from iplatform_sched.timeline import IntervalSet

WEEK = timedelta(weeks=1)


class Use(NamedTuple):
    """Hours of a machine's units within the weeks in which bookings may start.

    Attributes
    ----------
    open_hours
        Weekly open time less outages, times units.
    booked_hours
        The part of it that bookings hold.
    """

    centre: CentreId
    open_hours: float
    booked_hours: float


class Opened(NamedTuple):
    """The open ticks of machines, and the facts that they follow from."""

    facts: Snapshot
    ticks: Mapping[EquipmentId, IntervalSet]


def open_ticks(facts: Snapshot, like: Opened | None = None) -> Opened:
    """Return the open ticks of every machine in use, less outages, within the weeks of possible starts.

    Parameters
    ----------
    like
        What is known of other facts: machines that are the same in both need no second look.
    """
    almanac, network = open_almanac(facts), index_network(facts)
    first = almanac.grid.floor(facts.plan_from)
    last = almanac.grid.floor(facts.plan_from + facts.policy.start_weeks * WEEK)
    alike = like is not None and _same_clock(facts, like.facts)
    old = index_network(like.facts) if alike and like is not None else None
    found: dict[EquipmentId, IntervalSet] = {}
    for machine in facts.catalogue.equipment:
        if machine.condition is Condition.RETIRED:
            continue
        centre = network.centres[machine.centre]
        if old is not None and like is not None and machine.id in like.ticks:
            before = old.equipment[machine.id]
            if before == machine and old.centres[before.centre] == centre:
                found[machine.id] = like.ticks[machine.id]
                continue
        hours = weekly_open(almanac, centre, machine) - out_of_service(almanac, centre, machine)
        found[machine.id] = hours.clip(first, last)
    return Opened(facts, found)


def _same_clock(one: Snapshot, other: Snapshot) -> bool:
    return (
        one.now == other.now
        and one.plan_from == other.plan_from
        and one.policy == other.policy
        and one.catalogue.holiday_calendars == other.catalogue.holiday_calendars
    )


def machine_use(solution: Solution, opened: Opened) -> dict[EquipmentId, Use]:
    """Return the hours of every machine in use, open and booked."""
    grid = open_almanac(solution.facts).grid
    held: dict[EquipmentId, list[tuple[int, int, int]]] = defaultdict(list)
    for booking in solution.bookings:
        span = grid.floor(booking.start), grid.ceil(booking.end)
        held[booking.equipment].append((*span, len(booking.unit_numbers)))
    tick = grid.minutes / 60
    uses = {}
    for machine in solution.facts.catalogue.equipment:
        hours = opened.ticks.get(machine.id)
        if hours is not None:
            booked = tick * sum(units * hours.overlap(start, end) for start, end, units in held[machine.id])
            uses[machine.id] = Use(machine.centre, tick * machine.units * hours.measure(), booked)
    return uses


def percentage(part: float, whole: float) -> float:
    """Return a share in percent with two decimals; 0 of nothing."""
    return round(100 * part / whole, 2) if whole else 0.0
