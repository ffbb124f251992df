"""Service, people, specimens and money: each constraint alone on hand-made problems."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.problem.data import (
    Attendance,
    Calendar,
    Company,
    Occupation,
    Overtime,
    Quota,
    Resource,
    Specimen,
    Style,
    Supply,
    Tariff,
    TimeLag,
    Voucher,
)
from tests.model.tiny import LATE, OPEN, PER_HOUR, SPLIT, admits, at, daily, mode, problem, task

if TYPE_CHECKING:
    from iplatform_sched.problem.schedule import ScheduledTask

HERE, THERE = at(9, 11), at(14, 16)
MACHINE, OTHER, POOL = problem(task()).resources


def test_service_is_whole_or_not_at_all() -> None:
    case = problem(task(), task(), task(optional=True))
    assert admits(case, "service", HERE, THERE, None)
    assert admits(case, "service", None, None, None)
    assert not admits(case, "service", HERE, None, None)
    assert not admits(case, "service", None, None, HERE)


def test_a_mandatory_job_is_served_whole() -> None:
    for prefix in (False, True):
        case = problem(task(), task(), task(optional=True), job={"mandatory": True, "prefix": prefix})
        assert admits(case, "service", HERE, THERE, None)
        assert not admits(case, "service", HERE, None, None)
        assert not admits(case, "service", None, None, None)
        assert admits(case, "capacity", None, None, None)


def test_a_prefix_is_closed_and_keeps_groups_together() -> None:
    case = problem(
        task(), task(), task(), lags=(TimeLag(0, 1, 0),), groups=(frozenset({1, 2}),), job={"prefix": True}
    )
    assert admits(case, "service", HERE, None, None)
    assert admits(case, "service", HERE, THERE, THERE)
    assert not admits(case, "service", HERE, THERE, None)
    assert not admits(case, "service", None, THERE, THERE)


def test_training_comes_first() -> None:
    case = problem(task(mode(training=1), mode()), task(optional=True))
    assert admits(case, "training", THERE, HERE)
    assert admits(case, "training", replace(THERE, mode=1), None)
    assert not admits(case, "training", THERE, None)
    assert not admits(case, "training", HERE, THERE)


@pytest.mark.parametrize(
    ("second", "members", "expected"),
    [
        pytest.param(at(14, 16), (0,), True, id="after the journey"),
        pytest.param(at(11, 14), (0,), False, id="no time to travel"),
        pytest.param(at(11, 14), (1,), True, id="somebody else"),
        pytest.param(at(14, 16), (), False, id="nobody"),
        pytest.param(at(14, 16), (0, 1), False, id="too many"),
        pytest.param(at(14, 16), (5,), False, id="a stranger"),
    ],
)
def test_staff(second: ScheduledTask, members: tuple[int, ...], expected: bool) -> None:
    case = problem(task(mode(staff=1)), task(mode(staff=1, resource=1, site=1)))
    placed = (at(9, 11, members=(0,)), replace(second, members=members))
    assert admits(case, "staff", *placed) is expected
    ordered = replace(case, lags=(TimeLag(0, 1, 0),))
    assert admits(ordered, "staff", *placed, beside=["minimum_lag"]) is expected


def test_staff_may_work_elsewhere_in_a_pause() -> None:
    long = mode(staff=1, style=Style.PAUSABLE, run=9)
    late = mode(staff=1, resource=1, calendar=1, run=2)
    case = problem(task(long), task(late), companies=(Company("company", 2, 1),))
    night, evening = at(13, 38, members=(0,)), at(19, 21, members=(0,))
    assert admits(case, "staff", night, evening)
    assert not admits(case, "staff", night, at(17, 19, members=(0,)))
    away = problem(task(long), task(replace(late, site=1)), companies=(Company("company", 2, 1),))
    assert admits(away, "staff", night, at(20, 22, members=(0,)))
    assert not admits(away, "staff", night, evening)


def test_staff_of_calendars_that_only_partly_overlap() -> None:
    gaps = mode(staff=1, style=Style.PAUSABLE, calendar=2, run=3)
    noon = replace(OPEN, work=daily((11, 13)), windows=daily((11, 13)))
    between = mode(staff=1, resource=1, run=2)
    case = problem(
        task(gaps), task(between), calendars=(noon, LATE, SPLIT), companies=(Company("company", 2, 1),)
    )
    assert admits(case, "staff", at(10, 16, members=(0,)), at(11, 13, members=(0,)))
    odd = replace(
        case, calendars=(replace(noon, work=daily((11, 12), (15, 16)), windows=daily((11, 16))), LATE, SPLIT)
    )
    assert not admits(odd, "staff", at(10, 16, members=(0,)), at(11, 16, members=(0,)))


@pytest.mark.parametrize("style", [Style.ATTENDED, Style.PAUSABLE])
def test_staff_may_take_turns_where_each_stage_pauses_for_the_other(style: Style) -> None:
    works = daily((10, 11), (14, 15)), daily((12, 13), (16, 17))
    calendars = Calendar(works[0], daily((10, 15))), Calendar(works[1], daily((12, 17)))
    ways = [mode(staff=1, style=style, calendar=i, resource=i) for i in range(2)]
    case = problem(*(task(way) for way in ways), calendars=calendars, companies=(Company("company", 2, 1),))
    placed = at(10, 15, members=(0,)), at(12, 17, members=(0,))
    assert admits(case, "staff", *placed)
    assert not admits(replace(case, calendars=(calendars[0],) * 2), "staff", placed[0], placed[0])
    away = replace(case, tasks=(case.tasks[0], task(replace(ways[1], site=1))))
    assert not admits(away, "staff", *placed)


def test_staff_keep_their_other_appointments() -> None:
    busy = (Attendance(0, 12, 13, 1), Attendance(7, 9, 20, 0))
    case = problem(task(mode(staff=1)), companies=(Company("company", 2, 2, busy),))
    assert not admits(case, "staff", at(9, 11, members=(0,)))
    assert admits(case, "staff", at(9, 11, members=(1,)))
    assert admits(case, "staff", at(15, 17, members=(0,)))


def test_changeover_between_tasks_and_after_bookings() -> None:
    table = ((0, 2), (1, 0))
    last = Occupation(0, 8, 0, family=1)
    machine = Resource("machine", 1, occupied=(last,), changeover=table)
    case = problem(task(mode(family=0)), task(mode(family=1)), resources=(machine, OTHER, POOL))
    assert admits(case, "changeover", at(9, 11), at(13, 15))
    assert not admits(case, "changeover", at(10, 12), at(13, 15))
    assert admits(case, "changeover", at(14, 16), at(9, 11))
    fresh = replace(machine, occupied=(replace(last, end=9, amount=1),))
    assert not admits(replace(case, resources=(fresh, OTHER, POOL)), "changeover", at(9, 11), None)
    assert admits(replace(case, resources=(fresh, OTHER, POOL)), "changeover", None, at(9, 11))


@pytest.mark.parametrize(
    ("second", "carriers", "expected"),
    [
        pytest.param(at(13, 15), (0,), True, id="driven"),
        pytest.param(at(11, 14), (0,), False, id="no time to drive"),
        pytest.param(at(13, 15), (1,), False, id="a parcel comes on the next day"),
        pytest.param(at(33, 35), (1,), True, id="the parcel has come"),
        pytest.param(at(33, 35), (), False, id="no carrier"),
        pytest.param(at(13, 15, mode=1), (), True, id="stays where it is"),
        pytest.param(at(10, 12, mode=1), (), False, id="in two tasks at once"),
    ],
)
def test_specimen(second: ScheduledTask, carriers: tuple[int, ...], expected: bool) -> None:
    thing = Specimen("thing", 0, (0, 1), (carriers, ()), origin=2, ready=8, carriers=(0, 1))
    case = problem(task(), task(mode(resource=1, site=1), mode(resource=1)), specimens=(thing,))
    assert admits(case, "specimen", at(9, 11), second) is expected


@pytest.mark.parametrize(
    ("ready", "carriers", "start", "expected"),
    [
        (8, (0,), 9, True),
        (9, (0,), 9, False),
        (9, (1,), 14, False),
        (9, (1,), 33, True),
        (300, (1,), 33, False),
    ],
)
def test_specimen_comes_from_its_origin(
    ready: int, carriers: tuple[int, ...], start: int, expected: bool
) -> None:
    thing = Specimen("thing", 0, (0,), ((),), origin=2, ready=ready, carriers=carriers)
    case = problem(task(), specimens=(thing,))
    assert admits(case, "specimen", at(start, start + 2)) is expected


def test_specimen_of_pinned_tasks_binds_the_others_only() -> None:
    thing = Specimen("thing", 0, (0, 1, 2), ((0,), (0,), (0,)), origin=-1)
    first, second = at(0, 9), at(5, 8)
    case = problem(task(pinned=first), task(pinned=second), task(), specimens=(thing,))
    assert admits(case, "specimen", first, second, at(9, 11))
    assert not admits(case, "specimen", first, second, at(8, 10))


def test_overtime_has_a_weekly_cap() -> None:
    pool = Resource("pool", 1, overtime=Overtime(daily((18, 22)), 10, (3, 0)))
    late = mode(calendar=1, run=3, operators=((2, 1),))
    case = problem(task(late), task(late), resources=(MACHINE, OTHER, pool))
    assert admits(case, "overtime", at(18, 21), at(13, 16))
    assert not admits(case, "overtime", at(18, 21), at(41, 44))
    assert not admits(case, "overtime", at(138, 141), None)


def test_quota_counts_starts_in_a_period() -> None:
    limit = Quota("quota", ((0, 0, 2), (1, 0, 2)), (0, 24, 48), (3, 9))
    case = problem(task(), task(), quotas=(limit,))
    assert admits(case, "quota", at(9, 11), at(33, 35))
    assert not admits(case, "quota", at(9, 11), at(14, 16))
    assert admits(replace(case, tasks=(task(), task(pinned=THERE))), "quota", at(9, 11), THERE)


def test_supplies_are_used_up_whenever_tasks_run() -> None:
    dear, cheap = mode(consumes=((0, 3), (1, 1))), mode(consumes=((1, 2),))
    case = problem(task(dear, cheap), task(dear), supplies=(Supply("gas", 5), Supply("gel", 3)))
    assert admits(case, "supply", replace(at(9, 11), mode=1), at(33, 35))
    assert not admits(case, "supply", at(9, 11), at(33, 35))
    assert admits(replace(case, tasks=(task(dear), task(dear, pinned=THERE))), "supply", at(9, 11), THERE)
    short = replace(case, supplies=(Supply("gas", 2), Supply("gel", 2)))
    assert admits(short, "supply", replace(at(9, 11), mode=1), None)
    assert not admits(short, "supply", None, at(33, 35))


@pytest.mark.parametrize(
    ("voucher", "subsidy", "end", "expected"),
    [
        (0, 10, 11, True),
        (0, 11, 11, False),
        (0, 10, 16, False),
        (-1, 5, 11, False),
        (1, 5, 11, False),
        (2, 5, 11, False),
    ],
)
def test_voucher(voucher: int, subsidy: int, end: int, expected: bool) -> None:
    vouchers = (
        Voucher("own", 0, 50, 15, 12),
        Voucher("empty", 0, 50, 4, 99),
        Voucher("foreign", 1, 50, 99, 99),
    )
    case = problem(task(mode(tariff=PER_HOUR)), task(mode(tariff=PER_HOUR, resource=1)), vouchers=vouchers)
    placed = at(end - 2, end, voucher=voucher, subsidy=subsidy)
    assert admits(case, "voucher", placed, None) is expected
    assert not admits(case, "voucher", placed, replace(placed, subsidy=6))


def test_budget_of_job_and_company() -> None:
    tariff = replace(PER_HOUR, materials=5)
    thing = Specimen("thing", 0, (0,), ((),), origin=2, carriers=(0,))
    way = mode(tariff=tariff, staff=1, trip_price=7)
    placed = at(9, 11, members=(0,))
    for most, expected in ((42, True), (41, False)):  # 20 + 5 + 7 for the trip + 10 for the drive
        case = problem(task(way), specimens=(thing,), job={"budget": most})
        assert admits(case, "budget", placed) is expected
        owner = problem(task(way), specimens=(thing,), companies=(Company("company", 2, 1, budget=most),))
        assert admits(owner, "budget", placed) is expected
    assert admits(problem(task(way), job={"budget": -1}), "budget", None)


def test_budget_of_a_company_sums_its_jobs() -> None:
    way = mode(tariff=Tariff(fixed=10))
    case = problem(task(way), task(way, job=1), companies=(Company("company", 2, budget=19),))
    assert admits(case, "budget", HERE, None)
    assert not admits(case, "budget", HERE, THERE)


def test_max_centres_counts_pinned_tasks_too() -> None:
    case = problem(task(pinned=HERE), task(mode(), mode(resource=1, site=1)), job={"max_centres": 1})
    assert admits(case, "max_centres", HERE, THERE)
    assert not admits(case, "max_centres", HERE, replace(THERE, mode=1))
    assert admits(replace(case, jobs=(replace(case.jobs[0], max_centres=0),)), "max_centres", HERE, None)
