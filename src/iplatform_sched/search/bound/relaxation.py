"""The columns of every job, and what holds for each job alone; see `floor.py`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from iplatform_sched.problem.data import Anchor
from iplatform_sched.search.bound.relaxed import Columns, columns_of
from iplatform_sched.search.guide import Guide
from iplatform_sched.search.state import State

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Job, Problem, TimeLag


def first_level(problem: Problem) -> Guide:
    """Return the weights of the terms in the first level; the terms between jobs are left out."""
    names = problem.levels[0] if problem.levels else tuple(Guide.__dataclass_fields__)
    weights = {
        name: float(getattr(problem.weights, name)) if name in names else 0.0
        for name in Guide.__dataclass_fields__
        if name not in {"finish", "number"}
    }
    return Guide(**weights, finish=0.0, number=-1)


class Relaxation:
    """The columns of every job of a problem, and what is known of each job alone."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.state = State(problem)
        self.guide = first_level(problem)
        self.columns: dict[int, list[Columns]] = {}
        self.earliest: dict[int, int] = {}
        for job in problem.jobs:
            for task in self._order(job):
                self._make(task)

    def required(self, job: Job) -> list[int]:
        """Return the tasks without which `job` is not served whole, but for the pinned ones."""
        tasks = self.problem.tasks
        return [t for t in job.tasks if tasks[t].pinned is None and not tasks[t].optional]

    def lags(self, task: int) -> list[TimeLag]:
        """Return the plain minimum lags to the start of `task` from tasks that it needs."""
        tasks = self.problem.tasks
        plain = self.state.tables.sorted_lags(task).plain
        return [lag for lag in plain if tasks[lag.first].pinned is None and not tasks[lag.first].optional]

    def _order(self, job: Job) -> list[int]:
        done: list[int] = []
        left = self.required(job)
        while left:
            ready = [t for t in left if all(lag.first in done for lag in self.lags(t))] or left[:1]
            done += ready
            left = [t for t in left if t not in done]
        return done

    def _make(self, task: int) -> None:
        earliest = 0
        for lag in self.lags(task):
            moments = [int(c.moment(lag.since).min()) for c in self.columns.get(lag.first, ())]
            if moments:
                earliest = max(earliest, min(moments) + lag.ticks)
        found = [
            columns
            for index in range(len(self.problem.tasks[task].modes))
            if (columns := columns_of(self.state, self.guide, (task, index), earliest)) is not None
        ]
        self.columns[task] = found

    def tails(self, job: Job) -> dict[int, int]:
        """Return the least ticks from the end of each required task to the job's end; 0 in a prefix."""
        required = self.required(job)
        tail = dict.fromkeys(required, 0)
        if job.prefix:
            return tail
        for task in reversed(self._order(job)):
            for lag in self.lags(task):
                if lag.since is Anchor.END and lag.first in tail and lag.ticks >= 0:
                    length = min((m.work for m in self.problem.tasks[task].modes), default=0)
                    tail[lag.first] = max(tail[lag.first], lag.ticks + length + tail[task])
        return tail

    def least(self, job: Job) -> float:
        """Return the least weighted cost of serving `job` whole, tardiness apart; infinite where none can."""
        full, net = 0.0, 0.0
        for task in self.required(job):
            if not self.columns[task]:
                return math.inf
            full += min(float(c.cost.min()) for c in self.columns[task])
            net += min(float(c.net.min()) for c in self.columns[task])
        caps = sum(max(self.problem.vouchers[v].cap, 0) for v in self.vouchers(job))
        return max(net, full - self.guide.fees * caps)

    def vouchers(self, job: Job) -> tuple[int, ...]:
        """Return the vouchers of the company of `job`."""
        return tuple(self.state.tables.vouchers_of.get(job.company, ()))

    def late_price(self, job: Job, end: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the weighted tardiness price of each end of `job`."""
        days = np.maximum(-(-(end - job.due) // self.problem.ticks_per_day), 0)
        return np.asarray(self.guide.tardiness * job.tardiness_price * days, dtype=np.float64)

    def absent_price(self, job: Job) -> float:
        """Return the weighted price of not serving `job`, lost bookings included."""
        return self.guide.unserved * job.unserved_price + sum(self.lost(t) for t in self.required(job))

    def left_price(self, task: int) -> float:
        """Return the weighted price of leaving `task` out of a prefix, lost booking included."""
        job = self.problem.jobs[self.problem.tasks[task].job]
        total = max(sum(self.problem.tasks[t].share for t in self.required(job)), 1)
        share = self.problem.tasks[task].share
        return self.guide.unserved * job.unserved_price * share / total + self.lost(task)

    def part_price(self, job: Job) -> float:
        """Return the least weighted cost of `job` with a task left out: a prefix, or nothing at all."""
        kept = {
            task: min((float(c.net.min()) for c in self.columns[task]), default=math.inf)
            for task in self.required(job)
        }
        parts = {task: min(price, self.left_price(task)) for task, price in kept.items()}
        least = sum(parts.values()) + min(self.left_price(task) - part for task, part in parts.items())
        # The price of what is left out is rounded down once.
        return max(least - self.guide.unserved, 0.0)

    def lost(self, task: int) -> float:
        """Return the weighted price of losing the booking that `task` has in the plan so far."""
        if self.problem.tasks[task].baseline is None:
            return 0.0
        return self.guide.disruption * self.problem.disruption.lost
