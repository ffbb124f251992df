"""A smaller problem: a few jobs of a schedule are free, all others stay as they are.

What the fixed jobs hold becomes occupied time of machines, pools and staff; what they use of caps, limits
and budgets is taken off. What cannot interact with the free jobs any more is dropped. Indices of
resources, calendars, sites, companies and carriers stay the same; those of jobs and tasks change.

Every schedule of the smaller problem, lifted, keeps the rules of the whole one, and its additive terms
differ from the whole one's by a constant. Fairness and makespan are maxima: there the smaller problem
counts the free jobs alone, so compare lifted schedules by the whole problem's measures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Attendance, Occupation, Resource
from iplatform_sched.problem.measures import net_fee
from iplatform_sched.problem.measures.transport import transport_cost
from iplatform_sched.problem.placement import Span, attended, dates, overtime
from iplatform_sched.problem.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from iplatform_sched.problem.data import Mode, Problem, Quota, Task
    from iplatform_sched.problem.schedule import ScheduledTask


@dataclass(frozen=True, slots=True)
class Residual:
    """A smaller problem, and the way back.

    Attributes
    ----------
    jobs, tasks
        For each job and task of `problem` its index in the whole problem.
    base
        The schedule that the fixed jobs keep.
    """

    problem: Problem
    jobs: tuple[int, ...]
    tasks: tuple[int, ...]
    base: Schedule

    def lift(self, schedule: Schedule) -> Schedule:
        """Return the schedule of the whole problem with the free tasks as in `schedule`."""
        tasks = list(self.base.tasks)
        for index, at in zip(self.tasks, schedule.tasks, strict=True):
            tasks[index] = at
        return Schedule(tuple(tasks))

    def restrict(self, schedule: Schedule) -> Schedule:
        """Return the part of a schedule of the whole problem that is free; vouchers are kept."""
        return Schedule(tuple(schedule.tasks[index] for index in self.tasks))


@dataclass(slots=True)
class _Used:
    """What the fixed jobs use, by index of the whole problem."""

    holds: defaultdict[int, list[Occupation]]
    visits: defaultdict[int, list[Attendance]]
    overtime: Counter[tuple[int, int]]
    subsidy: Counter[int]
    quota: Counter[tuple[int, int]]
    supply: Counter[int]
    money: Counter[int]


def residual(problem: Problem, schedule: Schedule, jobs: Collection[int]) -> Residual:
    """Return the problem in which only `jobs` are free; `schedule` places the others and keeps all rules."""
    free = tuple(sorted(set(jobs)))
    tasks = tuple(sorted(task for job in free for task in problem.jobs[job].tasks))
    used = _used(problem, schedule, free)
    job_at = {old: new for new, old in enumerate(free)}
    task_at = {old: new for new, old in enumerate(tasks)}
    smaller = replace(
        problem,
        jobs=tuple(
            replace(problem.jobs[job], tasks=tuple(task_at[t] for t in problem.jobs[job].tasks))
            for job in free
        ),
        tasks=tuple(_task(problem.tasks[task], job_at, task_at) for task in tasks),
        resources=_resources(problem, used, tasks),
        companies=tuple(
            replace(
                company,
                busy=(*company.busy, *used.visits[index]),
                budget=None if company.budget is None else company.budget - used.money[index],
            )
            for index, company in enumerate(problem.companies)
        ),
        lags=tuple(
            replace(lag, first=task_at[lag.first], second=task_at[lag.second])
            for lag in problem.lags
            if lag.first in task_at and lag.second in task_at
        ),
        links=tuple(
            replace(link, first=task_at[link.first], second=task_at[link.second])
            for link in problem.links
            if link.first in task_at and link.second in task_at
        ),
        specimens=tuple(
            replace(specimen, job=job_at[specimen.job], stops=tuple(task_at[stop] for stop in specimen.stops))
            for specimen in problem.specimens
            if specimen.job in job_at
        ),
        vouchers=tuple(
            replace(voucher, cap=voucher.cap - used.subsidy[index])
            for index, voucher in enumerate(problem.vouchers)
        ),
        quotas=tuple(
            _quota(quota, index, used, task_at)
            for index, quota in enumerate(problem.quotas)
            if any(task in task_at for task, _, _ in quota.entries)
        ),
        supplies=tuple(
            replace(supply, amount=supply.amount - used.supply[index])
            for index, supply in enumerate(problem.supplies)
        ),
        groups=tuple(
            frozenset(task_at[task] for task in group if task in task_at)
            for group in problem.groups
            if any(task in task_at for task in group)
        ),
    )
    return Residual(smaller, free, tasks, schedule)


def _task(task: Task, job_at: dict[int, int], task_at: dict[int, int]) -> Task:
    modes = tuple(
        replace(mode, training=task_at[mode.training]) if mode.training >= 0 else mode for mode in task.modes
    )
    return replace(task, job=job_at[task.job], modes=modes)


def _quota(quota: Quota, index: int, used: _Used, task_at: dict[int, int]) -> Quota:
    return replace(
        quota,
        entries=tuple(
            (task_at[task], mode, amount) for task, mode, amount in quota.entries if task in task_at
        ),
        limits=tuple(limit - used.quota[index, period] for period, limit in enumerate(quota.limits)),
    )


def _resources(problem: Problem, used: _Used, tasks: Iterable[int]) -> tuple[Resource, ...]:
    """Return the resources with what the fixed jobs hold; those that no free task can use are bare."""
    modes = [mode for task in tasks for mode in problem.tasks[task].modes]
    wanted = {mode.resource for mode in modes} | {pool for mode in modes for pool, _ in mode.operators}
    wanted |= {r for task in tasks for need in problem.tasks[task].needs for r in need.candidates}
    return tuple(
        _resource(problem, used, index)
        if index in wanted
        else Resource(record.name, record.capacity, pool=record.pool)
        for index, record in enumerate(problem.resources)
    )


def _resource(problem: Problem, used: _Used, index: int) -> Resource:
    record = problem.resources[index]
    extra = record.overtime
    if extra is not None:
        caps = tuple(cap - used.overtime[index, week] for week, cap in enumerate(extra.caps))
        extra = replace(extra, caps=caps)
    return replace(record, occupied=(*record.occupied, *used.holds[index]), overtime=extra)


def _used(problem: Problem, schedule: Schedule, free: Collection[int]) -> _Used:
    used = _Used(defaultdict(list), defaultdict(list), *(Counter() for _ in range(5)))
    moving: set[int] = set()
    for index, (task, at) in enumerate(zip(problem.tasks, schedule.tasks, strict=True)):
        if at is not None and task.pinned is None and task.job not in free:
            moving.add(task.job)
            _add_task(problem, used, index, at)
    for specimen in problem.specimens:
        if specimen.job in moving:
            used.money[problem.jobs[specimen.job].company] += transport_cost(problem, schedule, specimen)
    for index, quota in enumerate(problem.quotas):
        for entry, mode, amount in quota.entries:
            at, record = schedule.tasks[entry], problem.tasks[entry]
            if at is None or at.mode != mode or record.pinned is not None or record.job in free:
                continue
            for period, (first, last) in enumerate(pairwise(quota.periods)):
                if first <= at.start < last:
                    used.quota[index, period] += amount
    return used


def _add_task(problem: Problem, used: _Used, index: int, at: ScheduledTask) -> None:
    task = problem.tasks[index]
    mode = task.modes[at.mode]
    company = problem.jobs[task.job].company
    used.holds[mode.resource].append(Occupation(at.start, at.end, mode.units, mode.family))
    ticks = attended(problem, mode, Span(at.start, at.run_end, at.unload, at.end))
    for member in at.team:
        used.holds[member].append(Occupation(at.start, at.end, 1))
    heads = dict(mode.operators)
    for pool, need in mode.operators:
        used.holds[pool] += [Occupation(a, b, need) for a, b in ticks]
    for use in overtime(problem, mode, ticks):
        used.overtime[use.pool, use.week] += heads[use.pool] * use.ticks
    used.visits[company] += [Attendance(member, a, b, mode.site) for member in at.members for a, b in ticks]
    used.supply.update(dict(mode.consumes))
    if at.voucher >= 0:
        used.subsidy[at.voucher] += at.subsidy
    used.money[company] += net_fee(problem, mode, at) + _trips(problem, mode, at)


def _trips(problem: Problem, mode: Mode, at: ScheduledTask) -> int:
    ticks = attended(problem, mode, Span(at.start, at.run_end, at.unload, at.end))
    return mode.staff * mode.trip_price * dates(problem, ticks)
