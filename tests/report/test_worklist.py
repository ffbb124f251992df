from __future__ import annotations

from datetime import date, time

from iplatform_sched.domain.calendars import WeeklyHours
from iplatform_sched.domain.centre import Centre
from iplatform_sched.domain.vocabulary import CentreId
from iplatform_sched.report.worklist import work_list
from tests.report.samples import at, booking

CENTRE = Centre(
    id=CentreId("C1"),
    name_ko="센터",
    name_en="Centre",
    city="Daejeon",
    region="Daejeon",
    latitude=36.4,
    longitude=127.4,
    sectors=(),
    hours=WeeklyHours.weekdays(time(9), time(18)),
)
TUESDAY = date(2026, 11, 24)


def soak() -> dict[str, object]:
    """Return the changes of an unattended booking over three days."""
    return {
        "run": "unattended",
        "run_end": at("2026-11-25 10:00"),
        "unload": at("2026-11-26 09:00"),
        "attended": (
            {"start": at("2026-11-23 09:00"), "end": at("2026-11-23 09:30")},
            {"start": at("2026-11-26 09:00"), "end": at("2026-11-26 09:30")},
        ),
        "operators": ({"pool": "P1", "count": 2},),
        "consumes": ({"consumable": "gas", "count": 3},),
    }


def tasks(day: date, *bookings: object) -> list[tuple[object, ...]]:
    """Return time, until and task of each row of the work list."""
    table = work_list(CENTRE, day, bookings)  # type: ignore[arg-type]  # built by the sample functions
    return [(row["time"], row["until"], row["task"]) for row in table.rows]


def test_loading_running_and_unloading_show_on_their_days() -> None:
    long = booking("2026-11-23 09:00", "2026-11-26 09:30", **soak())
    assert tasks(date(2026, 11, 23), long) == [("09:00", "09:30", "load")]
    assert tasks(TUESDAY, long) == [("00:00", "24:00", "runs on")]
    assert tasks(date(2026, 11, 26), long) == [("09:00", "09:30", "unload")]
    assert tasks(date(2026, 11, 27), long) == []
    row = work_list(CENTRE, date(2026, 11, 26), [long]).rows[0]
    assert (row["operators"], row["consumes"]) == ("P1:2", "")
    assert work_list(CENTRE, date(2026, 11, 23), [long]).rows[0]["consumes"] == "gas:3"


def test_paused_work_goes_on() -> None:
    spans = (
        {"start": at("2026-11-23 14:00"), "end": at("2026-11-23 18:00")},
        {"start": at("2026-11-24 09:00"), "end": at("2026-11-24 12:00")},
    )
    paused = booking("2026-11-23 14:00", "2026-11-24 12:00", run="pausable", attended=spans)
    assert tasks(TUESDAY, paused) == [("09:00", "12:00", "go on")]
    assert tasks(date(2026, 11, 23), paused) == [("14:00", "18:00", "work")]


def test_specimens_arrive_and_leave() -> None:
    leg = {
        "specimen": "cell",
        "origin": "C1",
        "destination": "C2",
        "carrier": "truck",
        "depart": at("2026-11-24 18:00"),
        "arrive": at("2026-11-24 21:00"),
        "krw": 200_000,
    }
    away = booking("2026-11-25 09:00", "2026-11-25 12:00", centre="C2", legs=(leg,))
    assert tasks(TUESDAY, away) == [("18:00", "", "send cell by truck to C2")]
    back = booking(
        "2026-11-25 09:00", "2026-11-25 12:00", legs=({**leg, "origin": "C2", "destination": "C1"},)
    )
    assert tasks(TUESDAY, back) == [("21:00", "", "receive cell by truck from C2")]


def test_only_live_bookings_of_the_centre_count() -> None:
    other = booking("2026-11-24 09:00", "2026-11-24 12:00", centre="C2")
    gone = booking("2026-11-24 09:00", "2026-11-24 12:00", status="cancelled")
    assert tasks(TUESDAY, other, gone) == []
