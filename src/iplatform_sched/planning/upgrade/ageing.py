"""Machines past their service life: what hangs on them, and what their failure would cost."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.availability.eligibility import options
from iplatform_sched.availability.network import index_network
from iplatform_sched.domain.vocabulary import FIXED, OCCUPYING, Condition

if TYPE_CHECKING:
    from iplatform_sched.availability.network import Network
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.planning.upgrade.baseline import Baseline


@dataclass(frozen=True, slots=True)
class Old:
    """A machine as old as its service life or older, with work planned on it.

    Attributes
    ----------
    planned_hours
        Unit hours that planned bookings hold it.
    requests
        Requests that plan on it.
    others
        The fewest other machines that could do one of its planned stages.
    fixed
        Confirmed and running bookings that have not ended: its failure would break them, at no price here.
    """

    equipment: Equipment
    age_years: int
    planned_hours: float
    requests: tuple[str, ...]
    others: int
    fixed: int


def old_machines(base: Baseline) -> tuple[Old, ...]:
    """Return the old machines on which the baseline plans, by how few others could stand in."""
    network = index_network(base.facts)
    planned: dict[str, list[Booking]] = defaultdict(list)
    for each in base.plan.bookings:
        if each.status not in FIXED:
            planned[each.equipment].append(each)
    held: dict[str, int] = defaultdict(int)
    for each in base.facts.bookings:
        held[each.equipment] += each.status in FIXED & OCCUPYING and each.end > base.facts.now
    found = []
    for name, bookings in planned.items():
        machine = network.equipment[name]
        year = base.facts.now.astimezone(ZoneInfo(network.centres[machine.centre].zone)).year
        age = year - machine.year_acquired
        if age < machine.service_life_years or machine.condition is Condition.RETIRED:
            continue
        found.append(
            Old(
                machine,
                age,
                sum(_hours(each) for each in bookings),
                tuple(sorted({each.request for each in bookings if each.request is not None})),
                min(_others(base, network, each) for each in bookings),
                held[name],
            )
        )
    return tuple(sorted(found, key=lambda each: (each.others, -each.planned_hours, each.equipment.id)))


def _hours(booking: Booking) -> float:
    return len(booking.unit_numbers) * ((booking.end - booking.start) / timedelta(hours=1))


def _others(base: Baseline, network: Network, booking: Booking) -> int:
    """Return how many other machines could do the stage of a planned booking."""
    request = next(each for each in base.compiled.requests if each.id == booking.request)
    stage = next(each for each in request.stages if each.id == booking.stage)
    able = {option.equipment.id for option in options(network, request, stage)}
    return len(able - {booking.equipment})
