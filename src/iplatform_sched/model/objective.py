"""What a schedule costs, term by term, as linear expressions to be minimised.

An expression is the term's value where the solver minimises it, and never less than that value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python.cp_model import LinearExpr

from iplatform_sched.errors import SolverError
from iplatform_sched.model.context import any_of, linear
from iplatform_sched.model.costs import net_fee, overtime_price
from iplatform_sched.model.costs import staff_travel as trips
from iplatform_sched.model.journeys import job_transport
from iplatform_sched.model.redundant import loads
from iplatform_sched.model.team_costs import span, task_tardiness, team_size, unpreferred
from iplatform_sched.model.variables import unpinned_required, unpinned_tasks
from iplatform_sched.problem.teams import replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ortools.sat.python.cp_model import IntVar

    from iplatform_sched.model.context import Context, Cost
    from iplatform_sched.problem.data import Baseline


class Term(NamedTuple):
    """One objective term.

    Attributes
    ----------
    cost
        What some jobs cost. Of terms that are sums over jobs, what sets of jobs cost adds up.
    needs
        Names of constraints that must be in the model, because the term is written in their terms.
    is_sum
        Whether the term is a sum over jobs; else it is a maximum.
    """

    name: str
    cost: Callable[[Context, Sequence[int]], Cost]
    needs: tuple[str, ...] = ()
    is_sum: bool = True


class Least(NamedTuple):
    """What a set of jobs is known to cost at least."""

    jobs: tuple[int, ...]
    cost: int


def unserved(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the price of unserved jobs, and of the left-out work of prefixes."""
    cost: Cost = []
    for j in jobs:
        job = context.problem.jobs[j]
        required = unpinned_required(context.problem, j)
        if not required or not job.unserved_price:
            continue
        if not job.prefix:
            cost.append((context.served[j].negated(), job.unserved_price))
            continue
        shares = [context.problem.tasks[i].share for i in required]
        total = sum(shares)
        left = LinearExpr.weighted_sum([context.tasks[i].present.negated() for i in required], shares)
        price = context.model.new_int_var(0, job.unserved_price, f"{job.name} left out")
        context.model.add(total * price <= job.unserved_price * left)
        context.model.add(job.unserved_price * left <= total * price + (total - 1))
        cost.append((price, 1))
    return cost


def tardiness(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the price of started days after the due dates."""
    return [
        (days_late(context, j), price)
        for j in jobs
        if (price := context.problem.jobs[j].tardiness_price) and unpinned_required(context.problem, j)
    ]


def days_late(context: Context, job: int) -> IntVar:
    """Return the started days by which the last present task of a served job ends after its due date."""
    if job not in context.days_late:
        record, day = context.problem.jobs[job], context.problem.ticks_per_day
        latest = max((context.tasks[i].end.domain.max() for i in record.tasks), default=0)
        most = max(0, -(-(latest - record.due) // day))
        days = context.model.new_int_var(0, most, f"{record.name} days late")
        for i in record.tasks:
            variables = context.tasks[i]
            row = context.model.add(day * days >= variables.end - record.due)
            row.only_enforce_if([variables.present, context.served[job]])
        context.days_late[job] = days
    return context.days_late[job]


def fees(context: Context, jobs: Sequence[int]) -> Cost:
    """Return fees net of vouchers, with materials."""
    return [term for i in unpinned_tasks(context.problem, jobs) for term in net_fee(context, i)]


def overtime(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the price of operators' overtime."""
    return [term for i in unpinned_tasks(context.problem, jobs) for term in overtime_price(context, i)]


def transport(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the price of all legs of all specimens."""
    return [term for j in jobs for term in job_transport(context, j)]


def staff_travel(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the price of round trips of company staff."""
    return [term for i in unpinned_tasks(context.problem, jobs) for term in trips(context, i)]


def disruption(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the price of deviating from the baseline."""
    cost: Cost = []
    for i in unpinned_tasks(context.problem, jobs):
        baseline = context.problem.tasks[i].baseline
        if baseline is not None:
            cost += _moved(context, i, baseline)
    return cost


def _moved(context: Context, task: int, baseline: Baseline) -> Cost:
    prices, day = context.problem.disruption, context.problem.ticks_per_day
    variables, modes = context.tasks[task], context.problem.tasks[task].modes
    at_site = [m for m, mode in enumerate(modes) if mode.site == baseline.site]
    same = [m for m, mode in enumerate(modes) if mode.resource == baseline.resource]
    aside = [m for m in at_site if m not in same]
    resources = context.problem.resources
    stay = [m for m in same if not replaced(resources, modes[m], baseline.operators)]
    kept = context.model.new_bool_var(f"task {task} kept")
    context.model.add_implication(kept, any_of(context, task, stay))
    context.model.add(variables.start == baseline.start).only_enforce_if(kept)
    days = context.model.new_int_var(
        0, -(-max(context.problem.horizon, abs(baseline.start)) // day) + 1, f"task {task} shift"
    )
    for shift in (variables.start - baseline.start, baseline.start - variables.start):
        context.model.add(day * days >= shift).only_enforce_if(variables.present)
    elsewhere = [m for m in range(len(modes)) if m not in at_site]
    terms: Cost = [
        (variables.present.negated(), prices.lost),
        (variables.present, prices.moved),
        (kept, -prices.moved),
        (days, prices.per_day),
        (any_of(context, task, elsewhere), prices.other_centre),
        (any_of(context, task, aside), prices.other_resource),
    ]
    return [(expression, price) for expression, price in terms if price]


def preference(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the price of sites that jobs would rather avoid."""
    return [
        (context.tasks[i].modes[m], mode.preference_price)
        for i in unpinned_tasks(context.problem, jobs)
        for m, mode in enumerate(context.problem.tasks[i].modes)
        if mode.preference_price
    ]


def fairness(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the worst tardiness of any job in days."""
    late = [days_late(context, j) for j in jobs if unpinned_required(context.problem, j)]
    if not late:
        return []
    worst = context.model.new_int_var(0, max(days.domain.max() for days in late), "worst tardiness")
    context.model.add_max_equality(worst, late)
    return [(worst, 1)]


def finish(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the summed ends of the served jobs, in ticks."""
    cost: Cost = []
    for j in jobs:
        job = context.problem.jobs[j]
        if unpinned_required(context.problem, j):
            last = _last(context, f"{job.name} finish")
            for i in job.tasks:
                variables = context.tasks[i]
                row = context.model.add(last >= variables.end)
                row.only_enforce_if([variables.present, context.served[j]])
            cost.append((last, 1))
    return cost


def makespan(context: Context, jobs: Sequence[int]) -> Cost:
    """Return the end of the last task of `jobs`, which are all that there are, in ticks."""
    last = _last(context, "makespan")
    for i in unpinned_tasks(context.problem, jobs):
        variables = context.tasks[i]
        context.model.add(last >= variables.end).only_enforce_if(variables.present)
    loads(context, last)
    return [(last, 1)]


def _last(context: Context, name: str) -> IntVar:
    latest = max((variables.end.domain.max() for variables in context.tasks), default=0)
    return context.model.new_int_var(0, latest, name)


TERMS: tuple[Term, ...] = (
    Term("unserved", unserved),
    Term("tardiness", tardiness),
    Term("fees", fees, ("calendar", "voucher")),
    Term("overtime", overtime, ("calendar",)),
    Term("transport", transport, ("specimen",)),
    Term("staff_travel", staff_travel, ("calendar",)),
    Term("disruption", disruption),
    Term("preference", preference),
    Term("fairness", fairness, is_sum=False),
    Term("finish", finish),
    Term("makespan", makespan, is_sum=False),
    Term("task_tardiness", task_tardiness),
    Term("unpreferred", unpreferred),
    Term("team_size", team_size),
    Term("span", span),
)


def objective(
    context: Context, factors: dict[str, int], terms: tuple[Term, ...] = TERMS, least: Sequence[Least] = ()
) -> Cost:
    """Return the sum of `terms`, each times its factor, and post what disjoint sets of jobs cost at `least`.

    Terms without a factor are not even built.

    Raises
    ------
    SolverError
        When sets of jobs are told of, and there are several levels or a term that is no sum over jobs.
    """
    has_maximum = any(factors.get(term.name) and not term.is_sum for term in terms)
    if least and (has_maximum or context.problem.levels):
        raise SolverError("What sets of jobs cost adds up in one level, of terms that are sums over jobs.")
    rest = set(range(len(context.problem.jobs)))
    total: Cost = []
    for jobs, cost in least:
        part = _cost_of(context, factors, terms, jobs)
        context.model.add(linear(part) >= cost)
        total += part
        rest -= {*jobs}
    return total + _cost_of(context, factors, terms, sorted(rest))


def _cost_of(context: Context, factors: dict[str, int], terms: tuple[Term, ...], jobs: Sequence[int]) -> Cost:
    return [
        (expression, price * factors[term.name])
        for term in terms
        if factors.get(term.name)
        for expression, price in term.cost(context, jobs)
    ]
