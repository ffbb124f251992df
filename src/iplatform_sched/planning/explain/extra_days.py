"""The repair of opening a centre on a few Saturdays or holidays: only those that the plan needs."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.domain.calendars import DailyHours, Opening, WeeklyHours
from iplatform_sched.domain.vocabulary import Span
from iplatform_sched.planning.explain.decide import decide
from iplatform_sched.planning.explain.place_kinds import centres_with, pools_with

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.decide import Verdict
    from iplatform_sched.planning.explain.goal import Goal
    from iplatform_sched.planning.explain.member import Case

SATURDAY, SUNDAY = 5, 6


def extra_days(case: Case, goal: Goal, centre_id: str) -> tuple[date, ...]:
    """Return closed days of a centre that make a goal possible when it is open on them; none where none do.

    None of them can be missed as long as the others are open. Holidays are taken where Saturdays are not
    enough.
    """
    centre = case.centres[centre_id]
    closed = tuple(_closed_days(case, centre))
    for chosen in (tuple(day for day in closed if day.weekday() == SATURDAY), closed):
        verdict = decide(opened(case.snapshot, centre_id, chosen), goal)
        if verdict.possible:
            return _fewest(case, goal, centre, chosen, verdict)
    return ()


def _fewest(
    case: Case, goal: Goal, centre: Centre, chosen: tuple[date, ...], verdict: Verdict
) -> tuple[date, ...]:
    """Return what is needed of days that are enough, those that the plan uses first."""
    used = tuple(day for day in chosen if day in _days_at(verdict, centre))
    if decide(opened(case.snapshot, centre.id, used), goal).possible:
        chosen = used
    for day in reversed(chosen):
        fewer = tuple(each for each in chosen if each != day)
        if decide(opened(case.snapshot, centre.id, fewer), goal).possible:
            chosen = fewer
    return chosen


def _closed_days(case: Case, centre: Centre) -> Iterator[date]:
    """Yield the Saturdays and holidays on which the centre is closed, as far as starts are planned."""
    today = case.snapshot.now.astimezone(ZoneInfo(centre.zone)).date()
    off = {
        day.date
        for calendar in case.snapshot.catalogue.holiday_calendars
        if calendar.id == centre.holiday_calendar
        for day in calendar.holidays
    }
    for number in range(1, 7 * case.snapshot.policy.start_weeks):
        day = today + timedelta(days=number)
        closed = not centre.hours.days[day.weekday()] or day in off
        if closed and day.weekday() != SUNDAY:
            yield day


def _days_at(verdict: Verdict, centre: Centre) -> set[date]:
    """Return the local dates on which somebody works at the centre in a plan."""
    zone = ZoneInfo(centre.zone)
    return {
        span.start.astimezone(zone).date()
        for booking in verdict.bookings()
        if booking.centre == centre.id
        for span in booking.attended
    }


def opened(snapshot: Snapshot, centre: str, days: Collection[date]) -> Snapshot:
    """Return the facts with a centre open on some days more, its operators at work."""
    if not days:
        return snapshot
    own = {each.id for each in snapshot.catalogue.pools if each.centre == centre and each.hours is not None}
    facts = centres_with(
        snapshot,
        {centre},
        lambda it: {"openings": (*it.openings, *(_opening(it, day) for day in sorted(days)))},
    )
    return pools_with(facts, own, lambda it: {"hours": it.hours and with_saturday(it.hours)})


def _opening(centre: Centre, day: date) -> Opening:
    hours = usual(centre)
    zone = ZoneInfo(centre.zone)
    last = day if hours.end != time(0) else day + timedelta(days=1)
    start, end = datetime.combine(day, hours.start, zone), datetime.combine(last, hours.end, zone)
    return Opening(span=Span(start=start, end=end), reason="extra day")


def usual(centre: Centre) -> DailyHours:
    """Return the hours of an extra day: from first to last hour of the last weekday that has any."""
    spans = next((each for each in reversed(centre.hours.days[:SATURDAY]) if each), ())
    if not spans:
        return DailyHours(start=time(9), end=time(18))
    return DailyHours(start=spans[0].start, end=spans[-1].end)


def with_saturday(hours: WeeklyHours) -> WeeklyHours:
    """Return the hours with a Saturday like the Friday, where Saturday is closed."""
    days = list(hours.days)
    days[SATURDAY] = days[SATURDAY] or days[SATURDAY - 1]
    return WeeklyHours(days=tuple(days))
