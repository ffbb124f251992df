"""Dice for calendars, sites, machines and operator pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Calendar, Occupation, Overtime, Resource, Site
from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from tests.agreement.draw_frame import Frame

POOLS = 2


def draw_calendar(frame: Frame) -> Calendar:
    """Draw a window on most dates, some over midnight, some with lunch, some with after-hours ticks."""
    rng, day = frame.rng, frame.day
    windows, lunches, evenings = [], [], []
    for date in range(frame.days + 1):
        if frame.chance(0.15):
            continue
        first = date * day + rng.randint(0, day // 3)
        last = date * day + rng.randint(day // 2, day + day // 4)
        windows.append((first, last))
        if frame.chance(0.4):
            noon = rng.randint(first, last - 1)
            lunches.append((noon, noon + 1))
        if frame.chance(0.4):
            evenings.append((rng.randint(first + 1, last), last))
    opening = IntervalSet.of(windows)
    work = opening - IntervalSet.of(lunches)
    return Calendar(work, opening, work & IntervalSet.of(evenings))


def draw_site(frame: Frame, name: str) -> Site:
    """Draw opening hours on most dates."""
    rng, day = frame.rng, frame.day
    dates = [date for date in range(frame.days + 1) if frame.chance(0.75)]
    return Site(
        name, IntervalSet.of((d * day + rng.randint(0, 2), d * day + rng.randint(3, day)) for d in dates)
    )


def draw_machines(frame: Frame) -> list[Resource]:
    """Draw one to three machines, exclusive ones, of which one has changeovers, and such with units."""
    rng = frame.rng
    machines = [Resource("oven", 1), Resource("bench", rng.randint(1, 2)), Resource("chambers", 3)]
    machines = rng.sample(machines, rng.randint(1, 3))
    if machines[0].capacity == 1 and frame.chance(0.8):
        same = rng.randint(0, 1)
        gaps = tuple(tuple(same if f == g else rng.randint(1, 2) for g in range(3)) for f in range(3))
        machines[0] = Resource(machines[0].name, 1, changeover=gaps)
    return [
        Resource(
            machine.name,
            machine.capacity,
            occupied=_occupied(frame, machine),
            blocked=frame.spans(2, 3) if frame.chance(0.4) else EMPTY,
            changeover=machine.changeover,
        )
        for machine in machines
    ]


def _occupied(frame: Frame, machine: Resource) -> tuple[Occupation, ...]:
    """Draw fixed bookings; some began before tick 0, some together exceed the capacity."""
    rng = frame.rng
    held = []
    for start, end in frame.spans(3, 6) if frame.chance(0.75) else ():
        family = rng.randint(-1, 2) if machine.changeover else -1
        early = rng.randint(1, 5) if frame.chance(0.2) else 0
        held.append(Occupation(start - early, end, rng.randint(0, machine.capacity), family))
    if held and frame.chance(0.15):
        held.append(held[0])
    return tuple(held)


def draw_pools(frame: Frame) -> list[Resource]:
    """Draw operator pools, some with overtime."""
    rng = frame.rng
    pools = []
    for number in range(POOLS):
        extra = Overtime(
            frame.spans(4, frame.day), rng.randint(1, 30), (rng.randint(0, 9), rng.randint(0, 9))
        )
        occupied = tuple(Occupation(a, b, rng.randint(1, 2)) for a, b in frame.spans(2, 4))
        pools.append(
            Resource(
                f"pool {number}",
                rng.randint(1, 3),
                occupied=occupied,
                overtime=extra if frame.chance(0.8) else None,
            )
        )
    return pools
