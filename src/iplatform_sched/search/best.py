"""The best schedule so far, shared by all who look for better ones."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iplatform_sched.model.levels import factors, weigh
from iplatform_sched.model.outcome import Level, Outcome, Progress, Statistics, Status, claim
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
    sure
        No schedule costs less: by our own arithmetic, or two configurations of the solver agree.
    told
        No schedule costs less, says one configuration.
    doubtful
        Set where the best would be proved if `told` were sure: time to solve everything from there.
    doubted
        The last bound told, and value, of which that was so.
    """

    problem: Problem
    watch: Callable[[Progress], None] | None
    began: float
    gap: float
    schedule: Schedule
    value: int
    first: float
    last: float
    sure: int = 0
    told: int = 0
    doubtful: threading.Event = field(default_factory=threading.Event)
    doubted: tuple[int, int] = (0, 0)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def elapsed(self) -> float:
        """Return the seconds since the search began."""
        return time.monotonic() - self.began

    def now(self) -> tuple[Schedule, int]:
        """Return the best schedule and its value."""
        with self.lock:
            return self.schedule, self.value

    def proved(self) -> bool:
        """Return whether the best is as good as it need be; a bound above it is wrong and proves nothing."""
        return 0 <= self.value - self.sure <= self.gap * self.value

    @property
    def bound(self) -> int:
        """Return the best bound; what is told by one configuration proves nothing optimal."""
        return max(self.sure, min(self.told, claim(self.value, self.gap) - 1))

    def offer(self, schedule: Schedule, value: int, *, doubt: bool = True) -> bool:
        """Take a better schedule that keeps every rule; return whether it is taken.

        Without `doubt` no second witness is wanted, for whoever offers it will ask one.
        """
        if value >= self.value or verify_schedule(self.problem, schedule):
            return False
        with self.lock:
            if value >= self.value:
                return False
            self.schedule, self.value, self.last = schedule, value, self.elapsed()
            if self.told > value:
                # It was wrong.
                self.told = 0
            self._tell(Progress(self.last, 0, value, self.bound or None, schedule))
            if doubt:
                self._doubt()
        return True

    def prove(self, bound: int, *, sure: bool) -> None:
        """Take a bound where it is better."""
        with self.lock:
            before = self.bound
            if sure:
                self.sure = max(self.sure, bound)
            elif bound <= self.value:
                # Above a schedule that keeps every rule it is wrong.
                self.told = max(self.told, bound)
            if self.bound > before:
                self._tell(Progress(self.elapsed(), 0, None, self.bound))
            self._doubt()

    def _doubt(self) -> None:
        """Say that a second configuration is to be asked, once of each bound and value."""
        if self.told >= claim(self.value, self.gap) and not self.proved():
            if self.doubted != (self.told, self.value):
                self.doubtful.set()
            self.doubted = self.told, self.value

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
