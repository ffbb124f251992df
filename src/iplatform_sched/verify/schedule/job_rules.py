"""Rules about jobs and companies: service, quota, voucher, budget, max_centres."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from iplatform_sched.verify.schedule.money import fee, job_costs
from iplatform_sched.verify.schedule.reading import by_key, movable, present
from iplatform_sched.verify.schedule.violation import Violation

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.verify.schedule.reading import Placed


def service(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """A job is served whole or not at all, or with a prefix that its lags and groups allow.

    A mandatory job is served whole. A job of which no required task is served gets no training either.
    """
    found = []
    for index, job in enumerate(problem.jobs):
        required = [
            task
            for task in job.tasks
            if problem.tasks[task].pinned is None and not problem.tasks[task].optional
        ]
        absent = [task for task in required if schedule.tasks[task] is None]
        if absent and job.mandatory:
            found.append(Violation("service", f"{job.name} is mandatory.", tuple(absent), (index,)))
        elif absent and len(absent) < len(required) and not job.prefix:
            found.append(Violation("service", f"{job.name} is served in part.", tuple(absent), (index,)))
        idle = [
            task
            for task in job.tasks
            if problem.tasks[task].optional
            and problem.tasks[task].pinned is None
            and schedule.tasks[task] is not None
        ]
        if idle and len(absent) == len(required):
            message = f"{job.name} is not served and yet {problem.tasks[idle[0]].name} is."
            found.append(Violation("service", message, tuple(idle), (index,)))
        if absent and job.prefix:
            found.extend(_prefix_faults(problem, index, set(required), set(absent)))
    return tuple(found)


def _prefix_faults(problem: Problem, job: int, required: set[int], absent: set[int]) -> list[Violation]:
    name = problem.jobs[job].name
    found = []
    for lag in problem.lags:
        if lag.first in absent and lag.second in required - absent:
            message = f"{name} leaves out {problem.tasks[lag.first].name}, which comes before a served task."
            found.append(Violation("service", message, (lag.first, lag.second), (job,)))
    for group in problem.groups:
        if group & absent and group & (required - absent):
            tasks = tuple(sorted(group & required))
            found.append(Violation("service", f"{name} separates tasks that belong together.", tasks, (job,)))
    return found


def quota(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """In each period no more is started than the quota allows."""
    placed = by_key(movable(problem, schedule))
    found = []
    for rule in problem.quotas:
        for period, (first, last) in enumerate(itertools.pairwise(rule.periods)):
            counted = [
                (task, amount)
                for task, mode, amount in rule.entries
                if task in placed and placed[task].at.mode == mode and first <= placed[task].at.start < last
            ]
            if sum(amount for _, amount in counted) > rule.limits[period]:
                tasks = tuple(sorted({task for task, _ in counted}))
                found.append(Violation("quota", f"{rule.name} is exceeded in period {period}.", tasks))
    return tuple(found)


def voucher(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """A voucher pays its own company, by its expiry, at most its share of a fee, and its cap in all."""
    found = []
    paid: Counter[int] = Counter()
    users: dict[int, list[int]] = defaultdict(list)
    for placed in movable(problem, schedule):
        fault = _voucher_fault(problem, placed)
        if fault is not None:
            found.append(Violation("voucher", f"{placed.task.name} {fault}.", (placed.key,)))
        if placed.at.voucher >= 0:
            paid[placed.at.voucher] += placed.at.subsidy
            users[placed.at.voucher].append(placed.key)
    for index, krw in paid.items():
        if krw > problem.vouchers[index].cap:
            message = f"{problem.vouchers[index].name} pays {krw} KRW, more than it has left."
            found.append(Violation("voucher", message, tuple(users[index])))
    return tuple(found)


def _voucher_fault(problem: Problem, placed: Placed) -> str | None:
    at = placed.at
    if at.voucher < 0:
        return "is subsidised without a voucher" if at.subsidy != 0 else None
    paper = problem.vouchers[at.voucher]
    if paper.company != problem.jobs[placed.task.job].company:
        return f"is paid by {paper.name} of another company"
    if at.end > paper.expiry:
        return f"ends after {paper.name} has expired"
    if not 0 <= at.subsidy <= fee(problem, placed) * paper.rate_percent // 100:
        return f"is subsidised by {at.subsidy} KRW, more than {paper.name} may pay"
    return None


def budget(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """No job and no company costs more than its budget."""
    budgets = [job.budget for job in problem.jobs] + [company.budget for company in problem.companies]
    if all(amount is None for amount in budgets):
        return ()
    costs = job_costs(problem, schedule)
    found = []
    for index, cost in costs.items():
        job = problem.jobs[index]
        if job.budget is not None and cost > job.budget:
            message = f"{job.name} costs {cost} KRW, more than its budget of {job.budget} KRW."
            found.append(Violation("budget", message, (), (index,)))
    for owner, company in enumerate(problem.companies):
        jobs = tuple(job for job in costs if problem.jobs[job].company == owner)
        total = sum(costs[job] for job in jobs)
        if jobs and company.budget is not None and total > company.budget:
            message = f"{company.name} spends {total} KRW, more than its budget of {company.budget} KRW."
            found.append(Violation("budget", message, (), jobs))
    return tuple(found)


def max_centres(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """No job spreads over more sites than it may."""
    by_job: dict[int, list[Placed]] = defaultdict(list)
    for placed in present(problem, schedule):
        by_job[placed.task.job].append(placed)
    found = []
    for index, tasks in by_job.items():
        job = problem.jobs[index]
        sites = {placed.mode.site for placed in tasks}
        moving = any(placed.task.pinned is None for placed in tasks)
        if job.max_centres is not None and moving and len(sites) > job.max_centres:
            message = f"{job.name} uses {len(sites)} centres, more than {job.max_centres}."
            found.append(Violation("max_centres", message, tuple(placed.key for placed in tasks), (index,)))
    return tuple(found)
