"""Whether a goal can be reached: by a verified plan, or proved to be impossible, or not known.

Impossible is never said by a search that found nothing: dynamic programming over the starts of one job
leaves no way, or the solver proves that the job cannot be placed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from iplatform_sched.errors import VerificationError
from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Tariff, Weights
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.search.bound.paths import through
from iplatform_sched.search.bound.relaxation import first_level
from iplatform_sched.search.construct import construct
from iplatform_sched.search.state import State
from iplatform_sched.timeline import IntervalSet
from iplatform_sched.verify.plan import verify_plan

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.goal import Goal
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.bound.paths import Through
    from iplatform_sched.search.partial import Beam

WORK = 5.0
"""Deterministic seconds of the solver for one question."""
FINITE = 1e17
FEW_STARTS = 800
"""Up to so many starts of all tasks the solver takes no longer than insertion."""
SECOND_SEED = 7


class Answer(StrEnum):
    """What is known about a goal."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer and its grounds.

    Attributes
    ----------
    schedule
        What reaches the goal, where it is possible.
    proof
        What proved the goal impossible: ``paths`` or ``solver``.
    """

    answer: Answer
    compiled: Compiled
    schedule: Schedule | None = None
    proof: str = ""

    @property
    def possible(self) -> bool:
        """Whether a plan is known."""
        return self.answer is Answer.POSSIBLE

    @property
    def impossible(self) -> bool:
        """Whether it is proved that there is none."""
        return self.answer is Answer.IMPOSSIBLE

    def drafted(self) -> tuple[Booking, ...]:
        """Return the bookings of the plan, which the judge has not seen yet."""
        return () if self.schedule is None else to_bookings(self.compiled, self.schedule)

    def bookings(self) -> tuple[Booking, ...]:
        """Return the bookings of the plan, after the judge has looked at them.

        Raises
        ------
        VerificationError
            They break a rule; a fault of ours.
        """
        bookings = self.drafted()
        wrong = verify_plan(self.compiled.snapshot, bookings)
        if wrong:
            raise VerificationError(f"a plan made to explain breaks a rule: {wrong[0]}")
        return bookings


def decide(snapshot: Snapshot, goal: Goal, *, work: float = WORK, beam: Beam | None = None) -> Verdict:
    """Return whether the request of `goal` can reach it with everybody else as in `snapshot`."""
    found = inserted(snapshot, goal, beam=beam)
    return found if found.possible else _proved(found.compiled, work)


def decide_doubtful(snapshot: Snapshot, goal: Goal) -> Verdict:
    """Return as :func:`decide`, sooner where the answer is likely to be no: by proof before search."""
    compiled = goal.compiled(snapshot)
    paths = paths_of(compiled.problem)
    if math.isinf(paths.low):
        return Verdict(Answer.IMPOSSIBLE, compiled, proof="paths")
    left = _without_dead_ends(compiled.problem, paths)
    if _starts(left) > FEW_STARTS and (found := _inserted(compiled)).possible:
        return found
    return _asked(compiled, left, Limits(work=WORK, light=True))


def _proved(compiled: Compiled, work: float) -> Verdict:
    paths = paths_of(compiled.problem)
    if math.isinf(paths.low):
        return Verdict(Answer.IMPOSSIBLE, compiled, proof="paths")
    return _asked(compiled, _without_dead_ends(compiled.problem, paths), Limits(work=work, light=True))


def inserted(snapshot: Snapshot, goal: Goal, *, beam: Beam | None = None) -> Verdict:
    """Return a plan that insertion finds; without one nothing is known."""
    return _inserted(goal.compiled(snapshot), beam)


def _inserted(compiled: Compiled, beam: Beam | None = None) -> Verdict:
    found = construct(compiled.problem, beam=beam).schedule()
    if is_served(compiled.problem, found):
        return Verdict(Answer.POSSIBLE, compiled, found)
    return Verdict(Answer.UNKNOWN, compiled)


def confirm(snapshot: Snapshot, goal: Goal, *, work: float = WORK) -> Verdict:
    """Return what another configuration of the solver says: every start, other seed, no presolve."""
    compiled = goal.compiled(snapshot)
    return _asked(compiled, compiled.problem, Limits(work=work, seed=SECOND_SEED, presolve=False))


def is_served(problem: Problem, schedule: Schedule) -> bool:
    """Return whether every required task is placed."""
    return all(
        at is not None or task.optional for task, at in zip(problem.tasks, schedule.tasks, strict=True)
    )


def paths_of(problem: Problem) -> Through:
    """Return the least costs of the only job of a problem through each start of its tasks."""
    return through(State(problem), first_level(problem), problem.jobs[0])


def _without_dead_ends(problem: Problem, paths: Through) -> Problem:
    """Return the problem without the starts from which no way leads through the job."""
    tasks = tuple(
        replace(
            task,
            modes=tuple(
                replace(mode, starts=IntervalSet.of(paths.starts(index, number, FINITE)))
                for number, mode in enumerate(task.modes)
            ),
        )
        if index in paths.places
        else task
        for index, task in enumerate(problem.tasks)
    )
    return replace(problem, tasks=tasks)


def _starts(problem: Problem) -> int:
    """Return in how many ways the tasks can start, each by itself."""
    modes = (mode for task in problem.tasks if task.pinned is None for mode in task.modes)
    return sum(mode.starts.measure() for mode in modes if mode.starts is not None)


def _unpriced(problem: Problem) -> Problem:
    """Return the problem without what makes starts differ in price, where no budget asks for prices.

    The same schedules keep its rules, and the solver's model is smaller.
    """
    if any(job.budget is not None for job in problem.jobs) or any(
        company.budget is not None for company in problem.companies
    ):
        return problem
    tasks = tuple(
        replace(task, modes=tuple(replace(mode, tariff=Tariff(), trip_price=0) for mode in task.modes))
        for task in problem.tasks
    )
    return replace(problem, tasks=tasks)


def _asked(compiled: Compiled, problem: Problem, limits: Limits) -> Verdict:
    """Ask the solver to serve the job at any price."""
    only = Weights(**(dict.fromkeys(Weights.__dataclass_fields__, 0) | {"unserved": 1}))
    outcome = solve(replace(_unpriced(problem), levels=(), weights=only), limits=limits)
    if outcome.schedule is not None and is_served(problem, outcome.schedule):
        return Verdict(Answer.POSSIBLE, compiled, outcome.schedule)
    if outcome.status in {Status.OPTIMAL, Status.INFEASIBLE}:
        return Verdict(Answer.IMPOSSIBLE, compiled, proof="solver")
    return Verdict(Answer.UNKNOWN, compiled)
