"""The best schedule so far, shared by all who look for better ones."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iplatform_sched.model.outcome import Level, Outcome, Progress, Statistics, Status
from iplatform_sched.model.solve import factors, weigh
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule


@dataclass(slots=True)
class Best:
    """The best schedule so far, and what is proved of all; for several threads.

    Attributes
    ----------
    watch
        Is told of each better schedule and each better bound, by one thread at a time.
    began
        When the search did, by the monotonic clock.
    gap
        Relative gap between value and bound at which nobody need go on.
    first, last
        Seconds from there to the first schedule and to the best one.
    bound
        No schedule costs less.
    """

    problem: Problem
    watch: Callable[[Progress], None] | None
    began: float
    gap: float
    schedule: Schedule
    value: int
    first: float
    last: float
    bound: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def elapsed(self) -> float:
        """Return the seconds since the search began."""
        return time.monotonic() - self.began

    def proved(self) -> bool:
        """Return whether the best is as good as it need be; a bound above it is wrong and proves nothing."""
        return 0 <= self.value - self.bound <= self.gap * self.value

    def offer(self, schedule: Schedule, value: int) -> bool:
        """Take a better schedule that keeps every rule; return whether it is taken."""
        if value >= self.value or verify_schedule(self.problem, schedule):
            return False
        with self.lock:
            if value >= self.value:
                return False
            self.schedule, self.value, self.last = schedule, value, self.elapsed()
            self._tell(Progress(self.last, 0, value, self.bound or None, schedule))
        return True

    def prove(self, bound: int) -> None:
        """Take a bound where it is better."""
        with self.lock:
            if bound > self.bound:
                self.bound = bound
                self._tell(Progress(self.elapsed(), 0, None, bound))

    def _tell(self, news: Progress) -> None:
        if self.watch is not None:
            self.watch(news)

    def outcome(self, statistics: Statistics, work: float) -> Outcome:
        """Return what came of a search whose solves had these `statistics` and did so much `work`."""
        names = tuple(factors(self.problem)[0])
        return Outcome(
            Status.OPTIMAL if self.proved() else Status.FEASIBLE,
            schedule=self.schedule,
            objective=self.value,
            bound=self.bound,
            terms=evaluate(self.problem, self.schedule),
            levels=(Level(names, self.value, self.bound, self.proved()),),
            seconds=self.elapsed(),
            work=work,
            first=self.first,
            best=self.last,
            statistics=statistics,
        )


def best_of(
    problem: Problem,
    start: Schedule,
    began: float,
    gap: float = 0.0,
    watch: Callable[[Progress], None] | None = None,
) -> Best:
    """Return `start` as the best so far, and tell whoever watches."""
    now, value = time.monotonic() - began, value_of(problem, start)
    if watch is not None:
        watch(Progress(now, 0, value, None, start))
    return Best(problem, watch, began, gap, start, value, now, now)


def value_of(problem: Problem, schedule: Schedule) -> int:
    """Return the weighted sum of the terms of a schedule."""
    levels = factors(problem)
    return weigh(levels[0], evaluate(problem, schedule, levels[0]))
