"""The tick grid keeps instants, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.timeline import YEARS, TimeGrid, in_years

SEOUL = ZoneInfo("Asia/Seoul")


def test_tick_zero_is_local_midnight() -> None:
    """20:00 in Seoul lies 40 half hours after midnight."""
    now = datetime(2026, 11, 23, 20, tzinfo=SEOUL)
    grid = TimeGrid.at_midnight(now, "Asia/Seoul")
    assert grid.instant(0) == datetime(2026, 11, 22, 15, tzinfo=UTC)
    assert grid.exact(now) == 40
    assert grid.ticks_per_day == 48


@given(st.integers(min_value=-(10**6), max_value=10**6), st.integers(min_value=0, max_value=29))
def test_rounding(tick: int, minutes: int) -> None:
    """Floor and ceil enclose every instant; whole ticks are exact."""
    grid = TimeGrid(datetime(2026, 1, 1, tzinfo=UTC))
    moment = grid.instant(tick) + timedelta(minutes=minutes)
    assert grid.floor(moment) == tick
    assert grid.ceil(moment) == tick + (minutes > 0)
    assert grid.exact(moment) == (None if minutes else tick)
    assert grid.up(minutes) == (minutes > 0)
    assert grid.down(minutes) == 0


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_clock_changes_are_elapsed_time(zone: str) -> None:
    """Across a spring change the elapsed hours count, not the wall clock."""
    start = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone))
    later = datetime(2026, 12, 31, tzinfo=ZoneInfo(zone))
    grid = TimeGrid.at_midnight(start, zone)
    hours = (later.astimezone(UTC) - start.astimezone(UTC)) / timedelta(hours=1)
    assert grid.floor(later) == int(hours * 2)
    assert grid.instant(grid.floor(later)) == later


@given(
    year=st.sampled_from([1899, 1900, 1901, 2026, 2198, 2199, 2200]),
    day=st.integers(0, 364),
    offset=st.integers(-12, 14),
)
def test_an_instant_that_any_place_has_in_those_years_is_in_them(year: int, day: int, offset: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=timezone(timedelta(hours=offset))) + timedelta(days=day)
    places = [moment.astimezone(timezone(timedelta(hours=hours))).year for hours in (-12, 0, 14)]
    assert in_years(moment) == any(each in YEARS for each in places)
