"""What centres and the network can change by an amount: hours, operators, notice, how far they plan."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from iplatform_sched.domain.calendars import DailyHours, WeeklyHours
from iplatform_sched.planning.explain.place_kinds import centres_with, pools_with
from iplatform_sched.planning.explain.remedy import Remedy, Who
from iplatform_sched.planning.explain.request_remedies import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.member import Case, Member

    Hours = Callable[[WeeklyHours], WeeklyHours]

MOST_HEADS_MORE = 5
MOST_WEEKS = 13
LAST_HOUR = 23


def with_evenings(hours: WeeklyHours, more: int) -> WeeklyHours:
    """Return the hours with every open day ending so many hours later, before midnight."""
    return WeeklyHours(days=tuple(_later(spans, more) for spans in hours.days))


def _later(spans: tuple[DailyHours, ...], more: int) -> tuple[DailyHours, ...]:
    if not spans or spans[-1].end == time(0):
        return spans
    last = spans[-1]
    end = last.end.replace(hour=min(LAST_HOUR, last.end.hour + more))
    return (*spans[:-1], DailyHours(start=last.start, end=max(end, last.end)))


def evenings(case: Case, member: Member) -> Remedy:
    """Return the remedy of longer opening hours at a centre, its operators at work."""
    ends = [spans[-1].end.hour for spans in case.centres[member.subject].hours.days if spans]

    def change(facts: Snapshot, more: int) -> Snapshot:
        return _with_hours(facts, member.subject, lambda hours: with_evenings(hours, more))

    return Remedy(
        "open_evenings",
        Who.CENTRE,
        member.subject,
        max(1, LAST_HOUR - max(ends, default=0)),
        change,
        lambda more: f"Keep {member.subject} open {counted(more, 'hour')} longer every day",
    )


def _with_hours(facts: Snapshot, centre: str, longer: Hours) -> Snapshot:
    pools = {each.id for each in facts.catalogue.pools if each.centre == centre and each.hours is not None}
    opened = centres_with(facts, {centre}, lambda it: {"hours": longer(it.hours)})
    return pools_with(opened, pools, lambda it: {"hours": it.hours and longer(it.hours)})


def more_operators(_: Case, member: Member) -> Remedy:
    """Return the remedy of more heads in an operator pool."""
    return Remedy(
        "more_operators",
        Who.CENTRE,
        member.subject,
        MOST_HEADS_MORE,
        lambda facts, n: pools_with(facts, {member.subject}, lambda it: {"headcount": it.headcount + n}),
        lambda n: f"Have {counted(n, 'more operator')} in {member.subject}",
    )


def shorter_notice(case: Case, member: Member) -> Remedy:
    """Return the remedy of a shorter notice at a centre, by working days."""
    notice = case.centres[member.subject].rules.notice_days

    def fields(it: Centre, n: int) -> dict[str, object]:
        return {"rules": it.rules.model_copy(update={"notice_days": max(0, it.rules.notice_days - n)})}

    return Remedy(
        "shorter_notice",
        Who.CENTRE,
        member.subject,
        notice,
        lambda facts, n: centres_with(facts, {member.subject}, lambda it: fields(it, n)),
        lambda n: f"Take bookings at {member.subject} with {counted(notice - n, 'working day')} of notice",
    )


def longer_horizon(case: Case, member: Member) -> Remedy:
    """Return the remedy of planning further ahead."""
    weeks = case.snapshot.policy.start_weeks

    def change(facts: Snapshot, n: int) -> Snapshot:
        policy = facts.policy
        longer = {"start_weeks": policy.start_weeks + n, "calendar_weeks": policy.calendar_weeks + n}
        return facts.model_copy(update={"policy": policy.model_copy(update=longer)})

    return Remedy(
        "longer_horizon",
        Who.COORDINATOR,
        member.subject,
        MOST_WEEKS,
        change,
        lambda n: f"Plan starts {counted(n, 'week')} further ahead, {weeks + n} weeks in all",
    )
