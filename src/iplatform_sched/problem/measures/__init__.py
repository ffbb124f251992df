"""What a finished schedule costs, term by term, from the formulas of `problem.data`.

A measure has the name of its field in :class:`Weights` and of its term in the model; its value comes
without the weight. The terms are added up in KRW: :func:`objective`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.problem.fees import fee
from iplatform_sched.problem.measures.transport import transport_cost
from iplatform_sched.problem.placement import Span, attended, dates, usage
from iplatform_sched.problem.teams import people_of, replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from iplatform_sched.problem.data import Job, Mode, Problem, Task
    from iplatform_sched.problem.schedule import Schedule, ScheduledTask
    from iplatform_sched.timeline import IntervalSet


class Measure(NamedTuple):
    """The name of an objective term and the function that computes it on a schedule."""

    name: str
    value: Callable[[Problem, Schedule], int]


def _movable(problem: Problem, schedule: Schedule) -> Iterator[tuple[Task, Mode, ScheduledTask]]:
    """Yield the present tasks that are not pinned: only these are counted."""
    for task, at in zip(problem.tasks, schedule.tasks, strict=True):
        if at is not None and task.pinned is None:
            yield task, task.modes[at.mode], at


def _attended(problem: Problem, mode: Mode, at: ScheduledTask) -> IntervalSet:
    return attended(problem, mode, _span(at))


def _span(at: ScheduledTask) -> Span:
    return Span(at.start, at.run_end, at.unload, at.end)


def _required(problem: Problem, job: Job) -> list[int]:
    return [t for t in job.tasks if problem.tasks[t].pinned is None and not problem.tasks[t].optional]


def last_end(problem: Problem, schedule: Schedule, job: Job) -> int | None:
    """Return the end of the last present task of a job, pinned and training included.

    ``None`` where the job is unserved: no unpinned required task is present.
    """
    if all(schedule.tasks[task] is None for task in _required(problem, job)):
        return None
    return max(at.end for task in job.tasks if (at := schedule.tasks[task]) is not None)


def late_days(problem: Problem, schedule: Schedule, job: Job) -> int:
    """Return the started days by which a served job ends after its due date, else zero."""
    end = last_end(problem, schedule, job)
    return 0 if end is None else max(0, -((job.due - end) // problem.ticks_per_day))


def unserved(problem: Problem, schedule: Schedule) -> int:
    """Return the price of the jobs that are not served, and of what prefixes leave out.

    A job whose required tasks are all pinned leaves nothing out.
    """
    return sum(_unserved(problem, schedule, job) for job in problem.jobs)


def _unserved(problem: Problem, schedule: Schedule, job: Job) -> int:
    required = _required(problem, job)
    absent = [task for task in required if schedule.tasks[task] is None]
    if not absent:
        return 0
    if len(absent) == len(required):
        return job.unserved_price
    if not job.prefix:
        return 0
    left, total = (sum(problem.tasks[task].share for task in tasks) for tasks in (absent, required))
    return job.unserved_price * left // total


def tardiness(problem: Problem, schedule: Schedule) -> int:
    """Return the price of the days by which jobs are late."""
    return sum(job.tardiness_price * late_days(problem, schedule, job) for job in problem.jobs)


def net_fee(problem: Problem, mode: Mode, at: ScheduledTask) -> int:
    """Return the fee of a placement less its subsidy, with materials."""
    return fee(mode.tariff, usage(problem, mode, _span(at))) - at.subsidy + mode.tariff.materials


def fees(problem: Problem, schedule: Schedule) -> int:
    """Return the net fees with materials."""
    return sum(net_fee(problem, mode, at) for _, mode, at in _movable(problem, schedule))


def overtime(problem: Problem, schedule: Schedule) -> int:
    """Return the price of operators' overtime, rounded down for each booking and pool."""
    total = 0
    for _, mode, at in _movable(problem, schedule):
        for pool, heads in mode.operators:
            extra = problem.resources[pool].overtime
            if extra is not None:
                minutes = (_attended(problem, mode, at) & extra.windows).measure() * problem.tick_minutes
                total += heads * minutes * extra.price_per_hour // 60
    return total


def transport(problem: Problem, schedule: Schedule) -> int:
    """Return the price of the transport of specimens."""
    return sum(transport_cost(problem, schedule, specimen) for specimen in problem.specimens)


def staff_travel(problem: Problem, schedule: Schedule) -> int:
    """Return the price of round trips: one per member and attended date of each task."""
    return sum(
        mode.staff * mode.trip_price * dates(problem, _attended(problem, mode, at))
        for _, mode, at in _movable(problem, schedule)
    )


def disruption(problem: Problem, schedule: Schedule) -> int:
    """Return the price of deviating from the plan at the start of the run."""
    return sum(
        _deviation(problem, task, at)
        for task, at in zip(problem.tasks, schedule.tasks, strict=True)
        if task.pinned is None
    )


def _deviation(problem: Problem, task: Task, at: ScheduledTask | None) -> int:
    before, price = task.baseline, problem.disruption
    if before is None:
        return 0
    if at is None:
        return price.lost
    mode = task.modes[at.mode]
    moved = (at.start, mode.resource) != (before.start, before.resource)
    cost = price.moved if moved or replaced(problem.resources, mode, before.operators) else 0
    cost += price.per_day * -(-abs(at.start - before.start) // problem.ticks_per_day)
    if mode.site != before.site:
        return cost + price.other_centre
    return cost + (price.other_resource if mode.resource != before.resource else 0)


def preference(problem: Problem, schedule: Schedule) -> int:
    """Return the price of sites that the jobs would rather avoid."""
    return sum(mode.preference_price for _, mode, _ in _movable(problem, schedule))


def fairness(problem: Problem, schedule: Schedule) -> int:
    """Return the days by which the worst job of all companies is late."""
    return max((late_days(problem, schedule, job) for job in problem.jobs), default=0)


def finish(problem: Problem, schedule: Schedule) -> int:
    """Return the sum of the last ends of the served jobs, in ticks."""
    return sum(last_end(problem, schedule, job) or 0 for job in problem.jobs)


def makespan(problem: Problem, schedule: Schedule) -> int:
    """Return the end of the last task of all that are not pinned, in ticks; zero without any."""
    return max((at.end for _, _, at in _movable(problem, schedule)), default=0)


def task_tardiness(problem: Problem, schedule: Schedule) -> int:
    """Return the price of the started days by which tasks end after their own due dates."""
    return sum(
        task.tardiness_price * max(0, -((task.due - at.end) // problem.ticks_per_day))
        for task, _, at in _movable(problem, schedule)
        if task.due is not None
    )


def unpreferred(problem: Problem, schedule: Schedule) -> int:
    """Return how many units are held by tasks that do not prefer them."""
    return sum(
        member in need.candidates and not need.prefers(member)
        for task, _, at in _movable(problem, schedule)
        for need in task.needs
        for member in at.team
    )


def team_size(problem: Problem, schedule: Schedule) -> int:
    """Return the sum over the jobs of the people who work for each and are in no team of its pinned tasks."""
    total = 0
    for job in problem.jobs:
        known: set[int] = set()
        working: set[int] = set()
        for key in job.tasks:
            at, task = schedule.tasks[key], problem.tasks[key]
            if at is not None:
                (working if task.pinned is None else known).update(people_of(task) & set(at.team))
        total += len(working - known)
    return total


def span(problem: Problem, schedule: Schedule) -> int:
    """Return the sum over the served jobs of the ticks from first start to last end, pinned included."""
    total = 0
    for job in problem.jobs:
        end = last_end(problem, schedule, job)
        if end is not None:
            total += end - min(at.start for task in job.tasks if (at := schedule.tasks[task]) is not None)
    return total


MEASURES: tuple[Measure, ...] = (
    Measure("unserved", unserved),
    Measure("tardiness", tardiness),
    Measure("fees", fees),
    Measure("overtime", overtime),
    Measure("transport", transport),
    Measure("staff_travel", staff_travel),
    Measure("disruption", disruption),
    Measure("preference", preference),
    Measure("fairness", fairness),
    Measure("finish", finish),
    Measure("makespan", makespan),
    Measure("task_tardiness", task_tardiness),
    Measure("unpreferred", unpreferred),
    Measure("team_size", team_size),
    Measure("span", span),
)


def evaluate(problem: Problem, schedule: Schedule, names: Collection[str] | None = None) -> dict[str, int]:
    """Return the terms called `names`, by default all, without weights, in the order of `MEASURES`."""
    return {
        measure.name: measure.value(problem, schedule)
        for measure in MEASURES
        if names is None or measure.name in names
    }


def objective(problem: Problem, terms: Mapping[str, int]) -> int:
    """Return the weighted sum of `terms`; a missing term counts nothing."""
    return sum(getattr(problem.weights, name) * value for name, value in terms.items())
