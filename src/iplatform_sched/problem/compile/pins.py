"""Fixed bookings as pinned tasks, planned ones as baselines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from iplatform_sched.availability.almanac import is_network_working_day, local_date
from iplatform_sched.domain.vocabulary import Moment
from iplatform_sched.problem.compile.modes import STYLES, calendar_index
from iplatform_sched.problem.compiled import ModeFact
from iplatform_sched.problem.data import Anchor, Baseline, Mode
from iplatform_sched.problem.schedule import ScheduledTask

if TYPE_CHECKING:
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.problem.compile.ground import Ground
    from iplatform_sched.problem.compile.modes import Places, Shelf

ANCHORS = {Moment.START: Anchor.START, Moment.RUN_END: Anchor.RUN_END, Moment.END: Anchor.END}


def pinned_mode(ground: Ground, shelf: Shelf, places: Places, booking: Booking) -> tuple[Mode, ModeFact]:
    """Return the one mode of a pinned task: where, on what and by whom it is; nothing else of it is read."""
    machine = ground.network.equipment[booking.equipment]
    centre = ground.network.centres[booking.centre]
    placement = pinned_placement(ground, booking)
    mode = Mode(
        resource=places.machines[machine.id],
        site=places.sites[centre.id],
        calendar=calendar_index(ground, shelf, centre, machine, (), after_hours=False),
        style=STYLES[booking.run],
        run=max(placement.run_end - placement.start, 1),
        units=len(booking.unit_numbers),
        operators=tuple(sorted((places.people[each], 1) for each in booking.people if each in places.people)),
        label=booking.status,
    )
    fact = ModeFact(booking.way, machine.id, centre.id, booking.self_use, booking.after_hours, booking.people)
    return mode, fact


def pinned_placement(ground: Ground, booking: Booking) -> ScheduledTask:
    """Return a fixed booking's placement, rounded outwards to ticks."""
    grid = ground.grid
    start, end = grid.floor(booking.start), grid.ceil(booking.end)
    run_end, unload = grid.ceil(booking.run_end), grid.ceil(booking.unload)
    return ScheduledTask(0, start, run_end, unload, end, tuple(sorted(booking.members)))


def baseline_of(ground: Ground, places: Places, booking: Booking) -> Baseline:
    """Return where a planned booking is."""
    return Baseline(
        start=ground.grid.floor(booking.start),
        resource=places.machines.get(booking.equipment, -1),
        site=places.sites.get(booking.centre, -1),
        operators=frozenset(places.people[each] for each in booking.people if each in places.people),
    )


def exact_moment(booking: Booking, anchor: Anchor) -> datetime:
    """Return the instant of a booking's moment."""
    if anchor is Anchor.START:
        return booking.start
    return booking.run_end if anchor is Anchor.RUN_END else booking.end


def tick_moment(ground: Ground, booking: Booking, anchor: Anchor) -> int:
    """Return the tick of the moment in the pinned placement."""
    placement = pinned_placement(ground, booking)
    return {Anchor.START: placement.start, Anchor.RUN_END: placement.run_end, Anchor.END: placement.end}[
        anchor
    ]


def working_days_before(ground: Ground, moment: datetime) -> int:
    """Return how many network working days lie after the date of `moment` and before date 0."""
    zone = ground.almanac.zone
    today = local_date(zone, ground.grid.origin).toordinal()
    first = local_date(zone, moment).toordinal() + 1
    return sum(is_network_working_day(ground.almanac, date.fromordinal(day)) for day in range(first, today))
