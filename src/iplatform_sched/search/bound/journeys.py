"""From the ways of one task to those of a later one: lags, travel and its price, tabulated for one job."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.data import CarrierKind, LinkKind
from iplatform_sched.search.bound.relaxed import moment_of, ways_of
from iplatform_sched.search.legs import NEVER, arrivals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Anchor, Specimen, TimeLag
    from iplatform_sched.search.bound.frames import Edge, Frame
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.state import State

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


class Bundle(NamedTuple):
    """All ways of one task, of one mode after the other, one entry per start.

    Attributes
    ----------
    cost, net, run_end, end
        As in :class:`Ways`.
    """

    mode: Ints
    site: Ints
    resource: Ints
    cost: Floats
    net: Floats
    start: Ints
    run_end: Ints
    end: Ints

    def moment(self, anchor: Anchor) -> Ints:
        """Return the earliest moment that `anchor` names."""
        return moment_of(self, anchor)


class Option(NamedTuple):
    """One manner of going from some ways of the first task to a place of the second.

    Attributes
    ----------
    ways
        Which ways of the first.
    ready
        For each the earliest start of the second.
    price
        For each what the journey costs.
    """

    ways: Ints
    ready: Ints
    price: Floats


class Stretch(NamedTuple):
    """All manners of going to one place of the second task.

    Attributes
    ----------
    ways
        Ways of the second task there.
    wait
        Most ticks from being ready to the start; ``None`` where nothing limits them.
    """

    ways: Ints
    options: list[Option]
    wait: int | None


def bundle_of(state: State, guide: Guide, task: int) -> Bundle:
    """Return all ways of `task` in `state`, in which no job must be placed."""
    modes = state.problem.tasks[task].modes
    found = [ways for m in range(len(modes)) if (ways := ways_of(state, guide, (task, m))) is not None]
    # Starts are kept below the latest that counts, so arrays over starts need be no longer.
    found = [ways.until(state.problem.latest_start) for ways in found]

    def each(name: str) -> NDArray[np.int64]:
        return np.concatenate([getattr(ways, name) for ways in found] or [np.zeros(0, dtype=np.int64)])

    counts = [len(ways.start) for ways in found]
    return Bundle(
        np.repeat([ways.mode for ways in found], counts).astype(np.int64),
        np.repeat([modes[ways.mode].site for ways in found], counts).astype(np.int64),
        np.repeat([modes[ways.mode].resource for ways in found], counts).astype(np.int64),
        each("cost").astype(np.float64),
        each("net").astype(np.float64),
        each("start"),
        each("run_end"),
        each("end"),
    )


class Journeys:
    """The journeys of one frame.

    Attributes
    ----------
    span
        Ticks of the arrays over starts.
    fares
        Prices of each carrier, by origin and destination.
    brought
        For each task what bringing specimens to the first of their stops costs; infinite where they are
        late.
    """

    def __init__(
        self, state: State, guide: Guide, frame: Frame, bundles: dict[int, Bundle], fares: list[Ints]
    ) -> None:
        self.problem, self.tables, self.fares = state.problem, state.tables, fares
        self.guide, self.frame, self.bundles = guide, frame, bundles
        self.span = self.problem.latest_start + 1
        self.brought = {task: self._brought(task) for task in frame.order}
        self._stretches: dict[int, list[Stretch]] = {}

    def stretches(self, edge: Edge) -> list[Stretch]:
        """Return the stretches of `edge`, made once."""
        known = self._stretches.get(id(edge))
        if known is None:
            known = self._stretches[id(edge)] = list(self._make(edge))
        return known

    def _make(self, edge: Edge) -> Iterator[Stretch]:
        first, second = self.bundles[edge.first], self.bundles[edge.second]
        base = np.max([self._first(lag, first) for lag in edge.least], axis=0)
        latest = np.min([self._last(lag, first) for lag in edge.most], axis=0) if edge.most else None
        same = edge.same is LinkKind.SAME_RESOURCE
        for place in np.unique(second.resource if same else second.site):
            there = np.flatnonzero((second.resource if same else second.site) == place)
            site = int(second.site[there[0]])
            if edge.same is not None:
                here = np.flatnonzero((first.resource if same else first.site) == place)
                options = [Option(here, base[here], np.zeros(len(here)))]
            else:
                options = list(self._options(edge, first, base, site))
            options = [_inside(option, self.span) for option in options]
            wait = None
            if latest is not None:
                waits = [int((latest[o.ways] - o.ready).max()) for o in options if len(o.ways)]
                wait = max(waits, default=0)
                if wait < 0:
                    continue
            yield Stretch(there, options, wait)

    def _options(self, edge: Edge, first: Bundle, base: Ints, site: int) -> Iterator[Option]:
        if not edge.legs:
            yield Option(np.arange(len(base)), base, np.zeros(len(base)))
            return
        here = np.flatnonzero(first.site == site)
        yield Option(here, base[here], np.zeros(len(here)))
        away = np.flatnonzero(first.site != site)
        origins = first.site[away]
        others = np.zeros(len(self.problem.sites))
        for legs in edge.legs[1:]:
            others += np.min([self.fares[c][:, site] for c in legs], axis=0) if legs else 0.0
        for carrier in self._useful(edge.legs[0], np.unique(origins), site):
            ready = np.full(len(away), NEVER, dtype=np.int64)
            for origin in np.unique(origins):
                rows = origins == origin
                ready[rows] = arrivals(self.tables, carrier, int(origin), site, first.end[away][rows])
            price = self.fares[carrier][:, site] + others
            yield Option(away, np.maximum(base[away], ready), self.guide.transport * price[origins])

    def _useful(self, legs: tuple[int, ...], origins: Ints, site: int) -> list[int]:
        """Return the carriers of `legs` but those that another beats in time and price from everywhere."""
        found: list[int] = []
        carriers = self.problem.carriers

        def offer(carrier: int) -> NDArray[np.int64]:
            means = carriers[carrier]
            ticks = means.ticks if means.kind is CarrierKind.DRIVE else means.price
            return np.array([(ticks[o][site], means.price[o][site]) for o in origins])

        for carrier in legs:
            rivals = [c for c in legs if c != carrier and carriers[c].kind is carriers[carrier].kind]
            own = offer(carrier)
            beaten = any((offer(c) <= own).all() and ((offer(c) < own).any() or c < carrier) for c in rivals)
            if not beaten:
                found.append(carrier)
        return found

    def _first(self, lag: TimeLag, ways: Bundle) -> Ints:
        """Return the first start that a minimum lag allows."""
        moment = ways.moment(lag.since)
        if not lag.working_days:
            return moment + lag.ticks
        days = self.tables.workdays
        first = np.searchsorted(days, self._days(moment) + lag.ticks)
        return np.asarray(first * self.problem.ticks_per_day)

    def _last(self, lag: TimeLag, ways: Bundle) -> Ints:
        """Return the last start that a maximum lag allows."""
        moment = ways.moment(lag.since)
        if not lag.working_days:
            return moment + lag.ticks
        days = self.tables.workdays
        after = np.searchsorted(days, self._days(moment) + lag.ticks, side="right")
        return np.asarray(after * self.problem.ticks_per_day - 1)

    def _days(self, moment: Ints) -> Ints:
        days = self.tables.workdays
        return days[np.clip(moment // self.problem.ticks_per_day, 0, len(days) - 1)]

    def _brought(self, task: int) -> Floats:
        ways = self.bundles[task]
        cost = np.zeros(len(ways.start))
        for specimen in self.frame.origins.get(task, ()):
            for site in np.unique(ways.site):
                rows = ways.site == site
                cost[rows] += self._first_leg(specimen, int(site), ways.start[rows])
        return cost

    def _first_leg(self, specimen: Specimen, site: int, start: Ints) -> Floats:
        if specimen.origin == site:
            return np.where(start < specimen.ready, np.inf, 0.0)
        best = np.full(len(start), np.inf)
        leave = np.array([specimen.ready], dtype=np.int64)
        for carrier in specimen.carriers:
            there = int(arrivals(self.tables, carrier, specimen.origin, site, leave)[0])
            price = self.guide.transport * self.problem.carriers[carrier].price[specimen.origin][site]
            best[start >= there] = np.minimum(best[start >= there], price)
        return best


def _inside(option: Option, span: int) -> Option:
    keep = option.ready < span
    return Option(option.ways[keep], np.maximum(option.ready[keep], 0), option.price[keep])
