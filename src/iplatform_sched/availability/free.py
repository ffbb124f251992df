"""When a machine is free: its time in service less what bookings hold, and how much of it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.availability.possible_time import earliest_placement
from iplatform_sched.availability.starts import house_starts
from iplatform_sched.availability.windows import Working, out_of_service, weekly_open, working
from iplatform_sched.domain.vocabulary import OCCUPYING
from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.availability.possible_time import Shape
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Equipment


class Window(NamedTuple):
    """Room for a use of a machine, in ticks.

    Attributes
    ----------
    start, end
        Of the earliest use that fits.
    until
        When the machine is taken or out of service again, if not before the calendars' end.
    """

    start: int
    end: int
    until: int


class Use(NamedTuple):
    """How much of a machine's weekly open time bookings hold, in unit-ticks."""

    held: int
    open: int

    @property
    def percent(self) -> int | None:
        """Return the share held, rounded; ``None`` where it is never open."""
        return round(100 * self.held / self.open) if self.open else None


def free_time(
    almanac: Almanac, centre: Centre, machine: Equipment, bookings: Iterable[Booking], units: int = 1
) -> IntervalSet:
    """Return the ticks from the grid's origin in which `units` of a machine in service are held by nobody.

    Closed time is among them: unattended work runs through it.

    Parameters
    ----------
    bookings
        Those of the machine; the ones that occupy it count.
    """
    steps: dict[int, int] = {}
    for each in bookings:
        if each.status in OCCUPYING:
            start, end = almanac.grid.floor(each.start), almanac.grid.ceil(each.end)
            steps[start] = steps.get(start, 0) + len(each.unit_numbers)
            steps[end] = steps.get(end, 0) - len(each.unit_numbers)
    taken, used, since = [], 0, 0
    for tick in sorted(steps):
        if used + units > machine.units:
            taken.append((since, tick))
        used, since = used + steps[tick], tick
    busy = IntervalSet.of(taken) | out_of_service(almanac, centre, machine)
    return busy.complement(0, almanac.horizon)


def first_window(  # noqa: PLR0913 - keyword-only: the machine, what is to be placed, and where
    almanac: Almanac,
    centre: Centre,
    machine: Equipment,
    *,
    free: IntervalSet,
    shape: Shape,
    since: int,
    until: int,
) -> Window | None:
    """Return the earliest use of `shape` inside `free` and ``[since, until)`` that house rules let start.

    It is done in regular hours; whether operators are free is not looked at.
    """
    calendar = working(almanac, centre, machine, (), extended=False)
    starts = house_starts(almanac, centre, EMPTY)
    for stretch in free:
        a, b = max(stretch.start, since), min(stretch.end, until)
        if a >= b:
            continue
        inside = Working(calendar.work.clip(a, b), calendar.windows.clip(a, b), EMPTY)
        placed = earliest_placement(inside, shape, a, starts)
        if placed is not None and placed[1] <= b:
            return Window(*placed, stretch.end)
    return None


def use_of(
    almanac: Almanac, centre: Centre, machine: Equipment, bookings: Iterable[Booking], span: tuple[int, int]
) -> Use:
    """Return how much of a machine's weekly open time in a span of ticks bookings hold."""
    opening = weekly_open(almanac, centre, machine).clip(*span)
    held = sum(
        len(each.unit_numbers) * opening.overlap(almanac.grid.floor(each.start), almanac.grid.ceil(each.end))
        for each in bookings
        if each.status in OCCUPYING
    )
    return Use(held, machine.units * opening.measure())
