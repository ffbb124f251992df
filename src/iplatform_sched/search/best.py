"""The best schedule so far, shared by all who look for better ones."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from iplatform_sched.model.outcome import Outcome, Progress, Status
from iplatform_sched.model.solve import factors, weigh
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule


@dataclass(slots=True)
class Best:
    """The best schedule so far, and what is proved of all.

    Attributes
    ----------
    began
        When the search did, by the monotonic clock.
    first, last
        Seconds from there to the first schedule and to the best one.
    bound
        No schedule costs less.
    """

    problem: Problem
    watch: Callable[[Progress], None] | None
    began: float
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
        """Return whether nothing better can be found."""
        return self.bound >= self.value

    def offer(self, schedule: Schedule, value: int) -> bool:
        """Take a better schedule that keeps every rule; return whether it is taken."""
        if value >= self.value or verify_schedule(self.problem, schedule):
            return False
        with self.lock:
            if value >= self.value:
                return False
            self.schedule, self.value, self.last = schedule, value, self.elapsed()
        self.tell()
        return True

    def tell(self) -> None:
        """Tell whoever watches what is best now."""
        if self.watch is not None:
            self.watch(Progress(self.last, 0, self.value, self.bound or None, self.schedule))

    def outcome(self, whole: Outcome, work: float) -> Outcome:
        """Return what came of a search beside the model of everything, which ended as `whole`."""
        bound = min(max(self.bound, whole.bound or 0), self.value)
        return replace(
            whole,
            status=Status.OPTIMAL if bound == self.value else Status.FEASIBLE,
            schedule=self.schedule,
            objective=self.value,
            bound=bound,
            terms=evaluate(self.problem, self.schedule),
            seconds=self.elapsed(),
            work=work,
            first=self.first,
            best=self.last,
        )


def best_of(
    problem: Problem, start: Schedule, began: float, watch: Callable[[Progress], None] | None
) -> Best:
    """Return `start` as the best so far, and tell whoever watches."""
    now = time.monotonic() - began
    best = Best(problem, watch, began, start, value_of(problem, start), now, now)
    best.tell()
    return best


def value_of(problem: Problem, schedule: Schedule) -> int:
    """Return the weighted sum of the terms of a schedule."""
    levels = factors(problem)
    return weigh(levels[0], evaluate(problem, schedule, levels[0]))
