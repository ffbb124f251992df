"""How much of the open time of centres and machines is booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.report.page.places import held_by_machine
from iplatform_sched.report.page.subject import local_day, midnight

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.report.page.places import Hours
    from iplatform_sched.report.page.subject import Subject
    from iplatform_sched.timeline import IntervalSet, TimeGrid


@dataclass(frozen=True, slots=True)
class Load:
    """Unit-hours of a machine or a group of them.

    Attributes
    ----------
    open
        Open hours times units: the denominator.
    planned, fixed
        What of these the plan's bookings hold, and what all others do.
    """

    open: float
    planned: float
    fixed: float

    @property
    def share(self) -> float:
        """Return the booked part of the open hours; 0 where nothing is open."""
        return (self.planned + self.fixed) / self.open if self.open else 0.0

    def part(self, hours: float) -> float:
        """Return a number of unit-hours as a percentage of the open ones."""
        return 100 * hours / self.open if self.open else 0.0


def loaded_days(subject: Subject) -> tuple[date, date]:
    """Return the first and the last day over which loads are counted: those in which stages may start."""
    start = local_day(subject.facts.plan_from)
    return start, start + timedelta(weeks=subject.facts.policy.start_weeks) - timedelta(days=1)


def loads(subject: Subject, hours: dict[str, Hours]) -> dict[str, Load]:
    """Return the load of every machine of the facts."""
    grid = open_almanac(subject.facts).grid
    first, last = loaded_days(subject)
    start, end = grid.ceil(midnight(first)), grid.floor(midnight(last + timedelta(days=1)))
    held = held_by_machine(subject.bookings)
    found: dict[str, Load] = {}
    for machine in subject.facts.catalogue.equipment:
        if machine.id in hours:
            own = hours[machine.id]
            opening = own.opening.clip(start, end) - own.outage
            found[machine.id] = _load(subject, held.get(machine.id, ()), opening, machine.units, grid)
    return found


def _load(
    subject: Subject, held: Iterable[Booking], opening: IntervalSet, units: int, grid: TimeGrid
) -> Load:
    ticks = {True: 0, False: 0}
    for booking in held:
        inside = opening.overlap(grid.floor(booking.start), grid.ceil(booking.end))
        ticks[booking.id in subject.planned] += inside * len(booking.unit_numbers)
    hour = 60 / grid.minutes
    return Load(opening.measure() * units / hour, ticks[True] / hour, ticks[False] / hour)


def together(parts: Iterable[Load]) -> Load:
    """Return the load of several machines."""
    parts = tuple(parts)
    return Load(
        sum(part.open for part in parts),
        sum(part.planned for part in parts),
        sum(part.fixed for part in parts),
    )


def by_centre(subject: Subject, each: dict[str, Load]) -> dict[str, Load]:
    """Return the load of every centre that has machines."""
    groups: dict[str, list[Load]] = {}
    for machine in subject.facts.catalogue.equipment:
        if machine.id in each:
            groups.setdefault(machine.centre, []).append(each[machine.id])
    return {centre: together(group) for centre, group in groups.items()}
