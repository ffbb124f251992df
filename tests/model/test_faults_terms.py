"""Cases that the agreement of a term with its measure sees by luck or not at all; faults ask for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iplatform_sched.problem.data import Calendar, Overtime, Resource, Specimen, Style, Tariff
from iplatform_sched.problem.schedule import ScheduledTask
from tests.model.tiny import at, daily, mode, price, problem, task


@pytest.mark.parametrize(("unload", "expected"), [(17, 40), (18, 55)])
def test_unloading_after_hours_has_its_surcharge(unload: int, expected: int) -> None:
    """A hold of four hours at 10 an hour; unloading at 18:00 adds an hour of hold and half of it again."""
    tariff = Tariff(per_hour=10, after_hours_percent=50)
    way = mode(calendar=1, style=Style.UNATTENDED, lead=1, run=2, tail=1, max_wait=5, tariff=tariff)
    placed = ScheduledTask(mode=0, start=14, run_end=17, unload=unload, end=unload + 1)
    assert price(problem(task(way)), "fees", placed) == expected


def test_overtime_of_a_half_hour_is_rounded_down() -> None:
    pool = Resource("pool", 1, overtime=Overtime(daily((18, 22)), 11, (99, 99)))
    case = problem(task(mode(calendar=1, operators=((0, 1),))), resources=(pool,))
    assert price(replace(case, tick_minutes=30), "overtime", at(17, 19)) == 5


def test_transport_is_paid_one_way() -> None:
    thing = Specimen("thing", 0, (0, 1), ((0,), ()))
    case = problem(task(), task(mode(resource=1, site=2)), specimens=(thing,))
    road = replace(case.carriers[0], price=((0, 5, 7), (5, 0, 5), (70, 5, 0)))
    assert price(replace(case, carriers=(road,)), "transport", at(9, 11), at(13, 15)) == 7


def test_the_cheaper_of_two_parcels_is_sent() -> None:
    thing = Specimen("thing", 0, (0, 1), ((0, 1), ()))
    case = problem(task(), task(mode(resource=1, site=2)), specimens=(thing,))
    dear, cheap = (replace(case.carriers[1], price=((krw,) * 3,) * 3) for krw in (9, 4))
    assert price(replace(case, carriers=(dear, cheap)), "transport", at(9, 11), at(57, 59)) == 4


def test_unloading_that_ends_at_midnight_needs_no_second_trip() -> None:
    late = Calendar(daily((9, 24)), daily((9, 24)))
    way = mode(style=Style.UNATTENDED, lead=1, run=2, tail=1, max_wait=20, staff=1, trip_price=7)
    case = problem(task(way), calendars=(late,))
    evening = ScheduledTask(mode=0, start=20, run_end=23, unload=23, end=24, members=(0,))
    assert price(case, "staff_travel", evening) == 7
    assert price(case, "staff_travel", replace(evening, unload=33, end=34)) == 14
