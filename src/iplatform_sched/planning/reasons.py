"""Why a request is not served, from the plan itself: who has its machines, or that nothing fits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.availability.possible import never_servable
from iplatform_sched.search.construct import construct
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from iplatform_sched.domain.vocabulary import RequestId
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule, ScheduledTask

Reason = tuple[str, str]
ANY_PRICE = 10**12
"""An unserved price in KRW that no plan of one request reaches."""
MOST_NAMED = 4
TOO_DEAR = (
    "dearer-than-unserved",
    "every plan found costs more than the policy's price of leaving it unserved",
)
NO_PLAN = (
    "no-plan-found",
    (
        "no plan was found even without the other requests: "
        "bookings, closures, supplies and house rules leave no room"
    ),
)


def unserved_reasons(compiled: Compiled, schedule: Schedule) -> dict[RequestId, Reason]:
    """Return a code and a sentence for each request that `schedule` does not serve wholly.

    Codes: ``capacity`` (alone it could be served; others have its machines), ``other-limits`` (alone it
    could be served; operators, supplies, quotas, vouchers or budgets stand in the way),
    ``dearer-than-unserved``, ``never-servable`` (the network as it is cannot, whatever is planned: machines,
    closures, hours), which is proved; ``no-plan-found``. The others claim no proof: a search found the plan,
    or did not.
    """
    problem = compiled.problem
    left = [job for job in range(len(problem.jobs)) if _left_out(problem, schedule, job)]
    alone = _alone(problem, left)
    rest = [job for job in left if job not in alone]
    dear = _alone(at_any_price(problem, rest), rest)
    reasons = {}
    for job in left:
        if job in alone:
            reason = _rivals_reason(compiled, schedule, alone[job])
        else:
            reason = TOO_DEAR if job in dear else _static(compiled, job)
        reasons[compiled.requests[job].id] = reason
    return reasons


def _static(compiled: Compiled, job: int) -> Reason:
    """Return why the network can never serve a job, where that can be told without a search."""
    issues = never_servable(compiled.snapshot, compiled.requests[job])
    return ("never-servable", "; ".join(each.message for each in issues)) if issues else NO_PLAN


def _left_out(problem: Problem, schedule: Schedule, job: int) -> bool:
    return any(
        schedule.tasks[task] is None and not problem.tasks[task].optional for task in problem.jobs[job].tasks
    )


def at_any_price(problem: Problem, jobs: Iterable[int]) -> Problem:
    """Return the problem with `jobs` served whatever that costs, if they can be."""
    dear = {job: replace(problem.jobs[job], unserved_price=ANY_PRICE) for job in jobs}
    return replace(problem, jobs=tuple(dear.get(index, job) for index, job in enumerate(problem.jobs)))


def _alone(problem: Problem, jobs: list[int]) -> dict[int, dict[int, ScheduledTask]]:
    """Return for each job that can be inserted with nobody else planned where its tasks then are."""
    if not jobs:
        return {}
    state = construct(problem, order=())
    guide = guide_of(problem)
    found = {}
    for job in jobs:
        if insert(state, guide, job):
            placed = state.placed[job]
            found[job] = {task: where for task, where in placed.items() if problem.tasks[task].pinned is None}
            state.drop(job)
    return found


def _rivals_reason(compiled: Compiled, schedule: Schedule, placed: Mapping[int, ScheduledTask]) -> Reason:
    rivals = sorted(set(_rivals(compiled, schedule, placed)))
    if not rivals:
        return (
            "other-limits",
            "alone it could be served; operators, supplies, quotas, vouchers or budgets stand in the way",
        )
    named = ", ".join(f"{machine} ({request})" for machine, request in rivals[:MOST_NAMED])
    more = f" and {len(rivals) - MOST_NAMED} more" if len(rivals) > MOST_NAMED else ""
    return "capacity", f"alone it could be served; at that time its machines have other work: {named}{more}"


def _rivals(
    compiled: Compiled, schedule: Schedule, placed: Mapping[int, ScheduledTask]
) -> Iterator[tuple[str, str]]:
    problem = compiled.problem
    names = {index: equipment for equipment, index in compiled.machines.items()}
    for task, where in placed.items():
        resource = problem.tasks[task].modes[where.mode].resource
        for other, held in enumerate(schedule.tasks):
            if held is None or problem.tasks[other].pinned is not None:
                continue
            same = problem.tasks[other].modes[held.mode].resource == resource
            if (
                same
                and problem.tasks[other].job != problem.tasks[task].job
                and held.start < where.end
                and where.start < held.end
            ):
                yield names[resource], compiled.requests[problem.tasks[other].job].id
