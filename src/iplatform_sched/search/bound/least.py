"""What holds of every schedule, job by job: the least cost of each, and the fees that nobody can avoid."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iplatform_sched.search.bound.relaxation import Relaxation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iplatform_sched.problem.data import Job, Problem
    from iplatform_sched.problem.schedule import Schedule, ScheduledTask
    from iplatform_sched.search.bound.shortage import Shortage

    Pack = Mapping[int, Mapping[int, ScheduledTask]]

ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound of the first objective level, and what was found on the way.

    Attributes
    ----------
    value
        In weighted KRW; zero is always valid, since no term is negative.
    sure
        The same by our own arithmetic, or where two configurations of the solver agree.
    fees
        Least weighted fees of each task by itself, vouchers taken off.
    pack
        Placements, by job and task, of jobs that can be planned like that with nothing else planned.
    schedule
        A schedule of all jobs with `pack`, where one is known.
    shortages
        Sets of jobs that cannot all be served.
    """

    value: int = 0
    sure: int = 0
    fees: dict[int, float] = field(default_factory=dict)
    pack: Pack = field(default_factory=dict)
    schedule: Schedule | None = None
    shortages: tuple[Shortage, ...] = ()


def bound_alone(problem: Problem) -> Bound:
    """Return the sum over jobs of the cheaper of serving each alone, task by task, and leaving it."""
    return bound_of(Relaxation(problem))


def bound_of(relaxed: Relaxation) -> Bound:
    """Return the same from the columns of the jobs."""
    total = math.floor(sum(alone(relaxed, job) for job in relaxed.problem.jobs) + ROUNDING)
    return Bound(total, total, least_fees(relaxed))


def alone(relaxed: Relaxation, job: Job) -> float:
    """Return the least weighted cost of `job` with nothing else planned, served or not, task by task."""
    required = relaxed.required(job)
    if not required:
        return 0.0
    if job.prefix:
        return _prefix_alone(relaxed, required)
    absent = relaxed.absent_price(job)
    served = relaxed.least(job)
    if math.isinf(served):
        return absent
    tails = relaxed.tails(job)
    late = 0.0
    for task in required:
        ends = [relaxed.late_price(job, c.end + tails[task]).min() for c in relaxed.columns[task]]
        late = max(late, float(min(ends)))
    return min(absent, served + late)


def _prefix_alone(relaxed: Relaxation, required: list[int]) -> float:
    """Return the same of a job of which a prefix will do: each task is placed or left out."""
    parts = 0.0
    for task in required:
        least = min((float(c.net.min()) for c in relaxed.columns[task]), default=math.inf)
        parts += min(least, relaxed.left_price(task))
    # The price of what is left out is rounded down once.
    return max(parts - relaxed.guide.unserved, 0.0)


def least_fees(relaxed: Relaxation) -> dict[int, float]:
    """Return the least weighted cost of each required task by itself, vouchers taken off."""
    return {
        task: min((float(c.net.min()) for c in found), default=0.0) for task, found in relaxed.columns.items()
    }


def unavoidable(problem: Problem, schedule: Schedule, fees: Mapping[int, float]) -> int:
    """Return the least weighted cost of the served work of `schedule`, from :func:`least_fees`."""
    return math.floor(
        sum(
            fees.get(index, 0.0)
            for index, at in enumerate(schedule.tasks)
            if at is not None and problem.tasks[index].pinned is None
        )
    )
