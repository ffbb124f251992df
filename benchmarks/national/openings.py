"""Opening hours as arrays of half-hours, for placing the bookings that already exist.

Written for the generator alone: it shares nothing with the planner, so that the shipped bookings are a
fair test of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from dateutil.rrule import rrulestr

from iplatform_sched.domain.vocabulary import ClosureKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from iplatform_sched.domain.calendars import Closure, HolidayCalendar, RecurringClosure, WeeklyHours
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Equipment

    Mask = NDArray[np.bool_]
    Ticks = NDArray[np.int64]

ZONE = ZoneInfo("Asia/Seoul")
MINUTES = 30
DAY = 24 * 60 // MINUTES
WEEK = 7 * DAY
ORIGIN = datetime(2026, 10, 12, tzinfo=ZONE)
NOW = datetime(2026, 11, 23, 20, tzinfo=ZONE)
DAYS = 46 * 7
LENGTH = DAYS * DAY


def tick(moment: datetime) -> int:
    """Return the half-hour since the origin in which `moment` lies."""
    return (moment.astimezone(UTC) - ORIGIN.astimezone(UTC)) // timedelta(minutes=MINUTES)


@cache
def instant(ticks: int) -> datetime:
    """Return the local instant of a half-hour."""
    return (ORIGIN.astimezone(UTC) + timedelta(minutes=MINUTES * ticks)).astimezone(ZONE)


def tick_of_day(day: int) -> int:
    """Return the half-hour at which the local day `day` days after now's begins."""
    return tick(NOW.replace(hour=0) + timedelta(days=day))


NOW_TICK = tick(NOW)
END_TICK = NOW_TICK + 13 * WEEK


@dataclass(frozen=True, slots=True)
class Openings:
    """When a machine can be worked on.

    Attributes
    ----------
    work
        Half-hours in which attended work proceeds, in order.
    blocked
        Number of out-of-service half-hours before each half-hour; one more entry than half-hours.
    rank
        The same of working half-hours.
    """

    work: Ticks
    blocked: list[int]
    rank: list[int]

    def before(self, tick: int) -> int:
        """Return the number of working half-hours before `tick`."""
        return self.rank[min(max(tick, 0), LENGTH)]

    def out_of_service(self, start: int, end: int) -> bool:
        """Return whether ``[start, end)`` meets a half-hour out of service."""
        return self.blocked[min(end, LENGTH)] > self.blocked[max(start, 0)]


def dates() -> list[date]:
    """Return the local dates of the arrays."""
    return [ORIGIN.date() + timedelta(days=day) for day in range(DAYS)]


def weekly(hours: WeeklyHours | None) -> Mask:
    """Return the half-hours inside weekly hours."""
    mask = np.zeros((DAYS, DAY), dtype=bool)
    if hours is None:
        return mask.ravel()
    for day, when in enumerate(dates()):
        for span in hours.days[when.weekday()]:
            end = (span.end.hour * 60 + span.end.minute) // MINUTES or DAY
            mask[day, (span.start.hour * 60 + span.start.minute) // MINUTES : end] = True
    return mask.ravel()


def holiday_mask(calendar: HolidayCalendar) -> Mask:
    """Return the half-hours that lie on a holiday."""
    days = {holiday.date for holiday in calendar.holidays}
    return np.repeat(np.array([when in days for when in dates()]), DAY)


def closed(kind: ClosureKind, one_off: Iterable[Closure], recurring: Iterable[RecurringClosure]) -> Mask:
    """Return the half-hours touched by closures of one kind."""
    mask = np.zeros(LENGTH, dtype=bool)
    spans = [(closure.span.start, closure.span.end) for closure in one_off if closure.kind is kind]
    last = (ORIGIN + timedelta(days=DAYS)).replace(tzinfo=None)
    for closure in recurring:
        if closure.kind is kind:
            for start in rrulestr(closure.rule, dtstart=closure.first).between(closure.first, last, inc=True):
                local = start.replace(tzinfo=ZONE)
                spans.append((local, local + timedelta(minutes=closure.minutes)))
    for start, end in spans:
        first, after = tick(start), -(-(end - ORIGIN) // timedelta(minutes=MINUTES))
        mask[max(first, 0) : max(after, 0)] = True
    return mask


def centre_work(centre: Centre, holidays: Mask) -> Mask:
    """Return a centre's working half-hours: open, no holiday, no closing day, no lunch."""
    shut = closed(ClosureKind.CLOSED, centre.closures, centre.recurring_closures)
    lunch = np.zeros((DAYS, DAY), dtype=bool)
    if centre.lunch:
        lunch[:, centre.lunch.start.hour * 2 : centre.lunch.end.hour * 2] = True
    return weekly(centre.hours) & ~holidays & ~shut & ~lunch.ravel()


def openings(centre: Centre, machine: Equipment, work: Mask) -> Openings:
    """Return when `machine` can be worked on, given the `work` of its centre."""
    if machine.hours is not None:
        work = work & weekly(machine.hours)
    shut = closed(ClosureKind.CLOSED, machine.closures, machine.recurring_closures)
    down = closed(ClosureKind.OUT_OF_SERVICE, centre.closures, centre.recurring_closures) | closed(
        ClosureKind.OUT_OF_SERVICE, machine.closures, machine.recurring_closures
    )
    ready = work & ~shut
    return Openings(np.nonzero(ready)[0], _counts(down), _counts(ready))


def _counts(mask: Mask) -> list[int]:
    return [0, *np.cumsum(mask).tolist()]


def spans(ticks: Ticks) -> list[tuple[int, int]]:
    """Return runs of consecutive half-hours as half-open pairs."""
    if len(ticks) == 0:
        return []
    cuts = np.nonzero(np.diff(ticks) > 1)[0]
    first = [ticks[0], *ticks[cuts + 1]]
    last = [*ticks[cuts], ticks[-1]]
    return [(int(a), int(b) + 1) for a, b in zip(first, last, strict=True)]
