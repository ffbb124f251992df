"""Wall-clock rules expanded to sets of minutes on the planner's time line, each rule once.

Sets are in minutes from the grid's origin and exact; only finished ones are rounded to ticks, so
that two rules that meet inside a tick lose nothing. Wall time of an hour that a clock change
repeats means its first pass; of an hour that it skips, the moment as if it had not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from iplatform_sched.availability.memory import Memory, Shelf
from iplatform_sched.domain.calendars import WEEKDAYS
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.timeline import IntervalSet, TimeGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from dateutil.rrule import rrule, rruleset

    from iplatform_sched.domain.calendars import (
        Closure,
        DailyHours,
        HolidayCalendar,
        RecurringClosure,
        WeeklyHours,
    )
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import ClosureKind, Span

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
SATURDAY = 5
NETWORK_HOLIDAYS = "KR"


@dataclass(frozen=True, slots=True)
class Almanac:
    """The stretch of time that rules are expanded over, and what has been expanded already.

    Attributes
    ----------
    grid
        The planner's ticks; minutes count from its origin.
    zone
        The policy's zone.
    now
        The moment of the plan's making.
    start, end
        Instants between which rules are expanded; `start` lies two weeks before the origin, so that the
        overtime of this ISO week is known.
    holidays
        Dates of each holiday calendar.
    shelf
        What has been expanded: sets by rule, and what was made of facts; equal rules share one set.
    """

    grid: TimeGrid
    zone: str
    now: datetime
    start: datetime
    end: datetime
    holidays: dict[str, frozenset[date]]
    shelf: Shelf = field(default_factory=Shelf, compare=False, repr=False)

    @property
    def horizon(self) -> int:
        """Return the last tick of the planner's calendars."""
        return self.grid.floor(self.end)

    @property
    def minutes(self) -> TimeGrid:
        """Return the line of minutes from the same origin."""
        return TimeGrid(self.grid.origin, 1)


def open_almanac(snapshot: Snapshot, memory: Memory | None = None) -> Almanac:
    """Return the almanac of a snapshot: from two weeks before its day to the end of its calendars.

    With `memory` it knows what almanacs of the same time and holidays have expanded before.
    """
    policy = snapshot.policy
    grid = TimeGrid.at_midnight(snapshot.now, policy.zone, policy.tick_minutes)
    holidays = {each.id: _dates(each) for each in snapshot.catalogue.holiday_calendars}
    time = (grid, snapshot.now, policy.zone, policy.calendar_weeks)
    return Almanac(
        grid=grid,
        zone=policy.zone,
        now=snapshot.now,
        start=grid.origin - 2 * WEEK,
        end=grid.origin + policy.calendar_weeks * WEEK,
        holidays=holidays,
        shelf=Shelf() if memory is None else memory.shelf(*time, *holidays.items()),
    )


def _dates(calendar: HolidayCalendar) -> frozenset[date]:
    return frozenset(holiday.date for holiday in calendar.holidays)


def remember(almanac: Almanac, key: Hashable, make: Callable[[], IntervalSet]) -> IntervalSet:
    """Return the set known under `key`, made once."""
    known = almanac.shelf.sets.get(key)
    if known is None:
        known = almanac.shelf.sets[key] = make()
    return known


def number_rule(almanac: Almanac, kind: str, fact: object, rule: Callable[[], Hashable]) -> int:
    """Return the number of the rule of the `kind` that a fact states; equal rules have the same."""
    shelf = almanac.shelf

    def number() -> int:
        return shelf.numbers.setdefault((kind, rule()), len(shelf.numbers))

    return shelf.kept(kind, (fact,), number)


def inner_ticks(almanac: Almanac, minutes: IntervalSet) -> IntervalSet:
    """Return the ticks that lie wholly in a set of minutes."""
    tick = almanac.grid.minutes
    return IntervalSet.of((-(-a // tick), b // tick) for a, b in minutes)


def outer_ticks(almanac: Almanac, minutes: IntervalSet) -> IntervalSet:
    """Return the ticks that share a minute with a set of minutes."""
    tick = almanac.grid.minutes
    return IntervalSet.of((a // tick, -(-b // tick)) for a, b in minutes)


def midnight(zone: str, day: date) -> datetime:
    """Return the instant at which `day` begins in `zone`."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def local_date(zone: str, moment: datetime) -> date:
    """Return the date of `moment` in `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def local_dates(almanac: Almanac, zone: str) -> Iterator[date]:
    """Yield every date of `zone` that the almanac touches, in order."""
    day, last = local_date(zone, almanac.start), local_date(zone, almanac.end)
    while day <= last:
        yield day
        day += DAY


def weekly_minutes(almanac: Almanac, zone: str, hours: WeeklyHours) -> IntervalSet:
    """Return the minutes of weekly `hours` in wall time of `zone`, whatever the holidays."""
    return remember(almanac, ("weekly", zone, hours), partial(_weekly, almanac, zone, hours))


def _weekly(almanac: Almanac, zone: str, hours: WeeklyHours) -> IntervalSet:
    return _between(
        almanac,
        (
            _on_day(zone, day, span)
            for day in local_dates(almanac, zone)
            for span in hours.days[day.weekday() % WEEKDAYS]
        ),
        inward=True,
    )


def daily_minutes(almanac: Almanac, zone: str, span: DailyHours) -> IntervalSet:
    """Return the minutes of a daily break on every date; a minute that it touches counts."""
    return remember(
        almanac,
        ("daily", zone, span),
        lambda: _between(
            almanac, (_on_day(zone, day, span) for day in local_dates(almanac, zone)), inward=False
        ),
    )


def _on_day(zone: str, day: date, span: DailyHours) -> tuple[datetime, datetime]:
    last = day + DAY if span.end == time() else day
    where = ZoneInfo(zone)
    return datetime.combine(day, span.start, where), datetime.combine(last, span.end, where)


def _between(almanac: Almanac, spans: Iterable[tuple[datetime, datetime]], *, inward: bool) -> IntervalSet:
    line = almanac.minutes
    if inward:
        return IntervalSet.of((line.ceil(a), line.floor(b)) for a, b in spans)
    return IntervalSet.of((line.floor(a), line.ceil(b)) for a, b in spans)


def span_minutes(almanac: Almanac, spans: Iterable[Span]) -> IntervalSet:
    """Return the whole minutes inside spans."""
    return _between(almanac, ((each.start, each.end) for each in spans), inward=True)


def holiday_minutes(almanac: Almanac, zone: str, calendar: str) -> IntervalSet:
    """Return the minutes of the dates of a holiday calendar, midnight to midnight in `zone`."""
    return remember(almanac, ("holidays", zone, calendar), lambda: _holidays(almanac, zone, calendar))


def _holidays(almanac: Almanac, zone: str, calendar: str) -> IntervalSet:
    dates = almanac.holidays.get(calendar, frozenset())
    return _between(
        almanac,
        (
            (midnight(zone, day), midnight(zone, day + DAY))
            for day in local_dates(almanac, zone)
            if day in dates
        ),
        inward=False,
    )


def closure_minutes(
    almanac: Almanac,
    zone: str,
    kind: ClosureKind,
    closures: tuple[Closure, ...],
    recurring: tuple[RecurringClosure, ...],
) -> IntervalSet:
    """Return the minutes of all closures of `kind`, one-off and recurring.

    Raises
    ------
    InputError
        A recurrence rule cannot be read.
    """
    once = ((each.span.start, each.span.end) for each in closures if each.kind is kind)
    found = _between(almanac, once, inward=False)
    for rule in recurring:
        if rule.kind is kind:
            found |= remember(almanac, ("recurring", zone, rule), partial(_recurring, almanac, zone, rule))
    return found


def _recurring(almanac: Almanac, zone: str, closure: RecurringClosure) -> IntervalSet:
    where = ZoneInfo(zone)
    length = timedelta(minutes=closure.minutes)
    first = (almanac.start - length).astimezone(where).replace(tzinfo=None)
    last = almanac.end.astimezone(where).replace(tzinfo=None)
    starts = (
        local.replace(tzinfo=where).astimezone(almanac.grid.origin.tzinfo)
        for local in recurrence_rule(closure).between(first, last, inc=True)
        if local.date() not in closure.except_dates
    )
    return _between(almanac, ((start, start + length) for start in starts), inward=False)


def recurrence_rule(closure: RecurringClosure) -> rrule | rruleset:
    """Return a recurring closure's rule as wall-clock starts.

    Raises
    ------
    InputError
        The rule cannot be read.
    """
    try:
        return rrulestr(closure.rule, dtstart=closure.first)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            Issue(
                f"recurrence rule cannot be read: {error}",
                field="rule",
                found=closure.rule,
                hint="Write an RFC 5545 RRULE value such as FREQ=WEEKLY;BYDAY=WE, an UNTIL in local time",
                code="bad-recurrence",
            )
        ) from error


def is_network_working_day(almanac: Almanac, day: date) -> bool:
    """Return whether `day` is Monday to Friday and no national holiday."""
    return day.weekday() < SATURDAY and day not in almanac.holidays.get(NETWORK_HOLIDAYS, frozenset())
