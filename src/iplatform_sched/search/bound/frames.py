"""The frames of a job: what ties its required tasks, for each order of the stops of its specimens."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Anchor, LinkKind, Style, TimeLag
from iplatform_sched.search.shape import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.problem.data import Job, Specimen
    from iplatform_sched.search.tables import Tables

MOST_ROUTES = 24


@dataclass(slots=True)
class Edge:
    """What ties a task to a later one.

    Attributes
    ----------
    least, most
        Lags from a moment of `first` to the start of `second`, which is at least, at most, so much later.
    legs
        For each specimen that goes straight from one to the other, the carriers allowed.
    same
        What both have in common, if anything.
    """

    first: int
    second: int
    least: list[TimeLag] = field(default_factory=list)
    most: list[TimeLag] = field(default_factory=list)
    legs: list[tuple[int, ...]] = field(default_factory=list)
    same: LinkKind | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """The required tasks of a job and their edges.

    Attributes
    ----------
    order
        The tasks, each after those with an edge to it.
    into
        For each task the edges that end there.
    main
        For each task but the last of a tree the edge whose price counts; every task has at most one.
    origins
        For each task the specimens from elsewhere of which it is the first stop.
    """

    order: tuple[int, ...]
    into: dict[int, list[Edge]]
    main: dict[int, Edge]
    origins: dict[int, list[Specimen]]

    @property
    def roots(self) -> list[int]:
        """Return the last task of each tree of main edges."""
        return [task for task in self.order if task not in self.main]


def frames_of(tables: Tables, job: Job) -> list[Frame]:
    """Return the frames of `job`, of which any plan that serves it whole keeps one.

    There is one for each order of the stops of its specimens, where these are few; else the stops in no
    certain order are left out.
    """
    order = _required(tables, job)
    lags = _lags(tables, order)
    before = _before(order, lags)
    specimens = [
        tables.problem.specimens[index]
        for index in sorted({s for task in order for s in tables.specimens_of.get(task, ())})
        if set(tables.problem.specimens[index].stops) <= set(order)
    ]
    routes: list[list[tuple[int, ...]]] = [[]]
    for specimen in specimens:
        found = list(islice(_routes(specimen.stops, before), MOST_ROUTES + 1))
        if len(found) * len(routes) <= MOST_ROUTES:
            routes = [[*known, route] for known in routes for route in found]
        else:
            routes = [[*known, ()] for known in routes]
    frames = (_frame(tables, job, lags, list(zip(specimens, known, strict=True))) for known in routes)
    return [frame for frame in frames if frame is not None]


def _frame(
    tables: Tables, job: Job, lags: list[TimeLag], routes: list[tuple[Specimen, tuple[int, ...]]]
) -> Frame | None:
    """Return the frame in which specimens go these ways, or ``None`` where those contradict each other."""
    edges: dict[tuple[int, int], Edge] = {}
    for lag in lags:
        edge = edges.setdefault((lag.first, lag.second), Edge(lag.first, lag.second))
        (edge.most if lag.maximum else edge.least).append(lag)
    origins: dict[int, list[Specimen]] = defaultdict(list)
    for specimen, route in routes:
        carriers = dict(zip(specimen.stops, specimen.carriers_after, strict=True))
        if route and specimen.origin >= 0:
            origins[route[0]].append(specimen)
        for first, second in pairwise(route):
            edge = edges.setdefault((first, second), Edge(first, second))
            edge.least.append(TimeLag(first, second, 0))
            edge.legs.append(carriers[first])
    order = _ordered(_required(tables, job), edges)
    if order is None:
        sure = [lag for lag in lags if _orders(lag)]
        return None if len(sure) == len(lags) else _frame(tables, job, sure, routes)
    for task in order:
        for link in tables.links_of.get(task, ()):
            pair = edges.get((link.first, link.second)) or edges.get((link.second, link.first))
            if pair is not None and link.kind in {LinkKind.SAME_SITE, LinkKind.SAME_RESOURCE}:
                pair.same = link.kind
    into: dict[int, list[Edge]] = {task: [] for task in order}
    out: dict[int, list[Edge]] = {task: [] for task in order}
    for edge in edges.values():
        into[edge.second].append(edge)
        out[edge.first].append(edge)
    tail = shape_of(tables, job).tail
    main = {
        task: max(found, key=lambda e: (len(e.legs), tail[e.second], -e.second))
        for task, found in out.items()
        if found
    }
    return Frame(tuple(order), into, main, dict(origins))


def _required(tables: Tables, job: Job) -> list[int]:
    return [t for t in shape_of(tables, job).order if not tables.problem.tasks[t].optional]


def _lags(tables: Tables, order: list[int]) -> list[TimeLag]:
    """Return the lags to a start, each from a task to a later one in `order`, minimum lags first."""
    place = {task: index for index, task in enumerate(order)}
    lags = {lag: None for task in order for lag in tables.lags_of.get(task, ()) if lag.to is Anchor.START}
    found = [
        lag
        for lag in lags
        if lag.first in place and lag.second in place and place[lag.first] < place[lag.second]
    ]
    least = [lag for lag in found if not lag.maximum]
    ordered = {(lag.first, lag.second) for lag in least}
    return least + [
        lag
        for lag in found
        if lag.maximum
        and (lag.first, lag.second) in ordered
        and not (lag.since is Anchor.END and _may_wait(tables, lag.first))
    ]


def _may_wait(tables: Tables, task: int) -> bool:
    """Return whether the end of `task` is not known from its start."""
    modes = tables.problem.tasks[task].modes
    return any(mode.style is Style.UNATTENDED and mode.tail for mode in modes)


def _orders(lag: TimeLag) -> bool:
    """Return whether the second task of a lag surely starts no earlier than the first."""
    return not lag.maximum and lag.ticks >= int(lag.working_days)


def _before(order: list[int], lags: list[TimeLag]) -> dict[int, set[int]]:
    """Return for each task those that surely start no later."""
    before: dict[int, set[int]] = {task: set() for task in order}
    for task in order:
        for lag in lags:
            if lag.second == task and _orders(lag):
                before[task] |= before[lag.first] | {lag.first}
    return before


def _routes(stops: tuple[int, ...], before: dict[int, set[int]]) -> Iterator[tuple[int, ...]]:
    """Return the orders of `stops` that `before` allows; stops of a specimen never overlap."""
    if not stops:
        yield ()
    for stop in stops:
        rest = tuple(s for s in stops if s != stop)
        if not before[stop] & set(rest):
            yield from ((stop, *route) for route in _routes(rest, before))


def _ordered(tasks: list[int], edges: dict[tuple[int, int], Edge]) -> list[int] | None:
    """Return `tasks`, each after those with an edge to it, ``None`` where edges run in a cycle."""
    above = {task: [first for first, second in edges if second == task] for task in tasks}
    try:
        return list(TopologicalSorter(above).static_order())
    except CycleError:
        return None
