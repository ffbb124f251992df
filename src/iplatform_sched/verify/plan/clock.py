"""Wall time: whether a tick is open, on shift, lunch or out of service, asked one tick at a time.

Everything is worked out from local wall-clock hours for the one date that a question is about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from iplatform_sched.domain.calendars import DailyHours, WeeklyHours
from iplatform_sched.domain.vocabulary import ClosureKind
from iplatform_sched.timeline import IntervalSet, TimeGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from iplatform_sched.domain.calendars import Closure, RecurringClosure
    from iplatform_sched.domain.centre import Centre, OperatorPool
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.snapshot import Snapshot

DAY = timedelta(days=1)
MARGIN = timedelta(days=15)
OFFICE = WeeklyHours.weekdays(time(9), time(18))
NETWORK_CALENDAR = "KR"


@dataclass(frozen=True, slots=True)
class WallClock:
    """Answers about single ticks of centres, machines, pools and offices.

    Attributes
    ----------
    zone
        The network's zone: dates of prices, working days, weeks of overtime and parcels.
    holidays
        Dates by holiday calendar.
    first, last
        Recurring closures are expanded between these instants.
    """

    grid: TimeGrid
    zone: ZoneInfo
    holidays: dict[str, frozenset[date]]
    first: datetime
    last: datetime
    _ticks: dict[tuple[str, str, date], frozenset[int]] = field(default_factory=dict)
    _closed: dict[tuple[str, ClosureKind], IntervalSet] = field(default_factory=dict)
    _dates: dict[tuple[str, int], date] = field(default_factory=dict)
    _zones: dict[str, ZoneInfo] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot) -> WallClock:
        """Return the clock of a snapshot, on the grid from local midnight of its `now`."""
        policy = snapshot.policy
        return cls(
            grid=TimeGrid.at_midnight(snapshot.now, policy.zone, policy.tick_minutes),
            zone=ZoneInfo(policy.zone),
            holidays={
                calendar.id: frozenset(holiday.date for holiday in calendar.holidays)
                for calendar in snapshot.catalogue.holiday_calendars
            },
            first=snapshot.now - MARGIN,
            last=snapshot.now + timedelta(weeks=policy.calendar_weeks) + MARGIN,
        )

    def by_minutes(self) -> WallClock:
        """Return the same clock with ticks of one minute."""
        finer = TimeGrid(self.grid.origin, 1)
        return WallClock(finer, self.zone, self.holidays, self.first, self.last)

    def zone_of(self, centre: Centre) -> ZoneInfo:
        """Return the zone of a centre's wall clock."""
        return self._zones.setdefault(centre.zone, ZoneInfo(centre.zone))

    def local(self, centre: Centre, moment: datetime) -> datetime:
        """Return what the clock on a centre's wall shows at `moment`."""
        return moment.astimezone(self.zone_of(centre))

    def network_date(self, moment: datetime) -> date:
        """Return the date in the network's zone."""
        return moment.astimezone(self.zone).date()

    def midnight_after(self, day: date) -> datetime:
        """Return the instant at which `day` ends in the network's zone."""
        return datetime.combine(day + DAY, time(0), self.zone).astimezone(UTC)

    def is_holiday(self, calendar: str, day: date) -> bool:
        """Return whether `day` is a holiday of a calendar; an unknown calendar has none."""
        return day in self.holidays.get(calendar, frozenset())

    def is_working_day(self, centre: Centre, day: date) -> bool:
        """Return whether the centre opens on that weekday and it is no holiday of it."""
        return bool(centre.hours.days[day.weekday()]) and not self.is_holiday(centre.holiday_calendar, day)

    def is_network_day(self, day: date) -> bool:
        """Return whether the network works: Monday to Friday without a national holiday."""
        return bool(OFFICE.days[day.weekday()]) and not self.is_holiday(NETWORK_CALENDAR, day)

    def weekly(self, centre: Centre, machine: Equipment, tick: int) -> bool:
        """Return whether the tick is weekly open time of the machine."""

        def ticks(day: date) -> frozenset[int]:
            own = self._on("hours", centre.id, day, lambda day: self._regular(centre, day))
            if machine.hours is not None:
                own &= self._hours(machine.hours, centre, day)
            return self._without_closures(own, centre, machine)

        return tick in self._on("weekly", machine.id, self._date(centre, tick), ticks)

    def after_hours(self, centre: Centre, machine: Equipment, tick: int) -> bool:
        """Return whether the tick is after-hours time of the machine."""
        late = centre.after_hours
        if late is None or self.weekly(centre, machine, tick):
            return False
        return tick in self._on(
            "after",
            machine.id,
            self._date(centre, tick),
            lambda day: (
                frozenset()
                if self.is_holiday(centre.holiday_calendar, day)
                else self._without_closures(self._hours(late, centre, day), centre, machine)
            ),
        )

    def lunch(self, centre: Centre, tick: int) -> bool:
        """Return whether the tick touches the centre's lunch break."""
        if centre.lunch is None:
            return False
        lunch, zone = centre.lunch, self.zone_of(centre)

        def ticks(day: date) -> frozenset[int]:
            start, end = _bounds(lunch, day, zone)
            return frozenset(range(self.grid.floor(start), self.grid.ceil(end)))

        return tick in self._on("lunch", centre.id, self._date(centre, tick), ticks)

    def on_shift(self, centre: Centre, pool: OperatorPool, tick: int) -> bool:
        """Return whether the tick is in the regular shift of a pool."""

        def ticks(day: date) -> frozenset[int]:
            if pool.hours is None:
                own = self._regular(centre, day)
            else:
                own = self._hours(pool.hours, centre, day)
                if self.is_holiday(centre.holiday_calendar, day):
                    own &= self._regular(centre, day)
            return self._without_closures(own, centre, None)

        return tick in self._on("shift", pool.id, self._date(centre, tick), ticks)

    def overtime(self, centre: Centre, pool: OperatorPool, tick: int) -> bool:
        """Return whether operators of a pool can be asked to work overtime in the tick."""
        late, day = pool.overtime, self._date(centre, tick)
        if late is None or self.is_holiday(centre.holiday_calendar, day):
            return False
        asked = self._on("overtime", pool.id, day, lambda day: self._hours(late, centre, day))
        return tick in asked and not self.on_shift(centre, pool, tick)

    def reception(self, centre: Centre, tick: int) -> bool:
        """Return whether a centre hands over and receives parcels in the tick."""
        return tick in self._on(
            "reception",
            centre.id,
            self._date(centre, tick),
            lambda day: self._without_closures(self._regular(centre, day), centre, None),
        )

    def office(self, tick: int) -> bool:
        """Return whether companies' offices are open in the tick."""
        day = self.network_date(self.grid.instant(tick))
        return self.is_network_day(day) and tick in self._on(
            "office", "", day, lambda day: hours_on(OFFICE, day, self.zone, self.grid)
        )

    def closures(self, centre: Centre, machine: Equipment | None, kind: ClosureKind) -> IntervalSet:
        """Return the ticks that closures of one kind touch, of the centre and of a machine."""
        key = (machine.id if machine else f"centre {centre.id}", kind)
        if key not in self._closed:
            place, zone = machine or centre, self.zone_of(centre)
            own = IntervalSet.of(
                (self.grid.floor(start), self.grid.ceil(end))
                for start, end in (
                    *_once(place.closures, kind),
                    *self._recurring(place.recurring_closures, kind, zone),
                )
            )
            self._closed[key] = own | self.closures(centre, None, kind) if machine else own
        return self._closed[key]

    def _without_closures(
        self, ticks: frozenset[int], centre: Centre, machine: Equipment | None
    ) -> frozenset[int]:
        shut = self.closures(centre, machine, ClosureKind.CLOSED)
        if not ticks or not shut.meets(min(ticks), max(ticks) + 1):
            return ticks
        return frozenset(tick for tick in ticks if tick not in shut)

    def _regular(self, centre: Centre, day: date) -> frozenset[int]:
        """Return the ticks of a date in weekly hours, unless it is a holiday, or in openings."""
        holiday = self.is_holiday(centre.holiday_calendar, day)
        pieces = () if holiday else centre.hours.days[day.weekday()]
        spans = [_bounds(piece, day, self.zone_of(centre)) for piece in pieces]
        if not centre.openings:
            return _whole_ticks(spans, self.grid)
        midnight = datetime.combine(day, time(0), self.zone_of(centre))
        spans += [
            (each.span.start, each.span.end)
            for each in centre.openings
            if each.span.start < midnight + 2 * DAY and each.span.end > midnight
        ]
        return _whole_ticks(_joined(spans), self.grid)

    def _hours(self, hours: WeeklyHours, centre: Centre, day: date) -> frozenset[int]:
        return hours_on(hours, day, self.zone_of(centre), self.grid)

    def _date(self, centre: Centre, tick: int) -> date:
        key = (centre.zone, tick)
        found = self._dates.get(key)
        if found is None:
            found = self.grid.instant(tick).astimezone(self.zone_of(centre)).date()
            self._dates[key] = found
        return found

    def _on(
        self, kind: str, subject: str, day: date, ticks: Callable[[date], frozenset[int]]
    ) -> frozenset[int]:
        key = (kind, subject, day)
        if key not in self._ticks:
            self._ticks[key] = ticks(day)
        return self._ticks[key]

    def _recurring(
        self, closures: Iterable[RecurringClosure], kind: ClosureKind, zone: ZoneInfo
    ) -> Iterator[tuple[datetime, datetime]]:
        first, last = (moment.astimezone(zone).replace(tzinfo=None) for moment in (self.first, self.last))
        for closure in closures:
            if closure.kind is not kind:
                continue
            length = timedelta(minutes=closure.minutes)
            for start in rrulestr(closure.rule, dtstart=closure.first).between(
                first - length, last, inc=True
            ):
                if start.date() not in closure.except_dates:
                    begin = start.replace(tzinfo=zone).astimezone(UTC)
                    yield begin, begin + length


def hours_on(hours: WeeklyHours, day: date, zone: ZoneInfo, grid: TimeGrid) -> frozenset[int]:
    """Return the ticks of a local date that lie wholly inside weekly hours."""
    return _whole_ticks((_bounds(piece, day, zone) for piece in hours.days[day.weekday()]), grid)


def _whole_ticks(spans: Iterable[tuple[datetime, datetime]], grid: TimeGrid) -> frozenset[int]:
    return frozenset(tick for start, end in spans for tick in range(grid.ceil(start), grid.floor(end)))


def _joined(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return the same time without overlaps: a tick may lie across two spans that meet."""
    moments = sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in spans)
    found: list[tuple[datetime, datetime]] = []
    for start, end in moments:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _bounds(piece: DailyHours, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = day + DAY if piece.end == time(0) else day
    return datetime.combine(day, piece.start, zone), datetime.combine(last, piece.end, zone)


def _once(closures: Iterable[Closure], kind: ClosureKind) -> Iterator[tuple[datetime, datetime]]:
    for closure in closures:
        if closure.kind is kind:
            yield closure.span.start, closure.span.end
