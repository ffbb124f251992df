"""A proven lower bound of the first objective level, by a linear relaxation with a row per machine and week.

The program has a variable for each way of `relaxed.py` to place a task (the share of the task that starts
so), for each job the share that is served, its tardiness price and what vouchers pay. Its rows:

* a served job has each of its required tasks; a prefix pays for each task by its share of the work;
* of the second task of a minimum lag no more has started by the end of a week than of the first has by
  then reached the moment from which the second may start;
* tardiness is at least what each task, with the least work after it, makes of it;
* vouchers pay at most their caps, and at most the best rate of what they may pay;
* each resource is used at most as much as it is free in each week, by the clocks of `Room`.

All other rules are left out and all rows hold for every schedule that keeps the rules, so the optimum is
a bound; the value returned is computed again from the dual values and the bounds of the variables,
which is valid whatever the solver's tolerances (Neumaier and Shcherbina 2004,
doi:10.1007/s10107-003-0433-3).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from iplatform_sched.search.program import Program
from iplatform_sched.search.relaxation import Relaxation
from iplatform_sched.search.relaxed import DAYS_PER_WEEK, Room

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Job, Problem, TimeLag
    from iplatform_sched.problem.schedule import Schedule, ScheduledTask

ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """A proven bound.

    Attributes
    ----------
    value
        In weighted KRW; zero is always valid, since no term is negative.
    prices
        KRW per tick by resource: how scarce it is on average over all weeks.
    fees
        Least weighted fees of each task by itself, vouchers taken off.
    plans
        Good placements of single jobs with nothing else planned, by job and task.
    """

    value: int = 0
    fees: dict[int, float] = field(default_factory=dict)
    prices: dict[int, float] = field(default_factory=dict)
    plans: dict[int, dict[int, ScheduledTask]] = field(default_factory=dict)


def bound_alone(problem: Problem) -> Bound:
    """Return the sum over jobs of the cheaper of serving each alone, task by task, and leaving it."""
    relaxed = Relaxation(problem, light=True)
    return Bound(math.floor(sum(alone(relaxed, job) for job in problem.jobs) + ROUNDING), _least(relaxed))


def alone(relaxed: Relaxation, job: Job) -> float:
    """Return the least weighted cost of `job` with nothing else planned, served or not, task by task."""
    required = relaxed.required(job)
    if not required:
        return 0.0
    if job.prefix:
        return _prefix_alone(relaxed, job, required)
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


def _prefix_alone(relaxed: Relaxation, job: Job, required: list[int]) -> float:
    """Return the same of a job of which a prefix will do: each task is placed or left out."""
    total = max(sum(relaxed.problem.tasks[t].share for t in required), 1)
    parts = 0.0
    for task in required:
        left = relaxed.guide.unserved * job.unserved_price * relaxed.problem.tasks[task].share / total
        least = min((float(c.net.min()) for c in relaxed.columns[task]), default=math.inf)
        parts += min(least, left + relaxed.lost(task))
    # The price of what is left out is rounded down once.
    return max(parts - relaxed.guide.unserved, 0.0)


def least_fees(problem: Problem) -> dict[int, float]:
    """Return the least weighted cost of each required task by itself, vouchers taken off."""
    return _least(Relaxation(problem, light=True))


def _least(relaxed: Relaxation) -> dict[int, float]:
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


def bound_of(problem: Problem, *, seconds: float | None = None, hopeless: Collection[int] = ()) -> Bound:
    """Return the bound of the linear relaxation, at least :func:`bound_alone`; see the module.

    `hopeless` jobs are proved to be unservable, or not to be worth it, even alone.
    """
    relaxed = Relaxation(problem)
    room = Room(relaxed.state) if relaxed.room is None else relaxed.room
    served = [job for index, job in enumerate(problem.jobs) if index not in hopeless]
    lost = sum(relaxed.absent_price(problem.jobs[index]) for index in hopeless)
    apart = lost + sum(alone(relaxed, job) for job in served)
    for index in hopeless:
        for task in problem.jobs[index].tasks:
            relaxed.columns.pop(task, None)
    program = Program(constant=lost)
    for job in served:
        _add_job(program, relaxed, job)
    rows = _add_resources(program, relaxed, room)
    _add_vouchers(program, relaxed)
    solution = program.solve(seconds)
    value = math.floor(max(solution.value, apart) + ROUNDING)
    prices: dict[int, list[float]] = {}
    for (resource, _, _), row in rows.items():
        if solution.duals[row] < -ROUNDING:
            prices.setdefault(resource, []).append(-float(solution.duals[row]))
    scarce = {resource: sum(found) / room.weeks for resource, found in prices.items()}
    return Bound(value, _least(relaxed), scarce)


def _add_job(program: Program, relaxed: Relaxation, job: Job) -> None:
    problem, guide = relaxed.problem, relaxed.guide
    required = relaxed.required(job)
    if not required:
        return
    total = max(sum(problem.tasks[t].share for t in required), 1)
    whole = None
    if not job.prefix:
        absent = relaxed.absent_price(job)
        whole = program.variable(-absent, 0.0, 1.0)
        program.constant += absent
    else:
        program.constant -= guide.unserved
    worst = relaxed.late_price(job, np.array([problem.horizon]))[0]
    late = program.variable(1.0, 0.0, float(worst)) if worst else None
    tails = relaxed.tails(job)
    for task in required:
        share = program.row(0.0, 0.0)
        tardy = program.row(0.0, math.inf) if late is not None else None
        if tardy is not None and late is not None:
            program.entry(tardy, late, 1.0)
        if whole is not None:
            program.entry(share, whole, -1.0)
        else:
            price = guide.unserved * job.unserved_price * problem.tasks[task].share / total + relaxed.lost(
                task
            )
            served = program.variable(-price, 0.0, 1.0)
            program.constant += price
            program.entry(share, served, -1.0)
        for columns in relaxed.columns[task]:
            first = program.variables(columns.cost)
            program.ways[task, columns.mode] = first
            program.entries(share, first, np.ones(len(columns.day)))
            if tardy is not None:
                program.entries(tardy, first, -relaxed.late_price(job, columns.end + tails[task]))
    for task in required:
        for lag in relaxed.lags(task):
            _add_lag(program, relaxed, lag)


def _add_lag(program: Program, relaxed: Relaxation, lag: TimeLag) -> None:
    """Add the weekly rows of one minimum lag: started of the second <= ready of the first."""
    week = DAYS_PER_WEEK * relaxed.problem.ticks_per_day
    for end in range(week, relaxed.problem.latest_start + week, week):
        seconds = [(c, c.start < end) for c in relaxed.columns[lag.second]]
        if all(flags.all() for _, flags in seconds) or not any(flags.any() for _, flags in seconds):
            continue
        row = program.row(-math.inf, 0.0)
        for columns, flags in seconds:
            program.entries(row, program.ways[lag.second, columns.mode], flags.astype(np.float64))
        for columns in relaxed.columns[lag.first]:
            ready = columns.moment(lag.since) + lag.ticks < end
            program.entries(row, program.ways[lag.first, columns.mode], -ready.astype(np.float64))


def _add_resources(program: Program, relaxed: Relaxation, room: Room) -> dict[tuple[int, str, int], int]:
    """Add a row for each resource, clock and week that could be short; return the rows."""
    demand: dict[tuple[int, str], list[tuple[int, NDArray[np.int64]]]] = {}
    for task, found in relaxed.columns.items():
        for columns in found:
            for key, uses in columns.uses.items():
                demand.setdefault(key, []).append((program.ways[task, columns.mode], uses))
    rows = {}
    for (resource, clock), users in demand.items():
        free = room.free(resource, clock)
        for week in range(room.weeks):
            if not any(uses[:, week].any() for _, uses in users):
                continue
            row = rows[resource, clock, week] = program.row(-math.inf, float(free[week]))
            for first, uses in users:
                program.entries(row, first, uses[:, week].astype(np.float64))
    return rows


def _add_vouchers(program: Program, relaxed: Relaxation) -> None:
    """Let the vouchers of each company pay, together, at most their caps and what they may pay."""
    problem, guide = relaxed.problem, relaxed.guide
    for company, vouchers in relaxed.state.tables.vouchers_of.items():
        cap = sum(max(problem.vouchers[v].cap, 0) for v in vouchers)
        if not cap or not guide.fees:
            continue
        pays = program.variable(-guide.fees, 0.0, float(cap))
        row = program.row(-math.inf, 0.0)
        program.entry(row, pays, 1.0)
        for job in relaxed.state.tables.jobs_of[company]:
            for task in relaxed.required(problem.jobs[job]):
                for columns in relaxed.columns.get(task, ()):
                    program.entries(row, program.ways[task, columns.mode], -columns.paid.astype(np.float64))
