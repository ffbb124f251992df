"""Notice, horizon, latest start, bans and qualifications as ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.starts import (
    bans,
    bounded,
    express_before,
    first_day_with_notice,
    house_starts,
    is_working_day,
    meet,
    qualified_starts,
)
from iplatform_sched.timeline import EMPTY, IntervalSet
from tests.facts import at, centre, company, hours, machine, snapshot

if TYPE_CHECKING:
    from iplatform_sched.availability.almanac import Almanac


@pytest.fixture(scope="module")
def almanac() -> Almanac:
    return open_almanac(snapshot())


def tick(almanac: Almanac, text: str) -> int:
    return almanac.grid.ceil(at(text))


@pytest.mark.parametrize(
    ("days", "first"),
    [
        pytest.param(0, "2026-11-23", id="none: today"),
        pytest.param(1, "2026-11-25", id="one: Tuesday lies between"),
        pytest.param(4, "2026-11-28", id="four: the Saturday after Friday"),
        pytest.param(5, "2026-12-01", id="five: the weekend does not count"),
        pytest.param(23, "2026-12-25", id="up to the holiday itself"),
        pytest.param(24, "2026-12-29", id="the holiday does not count"),
    ],
)
def test_notice_counts_whole_working_days_strictly_between(almanac: Almanac, days: int, first: str) -> None:
    assert f"{first_day_with_notice(almanac, centre('hub'), days)}" == first


def test_a_notice_beyond_the_calendars_allows_no_start(almanac: Almanac) -> None:
    found = house_starts(almanac, centre("hub", rules={"notice_days": 3_000}), EMPTY)
    assert found is not None
    assert not found.spans


def test_working_days_of_a_centre_are_its_own(almanac: Almanac) -> None:
    six = centre("hub", hours=hours(days=6))
    saturday = at("2026-11-28 00:00").date()
    assert is_working_day(almanac, six, saturday)
    assert not is_working_day(almanac, centre("hub"), saturday)
    assert not is_working_day(almanac, six, at("2026-12-25 00:00").date())


def test_without_rules_every_start_is_allowed(almanac: Almanac) -> None:
    assert house_starts(almanac, centre("hub"), EMPTY) is None
    assert house_starts(almanac, centre("hub", rules={"notice_days": 0}), EMPTY) is None


def test_express_notice_is_the_shorter_one(almanac: Almanac) -> None:
    hub = centre("hub", rules={"notice_days": 3, "express_notice_days": 1})
    found = house_starts(almanac, hub, EMPTY)
    assert found is not None
    assert found.spans[0].start == tick(almanac, "2026-11-25 00:00")
    assert express_before(almanac, hub) == tick(almanac, "2026-11-27 00:00")
    assert express_before(almanac, centre("hub", rules={"notice_days": 3})) == 0
    assert express_before(almanac, centre("hub", rules={"notice_days": 1, "express_notice_days": 2})) == 0
    today = house_starts(almanac, centre("hub", rules={"notice_days": 3, "express_notice_days": 0}), EMPTY)
    assert today is None


def test_the_booking_horizon_counts_calendar_days(almanac: Almanac) -> None:
    found = house_starts(almanac, centre("hub", rules={"booking_horizon_days": 10}), EMPTY)
    assert found is not None
    assert found.spans == ((0, tick(almanac, "2026-12-04 00:00")),)


def test_the_latest_start_of_the_day_is_still_allowed(almanac: Almanac) -> None:
    found = house_starts(almanac, centre("hub", rules={"latest_start": "15:10"}), EMPTY)
    assert found is not None
    assert found.spans[:2] == ((0, 31), (48, 79))
    assert tick(almanac, "2026-11-24 15:00") in found
    assert tick(almanac, "2026-11-24 15:30") not in found


def test_planned_bookings_that_stay_are_excepted_from_notice_but_not_from_bans(almanac: Almanac) -> None:
    hub = centre("hub", rules={"notice_days": 5, "latest_start": "15:00"})
    ten, sixteen = tick(almanac, "2026-11-24 10:00"), tick(almanac, "2026-11-24 16:00")
    found = house_starts(almanac, hub, EMPTY, (ten, sixteen))
    assert found is not None
    assert ten in found
    assert sixteen not in found
    banned = house_starts(almanac, hub, IntervalSet.of([(ten, ten + 1)]), (ten,))
    assert banned is not None
    assert ten not in banned


def test_every_so_many_no_shows_bring_a_ban(almanac: Almanac) -> None:
    hub = centre("hub", rules={"no_show": {"strikes": 2, "ban_days": 30}})
    missed = [at(f"2026-11-{day:02} 09:10") for day in (20, 2, 10, 4, 22)]
    found = bans(almanac, hub, missed)
    # The second is on 4 November, the fourth on the 20th; the fifth completes nothing.
    assert found.spans == ((tick(almanac, "2026-11-04 09:30"), tick(almanac, "2026-12-20 09:30")),)
    assert bans(almanac, hub, missed[:1]) == EMPTY
    assert bans(almanac, centre("hub"), missed) == EMPTY
    allowed = house_starts(almanac, hub, found)
    assert allowed is not None
    assert allowed.spans[0].start == tick(almanac, "2026-12-20 09:30")


def test_a_qualification_holds_on_the_local_dates_of_its_validity(almanac: Almanac) -> None:
    trained = company(
        "acme",
        qualifications=[
            {"equipment": "press", "valid_from": "2026-11-25", "valid_to": "2026-11-26"},
            {"capability": "crush", "valid_from": "2026-12-01", "valid_to": "2026-12-01"},
            {"capability": "age", "valid_from": "2026-01-01", "valid_to": "2027-12-31"},
        ],
    )
    found = qualified_starts(almanac, "Asia/Seoul", trained, machine("press"), "crush")
    assert found.spans == (
        (tick(almanac, "2026-11-25 00:00"), tick(almanac, "2026-11-27 00:00")),
        (tick(almanac, "2026-12-01 00:00"), tick(almanac, "2026-12-02 00:00")),
    )


def test_meeting_and_bounding_starts() -> None:
    some, other = IntervalSet.of([(0, 10)]), IntervalSet.of([(5, 20)])
    assert meet(None, None) is None
    assert meet(None, some, other) == IntervalSet.of([(5, 10)])
    assert bounded(None, 8) is None
    assert bounded(some, 9) is None
    assert bounded(some, 10) == some
    assert bounded(other, 8) == IntervalSet.of([(5, 9)])
