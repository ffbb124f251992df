"""Every hard rule binds in the shipped night: a plan made without it breaks it and costs less."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.measures import evaluate, objective
from iplatform_sched.search.construct import construct
from iplatform_sched.search.partial import Beam
from iplatform_sched.timeline import EMPTY, Interval, IntervalSet
from iplatform_sched.verify.schedule import RULES, verify_schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iplatform_sched.domain.facts import Facts
    from iplatform_sched.problem.data import Calendar, Job, Mode, Problem, Resource, Task
    from iplatform_sched.problem.schedule import Schedule

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("Asia/Seoul"))
PLENTY = 1_000_000
MUCH_MONEY = 10**12
IN_A_HURRY = 1_000_000
"""KRW per tick of a request's end, above all fees."""


@pytest.fixture(scope="module")
def night(shipped: Facts) -> Problem:
    """Return the shipped night's problem."""
    assert shipped.policy is not None
    snapshot = Snapshot(
        now=NOW,
        plan_from=NOW + timedelta(minutes=30),
        policy=shipped.policy,
        catalogue=shipped.catalogue,
        companies=shipped.companies,
        vouchers=shipped.vouchers,
        requests=shipped.requests,
        bookings=shipped.bookings,
    )
    return compile_snapshot(snapshot).problem


def _jobs(problem: Problem, change: Callable[[Job], Job]) -> Problem:
    return replace(problem, jobs=tuple(change(each) for each in problem.jobs))


def _modes(problem: Problem, change: Callable[[Mode], Mode]) -> Problem:
    def changed(task: Task) -> Task:
        return replace(task, modes=tuple(change(each) for each in task.modes))

    return replace(problem, tasks=tuple(changed(each) for each in problem.tasks))


def _resources(problem: Problem, change: Callable[[Resource], Resource]) -> Problem:
    return replace(problem, resources=tuple(change(each) for each in problem.resources))


def _service(problem: Problem) -> Problem:
    return replace(_jobs(problem, lambda job: replace(job, prefix=True)), groups=())


def _release(problem: Problem) -> Problem:
    """Specimens wait for the release too, and a request in a hurry shows it."""
    free = _jobs(problem, lambda job: replace(job, release=0))
    specimens = tuple(replace(each, ready=0) for each in problem.specimens)
    return replace(free, specimens=specimens, weights=replace(problem.weights, finish=IN_A_HURRY))


def _calendar(problem: Problem) -> Problem:
    always = IntervalSet((Interval(0, problem.horizon),))

    def opened(calendar: Calendar) -> Calendar:
        return replace(calendar, work=always, windows=always)

    return replace(problem, calendars=tuple(opened(each) for each in problem.calendars))


def _capacity(problem: Problem) -> Problem:
    machines = {mode.resource for task in problem.tasks for mode in task.modes}
    return _roomy(problem, machines)


def _operators(problem: Problem) -> Problem:
    pools = {pool for task in problem.tasks for mode in task.modes for pool, _ in mode.operators}
    return _roomy(problem, pools)


def _roomy(problem: Problem, which: set[int]) -> Problem:
    resources = tuple(
        replace(each, capacity=PLENTY, changeover=()) if index in which else each
        for index, each in enumerate(problem.resources)
    )
    return replace(problem, resources=resources)


def _staff(problem: Problem) -> Problem:
    companies = tuple(replace(each, members=99, busy=()) for each in problem.companies)
    return replace(problem, companies=companies)


def _uncapped(resource: Resource) -> Resource:
    if resource.overtime is None:
        return resource
    caps = tuple(PLENTY for _ in resource.overtime.caps)
    return replace(resource, overtime=replace(resource.overtime, caps=caps))


def _voucher(problem: Problem) -> Problem:
    vouchers = tuple(replace(each, cap=MUCH_MONEY, expiry=problem.horizon) for each in problem.vouchers)
    return replace(problem, vouchers=vouchers)


def _budget(problem: Problem) -> Problem:
    companies = tuple(replace(each, budget=None) for each in problem.companies)
    return replace(_jobs(problem, lambda job: replace(job, budget=None)), companies=companies)


def _pinned(problem: Problem) -> Problem:
    return replace(problem, tasks=tuple(replace(each, pinned=None) for each in problem.tasks))


WITHOUT: dict[str, Callable[[Problem], Problem]] = {
    "service": _service,
    "calendar": _calendar,
    "blocked": lambda problem: _resources(problem, lambda each: replace(each, blocked=EMPTY)),
    "start_window": lambda problem: _modes(problem, lambda mode: replace(mode, starts=None)),
    "release": _release,
    "deadline": lambda problem: _jobs(problem, lambda job: replace(job, deadline=None)),
    "capacity": _capacity,
    "operators": _operators,
    "minimum_lag": lambda problem: replace(problem, lags=tuple(lag for lag in problem.lags if lag.maximum)),
    "maximum_lag": lambda problem: replace(
        problem, lags=tuple(lag for lag in problem.lags if not lag.maximum)
    ),
    "link": lambda problem: replace(problem, links=()),
    "specimen": lambda problem: replace(problem, specimens=()),
    "staff": _staff,
    "changeover": lambda problem: _resources(problem, lambda each: replace(each, changeover=())),
    "training": lambda problem: _modes(problem, lambda mode: replace(mode, training=-1)),
    "overtime": lambda problem: _resources(problem, _uncapped),
    "quota": lambda problem: replace(problem, quotas=()),
    "voucher": _voucher,
    "budget": _budget,
    "max_centres": lambda problem: _jobs(problem, lambda job: replace(job, max_centres=None)),
    "pinned": _pinned,
}
"""For each rule the same problem without it."""


SHOWN_BY: dict[str, tuple[str, ...]] = {
    "service": ("R49",),
    "calendar": ("R53",),
    "blocked": ("R24",),
    "start_window": ("R17",),
    "release": ("R39",),
    "deadline": ("R31", "R34"),
    "capacity": ("R15",),
    "operators": ("R19",),
    "minimum_lag": ("R17",),
    "maximum_lag": ("R57",),
    "link": ("R19",),
    "specimen": ("R24",),
    "staff": ("R29", "R22"),
    "changeover": ("R55",),
    "training": ("R58",),
    "overtime": ("R37",),
    "quota": ("R51",),
    "voucher": ("R12",),
    "budget": ("R54",),
    "max_centres": ("R21",),
    "pinned": ("R41",),
}
"""For each rule requests that show, alone on the network, that it binds."""

WIDE = Beam(30)
"""With a narrower beam insertion misses the cheaper plan of a few rules."""

NOT_SHIPPED = frozenset({"supply", "team"})
"""Rules that nothing in the shipped night is about: no centre counts consumables, no stage names people."""

RULE = {rule.name: rule for rule in RULES if rule.name not in NOT_SHIPPED}


def _inserted(problem: Problem, names: Iterable[str]) -> Schedule:
    """Return a plan of these requests alone, in this order."""
    jobs = {job.name: index for index, job in enumerate(problem.jobs)}
    return construct(problem, order=[jobs[name] for name in names], beam=WIDE).schedule()


def test_each_rule_can_be_left_out() -> None:
    assert list(WITHOUT) == list(RULE)
    assert list(SHOWN_BY) == list(RULE)


def test_what_is_not_shipped_is_not_there(night: Problem) -> None:
    assert {rule.name for rule in RULES} >= NOT_SHIPPED
    assert night.supplies == ()
    assert not any(task.needs for task in night.tasks)
    assert all(resource.pool < 0 for resource in night.resources)


def test_with_all_rules_none_is_broken(night: Problem) -> None:
    assert verify_schedule(night, construct(night).schedule()) == ()


@pytest.mark.parametrize("rule", RULE)
def test_a_plan_without_the_rule_breaks_it_and_costs_less(night: Problem, rule: str) -> None:
    """Less than the plan with the rule, in whichever order that is the cheapest."""
    without = WITHOUT[rule](night)
    within = replace(night, weights=without.weights)
    free = _inserted(without, SHOWN_BY[rule])
    bound = [_inserted(within, names) for names in permutations(SHOWN_BY[rule])]
    assert all(verify_schedule(night, plan) == () for plan in bound)
    assert RULE[rule].check(night, free)
    assert _cost(without, free) < min(_cost(within, plan) for plan in bound)


def _cost(problem: Problem, plan: Schedule) -> int:
    return objective(problem, evaluate(problem, plan))
