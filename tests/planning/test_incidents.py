"""The facts after incidents."""

from __future__ import annotations

from datetime import date, time

import pytest

from iplatform_sched.domain.calendars import DailyHours, WeeklyHours
from iplatform_sched.domain.incidents import (
    Absent,
    Cancellation,
    DeclaredHoliday,
    Down,
    Incident,
    Overrun,
    title,
)
from iplatform_sched.domain.vocabulary import BookingId, BookingStatus, ClosureKind, PoolId, Span
from iplatform_sched.planning.repair.incidents import after, idle, resolved
from iplatform_sched.planning.repair.making_room import with_room
from tests.facts import at, booking, centre, network, pool, snapshot
from tests.verify.plan_facts import spans

DAY = "2026-11-25"
WEEK = Span(start=at("2026-11-24"), end=at("2026-12-01"))
RUNNING = booking("late", "2026-11-23 13:00", "2026-11-23 18:00", status="running")


@pytest.mark.parametrize("place", ["press", "hub"])
def test_a_place_that_is_down_is_out_of_service(place: str) -> None:
    facts = after(snapshot(), [Down(place=place, span=WEEK, reason="pump")])
    shut = {str(each.id): each.closures for each in facts.catalogue.centres}
    shut |= {str(each.id): each.closures for each in facts.catalogue.equipment}
    (closure,) = shut.pop(place)
    assert (closure.span, closure.kind, closure.reason) == (WEEK, ClosureKind.OUT_OF_SERVICE, "pump")
    assert not any(shut.values())


def test_people_and_holidays() -> None:
    told: list[Incident] = [
        Absent(pool=PoolId("hub-cells"), span=WEEK, count=2),
        DeclaredHoliday(date=date(2026, 12, 1)),
    ]
    facts = after(snapshot(), told)
    pools = {each.id: [away.count for away in each.absences] for each in facts.catalogue.pools}
    assert pools == {key: [] for key in pools} | {"hub-cells": [2]}
    (calendar,) = facts.catalogue.holiday_calendars
    assert [each.date.isoformat() for each in calendar.holidays] == ["2026-12-01", "2026-12-25"]


@pytest.mark.parametrize(
    ("told", "has_none"),
    [
        pytest.param({"date": date(2026, 11, 27)}, False, id="a friday"),
        pytest.param({"date": date(2026, 11, 28)}, True, id="a saturday"),
        pytest.param({"date": date(2026, 11, 27), "calendar": "none"}, True, id="a calendar of nobody"),
    ],
)
def test_a_holiday_without_an_effect(told: dict[str, object], has_none: bool) -> None:
    note = idle(snapshot(), DeclaredHoliday.model_validate(told))
    assert (note is not None) == has_none
    assert note is None or note.code == "no-effect"


def test_a_saturday_on_which_some_work_is_none() -> None:
    saturdays = WeeklyHours(days=((), (), (), (), (), (DailyHours(start=time(9), end=time(12)),), ()))
    holiday = DeclaredHoliday(date=date(2026, 11, 28))
    for changes in (
        {"centres": (centre("hub", after_hours=saturdays),)},
        {"pools": (pool("hub-cells", "hub", overtime=saturdays),)},
    ):
        assert idle(snapshot(catalogue=network(**changes)), holiday) is None


def test_an_absence_outside_the_hours_of_a_pool_has_no_effect() -> None:
    night = Span(start=at("2026-11-24 22:00"), end=at("2026-11-25 06:00"))
    assert idle(snapshot(), Absent(pool=PoolId("hub-cells"), span=night)) is not None
    assert idle(snapshot(), Absent(pool=PoolId("hub-cells"), span=WEEK)) is None


def test_a_cancelled_booking_holds_nothing() -> None:
    facts = snapshot(bookings=[RUNNING])
    found = after(facts, [Cancellation(booking=RUNNING.id)]).bookings
    assert found == (RUNNING.model_copy(update={"status": BookingStatus.CANCELLED}),)


@pytest.mark.parametrize(
    ("fields", "until", "attended"),
    [
        pytest.param(
            {},
            "2026-11-24 14:00",
            ["2026-11-23 13:00/18:00", "2026-11-24 09:00/12:00", "2026-11-24 13:00/14:00"],
            id="goes on in open time",
        ),
        pytest.param(
            {}, "2026-11-23 23:00", ["2026-11-23 13:00/18:00", "2026-11-23 18:00/23:00"], id="in the night"
        ),
        pytest.param(
            {"after_hours": True},
            "2026-11-23 23:00",
            ["2026-11-23 13:00/18:00", "2026-11-23 18:00/22:00"],
            id="after hours",
        ),
        pytest.param(
            {
                "run": "unattended",
                "unload": at("2026-11-23 17:00"),
                "attended": spans("2026-11-23 13:00/14:00", "2026-11-23 17:00/18:00"),
            },
            "2026-11-24 18:00",
            ["2026-11-23 13:00/14:00", "2026-11-24 17:00/18:00"],
            id="unloaded later",
        ),
    ],
)
def test_what_overruns_goes_on_where_it_can(
    fields: dict[str, object], until: str, attended: list[str]
) -> None:
    late = booking("late", "2026-11-23 13:00", "2026-11-23 18:00", status="running", **fields)
    facts = snapshot(bookings=[late])
    (found,) = after(facts, resolved(facts, [Overrun(booking=late.id, until=at(until))])).bookings
    assert found.end == at(until)
    assert found.unload - late.unload == found.end - late.end
    assert [each.model_dump() for each in found.attended] == spans(*attended)


def test_an_overrun_on_a_machine_that_nobody_knows_is_attended_to_its_end() -> None:
    lost = RUNNING.model_copy(update={"equipment": "toaster"})
    facts = snapshot(bookings=[lost])
    (told,) = resolved(facts, [Overrun(booking=lost.id, until=at("2026-11-24 09:00"))])
    assert isinstance(told, Overrun)
    assert told.attended[-1] == Span(start=lost.end, end=at("2026-11-24 09:00"))


def test_a_booking_in_the_way_takes_another_unit_if_there_is_one() -> None:
    told = [Overrun(booking=RUNNING.id, until=at("2026-11-24 12:00"))]
    there = booking("next", "2026-11-24 09:00", "2026-11-24 12:00")
    facts = snapshot(bookings=[RUNNING, there])
    units = {each.id: each.unit_numbers for each in with_room(after(facts, told), told).bookings}
    assert units == {"late": (1,), "next": (2,)}
    full = booking("rest", "2026-11-24 09:00", "2026-11-24 12:00", unit_numbers=[2, 3, 4])
    crowded = after(snapshot(bookings=[RUNNING, there, full]), told)
    assert with_room(crowded, told) == crowded


def test_incidents_have_titles() -> None:
    told: list[Incident] = [
        Down(place="press", span=WEEK),
        Absent(pool=PoolId("p"), span=WEEK),
        DeclaredHoliday(date=date(2026, 12, 1)),
        Overrun(booking=BookingId("b"), until=at("2026-12-01")),
        Cancellation(booking=BookingId("b")),
    ]
    words = ["down press", "absent p", "holiday 2026-12-01 (KR)", "overran b", "cancelled b"]
    assert [title(each) for each in told] == words
