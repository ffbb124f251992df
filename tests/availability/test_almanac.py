"""Wall-clock rules against a reading of every minute's local time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.availability.almanac import (
    Almanac,
    closure_minutes,
    daily_minutes,
    holiday_minutes,
    inner_ticks,
    is_network_working_day,
    open_almanac,
    outer_ticks,
    weekly_minutes,
)
from iplatform_sched.domain.calendars import Closure, DailyHours, RecurringClosure, WeeklyHours
from iplatform_sched.domain.vocabulary import ClosureKind, Span
from iplatform_sched.errors import InputError
from iplatform_sched.timeline import IntervalSet, TimeGrid
from tests.facts import at, hours, snapshot

DAY_MINUTES = 1440
ZONES = ("Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC")


def almanac_of(zone: str, start: date, days: int = 14, minutes: int = 30) -> Almanac:
    """Return an almanac of `days` days from midnight of `start`; its 3rd and 10th day are holidays."""
    grid = TimeGrid.at_midnight(datetime.combine(start, time(12), ZoneInfo(zone)), zone, minutes)
    return Almanac(
        grid=grid,
        zone=zone,
        now=grid.origin,
        start=grid.origin,
        end=grid.origin + timedelta(days=days),
        holidays={"KR": frozenset({start + timedelta(days=2), start + timedelta(days=9)})},
    )


def local(almanac: Almanac, zone: str, minute: int) -> datetime:
    return (almanac.grid.origin.astimezone(UTC) + timedelta(minutes=minute)).astimezone(ZoneInfo(zone))


def is_within(span: DailyHours, moment: time) -> bool:
    return span.start <= moment and (span.end == time(0) or moment < span.end)


@st.composite
def weeks(draw: st.DrawFn) -> WeeklyHours:
    """Draw weekly hours that begin and end outside the small hours in which clocks change."""
    marks = st.lists(st.integers(5 * 12, 23 * 12 + 11), min_size=4, max_size=4, unique=True).map(sorted)

    def spans(minutes: list[int], kind: int) -> tuple[DailyHours, ...]:
        times = [time(mark // 12, mark % 12 * 5) for mark in minutes]
        both = (DailyHours(start=times[0], end=times[1]), DailyHours(start=times[2], end=times[3]))
        whole = (DailyHours(start=time(0), end=time(0)),)
        return ((), both[:1], both, (both[0], DailyHours(start=times[2], end=time(0))), whole)[kind]

    days = draw(st.lists(st.tuples(marks, st.integers(0, 4)), min_size=7, max_size=7))
    return WeeklyHours(days=tuple(spans(marks, kind) for marks, kind in days))


@given(
    zone=st.sampled_from(ZONES),
    start=st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    hours=weeks(),
    tick=st.sampled_from([10, 15, 30, 60]),
)
def test_weekly_hours_are_those_that_every_minute_reads_on_its_clock(
    zone: str, start: date, hours: WeeklyHours, tick: int
) -> None:
    almanac = almanac_of(zone, start, days=8, minutes=tick)
    found = inner_ticks(almanac, weekly_minutes(almanac, zone, hours))
    for number in range(8 * DAY_MINUTES // tick):
        moments = [local(almanac, zone, number * tick + offset) for offset in range(0, tick, 5)]
        whole = all(
            any(is_within(span, each.time()) for span in hours.days[each.weekday()]) for each in moments
        )
        assert (number in found) == whole, moments[0]


@pytest.mark.parametrize(
    ("start", "minutes"),
    [
        pytest.param(date(2026, 3, 29), 23 * 60, id="spring forward"),
        pytest.param(date(2026, 10, 25), 25 * 60, id="fall back"),
        pytest.param(date(2026, 6, 1), 24 * 60, id="no change"),
    ],
)
def test_a_day_open_around_the_clock_is_as_long_as_the_date(start: date, minutes: int) -> None:
    almanac = almanac_of("Europe/Berlin", start, days=3)
    always = WeeklyHours(days=((DailyHours(start=time(0), end=time(0)),),) * 7)
    first = weekly_minutes(almanac, "Europe/Berlin", always).clip(0, minutes)
    assert first.measure() == minutes
    noon = hours("12:00", "13:00", 7)
    spans = weekly_minutes(almanac, "Europe/Berlin", noon).spans
    assert spans[0].start == minutes - 12 * 60


def test_adjoining_hours_that_meet_inside_a_tick_lose_nothing() -> None:
    almanac = almanac_of("Asia/Seoul", date(2026, 11, 23))
    day = (DailyHours(start=time(9), end=time(12, 15)), DailyHours(start=time(12, 15), end=time(18, 10)))
    found = inner_ticks(almanac, weekly_minutes(almanac, "Asia/Seoul", WeeklyHours(days=(day,) * 7)))
    assert found.spans[0] == (18, 36)


def test_closed_time_grows_and_open_time_shrinks_to_ticks() -> None:
    almanac = almanac_of("Asia/Seoul", date(2026, 11, 23))
    some = IntervalSet.of([(10, 50), (65, 70), (90, 120)])
    assert inner_ticks(almanac, some).spans == ((3, 4),)
    assert outer_ticks(almanac, some).spans == ((0, 4),)


def test_a_holiday_lasts_from_midnight_to_midnight_of_the_centres_zone() -> None:
    almanac = almanac_of("Asia/Seoul", date(2026, 11, 23))
    assert holiday_minutes(almanac, "Asia/Seoul", "KR").spans == (
        (2 * DAY_MINUTES, 3 * DAY_MINUTES),
        (9 * DAY_MINUTES, 10 * DAY_MINUTES),
    )
    nine_hours = 540
    assert holiday_minutes(almanac, "UTC", "KR").spans[0].start == 2 * DAY_MINUTES + nine_hours
    assert not holiday_minutes(almanac, "Asia/Seoul", "elsewhere")


def test_network_working_days_are_weekdays_without_national_holidays() -> None:
    almanac = almanac_of("Asia/Seoul", date(2026, 11, 23))
    days = [is_network_working_day(almanac, date(2026, 11, 23 + offset)) for offset in range(7)]
    assert days == [True, True, False, True, True, False, False]


def test_closures_one_off_and_recurring_by_kind() -> None:
    almanac = almanac_of("Asia/Seoul", date(2026, 11, 23))
    once = Closure(
        span=Span(start=at("2026-11-24 10:00"), end=at("2026-11-24 12:00")), kind=ClosureKind.CLOSED
    )
    weekly = RecurringClosure(
        first=datetime(2026, 11, 4, 9),  # noqa: DTZ001 - local wall time, the centre's zone applies
        rule="FREQ=WEEKLY;BYDAY=WE;UNTIL=20261203T000000",
        minutes=90,
        kind=ClosureKind.OUT_OF_SERVICE,
        except_dates=(date(2026, 11, 25),),
    )
    closed = closure_minutes(almanac, "Asia/Seoul", ClosureKind.CLOSED, (once,), (weekly,))
    broken = closure_minutes(almanac, "Asia/Seoul", ClosureKind.OUT_OF_SERVICE, (once,), (weekly,))
    assert closed.spans == ((DAY_MINUTES + 600, DAY_MINUTES + 720),)
    assert broken.spans == ((9 * DAY_MINUTES + 540, 9 * DAY_MINUTES + 630),)


def test_a_recurring_closure_keeps_its_wall_time_when_clocks_change() -> None:
    almanac = almanac_of("America/New_York", date(2026, 10, 30), days=5)
    daily = RecurringClosure(
        first=datetime(2026, 10, 1, 22),  # noqa: DTZ001 - local wall time, the centre's zone applies
        rule="FREQ=DAILY",
        minutes=180,
        kind=ClosureKind.CLOSED,
    )
    found = closure_minutes(almanac, "America/New_York", ClosureKind.CLOSED, (), (daily,))
    starts = [local(almanac, "America/New_York", span.start).time() for span in found]
    assert starts == [time(22)] * len(starts)
    assert [span.end - span.start for span in found.spans[:-1]] == [180] * (len(found) - 1)


@pytest.mark.parametrize("rule", ["FREQ=SOMETIMES", "not a rule", "FREQ=DAILY;UNTIL=20261203T000000Z"])
def test_a_rule_that_cannot_be_read_is_wrong_input(rule: str) -> None:
    almanac = almanac_of("Asia/Seoul", date(2026, 11, 23))
    closure = RecurringClosure(
        first=datetime(2026, 11, 4, 9),  # noqa: DTZ001 - local wall time, the centre's zone applies
        rule=rule,
        minutes=90,
        kind=ClosureKind.CLOSED,
    )
    with pytest.raises(InputError, match="recurrence rule"):
        closure_minutes(almanac, "Asia/Seoul", ClosureKind.CLOSED, (), (closure,))


def test_equal_rules_share_one_set() -> None:
    almanac = open_almanac(snapshot())
    assert weekly_minutes(almanac, "Asia/Seoul", hours()) is weekly_minutes(almanac, "Asia/Seoul", hours())
    lunch = DailyHours(start=time(12), end=time(13))
    assert daily_minutes(almanac, "Asia/Seoul", lunch) is daily_minutes(almanac, "Asia/Seoul", lunch)


def test_the_almanac_of_a_snapshot_starts_two_weeks_before_its_day() -> None:
    almanac = open_almanac(snapshot())
    assert almanac.grid.instant(0) == at("2026-11-23 00:00")
    assert almanac.start == at("2026-11-09 00:00")
    assert almanac.horizon == 40 * 7 * 48
