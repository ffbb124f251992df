"""The house rules of centres: notice, horizon, latest start, bans and quotas."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from iplatform_sched.domain.centre import QuotaPeriod, QuotaUnit
from iplatform_sched.domain.vocabulary import BookingStatus, Run
from iplatform_sched.verify.plan.case import stage_key
from iplatform_sched.verify.plan.violation import Violation, against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre, QuotaRule
    from iplatform_sched.verify.plan.case import Case

HOUR = 60


def is_kept(case: Case, booking: Booking) -> bool:
    """Return whether the plan before this one has the stage at the same start on the same machine."""
    before = case.baseline.get((case.request_of(booking).id, case.stage_of(booking).id))
    return before is not None and (before.start, before.equipment) == (booking.start, booking.equipment)


def notice_kept(case: Case, booking: Booking) -> int:
    """Return the working days of the centre strictly between today and the start's date."""
    centre = case.centre_of(booking)
    day = case.clock.local(centre, case.snapshot.now).date() + timedelta(days=1)
    start, days = case.clock.local(centre, booking.start).date(), 0
    while day < start:
        days += case.clock.is_working_day(centre, day)
        day += timedelta(days=1)
    return days


def is_express(case: Case, booking: Booking) -> bool:
    """Return whether the start keeps only the shorter notice of an express booking.

    A booking that was planned without the surcharge and stays does not become one as time passes.
    """
    rules = case.centre_of(booking).rules
    express = rules.express_notice_days
    if express is None or not express < rules.notice_days > notice_kept(case, booking):
        return False
    return not is_kept(case, booking) or case.baseline[stage_key(booking)].charge.express > 0


def notice(case: Case) -> Iterator[Violation]:
    """A new or moved booking keeps the centre's notice, or its express notice."""
    for booking in case.proposed:
        rules = case.centre_of(booking).rules
        express = rules.express_notice_days
        need = rules.notice_days if express is None else min(express, rules.notice_days)
        kept = notice_kept(case, booking)
        if kept < need and not is_kept(case, booking):
            what = f"keeps {kept} working days of notice; {booking.centre} asks for {need}"
            yield against("notice", booking, what)


def horizon(case: Case) -> Iterator[Violation]:
    """A booking starts within the network's weeks and, if new or moved, the centre's booking horizon."""
    now = case.snapshot.now
    last = now + timedelta(weeks=case.policy.start_weeks)
    end = now + timedelta(weeks=case.policy.calendar_weeks)
    for booking in case.proposed:
        if booking.start >= last:
            yield against(
                "horizon", booking, f"starts after {case.when(last)}, the end of the planning weeks"
            )
        elif booking.end > end:
            yield against("horizon", booking, f"ends after {case.when(end)}, the end of the calendars")
        elif _beyond(case, booking) and not is_kept(case, booking):
            days = case.centre_of(booking).rules.booking_horizon_days
            yield against("horizon", booking, f"starts more than {days} days ahead at {booking.centre}")


def _beyond(case: Case, booking: Booking) -> bool:
    centre = case.centre_of(booking)
    days = centre.rules.booking_horizon_days
    if days is None:
        return False
    today, start = (case.clock.local(centre, each).date() for each in (case.snapshot.now, booking.start))
    return start > today + timedelta(days=days)


def latest_start(case: Case) -> Iterator[Violation]:
    """No booking starts later in the day than the centre's latest start."""
    for booking in case.proposed:
        centre = case.centre_of(booking)
        latest = centre.rules.latest_start
        local = case.clock.local(centre, booking.start).time()
        if latest is not None and local > latest:
            yield against(
                "latest_start", booking, f"starts at {local:%H:%M}; {centre.id} allows {latest:%H:%M}"
            )


def no_show(case: Case) -> Iterator[Violation]:
    """A company that did not show up too often does not start at the centre during its ban."""
    for booking in case.proposed:
        for begin, end in _bans(case, booking):
            if begin <= booking.start < end:
                what = (
                    f"starts while {booking.company} is banned from {booking.centre} until {case.when(end)}"
                )
                yield against("no_show", booking, what)


def _bans(case: Case, booking: Booking) -> Iterator[tuple[datetime, datetime]]:
    """Yield the company's bans at the centre: each full number of strikes begins one."""
    rule = case.centre_of(booking).rules.no_show
    if rule is None:
        return
    missed = sorted(
        each.start
        for each in case.snapshot.bookings
        if each.status is BookingStatus.NO_SHOW
        and (case.payer(each), each.centre) == (booking.company, booking.centre)
    )
    for count, start in enumerate(missed, start=1):
        if count % rule.strikes == 0:
            yield start, start + timedelta(days=rule.ban_days)


def quota(case: Case) -> Iterator[Violation]:
    """A company uses a centre or machine for no more hours or bookings per week or month than allowed."""
    for centre_id in dict.fromkeys(booking.centre for booking in case.proposed):
        centre = case.centres[centre_id]
        if centre.rules.quotas:
            here = [each for each in (*case.proposed, *case.fixed) if each.centre == centre_id]
            for rule in centre.rules.quotas:
                yield from _over_quota(case, centre, rule, here)


def _over_quota(case: Case, centre: Centre, rule: QuotaRule, here: list[Booking]) -> Iterator[Violation]:
    shares: dict[tuple[str, tuple[int, int]], list[Booking]] = defaultdict(list)
    for booking in here:
        company = case.payer(booking)
        if company is not None and rule.equipment in {None, booking.equipment}:
            day = case.clock.local(centre, booking.start).date()
            shares[company, _period(rule.period, day)].append(booking)
    hours = rule.unit is QuotaUnit.HOURS
    limit = rule.limit * HOUR if hours else rule.limit
    for (payer, period), bookings in shares.items():
        used = sum(_use_minutes(each) if hours else 1 for each in bookings)
        if used > limit and not case.is_fixed(bookings[0]):
            where = rule.equipment or centre.id
            unit = "minutes" if hours else "bookings"
            what = f"brings {payer} to {used} {unit} in {rule.period} {period[1]} of {period[0]} at {where}"
            yield against("quota", bookings[0], f"{what}; {limit} are allowed", *bookings[1:])


def _period(period: QuotaPeriod, day: date) -> tuple[int, int]:
    if period is QuotaPeriod.MONTH:
        return day.year, day.month
    calendar = day.isocalendar()
    return calendar.year, calendar.week


def _use_minutes(booking: Booking) -> int:
    """Return the minutes of machine use: no lunch, no pauses, no waiting for unloading."""
    used = sum((span.end - span.start for span in booking.attended), timedelta())
    if booking.run is Run.UNATTENDED:
        loading = (span.end for span in booking.attended if span.end <= booking.run_end)
        used += booking.run_end - max(loading, default=booking.start)
    return (used or booking.end - booking.start) // timedelta(minutes=1)
