"""One pass: every task in turn, in the way, at the start and with the team that cost least."""

from __future__ import annotations

import heapq
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.errors import SolverError
from iplatform_sched.problem.data import Anchor
from iplatform_sched.problem.placement import place
from iplatform_sched.problem.schedule import ScheduledTask
from iplatform_sched.problem.teams import people_of
from iplatform_sched.search.generation.crew import Crew
from iplatform_sched.search.generation.ledger import Ledger
from iplatform_sched.search.masks import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Job, Need, Problem, TimeLag
    from iplatform_sched.search.generation.ways import Way

NO = 1e9
EARLY = 1e-3
"""What a tick costs that a task ends later, so that ties fall early."""


class Spot(NamedTuple):
    """The best start of a way."""

    cost: float
    start: int
    way: int


class Pass:
    """A schedule that grows task by task.

    Attributes
    ----------
    at
        Where each task is placed, ``None`` where it is not.
    """

    def __init__(self, problem: Problem, ways: tuple[tuple[Way, ...], ...], latest: Sequence[int]) -> None:
        self.problem, self.ways, self.latest = problem, ways, latest
        self.ledger = Ledger(problem)
        self.at: list[ScheduledTask | None] = [None] * len(problem.tasks)
        self.team: list[set[int]] = [set() for _ in problem.jobs]
        self.ends = [[0, 0] for _ in problem.jobs]
        self.lags: dict[int, list[TimeLag]] = defaultdict(list)
        for lag in problem.lags:
            self.lags[lag.first].append(lag)
            self.lags[lag.second].append(lag)
        self.crew = Crew(problem)
        self.wanted = np.zeros(len(problem.resources))
        for own in ways:
            for resource in {machine for way in own for machine in way.machines}:
                self.wanted[resource] += 1
        for task in problem.tasks:
            for need in task.needs:
                self.wanted[list(need.candidates)] += 1

    def run(self, keys: Sequence[float], before: Sequence[set[int]]) -> list[int]:
        """Place tasks in the order of `keys`, each after those `before` it; return those without a place."""
        missing: list[int] = []
        left = [len(first) for first in before]
        after: dict[int, list[int]] = defaultdict(list)
        for task, first in enumerate(before):
            for each in first:
                after[each].append(task)
        ready = [(keys[task], task) for task, count in enumerate(left) if count == 0]
        heapq.heapify(ready)
        while ready:
            _, task = heapq.heappop(ready)
            if not self._place(task):
                missing.append(task)
                continue
            for each in after[task]:
                left[each] -= 1
                if left[each] == 0:
                    heapq.heappush(ready, (keys[each], each))
        return missing

    def _place(self, task: int) -> bool:
        spots = [self._best(task, w, way) for w, way in enumerate(self.ways[task])]
        best = min((spot for spot in spots if spot is not None), default=None)
        if best is None:
            return False
        way = self.ways[task][best.way]
        start, end = best.start, int(way.ends[best.start])
        here = np.array([end], dtype=np.int32)
        free = self.ledger.room(way.machines, way.mode.units, start, here)[:, 0]
        choice = min(np.flatnonzero(free), key=lambda k: (self.wanted[way.machines[k]], way.machines[k]))
        team = [
            member
            for need, heads in zip(self.problem.tasks[task].needs, way.heads, strict=True)
            for member in self._members(task, need, heads, start, here)
        ]
        self._hold(task, way.modes[choice], start, tuple(sorted(team)))
        return True

    def _best(self, task: int, index: int, way: Way) -> Spot | None:
        first, last = self._reach(task)
        starts = np.flatnonzero(way.ends[first : last + 1] >= 0)
        if not len(starts):
            return None
        first, last = first + int(starts[0]), first + int(starts[-1])
        ends = way.ends[first : last + 1]
        good = (ends >= 0) & self._lags_hold(task, first, ends)
        good &= self.ledger.room(way.machines, way.mode.units, first, ends).any(axis=0)
        for pool, heads in way.mode.operators:
            good &= self.ledger.room([pool], heads, first, ends)[0]
        cost = np.where(good, self._moments_cost(task, first, ends), NO)
        for need, heads in zip(self.problem.tasks[task].needs, way.heads, strict=True):
            cost += self._team_cost(task, need, heads, first, ends)
        best = int(cost.argmin())
        return Spot(float(cost[best]), first + best, index) if cost[best] < NO else None

    def _reach(self, task: int) -> tuple[int, int]:
        """Return the first and last start by minimum lags from what is placed."""
        first = 0
        for lag in self.lags[task]:
            if lag.second == task and not lag.maximum and lag.to is Anchor.START and not lag.working_days:
                at = self.at[lag.first]
                if at is not None:
                    first = max(first, moment(at, lag.since) + lag.ticks)
        return first, max(first, self.latest[task])

    def _lags_hold(self, task: int, first: int, ends: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return by start whether lags to what is placed are kept, but for those of working days."""
        starts = np.arange(first, first + len(ends), dtype=np.int32)
        good = np.ones(len(ends), dtype=bool)
        for lag in self.lags[task]:
            other = lag.first if lag.second == task else lag.second
            at = self.at[other]
            if at is None or lag.working_days:
                continue
            if lag.second == task:
                passed = (starts if lag.to is Anchor.START else ends) - moment(at, lag.since)
            else:
                passed = moment(at, lag.to) - (starts if lag.since is Anchor.START else ends)
            good &= passed <= lag.ticks if lag.maximum else passed >= lag.ticks
        return good

    def _moments_cost(self, task: int, first: int, ends: NDArray[np.int32]) -> NDArray[np.float64]:
        weights, record = self.problem.weights, self.problem.tasks[task]
        job: Job = self.problem.jobs[record.job]
        starts = np.arange(first, first + len(ends), dtype=np.int32)
        day = self.problem.ticks_per_day
        cost: NDArray[np.float64] = EARLY * ends.astype(np.float64)
        begun, done = self.ends[record.job]
        if done > begun:
            cost += weights.span * (np.maximum(ends, done) - np.minimum(starts, begun) - (done - begun))
        else:
            cost += weights.span * (ends - starts)
        if record.due is not None:
            late = np.maximum(-((record.due - ends) // day), 0)
            cost += weights.task_tardiness * record.tardiness_price * late
        late = np.maximum(-((job.due - np.maximum(ends, done)) // day), 0)
        cost += weights.tardiness * job.tardiness_price * late
        return cost

    def _team_cost(
        self, task: int, need: Need, heads: int, first: int, ends: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        """Return by start what the cheapest members cost, `NO` where there are too few."""
        bound = self._bound(task, need)
        if bound is not None:
            return self._bound_cost(task, need, heads, first, ends, bound)
        if heads == 0:
            return np.zeros(len(ends))
        if need.people:
            return self._people_cost(task, need, heads, first, ends)
        if len(need.candidates) == 1:
            free = self.ledger.room(need.candidates, heads, first, ends)[0]
        else:
            free = sum(self.ledger.free_units(r, heads, first, ends) for r in need.candidates) >= heads
        return np.where(free, 0.0, NO)

    def _bound_cost(
        self, task: int, need: Need, heads: int, first: int, ends: NDArray[np.int32], bound: set[int]
    ) -> NDArray[np.float64]:
        if len(bound) != heads or not bound <= set(need.candidates):
            return np.full(len(ends), NO)
        free = self.ledger.room(sorted(bound), 1, first, ends).all(axis=0)
        return np.where(free, sum(self._price(task, need, r) for r in bound), NO)

    def _people_cost(
        self, task: int, need: Need, heads: int, first: int, ends: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        people = self._people(task, need)
        if heads > len(people) or heads not in self.crew.sizes.get(task, {heads}):
            return np.full(len(ends), NO)
        prices = np.array([self._price(task, need, r) for r in people])
        free = self.ledger.room(people, 1, first, ends)
        cheapest = np.sort(np.where(free, prices[:, None], NO), axis=0)[:heads]
        cost: NDArray[np.float64] = cheapest.sum(axis=0)
        return cost

    def _bound(self, task: int, need: Need) -> set[int] | None:
        """Return the people of a linked task that is placed; ``None`` where none is."""
        if need.people:
            for other in self.crew.mates.get(task, ()):
                at = self.at[other]
                if at is not None:
                    return set(people_of(self.problem.tasks[other]).intersection(at.team))
        return None

    def _people(self, task: int, need: Need) -> list[int]:
        """Return the candidates who may work on all linked tasks too."""
        shared = self.crew.people.get(task)
        return [r for r in need.candidates if shared is None or r in shared]

    def _price(self, task: int, need: Need, member: int) -> float:
        weights, job = self.problem.weights, self.problem.tasks[task].job
        price = 0.0 if need.prefers(member) else float(weights.unpreferred)
        if need.people and member not in self.team[job]:
            price += weights.team_size
        return price

    def _members(self, task: int, need: Need, heads: int, start: int, ends: NDArray[np.int32]) -> list[int]:
        bound = self._bound(task, need)
        if bound is not None:
            return sorted(bound)
        order = sorted(
            self._people(task, need) if need.people else need.candidates,
            key=lambda r: (self._price(task, need, r), self.wanted[r], int(self.ledger.load[r]), r),
        )
        team: list[int] = []
        for candidate in order:
            left = heads - len(team)
            if left == 0:
                break
            units = int(self.ledger.free_units(candidate, left, start, ends)[0])
            team += [candidate] * units
        return team

    def _hold(self, task: int, mode: int, start: int, team: tuple[int, ...]) -> None:
        record = self.problem.tasks[task]
        chosen = record.modes[mode]
        span = place(self.problem, chosen, start)
        if span is None:
            raise SolverError(f"{record.name} cannot start at {start}, where its way has a start.")
        self.at[task] = ScheduledTask(mode, *span, team=team)
        self.ledger.hold(chosen.resource, start, span.end, chosen.units)
        for pool, heads in chosen.operators:
            self.ledger.hold(pool, start, span.end, heads)
        for member in team:
            self.ledger.hold(member, start, span.end, 1)
        if any(need.people for need in record.needs):
            self.team[record.job] |= people_of(record).intersection(team)
        begun, done = self.ends[record.job]
        self.ends[record.job] = [min(begun, start) if done > begun else start, max(done, span.end)]
