"""Open time, shifts, overtime and working calendars, each reading of the glossary once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.availability.almanac import local_date, open_almanac
from iplatform_sched.availability.windows import (
    after_hours,
    centre_open,
    office_open,
    out_of_service,
    overtime,
    shift,
    weekly_open,
    working,
)
from tests.facts import SEOUL, at, centre, hours, machine, network, pool, snapshot

if TYPE_CHECKING:
    from datetime import datetime

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.timeline import IntervalSet

LUNCH = {"start": "12:00", "end": "13:00"}


@pytest.fixture
def almanac() -> Almanac:
    return open_almanac(snapshot())


@pytest.fixture(scope="module")
def lasting() -> Almanac:
    """Return an almanac for all examples of a property, with the same centre in each."""
    return open_almanac(snapshot())


def closure(start: str, end: str, kind: str = "closed") -> dict[str, object]:
    return {"span": {"start": at(start), "end": at(end)}, "kind": kind}


def on(ticks: IntervalSet, almanac: Almanac, day: str) -> list[str]:
    """Return the spans of a Seoul date as wall-clock text."""
    first = almanac.grid.ceil(at(f"{day} 00:00"))
    spans = ticks.clip(first, first + 48)
    return [f"{_clock(almanac, a)}-{_clock(almanac, b)}" for a, b in spans]


def _clock(almanac: Almanac, tick: int) -> str:
    return f"{almanac.grid.instant(tick).astimezone(SEOUL):%H:%M}"


def test_a_machine_is_open_in_its_own_hours_inside_the_centres(almanac: Almanac) -> None:
    hub = centre("hub")
    own = machine("m", hours=hours("07:00", "15:10", 7))
    assert on(weekly_open(almanac, hub, machine("m")), almanac, "2026-11-24") == ["09:00-18:00"]
    assert on(weekly_open(almanac, hub, own), almanac, "2026-11-24") == ["09:00-15:00"]
    assert on(weekly_open(almanac, hub, own), almanac, "2026-11-28") == []


def test_holidays_and_closed_closures_take_weekly_time_away(almanac: Almanac) -> None:
    hub = centre("hub", closures=[closure("2026-11-24 09:00", "2026-11-24 10:10")])
    dusty = machine("m", closures=[closure("2026-11-24 17:00", "2026-11-25 09:00")])
    assert on(weekly_open(almanac, hub, dusty), almanac, "2026-11-24") == ["10:30-17:00"]
    assert on(weekly_open(almanac, hub, dusty), almanac, "2026-12-25") == []
    assert on(centre_open(almanac, hub), almanac, "2026-11-24") == ["10:30-18:00"]


def test_after_hours_are_not_bound_by_the_machines_hours_but_by_its_closures(almanac: Almanac) -> None:
    hub = centre(
        "hub",
        after_hours=hours("16:00", "22:00", 6),
        closures=[closure("2026-11-26 00:00", "2026-11-27 00:00")],
    )
    own = machine(
        "m", hours=hours("10:00", "17:00"), closures=[closure("2026-11-25 20:00", "2026-11-25 23:00")]
    )
    found = after_hours(almanac, hub, own)
    assert on(found, almanac, "2026-11-24") == ["17:00-22:00"]
    assert on(found, almanac, "2026-11-25") == ["17:00-20:00"]
    assert on(found, almanac, "2026-11-26") == []
    assert on(found, almanac, "2026-11-28") == ["16:00-22:00"]
    assert on(found, almanac, "2026-12-25") == []
    assert not after_hours(almanac, centre("hub"), own)


def test_outages_of_centre_and_machine_grow_to_ticks(almanac: Almanac) -> None:
    hub = centre("hub", closures=[closure("2026-11-24 09:10", "2026-11-24 10:00", "out_of_service")])
    worn = machine("m", closures=[closure("2026-11-24 11:00", "2026-11-24 11:20", "out_of_service")])
    assert on(out_of_service(almanac, hub, worn), almanac, "2026-11-24") == ["09:00-10:00", "11:00-11:30"]
    assert on(weekly_open(almanac, hub, worn), almanac, "2026-11-24") == ["09:00-18:00"]


def test_a_shift_is_the_pools_or_the_centres_less_holidays_and_closures(almanac: Almanac) -> None:
    hub = centre("hub", closures=[closure("2026-11-24 09:00", "2026-11-24 10:00")])
    late = pool("p", "hub", hours=hours("08:00", "20:00"))
    assert on(shift(almanac, hub, late), almanac, "2026-11-24") == ["08:00-09:00", "10:00-20:00"]
    assert on(shift(almanac, hub, pool("q", "hub")), almanac, "2026-11-25") == ["09:00-18:00"]
    assert on(shift(almanac, hub, late), almanac, "2026-12-25") == []


def test_overtime_is_outside_the_shift_and_not_on_holidays(almanac: Almanac) -> None:
    keen = pool("keen", "hub", overtime=hours("17:00", "21:10", 6))
    found = overtime(almanac, centre("hub"), keen)
    assert on(found, almanac, "2026-11-24") == ["18:00-21:00"]
    assert on(found, almanac, "2026-11-28") == ["17:00-21:00"]
    assert on(found, almanac, "2026-12-25") == []
    assert not overtime(almanac, centre("hub"), pool("lazy", "hub"))


def test_lunch_stops_work_but_not_the_window(almanac: Almanac) -> None:
    found = working(almanac, centre("hub", lunch=LUNCH), machine("m"), (), extended=False)
    assert on(found.work, almanac, "2026-11-24") == ["09:00-12:00", "13:00-18:00"]
    assert on(found.windows, almanac, "2026-11-24") == ["09:00-18:00"]
    assert not found.after_hours


def test_regular_work_needs_every_pool_on_shift(almanac: Almanac) -> None:
    pools = (
        pool("early", "hub", hours=hours("07:00", "15:00")),
        pool("late", "hub", hours=hours("11:00", "19:00")),
    )
    found = working(almanac, centre("hub"), machine("m"), pools, extended=False)
    assert on(found.work, almanac, "2026-11-24") == ["11:00-15:00"]


def test_extended_work_uses_after_hours_and_overtime(almanac: Almanac) -> None:
    hub = centre("hub", after_hours=hours("18:00", "23:00"), lunch={"start": "19:00", "end": "19:20"})
    keen = pool("keener", "hub", overtime=hours("18:00", "21:00"))
    found = working(almanac, hub, machine("m"), (keen,), extended=True)
    assert on(found.windows, almanac, "2026-11-24") == ["09:00-21:00"]
    assert on(found.work, almanac, "2026-11-24") == ["09:00-19:00", "19:30-21:00"]
    assert on(found.after_hours, almanac, "2026-11-24") == ["18:00-19:00", "19:30-21:00"]
    alone = working(almanac, hub, machine("m"), (), extended=True)
    assert on(alone.windows, almanac, "2026-11-24") == ["09:00-23:00"]


def test_overtime_does_not_reopen_a_closed_machine(almanac: Almanac) -> None:
    keen = pool("keenest", "hub", overtime=hours("18:00", "21:00"))
    found = working(almanac, centre("hub"), machine("m"), (keen,), extended=True)
    assert on(found.work, almanac, "2026-11-24") == ["09:00-18:00"]


def test_offices_take_parcels_on_network_working_days(almanac: Almanac) -> None:
    found = office_open(almanac)
    assert on(found, almanac, "2026-11-24") == ["09:00-18:00"]
    assert on(found, almanac, "2026-11-28") == []
    assert on(found, almanac, "2026-12-25") == []


ODD = centre(
    "odd",
    hours=hours("08:20", "17:40", 6),
    after_hours=hours("17:40", "22:10", 6),
    lunch={"start": "11:50", "end": "12:40"},
    closures=[closure("2026-11-25 13:20", "2026-11-26 10:40")],
)
SHIFT, OVERTIME = hours("07:10", "16:50"), hours("16:50", "20:30")


def is_in(text: str, moment: datetime, weekdays: int) -> bool:
    start, end = text.split("-")
    return moment.weekday() < weekdays and start <= f"{moment:%H:%M}" < end


def is_working(moment: datetime, *, extended: bool) -> tuple[bool, bool]:
    """Return whether the odd machine works at a moment and whether that is after hours, by its clock."""
    if at("2026-11-25 13:20") <= moment < at("2026-11-26 10:40") or f"{moment:%m-%d}" == "12-25":
        return False, False
    regular = is_in("08:20-17:40", moment, 6)
    late = is_in("17:40-22:10", moment, 6)
    on_shift = is_in("07:10-16:50", moment, 5) or (extended and is_in("16:50-20:30", moment, 5))
    lunch = is_in("11:50-12:40", moment, 7)
    return (regular or (extended and late)) and on_shift and not lunch, late


@given(day=st.integers(0, 39), extended=st.booleans())
def test_a_working_calendar_is_what_every_minute_reads_on_its_clock(
    lasting: Almanac, day: int, extended: bool
) -> None:
    crew = pool("crew", "odd", hours=SHIFT, overtime=OVERTIME)
    found = working(lasting, ODD, machine("m", "odd"), (crew,), extended=extended)
    for tick in range(day * 48, day * 48 + 48):
        minutes = [
            lasting.grid.instant(tick).astimezone(SEOUL) + timedelta(minutes=offset)
            for offset in range(0, 30, 10)
        ]
        read = [is_working(minute, extended=extended) for minute in minutes]
        works = all(work for work, _ in read)
        assert (tick in found.work) == works, minutes[0]
        assert (tick in found.after_hours) == (works and any(late for _, late in read)), minutes[0]


def test_a_date_is_that_of_the_zone() -> None:
    assert local_date("UTC", at("2026-11-24 08:00")).day == 23


def test_windows_hold_all_work(almanac: Almanac) -> None:
    facts = network()
    for equipment in facts.equipment:
        place: Centre = next(each for each in facts.centres if each.id == equipment.centre)
        for extended in (False, True):
            found = working(almanac, place, equipment, (), extended=extended)
            assert not found.work - found.windows
            assert not found.after_hours - found.work
