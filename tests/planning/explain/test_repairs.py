"""Every repair is true: with its overlay the goal is reached, and less of it is not enough."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.vocabulary import BookingStatus, RequestId
from iplatform_sched.planning.explain.case import case_of
from iplatform_sched.planning.explain.decide import decide
from iplatform_sched.planning.explain.goal import Goal
from iplatform_sched.planning.explain.remedy import Who
from iplatform_sched.planning.explain.repairs import cheapest
from iplatform_sched.planning.explain.service import explain
from iplatform_sched.planning.overlay import apply_overlay
from iplatform_sched.planning.solving import solve
from iplatform_sched.report.story import story
from tests import facts
from tests.planning.explain.conflict_cases import CASES

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.repairs import Repair

JOB = RequestId("job")
SERVED = [case for case in CASES if case.goal.at_most is None]
UNREPAIRED = {"retired", "specimen", "changeover"}
"""Machines and specimens are what they are."""


def quiet(_: str) -> None:
    """Say nothing."""


def repairs_for(snapshot: Snapshot, request: str = "job") -> tuple[Repair, ...]:
    """Return the repairs of a request that is unserved."""
    (answer,) = explain(snapshot, RequestId(request), (), tell=quiet).answers
    assert answer.code == "unserved"
    return answer.repairs


def by_code(snapshot: Snapshot, code: str) -> Repair:
    """Return the only repair of a code."""
    (found,) = [each for each in repairs_for(snapshot) if each.code == code]
    return found


@cache
def repairs_of_case(number: int) -> tuple[Repair, ...]:
    """Return the repairs of a case, worked out once."""
    return repairs_for(SERVED[number].snapshot)


@pytest.mark.parametrize(
    "number", range(len(SERVED)), ids=[f"{case.kind}-{n}" for n, case in enumerate(SERVED)]
)
def test_every_overlay_makes_the_goal_possible(number: int) -> None:
    case = SERVED[number]
    assert repairs_of_case(number) or case.kind in UNREPAIRED
    for repair in repairs_of_case(number):
        assert repair.placed.end is not None
        if repair.code not in {"give_up_booking", "prefix"}:
            changed = apply_overlay(case.snapshot, repair.overlay).snapshot
            assert decide(case_of(changed, JOB).snapshot, Goal(JOB)).possible, repair.words


def hurried(**fields: object) -> Snapshot:
    """Return a request for the press by Wednesday evening, while the press is taken until then."""
    stage = facts.stage("a", ways=[facts.way("crush")])
    request = facts.request("job", stage, deadline=facts.at("2026-11-25 18:00"))
    taken = facts.booking("full", "2026-11-24 09:00", "2026-11-25 18:00", equipment="press")
    return facts.snapshot(request, bookings=[taken], **fields)


def test_the_deadline_moves_by_the_fewest_days() -> None:
    repair = by_code(hurried(), "later_deadline")
    assert repair.least
    assert repair.words == ("Move the deadline of job 1 day later, to 2026-11-26 Thu 18:00",)
    assert repair.placed.end is not None
    assert facts.at("2026-11-25 18:00") < repair.placed.end <= facts.at("2026-11-26 18:00")
    assert repair.who == (Who.COMPANY,)


def test_the_cheapest_is_marked_though_others_come_first() -> None:
    stage = facts.stage("a", ways=[facts.way("crush")])
    terms = {"due": "2026-11-24", "deadline": facts.at("2026-11-25 18:00")}
    taken = [
        facts.booking(f"full-{day}", f"2026-11-{day} 09:00", f"2026-11-{day} 18:00", equipment="press")
        for day in (24, 25)
    ]
    snapshot = facts.snapshot(facts.request("job", stage, **terms), bookings=taken)
    repairs = repairs_for(snapshot)
    best = cheapest(repairs)
    assert best is not None
    assert best is not repairs[0]
    priced = [each for each in repairs if each.code not in {"prefix", "give_up_booking"}]
    assert best.all_krw == min(each.all_krw for each in priced)
    told = story(explain(snapshot, JOB, (), tell=quiet))
    assert told.count("(cheapest)") == 1
    assert f"{'; and '.join(best.words)}. (cheapest)" in told
    assert cheapest(repairs[:1]) is None


def test_a_holder_is_asked_last() -> None:
    *_, last = (each for each in repairs_for(hurried()) if each.code != "prefix")
    assert last.code == "give_up_booking"
    assert last.who == (Who.OTHERS,)


def test_the_budget_is_raised_by_the_least_step() -> None:
    stage = facts.stage("a", ways=[facts.way("crush")])
    snapshot = facts.snapshot(facts.request("job", stage, budget_krw=203_000))
    repair = by_code(snapshot, "larger_budget")
    # Four hours of 40,000 KRW and the set-up fee are 210,000.
    assert repair.words == ("Raise the budget of job by 10,000 KRW, to 213,000 KRW",)
    assert repair.placed.company_krw == 210_000


def test_a_saturday_is_named_by_its_date() -> None:
    stage = facts.stage("a", ways=[facts.way("crush")])
    late = {"release": facts.at("2026-11-27 17:00"), "deadline": facts.at("2026-11-30 10:00")}
    repair = by_code(facts.snapshot(facts.request("job", stage, **late)), "open_days")
    assert repair.words == ("Open hub on Sat 2026-11-28, 09:00-18:00",)
    assert repair.placed.end is not None
    assert repair.placed.end <= facts.at("2026-11-28 18:00")


def test_what_only_helps_together_comes_together() -> None:
    stage = facts.stage("a", ways=[facts.way("crush")])
    terms = {"budget_krw": 150_000, "excluded_centres": ["hub"]}
    (repair,) = repairs_for(facts.snapshot(facts.request("job", stage, **terms)))
    assert set(repair.code.split()) == {"allow_centre", "larger_budget"}
    assert repair.least
    assert "Raise the budget of job by 60,000 KRW, to 210,000 KRW" in repair.words


def test_a_prefix_is_offered_where_the_rest_has_no_room() -> None:
    stages = (
        facts.stage("a", ways=[facts.way("image", 60)]),
        facts.stage("b", "a", ways=[facts.way("crush", 840)]),
    )
    repair = by_code(facts.snapshot(facts.request("job", *stages)), "prefix")
    assert repair.words == ("Let a part of job do: stages a",)
    assert [each.stage for each in repair.placed.bookings] == ["a"]


def rivals() -> Snapshot:
    """Return a hurried request, and one that is in no hurry planned where the first would have to be."""
    stage = facts.stage("a", ways=[facts.way("crush", 480)])
    other = facts.request("other", stage, company="bolt")
    tight = {"catalogue": facts.network(centres=[facts.centre("hub"), *facts.network().centres[1:]])}
    planned = solve(
        facts.snapshot(other, **tight),
        SolveSettings(deterministic=True, work=1, proof_work=0),
        stop=lambda: False,
        on_progress=lambda _text, _share: None,
    ).plan.bookings
    job = facts.request("job", stage, deadline=facts.at("2026-11-24 18:00"))
    return facts.snapshot(job, other, bookings=planned, **tight)


def test_moving_what_is_planned_serves_both() -> None:
    snapshot = rivals()
    repair = by_code(snapshot, "move_planned")
    ((before, after),) = repair.moved
    assert (before.request, before.status) == ("other", BookingStatus.PLANNED)
    assert after.start >= before.start + timedelta(days=1)
    assert repair.others_krw > 0
    assert "other/a" in repair.words[0]
