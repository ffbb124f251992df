"""Objective terms against amounts that are easy to work out by hand, and against the measures."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from iplatform_sched.model.objective import TERMS
from iplatform_sched.problem.data import (
    Baseline,
    DisruptionPrices,
    Overtime,
    Resource,
    Specimen,
    Style,
    Tariff,
    TimeLag,
    Voucher,
    Weights,
)
from iplatform_sched.problem.measures import MEASURES, evaluate
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from tests.model.tiny import PER_HOUR, at, daily, mode, price, problem, task

HERE, THERE = at(9, 11), at(14, 16)
MACHINE, OTHER, POOL = problem(task()).resources


def test_terms_weights_and_measures_have_the_same_names() -> None:
    names = [term.name for term in TERMS]
    assert names == [measure.name for measure in MEASURES] == [field.name for field in fields(Weights)]


def test_unserved() -> None:
    case = problem(task(), task())
    assert price(case, "unserved", None, None) == 10_000
    assert price(case, "unserved", HERE, THERE) == 0
    assert price(problem(task(pinned=HERE)), "unserved", HERE) == 0
    prefix = problem(task(share=1), task(share=2), job={"prefix": True, "unserved_price": 100})
    assert price(prefix, "unserved", HERE, None) == 66
    assert price(prefix, "unserved", None, None) == 100


def test_tardiness_fairness_finish_and_makespan() -> None:
    case = problem(task(), task(job=1), task(optional=True, pinned=at(100, 170)))
    pin = at(100, 170)
    late = at(153, 155)
    assert price(case, "tardiness", HERE, late, pin) == 300 + 200
    assert price(case, "fairness", HERE, late, pin) == 3
    assert price(case, "finish", HERE, late, pin) == 170 + 155
    assert price(case, "makespan", HERE, late, pin) == 155
    assert price(case, "tardiness", None, HERE, pin) == 0
    assert price(problem(task(pinned=pin)), "fairness", pin) == 0


@pytest.mark.parametrize("percent", [0, 50])
@pytest.mark.parametrize("unload", [33, 38, 57])
@pytest.mark.parametrize("discounts", [(), (33, 7)])
def test_fee_of_waiting_unattended_work(percent: int, unload: int, discounts: tuple[int, ...]) -> None:
    tariff = Tariff(
        per_hour=101, tier_minutes=25 * 60, per_hour_after=37, operator_per_hour=11, per_day=13, fixed=3,
        after_hours_percent=33, express_percent=percent, express_before=12, discounts=discounts, materials=1,
    )  # fmt: skip
    soak = mode(style=Style.UNATTENDED, run=20, lead=1, tail=1, max_wait=40, calendar=1, tariff=tariff)
    case = problem(task(soak, mode(tariff=PER_HOUR)))
    placed = at(9, unload + 1, run_end=30, unload=unload)
    assert price(case, "fees", placed) == evaluate(case, Schedule((placed,)))["fees"]
    assert price(case, "fees", replace(HERE, mode=1)) == 20
    assert price(case, "fees", None) == 0


def test_fees_are_net_of_vouchers_and_count_materials() -> None:
    way = mode(tariff=replace(PER_HOUR, materials=5))
    case = problem(task(way), vouchers=(Voucher("voucher", 0, 50, 99, 99),))
    assert price(case, "fees", replace(HERE, voucher=0, subsidy=10)) == 20 - 10 + 5
    assert price(case, "fees", HERE) == 25


def test_overtime_is_rounded_once_for_each_pool() -> None:
    pool = Resource("pool", 1, overtime=Overtime(daily((18, 22)), 11, (99, 99)))
    late = mode(calendar=1, run=3, operators=((2, 1),))
    case = problem(task(late), resources=(MACHINE, OTHER, pool))
    assert price(case, "overtime", at(17, 20)) == 22
    assert price(case, "overtime", HERE.__class__(0, 9, 13, 13, 13)) is None
    half = mode(calendar=1, style=Style.UNATTENDED, lead=1, run=1, tail=1, max_wait=2, operators=((2, 1),))
    quick = replace(problem(task(half), resources=(MACHINE, OTHER, pool)), tick_minutes=30)
    placed = at(18, 21, run_end=20, unload=20)
    assert price(quick, "overtime", placed) == 11
    assert price(replace(quick, tick_minutes=60), "overtime", placed) == 22
    free = replace(pool, overtime=Overtime(daily((18, 22)), 0, (99, 99)))
    assert price(replace(quick, resources=(MACHINE, OTHER, free)), "overtime", placed) == 0


@pytest.mark.parametrize(
    ("start", "expected"),
    [pytest.param(13, 10, id="driven"), pytest.param(57, 3, id="sent, which is cheaper")],
)
def test_transport_takes_the_cheapest_carrier_in_time(start: int, expected: int) -> None:
    thing = Specimen("thing", 0, (0, 1), ((0, 1), ()))
    case = problem(task(), task(mode(resource=1, site=2)), specimens=(thing,))
    for lags in ((), (TimeLag(0, 1, 0),)):
        assert price(replace(case, lags=lags), "transport", at(9, 11), at(start, start + 2)) == expected
    assert price(case, "transport", at(9, 11), None) == 0


def test_staff_travel_counts_attended_dates() -> None:
    soak = mode(style=Style.UNATTENDED, run=2, lead=1, tail=1, max_wait=30, staff=1, trip_price=7)
    case = problem(task(soak))
    assert price(case, "staff_travel", at(9, 14, run_end=12, unload=13, members=(0,))) == 7
    assert price(case, "staff_travel", at(9, 34, run_end=12, unload=33, members=(0,))) == 14
    over = mode(style=Style.PAUSABLE, run=9, staff=2, trip_price=7)
    assert price(problem(task(over)), "staff_travel", at(13, 38, members=(0, 1))) == 28
    day = mode(style=Style.UNATTENDED, run=24, lead=1, tail=1, max_wait=30, staff=1, trip_price=7)
    assert price(problem(task(day)), "staff_travel", at(9, 35, run_end=34, unload=34, members=(0,))) == 14


@pytest.mark.parametrize(
    ("placed", "expected"),
    [
        (at(9, 11), 0),
        (at(10, 12), 1 + 10),
        (at(33, 35), 1 + 10),
        (at(9, 11, mode=1), 1 + 100),
        (at(57, 59, mode=2), 1 + 20 + 1000),
        (None, 9),
    ],
)
def test_disruption(placed: ScheduledTask | None, expected: int) -> None:
    ways = (mode(), mode(resource=1), mode(resource=1, site=1))
    case = problem(task(*ways, baseline=Baseline(9, 0, 0)), disruption=DisruptionPrices(1, 10, 100, 1000, 9))
    assert price(case, "disruption", placed) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [((), (0, 0, 0)), ((2,), (0, 1, 0)), ((2, 3), (1, 1, 0)), ((4,), (0, 0, 0))],
)
def test_disruption_by_other_operators(before: tuple[int, ...], expected: tuple[int, ...]) -> None:
    """Resources 2 and 3 are named operators of pool 0, 4 is one of pool 1; a mode names 2, 3 or nobody."""
    people = [Resource(f"operator {r}", 1, pool=int(r == 4)) for r in (2, 3, 4)]
    ways = [mode(resource=5, operators=((0, 1), *((r, 1) for r in own))) for own in ((2,), (3,), ())]
    case = problem(
        task(*ways, baseline=Baseline(9, 5, 0, frozenset(before))),
        resources=(Resource("pool", 4), Resource("desk", 4), *people, Resource("machine", 2)),
        disruption=DisruptionPrices(1, 10, 100, 1000, 9),
    )
    assert tuple(price(case, "disruption", at(9, 11, mode=m)) for m in range(3)) == expected
    assert tuple(evaluate(case, Schedule((at(9, 11, mode=m),)))["disruption"] for m in range(3)) == expected


def test_preference() -> None:
    case = problem(task(mode(), mode(preference_price=5)))
    assert price(case, "preference", HERE) == 0
    assert price(case, "preference", replace(THERE, mode=1)) == 5
