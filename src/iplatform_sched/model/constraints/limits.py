"""Limits on sums: overtime, quotas, supplies, vouchers, budgets, centres."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from ortools.sat.python.cp_model import LinearExpr

from iplatform_sched.model.context import Moment, at_least, linear, movable, on_site
from iplatform_sched.model.costs import net_fee, overtime_uses, staff_travel, task_fee
from iplatform_sched.model.journeys import job_transport
from iplatform_sched.model.variables import unpinned
from iplatform_sched.problem.fees import PERCENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.model.context import Context, Cost
    from iplatform_sched.model.variables import Literal
    from iplatform_sched.problem.data import Quota


def overtime(context: Context) -> None:
    """Use at most the operator-ticks of overtime left to each pool in each week."""
    uses: dict[tuple[int, int], Cost] = defaultdict(list)
    for i, task in enumerate(context.problem.tasks):
        if task.pinned is None:
            for pool, week, ticks, literal in overtime_uses(context, i):
                uses[pool, week].append((literal, ticks))
    for (pool, week), terms in uses.items():
        extra = context.problem.resources[pool].overtime
        if extra is not None:
            context.model.add(linear(terms) <= extra.caps[week])


def quota(context: Context) -> None:
    """Keep the summed amounts of entries that start in a period within its limit."""
    for limit in context.problem.quotas:
        for p, (first, last) in enumerate(pairwise(limit.periods)):
            terms = _started(context, limit, first, last)
            if sum(amount for _, amount in terms) > limit.limits[p]:
                context.model.add(linear(terms) <= limit.limits[p])


def _started(context: Context, limit: Quota, first: int, last: int) -> Cost:
    """Return amounts with literals that hold at least when the entry starts in ``[first, last)``."""
    terms: Cost = []
    for i, m, amount in limit.entries:
        if context.problem.tasks[i].pinned is not None:
            continue
        start = Moment(context.tasks[i].start)
        counted = context.model.new_bool_var(f"{limit.name} counts task {i}")
        context.model.add_bool_or(
            [
                context.tasks[i].modes[m].negated(),
                at_least(context, start, first).negated(),
                at_least(context, start, last),
                counted,
            ]
        )
        terms.append((counted, amount))
    return terms


def supply(context: Context) -> None:
    """Use up at most what there is of each supply, whenever tasks run: one row over the mode literals."""
    uses: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for i, m, mode in movable(context):
        for s, amount in mode.consumes:
            uses[s][i].append((m, amount))
    for s, by_task in uses.items():
        left = context.problem.supplies[s].amount
        if sum(max(amount for _, amount in taken) for taken in by_task.values()) > left:
            terms = [
                (context.tasks[i].modes[m], amount) for i, taken in by_task.items() for m, amount in taken
            ]
            context.model.add(linear(terms) <= left)


def voucher(context: Context) -> None:
    """Let at most one voucher of the own company pay at most its rate of a fee, its cap and in time."""
    spent: dict[int, list[int]] = defaultdict(list)
    for i, task in enumerate(context.problem.tasks):
        uses = context.tasks[i].vouchers
        if task.pinned is not None or not uses:
            continue
        present = context.tasks[i].present
        # An absent task pays with nothing, so that its subsidies need no literal elsewhere.
        context.model.add_at_most_one([*(use.pays for use in uses.values()), present.negated()])
        for v in uses:
            _pay(context, i, v)
            spent[v].append(i)
    for v, tasks in spent.items():
        subsidies = [context.tasks[i].vouchers[v].subsidy for i in tasks]
        context.model.add(LinearExpr.sum(subsidies) <= max(context.problem.vouchers[v].cap, 0))


def _pay(context: Context, task: int, v: int) -> None:
    record, variables = context.problem.vouchers[v], context.tasks[task]
    use = variables.vouchers[v]
    context.model.add(use.subsidy == 0).only_enforce_if(use.pays.negated())
    context.model.add(variables.end <= record.expiry).only_enforce_if(use.pays)
    paid = PERCENT * use.subsidy
    context.model.add(paid <= record.rate_percent * linear(task_fee(context, task)))


def budget(context: Context) -> None:
    """Keep net fees, transport and staff travel within the budgets of the job and of the company."""
    for j, job in enumerate(context.problem.jobs):
        if job.budget is not None:
            _spend(context, [j], job.budget)
    for c, company in enumerate(context.problem.companies):
        if company.budget is not None:
            jobs = [j for j, job in enumerate(context.problem.jobs) if job.company == c]
            _spend(context, jobs, company.budget)


def _spend(context: Context, jobs: Sequence[int], most: int) -> None:
    cost: Cost = []
    tasks = [i for j in jobs for i in unpinned(context.problem, j)]
    for i in tasks:
        cost += net_fee(context, i) + staff_travel(context, i)
    for j in jobs:
        cost += job_transport(context, j)
    if tasks:
        context.model.add(linear(cost) <= most).only_enforce_if(_active(context, tasks))


def _active(context: Context, tasks: Sequence[int]) -> Literal:
    """Return a literal that holds when one of `tasks` is present."""
    key = tuple(tasks)
    if key not in context.active:
        literals = [context.tasks[i].present for i in tasks]
        active = context.model.new_bool_var("active")
        context.model.add_max_equality(active, literals)
        context.active[key] = active
    return context.active[key]


def max_centres(context: Context) -> None:
    """Visit at most so many distinct sites with all present tasks of a job."""
    problem = context.problem
    for j, job in enumerate(problem.jobs):
        free = unpinned(problem, j)
        if job.max_centres is None or not free:
            continue
        sites = sorted({mode.site for i in job.tasks for mode in problem.tasks[i].modes})
        visited = []
        for site in sites:
            here = context.model.new_bool_var(f"{job.name} at site {site}")
            for i in job.tasks:
                if any(mode.site == site for mode in problem.tasks[i].modes):
                    context.model.add_implication(on_site(context, i, site), here)
            visited.append(here)
        context.model.add(LinearExpr.sum(visited) <= job.max_centres).only_enforce_if(_active(context, free))
