"""What a company can change by an amount: its request's terms, its people, its workflow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import LagUnit
from iplatform_sched.planning.explain.remedy import Remedy, Who
from iplatform_sched.planning.explain.request_kinds import company_with, request_with
from iplatform_sched.planning.explain.stage_kinds import lags_with

if TYPE_CHECKING:
    from iplatform_sched.planning.explain.member import Case, Member

MOST_DAYS = 90
STEP_KRW = 10_000
MOST_STEPS = 20_000
MOST_STAFF = 20
MOST_STEPS_OF_LAG = 31
HOUR = 60
DAY = 1440


def counted(number: int, thing: str) -> str:
    """Return a number of things in words."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def later_deadline(case: Case, member: Member) -> Remedy:
    """Return the remedy of days more before the deadline."""
    name, deadline = case.request.id, case.request.deadline or case.snapshot.now

    def words(days: int) -> str:
        until = case.local(deadline + timedelta(days=days))
        return f"Move the deadline of {name} {counted(days, 'day')} later, to {until}"

    return Remedy(
        "later_deadline",
        Who.COMPANY,
        member.subject,
        MOST_DAYS,
        lambda facts, days: request_with(
            facts, name, lambda _: {"deadline": deadline + timedelta(days=days)}
        ),
        words,
    )


def earlier_release(case: Case, member: Member) -> Remedy:
    """Return the remedy of days less until the request can begin."""
    name, release = case.request.id, case.request.release or case.snapshot.now

    def words(days: int) -> str:
        since = case.local(release - timedelta(days=days))
        return f"Let {name} begin {counted(days, 'day')} earlier, from {since}"

    return Remedy(
        "earlier_release",
        Who.COMPANY,
        member.subject,
        max(1, (release - case.snapshot.now).days + 1),
        lambda facts, days: request_with(facts, name, lambda _: {"release": release - timedelta(days=days)}),
        words,
    )


def larger_budget(case: Case, member: Member) -> Remedy:
    """Return the remedy of a larger budget of the request, in steps."""
    name, budget = case.request.id, case.request.budget_krw or 0
    return Remedy(
        "larger_budget",
        Who.COMPANY,
        member.subject,
        MOST_STEPS,
        lambda facts, n: request_with(facts, name, lambda _: {"budget_krw": budget + n * STEP_KRW}),
        lambda n: f"Raise the budget of {name} by {n * STEP_KRW:,} KRW, to {budget + n * STEP_KRW:,} KRW",
    )


def larger_company_budget(case: Case, member: Member) -> Remedy:
    """Return the remedy of a larger budget of the company, in steps."""
    name = case.company.id
    return Remedy(
        "larger_company_budget",
        Who.COMPANY,
        member.subject,
        MOST_STEPS,
        lambda facts, n: company_with(
            facts, name, lambda it: {"budget_krw": (it.budget_krw or 0) + n * STEP_KRW}
        ),
        lambda n: f"Raise the budget of company {name} by {n * STEP_KRW:,} KRW",
    )


def more_centres(case: Case, member: Member) -> Remedy:
    """Return the remedy of more centres for the request."""
    name, most = case.request.id, case.request.max_centres or 0
    return Remedy(
        "more_centres",
        Who.COMPANY,
        member.subject,
        max(1, len(case.request.stages) - most),
        lambda facts, n: request_with(facts, name, lambda _: {"max_centres": most + n}),
        lambda n: f"Allow {name} {counted(n, 'more centre')}, {most + n} in all",
    )


def more_staff(case: Case, member: Member) -> Remedy:
    """Return the remedy of more people of the company who can attend."""
    name = case.company.id
    return Remedy(
        "more_staff",
        Who.COMPANY,
        member.subject,
        MOST_STAFF,
        lambda facts, n: company_with(facts, name, lambda it: {"staff": it.staff + n}),
        lambda n: f"Let company {name} send {counted(n, 'more person')}, {case.company.staff + n} in all",
    )


def longer_lag(case: Case, member: Member) -> Remedy:
    """Return the remedy of a longer maximum lag."""
    request, stage, after = member.key
    unit, thing = _step(case, stage, after)
    return Remedy(
        "longer_lag",
        Who.COMPANY,
        member.subject,
        MOST_STEPS_OF_LAG,
        lambda facts, n: lags_with(
            facts,
            (member.key,),
            lambda lag: {"maximum": None if lag.maximum is None else lag.maximum + n * unit},
        ),
        lambda n: f"Let stage {stage} of {request} follow {after} up to {counted(n, thing)} later than now",
    )


def shorter_lag(case: Case, member: Member) -> Remedy:
    """Return the remedy of a shorter minimum lag."""
    request, stage, after = member.key
    unit, thing = _step(case, stage, after)
    longest = max(
        lag.minimum
        for each in case.request.stages
        if each.id == stage
        for lag in each.after
        if lag.after == after
    )
    return Remedy(
        "shorter_lag",
        Who.COMPANY,
        member.subject,
        max(1, -(-longest // unit)),
        lambda facts, n: lags_with(
            facts, (member.key,), lambda lag: {"minimum": max(0, lag.minimum - n * unit)}
        ),
        lambda n: f"Let stage {stage} of {request} begin {counted(n, thing)} sooner after {after}",
    )


def _step(case: Case, stage: str, after: str) -> tuple[int, str]:
    """Return the step by which a lag is changed, in its unit, and its name: a day for lags of days."""
    lags = [
        lag for each in case.request.stages if each.id == stage for lag in each.after if lag.after == after
    ]
    if any(lag.unit is LagUnit.WORKING_DAYS for lag in lags):
        return 1, "working day"
    if any(max(lag.minimum, lag.maximum or 0) >= DAY for lag in lags):
        return DAY, "day"
    return HOUR, "hour"
