"""The order of tasks that time lags imply, whatever the schedule."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.model.context import Context
    from iplatform_sched.problem.data import Problem, TimeLag


@dataclass(frozen=True, slots=True)
class Order:
    """What is known about the order of the stops of a specimen.

    Attributes
    ----------
    stops
        The tasks that are ordered.
    before
        Pairs (a, b): a ends before b starts whenever both are present.
    brings
        Pairs (a, c): c is present whenever a is.
    """

    stops: tuple[int, ...]
    before: frozenset[tuple[int, int]]
    brings: frozenset[tuple[int, int]]

    def may_be_first(self, stop: int) -> bool:
        """Return whether no other stop surely comes before."""
        return not any((c, stop) in self.before and (stop, c) in self.brings for c in self.stops)

    def may_be_last(self, stop: int) -> bool:
        """Return whether no other stop surely comes after."""
        return not any((stop, c) in self.before and (stop, c) in self.brings for c in self.stops)

    def may_follow(self, a: int, b: int) -> bool:
        """Return whether `b` can be the next stop after `a`."""
        return (b, a) not in self.before and not any(
            (a, c) in self.before
            and (c, b) in self.before
            and ((a, c) in self.brings or (b, c) in self.brings)
            for c in self.stops
        )

    def line(self) -> tuple[int, ...] | None:
        """Return all stops in their order where each surely brings all that come before it.

        ``None`` where that is not so: then which stop comes next depends on the schedule.
        """
        stops = sorted(self.stops, key=lambda stop: sum((c, stop) in self.before for c in self.stops))
        for a, b in combinations(stops, 2):
            if (a, b) not in self.before or (b, a) in self.before or (b, a) not in self.brings:
                return None
        return tuple(stops)


def known_order(context: Context, stops: tuple[int, ...]) -> Order:
    """Return what the constraints in the model imply about the order of `stops`, all of one job."""
    job = context.problem.tasks[stops[0]].job if stops else -1
    tasks = context.problem.jobs[job].tasks if stops else ()
    brings = frozenset(_brings(context, tasks)) if "service" in context.names else frozenset()
    before: set[tuple[int, int]] = set()
    if "minimum_lag" in context.names:
        before = _closure(context.problem, tasks, brings)
    return Order(stops, frozenset(before), brings)


def _brings(context: Context, tasks: Iterable[int]) -> set[tuple[int, int]]:
    problem = context.problem
    members = list(tasks)
    pinned = [i for i in members if problem.tasks[i].pinned is not None]
    required = [i for i in members if i not in pinned and not problem.tasks[i].optional]
    pairs = {(a, c) for a in members for c in pinned}
    if not members:
        return pairs
    if not problem.jobs[problem.tasks[members[0]].job].prefix:
        return pairs | {(a, c) for a in required for c in required}
    edges = {(lag.second, lag.first) for lag in problem.lags if {lag.first, lag.second} <= set(required)}
    return pairs | _transitive(edges, required)


def _transitive(edges: set[tuple[int, int]], nodes: Iterable[int]) -> set[tuple[int, int]]:
    reach = set(edges)
    order = list(nodes)
    for c in order:
        reach |= {(a, b) for a in order if (a, c) in reach for b in order if (c, b) in reach}
    return reach


def _closure(
    problem: Problem, tasks: Iterable[int], brings: frozenset[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Return the pairs ordered by lags, through tasks that are surely present with one of the pair."""
    members = set(tasks)
    before = {
        (lag.first, lag.second)
        for lag in problem.lags
        if _orders(lag) and {lag.first, lag.second} <= members and not _constant(problem, lag)
    }
    for _ in members:
        grown = {
            (a, d)
            for a, b in before
            for c, d in before
            if b == c and a != d and ((a, b) in brings or (d, b) in brings)
        }
        if grown <= before:
            break
        before |= grown
    return before


def _orders(lag: TimeLag) -> bool:
    ends_to_starts = lag.since is Anchor.END and lag.to is Anchor.START
    return ends_to_starts and lag.ticks >= 0 and not lag.maximum and not lag.working_days


def _constant(problem: Problem, lag: TimeLag) -> bool:
    return problem.tasks[lag.first].pinned is not None and problem.tasks[lag.second].pinned is not None
