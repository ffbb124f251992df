"""Tiny problems on an hourly grid: ten days, open from 09:00 to 18:00, lunch from 12:00 to 13:00."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ortools.sat.python.cp_model import FEASIBLE, OPTIMAL, CpSolver, LinearExpr

from iplatform_sched.model.build import build
from iplatform_sched.model.context import close, linear, new_context
from iplatform_sched.model.objective import TERMS
from iplatform_sched.model.schedules import pin
from iplatform_sched.problem.data import (
    Calendar,
    Carrier,
    CarrierKind,
    Company,
    Job,
    Mode,
    Problem,
    Resource,
    Site,
    Style,
    Tariff,
    Task,
)
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from iplatform_sched.timeline import IntervalSet
from tests.model.needs import with_needs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.model.context import Context

DAYS, DAY = 10, 24


def spans(*parts: tuple[int, int]) -> IntervalSet:
    return IntervalSet.of(parts)


def daily(*parts: tuple[int, int]) -> IntervalSet:
    return IntervalSet.of((DAY * d + a, DAY * d + b) for d in range(DAYS) for a, b in parts)


OPEN = Calendar(daily((9, 12), (13, 18)), daily((9, 18)))
LATE = Calendar(daily((9, 12), (13, 22)), daily((9, 22)), daily((18, 22)))
SPLIT = Calendar(daily((10, 11), (14, 16)), daily((10, 16)))


def mode(**changes: Any) -> Mode:  # noqa: ANN401 - passes on whatever a mode takes
    facts: dict[str, Any] = {"resource": 0, "site": 0, "calendar": 0, "style": Style.ATTENDED, "run": 2}
    return Mode(**(facts | changes))


def task(*modes: Mode, **changes: Any) -> Task:  # noqa: ANN401 - passes on whatever a task takes
    facts: dict[str, Any] = {"name": "task", "job": 0, "modes": modes or (mode(),)}
    return Task(**(facts | changes))


def problem(*tasks: Task, **changes: Any) -> Problem:  # noqa: ANN401 - passes on whatever a problem takes
    """Return a problem of `tasks` with one job for each job index; `job` gives the jobs' facts."""
    facts = {"due": 5 * DAY, "tardiness_price": 100, "unserved_price": 10_000} | changes.pop("job", {})
    jobs = tuple(
        Job(
            name=f"job {j}",
            company=0,
            tasks=tuple(i for i, one in enumerate(tasks) if one.job == j),
            **facts,
        )
        for j in range(max(one.job for one in tasks) + 1)
    )
    travel = ((0, 2, 1), (2, 0, 2), (1, 2, 0))
    price = tuple(tuple(10 * ticks for ticks in row) for row in travel)
    parcel = tuple(tuple(3 if ticks else 0 for ticks in row) for row in travel)
    base: dict[str, Any] = {
        "horizon": DAYS * DAY,
        "latest_start": DAYS * DAY,
        "jobs": jobs,
        "tasks": tasks,
        "resources": (Resource("machine", 1), Resource("other machine", 2), Resource("pool", 1)),
        "calendars": (OPEN, LATE, SPLIT),
        "sites": tuple(Site(name, daily((9, 18))) for name in ("centre", "other centre", "company")),
        "companies": (Company("company", 2, 2),),
        "carriers": (
            Carrier("road", CarrierKind.DRIVE, travel, price),
            Carrier("post", CarrierKind.PARCEL, travel, parcel),
        ),
        "weeks": (0, 5 * DAY, DAYS * DAY),
        "working_days": (True, True, False, True, True, True, True, True, True, True),
        "staff_ticks": travel,
        "tick_minutes": 60,
    }
    return Problem(**(base | changes))


def at(start: int, end: int, **changes: Any) -> ScheduledTask:  # noqa: ANN401 - the rest of a placement
    facts: dict[str, Any] = {"mode": 0, "start": start, "run_end": end, "unload": end, "end": end}
    return ScheduledTask(**(facts | changes))


def admits(case: Problem, name: str, *placed: ScheduledTask | None, beside: Iterable[str] = ()) -> bool:
    """Return whether a constraint, those `beside` it, and what they need, allow a schedule."""
    context = build(case, with_needs([name, *beside]))
    pin(context, Schedule(placed))
    return _least(context) is not None


def price(case: Problem, name: str, *placed: ScheduledTask | None) -> int | None:
    """Return the least value of one objective term at a schedule."""
    term = next(term for term in TERMS if term.name == name)
    constraints = with_needs(term.needs)
    context = new_context(case, [constraint.name for constraint in constraints])
    for constraint in constraints:
        constraint.post(context)
    cost = linear(term.cost(context, range(len(case.jobs))))
    close(context)
    pin(context, Schedule(placed))
    context.model.minimize(cost)
    return _least(context)


def _least(context: Context) -> int | None:
    solver = CpSolver()
    solver.parameters.num_workers = 1
    found = solver.solve(context.model) in {OPTIMAL, FEASIBLE}
    return round(solver.objective_value) if found else None


def die(context: Context) -> None:
    """End the process, as a solver does that crashes."""
    os._exit(7 if context.tasks else 8)


def die_after_the_hint(context: Context) -> None:
    """End the process when an objective is set for the second time: after the hint is completed."""
    minimize = context.model.minimize

    def mortal(cost: LinearExpr) -> None:
        if context.model.has_objective():
            os._exit(9)
        minimize(cost)

    vars(context.model)["minimize"] = mortal


def nothing(context: Context) -> None:
    """Allow nothing at all."""
    context.model.add_bool_or([])


def pigeons(context: Context) -> None:
    """Allow nothing at all, which takes time to find out: twelve pigeons in eleven holes."""
    nests = [[context.model.new_bool_var("nest") for _ in range(11)] for _ in range(12)]
    for pigeon in nests:
        context.model.add_bool_or(pigeon)
    for hole in zip(*nests, strict=True):
        context.model.add(LinearExpr.sum(list(hole)) <= 1)


PER_HOUR = Tariff(per_hour=10)
