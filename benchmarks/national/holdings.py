"""What a booking holds, and where on a machine the next one fits."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.national.openings import DAY, END_TICK, LENGTH, MINUTES, NOW_TICK, Openings
from iplatform_sched.domain.vocabulary import Run

if TYPE_CHECKING:
    from benchmarks.national.openings import Ticks
    from iplatform_sched.domain.equipment import Equipment


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Units of a machine during ``[start, end)``, and the half-hours in which operators are there."""

    start: int
    run_end: int
    unload: int
    end: int
    run: Run
    attended: Ticks
    units: tuple[int, ...] = (1,)
    family: str | None = None


@dataclass(slots=True)
class Bench:
    """A machine while its bookings are being placed.

    Attributes
    ----------
    pool
        Index of the operators' pool, and `heads` of it that a booking needs.
    halves
        Positions in `openings.work` at which half-days begin; one more entry than half-days.
    held
        Bookings placed so far, in any order.
    windowed
        Whether a table says when the machine is free.
    """

    machine: Equipment
    openings: Openings
    pool: int
    heads: int
    halves: list[int]
    held: list[Held] = field(default_factory=list)
    windowed: bool = False

    def half_at(self, tick: int) -> int:
        """Return the first half-day that begins at or after a half-hour."""
        return bisect_left(self.halves, self.openings.before(tick))

    def free_units(self, start: int, end: int) -> list[int]:
        """Return the units that nothing, with its changeover, holds during ``[start, end)``."""
        gap = max((ceil(change.minutes / MINUTES) for change in self.machine.changeovers), default=0)
        taken = {
            unit
            for held in self.held
            if held.start < end + gap and start < held.end + gap
            for unit in held.units
        }
        return [unit for unit in range(1, self.machine.units + 1) if unit not in taken]

    def open_ticks(self, start: int, end: int) -> int:
        """Return the working half-hours of ``[start, end)`` within the 13 weeks from now."""
        first, last = max(start, NOW_TICK), min(end, END_TICK)
        return self.openings.before(last) - self.openings.before(first) if first < last else 0

    def part(self, held: Held) -> float:
        """Return the share of open unit-time in the 13 weeks from now that `held` takes."""
        total = self.open_ticks(NOW_TICK, END_TICK) * self.machine.units
        return self.open_ticks(held.start, held.end) * len(held.units) / total

    def share(self) -> float:
        """Return the share of open unit-time that is held in the 13 weeks from now."""
        return sum(map(self.part, self.held))


def bench(machine: Equipment, openings: Openings, pool: int) -> Bench:
    """Return an empty machine with its half-days."""
    dates = openings.work // DAY
    starts = [0, *(np.nonzero(np.diff(dates))[0] + 1).tolist(), len(openings.work)]
    halves = []
    for first, last in pairwise(starts):
        halves += [first, first + (last - first) // 2] if last - first > 1 else [first]
    halves.append(len(openings.work))
    return Bench(machine, openings, pool, machine.offers[0].operators[0].count, halves)


def lead_and_tail(machine: Equipment) -> tuple[int, int]:
    """Return set-up and teardown in half-hours."""
    return ceil(machine.setup_minutes / MINUTES), ceil(machine.teardown_minutes / MINUTES)


def manned(place: Bench, first: int, last: int) -> Held | None:
    """Return attended work in the working half-hours number `first` to `last`, if a unit is free."""
    ticks = place.openings.work[first:last]
    start, end = int(ticks[0]), int(ticks[-1]) + 1
    if place.openings.out_of_service(start, end) or not (free := place.free_units(start, end)):
        return None
    run = Run.ATTENDED if start // DAY == (end - 1) // DAY else Run.PAUSABLE
    return Held(start, end, end, end, run, ticks, (free[0],))


def unmanned(place: Bench, first: int, run_ticks: int, units: int, wait: int = 0) -> Held | None:
    """Return a run of `run_ticks`, loaded at working half-hour number `first`, unloaded `wait` later."""
    work = place.openings.work
    lead, tail = lead_and_tail(place.machine)
    load = work[first : first + lead + 1]
    if len(load) <= lead or load[0] // DAY != load[-1] // DAY:
        return None
    start, load = int(load[0]), load[:lead]
    run_end = (int(load[-1]) + 1 if lead else start) + run_ticks
    after = place.openings.before(run_end) + wait
    while tail and after + tail <= len(work) and work[after] // DAY != work[after + tail - 1] // DAY:
        after += 1
    if run_end >= LENGTH or after + tail > len(work):
        return None
    unload = int(work[after]) if tail else run_end
    end = int(work[after + tail - 1]) + 1 if tail else run_end
    if place.openings.out_of_service(start, end) or len(free := place.free_units(start, end)) < units:
        return None
    attended = np.concatenate((load, work[after : after + tail])) if tail else load
    return Held(start, run_end, unload, end, Run.UNATTENDED, attended, tuple(free[:units]))
