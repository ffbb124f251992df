"""The next free windows of machines that were found."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.free import first_window, free_time
from iplatform_sched.availability.possible_time import Shape
from iplatform_sched.planning.catalogue.asked import Room
from iplatform_sched.problem.compile.ground import counts

if TYPE_CHECKING:
    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.availability.free import Window
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.catalogue.asked import Found, Wanted


def with_windows(snapshot: Snapshot, fitting: list[Found], wanted: Wanted) -> tuple[tuple[Found, ...], int]:
    """Return the best of those that fit with their next free windows, and how many fit in all.

    Where free time is asked for, only machines that have it fit; without it only those shown are looked at.
    """
    almanac = open_almanac(snapshot)
    held: dict[str, list[Booking]] = defaultdict(list)
    for each in snapshot.bookings:
        if counts(each, snapshot.now):
            held[each.equipment].append(each)
    room = wanted.room
    if room is None:
        last = almanac.grid.instant(snapshot.policy.start_weeks * 7 * almanac.grid.ticks_per_day)
        shown = fitting[: wanted.limit]
        here = Room(snapshot.plan_from, last)
        return tuple(_placed(almanac, each, held, here) for each in shown), len(fitting)
    placed = [_placed(almanac, each, held, room) for each in fitting]
    free = [each for each in placed if each.window is not None]
    free.sort(key=lambda each: (-each.fit, each.window or (), each.equipment.id))
    return tuple(free[: wanted.limit]), len(free)


def _placed(almanac: Almanac, found: Found, held: dict[str, list[Booking]], room: Room) -> Found:
    window = window_of(almanac, found, held[found.equipment.id], room)
    if window is None:
        return found
    start, end, until = (almanac.grid.instant(tick) for tick in window)
    return replace(found, window=(start, end, until))


def window_of(almanac: Almanac, found: Found, held: list[Booking], room: Room) -> Window | None:
    """Return the earliest use of a machine in `room`, ``None`` where there is none."""
    machine, grid = found.equipment, almanac.grid
    shape = Shape(
        room.run,
        grid.up(machine.setup_minutes),
        grid.up(round(60 * room.hours)),
        grid.up(machine.teardown_minutes),
    )
    since = max(grid.ceil(room.since), grid.ceil(almanac.now))
    free = free_time(almanac, found.centre, machine, held, room.units)
    return first_window(
        almanac, found.centre, machine, free=free, shape=shape, since=since, until=grid.floor(room.until)
    )
