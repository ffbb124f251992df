"""Placements of one request beside all that stands: found by several insertions with different aims."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations, islice
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.planning.quote.offer import Aim
from iplatform_sched.problem.data import Weights
from iplatform_sched.search.bound.journeys import bundle_of
from iplatform_sched.search.bound.paths import through
from iplatform_sched.search.guide import Guide
from iplatform_sched.search.insert import insert
from iplatform_sched.search.options import options
from iplatform_sched.search.partial import ANYWHERE, Beam, Within

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule, ScheduledTask
    from iplatform_sched.search.state import State

ANY_PRICE = 10**12
"""An unserved price in KRW that no plan of one request reaches."""
TRACE = 1e-6
"""Weight of what only breaks ties; not zero, because the search divides by the weight of transport."""
EARLIEST = Guide(
    unserved=1, tardiness=0, fees=TRACE, overtime=0, transport=TRACE, staff_travel=TRACE, disruption=0,
    preference=0, finish=1.0, number=1,
)  # fmt: skip
CHEAPEST = Guide(
    unserved=1, tardiness=0, fees=1, overtime=0, transport=1, staff_travel=1, disruption=0,
    preference=0, finish=TRACE, number=2,
)  # fmt: skip
NEAREST = Guide(
    unserved=1, tardiness=0, fees=0.02, overtime=0, transport=1, staff_travel=1, disruption=0,
    preference=0, finish=TRACE, number=3,
)  # fmt: skip
EXACT = replace(CHEAPEST, finish=0.0, number=4)
"""Nothing but the price: for the bound."""
GUIDES = (EARLIEST, CHEAPEST, NEAREST)
WIDTHS = (6, 16)
WIDE = (60, 150)
MOST_SETS = 4
"""Sets of centres of the least number that are tried."""
STEPS = 3
"""Into so many parts the time between the earliest and the cheapest is cut."""
HALVINGS = 1
AGAIN = 3
"""How often an earlier end is looked for with some placements overlooked at random."""
VARIED = Beam(width=12, blink=0.5)
ROUNDING = 1e-6

Placed = dict[int, "ScheduledTask"]


class Bounds(NamedTuple):
    """What no placement of the request can beat.

    Attributes
    ----------
    end
        Tick of the last end; ``None`` where the request cannot be placed at all.
    price
        KRW: net fees, transport and staff travel.
    centres
        Sites of unpinned tasks.
    """

    end: int | None
    price: int
    centres: int


NOTHING_KNOWN = Bounds(0, 0, 0)


def at_any_price(problem: Problem) -> Problem:
    """Return the problem with jobs that are served whole, whatever it costs."""
    jobs = tuple(replace(job, unserved_price=ANY_PRICE, prefix=False) for job in problem.jobs)
    return replace(problem, jobs=jobs)


class Finder:
    """Finds placements of a job of which nothing is placed yet."""

    def __init__(self, state: State, index: int = 0) -> None:
        self.state, self.index = state, index
        self.job = self.state.problem.jobs[index]
        tasks = self.state.problem.tasks
        self.required = [t for t in self.job.tasks if tasks[t].pinned is None and not tasks[t].optional]

    def placed(self, guide: Guide, width: int, within: Within = ANYWHERE) -> Placed | None:
        """Return a placement of the job, or ``None`` where this insertion finds none."""
        if not insert(self.state, guide, self.index, Beam(width), within=within):
            return None
        return self.state.drop(self.index)

    def schedule(self, placed: Placed) -> Schedule:
        """Return the schedule with the job at `placed`."""
        self.state.add(self.index, placed)
        schedule = self.state.schedule()
        self.state.drop(self.index)
        return schedule

    def bounds(self) -> Bounds:
        """Return proven bounds, from a relaxation of the job solved by dynamic programming."""
        least = through(self.state, EXACT, self.job)
        possible = {task: np.isfinite(ways.total) for task, ways in least.places.items()}
        if math.isinf(least.low) or not all(each.any() for each in possible.values()):
            return Bounds(None, 0, 0)
        bundles = {task: bundle_of(self.state, EXACT, task) for task in possible}
        ends = [int(bundles[task].end[each].min()) for task, each in possible.items()]
        # Of the relaxation: insertion does not see every way.
        sites = {frozenset(bundles[task].site[each].tolist()) for task, each in possible.items()}
        sets = next(_least_sets(sites), frozenset())
        return Bounds(max(ends, default=0), math.ceil(least.low - ROUNDING), len(sets))

    def _sites(self, task: int) -> frozenset[int]:
        modes = self.state.problem.tasks[task].modes
        return frozenset(
            mode.site
            for index, mode in enumerate(modes)
            if len(options(self.state, CHEAPEST, task, index).options.start)
        )

    def _site_sets(self) -> Iterator[frozenset[int]]:
        """Yield the smallest sets of sites at which insertion finds room for every required task."""
        return _least_sets({self._sites(task) for task in self.required})

    def candidates(self, bounds: Bounds, solver_seconds: float = 0.0) -> list[Placed]:
        """Return placements that differ in what they are good at; empty where none was found."""
        found = list(self._first(bounds))
        if not found and bounds.end is not None:
            found = list(islice(self._harder(), 1)) or list(self.solved(solver_seconds))
        if not found:
            return []
        found += self._sooner(min(end_of(each) for each in found), bounds.end or 0)
        found += self._between(found)
        found += self._at_few_centres()
        return list({tuple(sorted(placed.items())): placed for placed in found}.values())

    def anywhere(self) -> bool:
        """Return whether a place is found at all."""
        return next(self._first(NOTHING_KNOWN), None) is not None or next(self._harder(), None) is not None

    def _first(self, bounds: Bounds) -> Iterator[Placed]:
        """Yield what each guide finds; only the cheapest is looked for more widely, unless it is proved.

        An earlier end is better looked for in `_sooner`: a wider search found none on the shipped network.
        """
        for guide in GUIDES:
            for width in WIDTHS:
                placed = self.placed(guide, width)
                if placed is not None:
                    yield placed
                    if guide is not CHEAPEST or self._is_cheapest(placed, bounds):
                        break

    def _is_cheapest(self, placed: Placed, bounds: Bounds) -> bool:
        self.state.add(self.index, placed)
        paid = self.state.terms[self.index].money
        self.state.drop(self.index)
        return paid <= bounds.price

    def solved(self, seconds: float) -> Iterator[Placed]:
        """Yield the placement that a solver finds within so many seconds, whatever it costs."""
        if not seconds:
            return
        from iplatform_sched.model.child import solve_in_child  # noqa: PLC0415 (most quotes need no solver)
        from iplatform_sched.model.outcome import Limits  # noqa: PLC0415 (as above)

        weights = Weights(**dict.fromkeys(Weights.__dataclass_fields__, 0) | {"unserved": 1})
        jobs = tuple(replace(job, unserved_price=1) for job in self.state.problem.jobs)
        problem = replace(self.state.problem, jobs=jobs, weights=weights, levels=())
        found = solve_in_child(problem, limits=Limits(seconds=seconds, witness=False)).schedule
        if found is not None:
            tasks = self.state.tables.unpinned(self.job)
            placed = {task: at for task in tasks if (at := found.tasks[task]) is not None}
            if placed:
                yield placed

    def _harder(self) -> Iterator[Placed]:
        for width in WIDE:
            for guide in GUIDES:
                placed = self.placed(guide, width)
                if placed is not None:
                    yield placed

    def _sooner(self, best: int, bound: int) -> Iterator[Placed]:
        """Yield placements that end earlier and earlier than `best`, unless it is proved the earliest."""
        low = bound
        for _ in range(HALVINGS):
            if best <= bound:
                return
            placed = self.placed(CHEAPEST, WIDTHS[0], Within(end=(best + low) // 2))
            if placed is None:
                low = (best + low) // 2
            else:
                best = end_of(placed)
                yield placed
        for seed in range(AGAIN):
            if best <= bound:
                return
            dice = Random(seed)  # noqa: S311 (for variety, not for secrets)
            if insert(self.state, CHEAPEST, self.index, VARIED, dice, Within(end=best - 1)):
                placed = self.state.drop(self.index)
                best = end_of(placed)
                yield placed

    def _between(self, found: list[Placed]) -> Iterator[Placed]:
        """Yield cheap placements that end by moments between the earliest and the latest found."""
        first, last = min(map(end_of, found)), max(map(end_of, found))
        for step in range(STEPS):
            limit = first + (last - first) * step // STEPS
            placed = self.placed(CHEAPEST, WIDTHS[0], Within(end=limit))
            if placed is not None:
                yield placed

    def _at_few_centres(self) -> Iterator[Placed]:
        for sites in islice(self._site_sets(), MOST_SETS):
            for guide in (CHEAPEST, EARLIEST):
                placed = self.placed(guide, WIDTHS[0], Within(sites=sites))
                if placed is not None:
                    yield placed


def _least_sets(wanted: Collection[frozenset[int]]) -> Iterator[frozenset[int]]:
    """Yield the smallest sets that have something in common with each of those `wanted`."""
    all_of_them = sorted(frozenset[int]().union(*wanted))
    for size in range(1, len(wanted) + 1):
        found = [
            frozenset(chosen)
            for chosen in combinations(all_of_them, size)
            if all(not each.isdisjoint(chosen) for each in wanted)
        ]
        if found:
            yield from found
            return


def end_of(placed: Placed) -> int:
    """Return the tick at which the last task ends."""
    return max(each.end for each in placed.values())


def proved_aims(bounds: Bounds, figures: tuple[int, int, int, int]) -> set[Aim]:
    """Return the aims at which figures (tick of the end, KRW, km, centres) meet the bounds."""
    end, price, km, centres = figures
    met = {
        Aim.EARLIEST: end <= (bounds.end or -1),
        Aim.CHEAPEST: price <= bounds.price,
        Aim.LEAST_TRAVEL: km == 0,
        Aim.FEWEST_CENTRES: centres <= bounds.centres,
    }
    return {aim for aim, is_met in met.items() if is_met}
