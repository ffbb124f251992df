"""The least that a job costs through each way to place each of its tasks, with nothing else planned.

A relaxation of one job, solved by dynamic programming over the starts of its tasks along the trees of
main edges of its :class:`Frame`. Along a main edge lags, travel, the price of transport and a common site
count; along any other edge the least price of the journey, and whether both ends can be kept; tardiness
counts at one of the last tasks.
Specimens go their stops in the cheapest order. What vouchers pay beyond a share of the most that each task
allows is taken off at their caps, and of several shares that which costs most is right (Lagrangian
relaxation of the caps). Everything else is as in `relaxed.py`, so every figure is a lower bound for any
schedule that keeps the rules and serves the job whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.search.bound.frames import frames_of
from iplatform_sched.search.bound.journeys import Journeys, bundle_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Job
    from iplatform_sched.search.bound.frames import Edge, Frame
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.state import State

    Floats = NDArray[np.float64]
    Costs = dict[int, Floats]

SHARES = (0.0, 0.35, 0.7)
INFINITE = float("inf")


class Through(NamedTuple):
    """What a job costs at least.

    Attributes
    ----------
    low
        In all; infinite where the job cannot be served whole.
    places
        For each required task its ways, one entry per mode and start.
    """

    low: float
    places: dict[int, Places]

    def starts(self, task: int, mode: int, most: float) -> list[tuple[int, int]]:
        """Return the spans of starts of a (task, mode) through which the job may cost at most `most`."""
        ways = self.places[task]
        starts = ways.start[(ways.mode == mode) & (ways.total <= most)]
        cuts = np.flatnonzero(np.diff(starts) > 1) + 1
        return [(int(part[0]), int(part[-1]) + 1) for part in np.split(starts, cuts) if len(part)]


class Places(NamedTuple):
    """The ways of a task, and the least cost of the job through each."""

    mode: NDArray[np.int16]
    start: NDArray[np.int32]
    total: Floats


def through(state: State, guide: Guide, job: Job) -> Through:
    """Return the least costs of `job` in `state`, in which no job must be placed."""
    frames = frames_of(state.tables, job)
    tasks = state.problem.tasks
    required = [task for task in state.tables.unpinned(job) if not tasks[task].optional]
    bundles = {task: bundle_of(state, guide, task) for task in required}
    if frames and all(len(bundle.start) for bundle in bundles.values()):
        fares = [np.array(carrier.price) for carrier in state.problem.carriers]
        sweeps = [_Sweeps(Journeys(state, guide, frame, bundles, fares), job) for frame in frames]
        low, totals = _with_vouchers(state, guide, job, sweeps)
    else:
        low, totals = INFINITE, {task: np.full(len(b.start), INFINITE) for task, b in bundles.items()}
    places = {
        task: Places(bundle.mode.astype(np.int16), bundle.start.astype(np.int32), totals[task])
        for task, bundle in bundles.items()
    }
    return Through(low, places)


def _with_vouchers(state: State, guide: Guide, job: Job, sweeps: list[_Sweeps]) -> tuple[float, Costs]:
    """Return the least cost, and that through each way, over all frames."""
    caps = sum(max(state.problem.vouchers[v].cap, 0) for v in state.tables.vouchers_of.get(job.company, ()))
    low, totals = _cheapest(sweeps, 1.0)
    for share in SHARES if caps else ():
        off = (1.0 - share) * guide.fees * caps
        value, found = _cheapest(sweeps, share)
        low = max(low, value - off)
        totals = {task: np.maximum(known, found[task] - off) for task, known in totals.items()}
    return low, totals


def _cheapest(sweeps: list[_Sweeps], share: float) -> tuple[float, Costs]:
    """Return the least over all frames."""
    low, totals = sweeps[0].all_trees(share)
    for other in sweeps[1:]:
        value, found = other.all_trees(share)
        low = min(low, value)
        totals = {task: np.minimum(known, found[task]) for task, known in totals.items()}
    return low, totals


class _Sweeps:
    """Sweeps along one frame, forward from its first tasks and back from its last."""

    def __init__(self, journeys: Journeys, job: Job) -> None:
        self.journeys, self.job = journeys, job
        self.frame: Frame = journeys.frame
        self.span = journeys.span
        self.bundles = journeys.bundles
        self.out: dict[int, list[Edge]] = {task: [] for task in self.frame.order}
        for edges in self.frame.into.values():
            for edge in edges:
                self.out[edge.first].append(edge)
        day = journeys.problem.ticks_per_day
        rate = journeys.guide.tardiness * job.tardiness_price
        self.late = {
            root: rate * np.maximum(-(-(self.bundles[root].end - job.due) // day), 0)
            for root in self.frame.roots
        }

    def all_trees(self, share: float) -> tuple[float, Costs]:
        """Return the least cost of all trees together, tardiness counted at one, and through each way."""
        before = {
            task: bundle.cost - share * (bundle.cost - bundle.net) + self.journeys.brought[task]
            for task, bundle in self.bundles.items()
        }
        brought: dict[int, Floats] = {}
        for task in self.frame.order:
            for edge in self.frame.into[task]:
                main = self.frame.main[edge.first] is edge
                came = self._forward(edge, before[edge.first] if main else _possible(before[edge.first]))
                before[task] = before[task] + came
                if main:
                    brought[edge.first] = came
        late = self._back(before, brought, self.late)
        roots = self.frame.roots
        if len(roots) == 1:
            return float(late[roots[0]].min()), late
        plain = self._back(before, brought, {root: np.zeros(1) for root in roots})
        return self._together(late, plain)

    def _together(self, late: Costs, plain: Costs) -> tuple[float, Costs]:
        roots = self.frame.roots
        tree = {root: root for root in roots}
        for task in reversed(self.frame.order):
            if task in self.frame.main:
                tree[task] = tree[self.frame.main[task].second]
        bare = {root: float(plain[root].min()) for root in roots}
        if not np.isfinite(list(bare.values())).all():
            return INFINITE, {task: np.full(len(late[task]), INFINITE) for task in late}
        extra = {root: float(late[root].min()) - bare[root] for root in roots}
        totals = {}
        for task in self.frame.order:
            others = [root for root in roots if root != tree[task]]
            rest = sum(bare[root] for root in others)
            most = max(extra[root] for root in others)
            totals[task] = np.maximum(late[task], plain[task] + most) + rest
        return sum(bare.values()) + max(extra.values()), totals

    def _forward(self, edge: Edge, cost: Floats) -> Floats:
        """Return for each way of the second task the least cost of the first before it."""
        second = self.bundles[edge.second]
        found = np.full(len(second.start), INFINITE)
        for stretch in self.journeys.stretches(edge):
            best = np.full(self.span, INFINITE)
            for option in stretch.options:
                np.minimum.at(best, option.ready, cost[option.ways] + option.price)
            best = _least_before(best, stretch.wait)
            found[stretch.ways] = best[second.start[stretch.ways]]
        return found

    def _backward(self, edge: Edge, rest: Floats) -> Floats:
        """Return for each way of the first task the least of `rest` after it, of ways of the second."""
        second = self.bundles[edge.second]
        found = np.full(len(self.bundles[edge.first].start), INFINITE)
        for stretch in self.journeys.stretches(edge):
            after = np.full(self.span, INFINITE)
            np.minimum.at(after, second.start[stretch.ways], rest[stretch.ways])
            after = _least_before(after[::-1], stretch.wait)[::-1]
            for option in stretch.options:
                found[option.ways] = np.minimum(found[option.ways], after[option.ready] + option.price)
        return found

    def _back(self, before: Costs, brought: Costs, late: Costs) -> Costs:
        totals = {task: before[task] + late[task] if task in late else before[task] for task in before}
        for task in reversed(self.frame.order):
            for edge in self.out[task]:
                rest = totals[edge.second]
                if self.frame.main[task] is edge:
                    possible = np.isfinite(rest)
                    rest = np.subtract(rest, brought[task], out=np.full_like(rest, INFINITE), where=possible)
                    totals[task] = totals[task] + self._backward(edge, rest)
                else:
                    # What the journey costs the second task has counted.
                    totals[task] = totals[task] + _possible(self._backward(edge, _possible(rest)))
        return totals


def _possible(costs: Floats) -> Floats:
    """Return zero where a cost is finite."""
    return np.where(np.isfinite(costs), 0.0, INFINITE)


def _least_before(values: Floats, wait: int | None) -> Floats:
    """Return for each tick the least of `values` at it and before, at most `wait` ticks before."""
    if wait is None:
        return np.minimum.accumulate(values)
    best, width = values.copy(), 1
    while width <= wait:
        step = min(width, wait + 1 - width)
        best[step:] = np.minimum(best[step:], best[:-step].copy())
        width += step
    return best
