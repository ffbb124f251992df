"""What works beside the search: the bound in a child process, then the solver in children of its own.

Nothing that happens to a child reaches the search: a crash is a count.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from random import Random
from typing import TYPE_CHECKING, NamedTuple, Self

from iplatform_sched.model.child import solve_in_child
from iplatform_sched.model.outcome import Level, Limits, Outcome, Progress, Status
from iplatform_sched.model.spawning import spawn
from iplatform_sched.search.bound.least import Bound
from iplatform_sched.search.bound.prover import Allowance, Assignment, Message, send_bounds
from iplatform_sched.search.neighbourhoods import part_of
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from types import TracebackType

    from iplatform_sched.model.spawning import Child
    from iplatform_sched.problem.residual import Residual
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.tables import Tables

WHOLE_TASKS = 160
PART_SECONDS = 12.0
GRACE_SECONDS = 15.0
SECONDS = 3600.0
PATIENCE_SECONDS = 0.2


class News(NamedTuple):
    """What came in: a bound (zero for none) with what was found on the way, a schedule of all jobs."""

    bound: Bound
    schedule: Schedule | None


class Aside:
    """Work beside a search, one piece at a time; a context manager that ends all of it.

    With `work`, deterministic seconds of the solver, the pieces are the bound and the whole of a small
    problem, and what they say depends on nothing but the problem and the schedules that they are told.

    Attributes
    ----------
    counters
        Pieces of each kind, what they won, crashes, schedules that break a rule.
    solved
        Levels of the whole problem, once the solver has ended on it.
    """

    def __init__(
        self, tables: Tables, *, seconds: float | None, seed: int, work: float | None = None
    ) -> None:
        self.tables = tables
        self.problem = tables.problem
        self.seconds = SECONDS if seconds is None else seconds
        self.work = work
        self.dice = Random(seed)
        self.counters = {"bounds": 0, "adopted": 0, "exact": 0, "exact_won": 0, "crashes": 0, "refused": 0}
        self.solved: tuple[Level, ...] = ()
        self._stop = threading.Event()
        self._threads = ThreadPoolExecutor(1)
        self._child: Child | None = None
        self._future: Future[Outcome] | None = None
        self._part: Residual | None = None
        self._heard: list[Progress] = []
        self._small = len(self.problem.tasks) <= WHOLE_TASKS

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every child."""
        self._stop.set()
        self._end_child()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def begin(self, best: Schedule, elapsed: float) -> None:
        """Start with the bound, `elapsed` seconds into the search, knowing the `best` schedule so far."""
        seconds = max(self.seconds - elapsed, 1.0)
        allowance = Allowance(seconds) if self.work is None else Allowance(self.work, by_work=True)
        self._child = spawn(send_bounds, Assignment(self.problem, best, allowance))

    @property
    def proved(self) -> bool:
        """Return whether the child that raises the bound has come to its end."""
        return self._child is None

    def ready(self) -> bool:
        """Return whether there is something to collect."""
        if self._child is not None:
            return self._child.connection.poll()
        return bool(self._heard) or (self._future is not None and self._future.done())

    def wait(self) -> bool:
        """Wait a moment for something to collect; return whether anything is still to come."""
        if self._child is not None:
            self._child.connection.poll(PATIENCE_SECONDS)
        elif self._future is not None:
            wait([self._future], PATIENCE_SECONDS)
        return self._child is not None or self._future is not None

    def collect(self, best: Schedule, elapsed: float) -> News:
        """Return what came in, and start the next piece on top of `best`."""
        if not self.ready():
            return News(Bound(), None)
        if self._child is not None:
            bound = self._take_bound(self._child.connection, best)
            if bound is None:
                self._end_child()
                self._next(best, elapsed)
            return News(bound or Bound(), None)
        heard, self._heard = self._heard, []
        whole = self._part is None
        bounds = [p.bound for p in heard if p.bound is not None and p.level == 0]
        bound = Bound(max(bounds, default=0) if whole else 0)
        schedules = [p.schedule for p in heard if p.schedule is not None]
        schedule = schedules[-1] if schedules and whole else None
        if self._future is not None and self._future.done():
            outcome = self._future.result()
            bound, schedule = self._take(outcome, bound, schedule)
            if schedule is not None and verify_schedule(self.problem, schedule):
                # Nothing may be built upon it.
                self.counters["refused"] += 1
                schedule = None
            if not whole or outcome.status is Status.CRASHED:
                self._next(best if schedule is None else schedule, elapsed)
            else:
                self._future = None
        return News(bound, schedule)

    def _take_bound(self, pipe: Connection, best: Schedule) -> Bound | None:
        """Return the next bound of the child, ``None`` at its end; answer it with `best` where it asks."""
        try:
            message: Bound | Message = pipe.recv()
            if message is Message.ASK:
                pipe.send(best)
                return Bound()
        except (EOFError, OSError):
            self.counters["crashes"] += 1
            return None
        if message is Message.END:
            return None
        self.counters["bounds"] += 1
        return message

    def _end_child(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def _take(
        self, outcome: Outcome, bound: Bound, schedule: Schedule | None
    ) -> tuple[Bound, Schedule | None]:
        self.counters["exact"] += 1
        self.counters["crashes"] += outcome.status is Status.CRASHED
        if self._part is None:
            self.solved = outcome.levels
            if outcome.levels:
                first = outcome.levels[0]
                bound = Bound(max(first.bound, bound.value), first.bound if first.proved else 0)
            return bound, outcome.schedule or schedule
        if outcome.schedule is None:
            return bound, None
        return bound, self._part.lift(outcome.schedule)

    def _next(self, best: Schedule, elapsed: float) -> None:
        """Start the solver: on the whole of a small problem, else on a few jobs of a large one."""
        left = self.seconds - elapsed
        self._future = None
        if left <= 1.0 or self.counters["crashes"] > len(self.problem.jobs):
            return
        if self.work is not None and (not self._small or self.counters["exact"]):
            return
        self._part = None
        problem, seconds = self.problem, left
        hint: Schedule | None = best
        if not self._small or self.counters["exact"]:
            self._part = part_of(self.problem, best, self.dice, self.tables)
            problem, hint, seconds = self._part.problem, self._part.restrict(best), min(left, PART_SECONDS)
        limits = Limits(
            seconds=seconds if self.work is None else None,
            work=self.work,
            seed=self.dice.randrange(1 << 30),
            light=self._part is not None,
            witness=self._part is None,
        )
        self._future = self._threads.submit(
            solve_in_child,
            problem,
            hint=hint,
            limits=limits,
            # What comes in between depends on the moment at which it is collected.
            on_solution=self._hear if self.work is None else None,
            stop=self._stop,
            grace=GRACE_SECONDS,
        )

    def _hear(self, progress: Progress) -> None:
        if self._part is None:
            self._heard.append(progress)
