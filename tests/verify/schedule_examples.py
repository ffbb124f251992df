"""A small problem, ways to change one fact of it, and examples on both sides of a rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from iplatform_sched.problem.data import (
    Calendar,
    Carrier,
    CarrierKind,
    Company,
    Job,
    Link,
    LinkKind,
    Mode,
    Need,
    Problem,
    Resource,
    Site,
    Specimen,
    Style,
    Supply,
    Tariff,
    Task,
    TimeLag,
    Voucher,
)
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from iplatform_sched.timeline import IntervalSet
from iplatform_sched.verify.schedule import RULES

Fact = Any  # of any field: the record that takes it has the type
Tasks = tuple[ScheduledTask | None, ...]

DAY = 6
OFFICE = IntervalSet.of((d * DAY + 1, d * DAY + 5) for d in range(4))
MATRIX = ((0, 2, 3), (2, 0, 4), (3, 4, 0))
MODE = Mode(
    resource=0,
    site=0,
    calendar=0,
    style=Style.ATTENDED,
    run=2,
    operators=((2, 1),),
    tariff=Tariff(per_hour=25),
    trip_price=7,
)
THERE = replace(MODE, resource=1, site=1)
FIRST = ScheduledTask(0, 1, 3, 3, 3)
SECOND = ScheduledTask(0, 8, 10, 10, 10)
ABROAD = replace(SECOND, mode=1)
PROBLEM = Problem(
    horizon=24,
    latest_start=20,
    jobs=(Job("job", 0, (0, 1), due=6, tardiness_price=1, unserved_price=10),),
    tasks=(Task("cut", 0, (MODE, THERE)), Task("test", 0, (MODE, THERE))),
    resources=(Resource("saw", 2), Resource("press", 1), Resource("pool", 2)),
    calendars=(Calendar(OFFICE, OFFICE),),
    sites=(Site("here", OFFICE), Site("there", OFFICE), Site("firm", OFFICE)),
    companies=(Company("firm", 2, members=2),),
    carriers=(
        Carrier("car", CarrierKind.DRIVE, MATRIX, ((0, 5, 5), (5, 0, 5), (5, 5, 0))),
        Carrier("parcel", CarrierKind.PARCEL, MATRIX, ((0, 3, 3), (3, 0, 3), (3, 3, 0))),
    ),
    weeks=(0, 12, 25),
    working_days=(True, True, False, True),
    tick_minutes=240,
)
OVERNIGHT = Mode(0, 0, 0, Style.UNATTENDED, 5, lead=1, tail=1, max_wait=2)


def broken(problem: Problem, *tasks: ScheduledTask | None) -> set[str]:
    """Return the names of the rules that a schedule breaks."""
    schedule = Schedule(tasks)
    return {violation.rule for rule in RULES for violation in rule.check(problem, schedule)}


def with_job(**changes: Fact) -> Problem:
    return replace(PROBLEM, jobs=(replace(PROBLEM.jobs[0], **changes),))


def with_task(key: int, **changes: Fact) -> Problem:
    tasks = list(PROBLEM.tasks)
    tasks[key] = replace(tasks[key], **changes)
    return replace(PROBLEM, tasks=tuple(tasks))


def with_modes(mode: Mode) -> Problem:
    """Return the problem in which the first task is done in this mode."""
    return with_task(0, modes=(mode,))


def with_resource(key: int, **changes: Fact) -> Problem:
    resources = list(PROBLEM.resources)
    resources[key] = replace(resources[key], **changes)
    return replace(PROBLEM, resources=tuple(resources))


def with_company(**changes: Fact) -> Problem:
    return replace(PROBLEM, companies=(replace(PROBLEM.companies[0], **changes),))


def lag(ticks: int, **changes: Fact) -> Problem:
    return replace(PROBLEM, lags=(TimeLag(0, 1, ticks, **changes),))


def link(kind: LinkKind) -> Problem:
    return replace(PROBLEM, links=(Link(0, 1, kind),))


def specimen(carriers_after: tuple[int, ...], **changes: Fact) -> Problem:
    return replace(PROBLEM, specimens=(Specimen("cell", 0, (0, 1), (carriers_after, ()), **changes),))


def at(start: int, run_end: int, unload: int, end: int) -> ScheduledTask:
    return ScheduledTask(0, start, run_end, unload, end)


def away(start: int, end: int) -> ScheduledTask:
    """Return the second task on the other machine."""
    return replace(ABROAD, start=start, end=end)


def paid(krw: int) -> ScheduledTask:
    return replace(FIRST, voucher=0, subsidy=krw)


def voucher(**changes: Fact) -> Problem:
    facts: dict[str, Any] = {"company": 0, "rate_percent": 50, "cap": 90, "expiry": 3, **changes}
    return replace(PROBLEM, vouchers=(Voucher("paper", **facts),))


def courses(**changes: Fact) -> Problem:
    """Return the problem in which the first task is a training that the second one needs."""
    tasks = (
        replace(PROBLEM.tasks[0], optional=True, **changes),
        replace(PROBLEM.tasks[1], modes=(replace(MODE, training=0),)),
    )
    return replace(PROBLEM, tasks=tasks)


def with_supplies(gas: int, gel: int) -> Problem:
    """Return the problem whose tasks take 3 and 4, 2 and 2 in one mode, 1 and 2, 3 and 1 in the other."""
    uses = [((0, 3), (1, 4)), ((0, 1), (1, 2))], [((0, 2), (1, 2)), ((0, 3), (1, 1))]
    tasks = tuple(
        replace(task, modes=tuple(replace(mode, consumes=u) for mode, u in zip(task.modes, use, strict=True)))
        for task, use in zip(PROBLEM.tasks, uses, strict=True)
    )
    return replace(PROBLEM, tasks=tasks, supplies=(Supply("gas", gas), Supply("gel", gel)))


def attended(**changes: Fact) -> Problem:
    """Return the problem in which both tasks need one member."""
    modes = (replace(MODE, staff=1), replace(THERE, staff=1))
    tasks = tuple(replace(task, modes=modes) for task in PROBLEM.tasks)
    return replace(PROBLEM, tasks=tasks, staff_ticks=MATRIX, **changes)


def two_firms() -> Problem:
    """Return the problem in which each task needs one member of another company."""
    case = attended()
    first = replace(case.jobs[0], tasks=(0,))
    return replace(
        case,
        jobs=(first, replace(first, name="other job", company=1, tasks=(1,))),
        tasks=(case.tasks[0], replace(case.tasks[1], job=1)),
        companies=(*case.companies, replace(case.companies[0], name="other firm")),
    )


def by(member: int, placement: ScheduledTask) -> ScheduledTask:
    return replace(placement, members=(member,))


def staffed(**away: Fact) -> Problem:
    """Return the problem whose tasks need one of two people and two of three probes."""
    first = len(PROBLEM.resources)
    people = (Resource("ada", 1, **away), Resource("ben", 1))
    needs = [
        (
            Need((first, first + 1), tuple(1 for _ in task.modes)),
            Need((first + 2,), tuple(2 for _ in task.modes), people=False),
        )
        for task in PROBLEM.tasks
    ]
    tasks = tuple(replace(task, needs=own) for task, own in zip(PROBLEM.tasks, needs, strict=True))
    return replace(PROBLEM, tasks=tasks, resources=(*PROBLEM.resources, *people, Resource("probes", 3)))


def team(placement: ScheduledTask, *members: int) -> ScheduledTask:
    """Return the placement with people and probes by their place behind the other resources."""
    first = len(PROBLEM.resources)
    return replace(placement, team=tuple(first + member for member in members))


def named(first: tuple[int, ...], second: tuple[int, ...]) -> Problem:
    """Return the problem whose tasks share operators and name these of two pools: 0 and 1, 2 and 3."""
    base = len(PROBLEM.resources)
    people = tuple(Resource(f"operator {k}", 1, pool=2 if k < 2 else base + 4) for k in range(4))
    tasks = tuple(
        replace(task, modes=(replace(MODE, operators=((2, 2), *((base + k, 1) for k in own))),))
        for task, own in zip(PROBLEM.tasks, (first, second), strict=True)
    )
    return replace(
        link(LinkKind.SAME_OPERATOR),
        tasks=tasks,
        resources=(*PROBLEM.resources, *people, Resource("desk", 2)),
    )


def families(first: int, second: int, gap: int) -> Problem:
    modes = [(replace(MODE, family=family),) for family in (first, second)]
    tasks = tuple(replace(task, modes=own) for task, own in zip(PROBLEM.tasks, modes, strict=True))
    return replace(with_resource(0, changeover=((0, gap), (gap, 0))), tasks=tasks)


class Example(NamedTuple):
    """A problem, and whether its schedule of these tasks keeps a rule."""

    rule: str
    problem: Problem
    tasks: Tasks
    keeps: bool


def examples(
    *rows: tuple[
        str, Problem, tuple[ScheduledTask | None, ...] | None, tuple[ScheduledTask | None, ...] | None
    ],
) -> list[Example]:
    """Return the examples of rows of a rule, a problem, a schedule that keeps it, one that breaks it."""
    found = []
    for rule, problem, good, bad in rows:
        found += [Example(rule, problem, good, keeps=True)] if good else []
        found += [Example(rule, problem, bad, keeps=False)] if bad else []
    return found


def names_of(rows: list[Example]) -> list[str]:
    """Return a name for each example that no other has."""
    return [f"{number} {one.rule} {'kept' if one.keeps else 'broken'}" for number, one in enumerate(rows)]
