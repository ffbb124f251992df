"""Which of a mode's options agree with what is already placed of the same job."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.data import Anchor, LinkKind
from iplatform_sched.problem.teams import crew_of, shared
from iplatform_sched.search.ledger import stop_of
from iplatform_sched.search.legs import NEVER, earliest_arrivals, offers, origin_of
from iplatform_sched.search.state import gaps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Link, Mode, Problem, TimeLag
    from iplatform_sched.problem.schedule import ScheduledTask
    from iplatform_sched.search.legs import Stop
    from iplatform_sched.search.options import Options
    from iplatform_sched.search.partial import Insertion
    from iplatform_sched.search.shape import Shape
    from iplatform_sched.search.state import State
    from iplatform_sched.search.tables import Tables

    Placed = Mapping[int, ScheduledTask]
    Flags = NDArray[np.bool_]
    Prices = NDArray[np.float64]
    Reached = tuple[Flags | None, Prices | float]


class Late(NamedTuple):
    """Task `first` started `ticks` too early for a maximum lag to be kept."""

    first: int
    ticks: int


def moment(placed: ScheduledTask, anchor: Anchor) -> int:
    """Return the moment of a placement that `anchor` names."""
    if anchor is Anchor.START:
        return placed.start
    return placed.run_end if anchor is Anchor.RUN_END else placed.end


def moments(found: Options, anchor: Anchor) -> NDArray[np.int64]:
    """Return the moments of options that `anchor` names."""
    if anchor is Anchor.START:
        return found.start
    return found.run_end if anchor is Anchor.RUN_END else found.end


def mode_fits(problem: Problem, links: list[Link], task: int, mode: Mode, placed: Placed) -> bool:
    """Return whether the machine, site and operators of `mode` keep `links` with the placed tasks."""
    for link in links:
        other = link.second if link.first == task else link.first
        if other not in placed or other == task:
            continue
        there = problem.tasks[other].modes[placed[other].mode]
        if link.kind is LinkKind.SAME_OPERATOR:
            if not shared(crew_of(problem.resources, mode), crew_of(problem.resources, there)):
                return False
            continue
        same_resource, same_site = there.resource == mode.resource, there.site == mode.site
        broken = {
            LinkKind.SAME_RESOURCE: not same_resource,
            LinkKind.DIFFERENT_RESOURCE: same_resource,
            LinkKind.SAME_SITE: not same_site,
            LinkKind.DIFFERENT_SITE: same_site,
        }
        if broken[link.kind]:
            return False
    return True


def leaves_partner(search: Insertion, links: list[Link], task: int, mode: Mode) -> bool:
    """Return whether each task linked to `task` still has a place, or operators, that suit `mode`."""
    for link in links:
        other = link.second if link.first == task else link.first
        others = search.places.get(other)
        if others is None:
            continue
        if link.kind is LinkKind.SAME_OPERATOR:
            crew = crew_of(search.state.problem.resources, mode)
            if search.crews[other] and not any(shared(crew, each) for each in search.crews[other]):
                return False
            continue
        suits = {
            LinkKind.SAME_RESOURCE: any(resource == mode.resource for resource, _ in others),
            LinkKind.DIFFERENT_RESOURCE: any(resource != mode.resource for resource, _ in others),
            LinkKind.SAME_SITE: any(site == mode.site for _, site in others),
            LinkKind.DIFFERENT_SITE: any(site != mode.site for _, site in others),
        }
        if not suits[link.kind] and others:
            return False
    return True


def earliest(state: State, task: int, mode: Mode, placed: Placed) -> int:
    """Return a bound below which no start keeps the minimum lags to the start of `task`."""
    bound = placed[mode.training].end if mode.training >= 0 else 0
    for lag in state.tables.sorted_lags(task).plain:
        first = placed.get(lag.first)
        if first is not None:
            bound = max(bound, moment(first, lag.since) + lag.ticks)
    return bound


def lag_flags(
    state: State, lags: list[TimeLag], task: int, placed: Placed, found: Options
) -> tuple[Flags | None, Late | None]:
    """Return which options keep `lags` to placed tasks, ``None`` for all of them.

    The second value says of a maximum lag that no option keeps how much later its first task had to be.
    """
    flags: Flags | None = None
    late: Late | None = None
    for lag in lags:
        other = lag.first if lag.second == task else lag.second
        if other not in placed or other == task:
            continue
        distance = _distance(state, lag, task, placed[other], found)
        keeps = distance <= lag.ticks if lag.maximum else distance >= lag.ticks
        if lag.maximum and lag.second == task and len(distance) and not keeps.any():
            unit = state.problem.ticks_per_day if lag.working_days else 1
            late = Late(lag.first, max(int(distance.min() - lag.ticks) * unit, 1))
        flags = both(flags, keeps)
    return flags, late


def both(one: Flags | None, other: Flags | None) -> Flags | None:
    """Return where both hold; ``None`` stands for everywhere."""
    if one is None:
        return other
    return one if other is None else one & other


def _distance(
    state: State, lag: TimeLag, task: int, other: ScheduledTask, found: Options
) -> NDArray[np.int64]:
    if lag.second == task:
        second, first = moments(found, lag.to), np.array([moment(other, lag.since)])
    else:
        second, first = np.array([moment(other, lag.to)]), moments(found, lag.since)
    if lag.working_days:
        day, known = state.problem.ticks_per_day, state.tables.workdays
        second, first = worked(known, second // day), worked(known, first // day)
    return np.asarray(second - first)


def worked(known: NDArray[np.int64], date: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the working days up to and including each date; none before date 0."""
    return np.where(date < 0, 0, known[np.maximum(date, 0)])


def machine_flags(state: State, task: int, mode: Mode, placed: Placed, found: Options) -> Flags | None:
    """Return which options leave the machine to the job's own other tasks on it."""
    problem = state.problem
    machine = problem.resources[mode.resource]
    flags: Flags | None = None
    for other, there in placed.items():
        record = problem.tasks[other]
        theirs = record.modes[there.mode]
        if theirs.resource != mode.resource or other == task or record.pinned is not None:
            continue
        before, after = gaps(machine.changeover, theirs.family, mode.family) if machine.changeover else (0, 0)
        if theirs.units + mode.units > machine.capacity or machine.changeover:
            apart = (found.end + before <= there.start) | (found.start >= there.end + after)
            flags = both(flags, apart)
    return flags


class Route(NamedTuple):
    """The placed stops of a specimen between which a task may come.

    Attributes
    ----------
    stops
        In order of time: the last one that must come before the task, and those that may.
    first, last
        Least and largest position of the task among them.
    own
        Carriers allowed on the leg that leaves the task.
    """

    stops: tuple[Stop, ...]
    first: int
    last: int
    own: tuple[int, ...]
    origin: Stop | None

    @property
    def appended(self) -> bool:
        """Return whether the task can only come after all placed stops."""
        return self.first == len(self.stops)

    def before(self, position: int) -> Stop | None:
        """Return where the specimen is before `position`."""
        return self.stops[position - 1] if position else self.origin


def routes_of(state: State, shape: Shape, task: int, placed: Placed) -> tuple[Route, ...]:
    """Return the route of each specimen of `task`."""
    return tuple(
        _route(state, shape, specimen, task, placed) for specimen in state.tables.specimens_of.get(task, ())
    )


def _route(state: State, shape: Shape, specimen: int, task: int, placed: Placed) -> Route:
    problem = state.problem
    record = problem.specimens[specimen]
    stops = sorted(
        stop_of(problem, specimen, position, placed[t])
        for position, t in enumerate(record.stops)
        if t in placed
    )
    own = record.carriers_after[record.stops.index(task)]
    first = max((k + 1 for k, stop in enumerate(stops) if stop.task in shape.above[task]), default=0)
    last = min((k for k, stop in enumerate(stops) if stop.task in shape.below[task]), default=len(stops))
    least = max(first - 1, 0)
    return Route(tuple(stops[least : last + 1]), first - least, last - least, own, origin_of(record))


def ready(tables: Tables, routes: tuple[Route, ...], site: int) -> int:
    """Return a bound below which no start at `site` is reached by all specimens."""
    bound = 0
    for route in routes:
        before = route.before(len(route.stops))
        if route.appended and before is not None:
            bound = max(bound, min((moment for moment, _ in offers(tables, before, site)), default=NEVER))
    return bound


def route_flags(tables: Tables, routes: tuple[Route, ...], site: int, found: Options) -> Reached:
    """Return which options the specimens can reach and leave in time, and the price of reaching.

    Starts before :func:`ready` are left out already.
    """
    flags: Flags | None = None
    fares: Prices | float = 0.0
    for route in routes:
        if route.appended:
            fares = fares + _fare(tables, route.before(len(route.stops)), site, found)
            continue
        keep, price = _between(tables, route, site, found)
        flags = both(flags, keep)
        fares = fares + np.where(keep, price, 0.0)
    return flags, fares


def _fare(tables: Tables, before: Stop | None, site: int, found: Options) -> Prices | float:
    if before is None:
        return 0.0
    ways = sorted(offers(tables, before, site))
    cheapest = min(price for _, price in ways)
    if ways[0][1] == cheapest:
        return float(cheapest)
    prices = np.full(len(found.start), np.inf)
    _lower(prices, found, ways, slice(0, len(prices)))
    return prices


def _between(tables: Tables, route: Route, site: int, found: Options) -> tuple[Flags, Prices]:
    prices = np.full(len(found.start), np.inf)
    for position in range(route.first, route.last + 1):
        before = route.before(position)
        ways = [(0, 0)] if before is None else offers(tables, before, site)
        first = int(found.start.searchsorted(min((moment for moment, _ in ways), default=NEVER)))
        if position == len(route.stops):
            _lower(prices, found, ways, slice(first, len(prices)))
            continue
        after = route.stops[position]
        rows_left = slice(first, int(found.start.searchsorted(after.start, side="right")))
        if rows_left.start < rows_left.stop:
            left = earliest_arrivals(tables, route.own, site, after.site, found.end[rows_left])
            _lower(prices, found, ways, rows_left, left <= after.start)
    return np.isfinite(prices), prices


def _lower(
    prices: Prices, found: Options, ways: list[tuple[int, int]], part: slice, flags: Flags | None = None
) -> None:
    """Lower `prices` in place to the cheapest of `ways` in time, in a part of the options where `flags`."""
    for moment_there, price in ways:
        in_time = found.start[part] >= moment_there
        kept = in_time if flags is None else in_time & flags
        np.minimum(prices[part], float(price), out=prices[part], where=kept)
