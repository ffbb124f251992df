from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import RequestId
from iplatform_sched.planning.reasons import unserved_reasons
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.construct import construct
from tests import facts

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot


def nothing(snapshot: Snapshot) -> dict[str, str]:
    """Return the codes when nothing at all is planned."""
    compiled = compile_snapshot(snapshot)
    empty = Schedule((None,) * len(compiled.problem.tasks))
    return {request: code for request, (code, _) in unserved_reasons(compiled, empty).items()}


def test_served_requests_need_no_reason() -> None:
    compiled = compile_snapshot(facts.snapshot())
    assert unserved_reasons(compiled, construct(compiled.problem).schedule()) == {}


def test_rivals_are_named() -> None:
    first = facts.request("first", facts.stage("a", ways=[facts.way("crush")]))
    second = facts.request("second", facts.stage("a", ways=[facts.way("crush")]))
    compiled = compile_snapshot(facts.snapshot(first, second))
    only_first = construct(compiled.problem, order=[0]).schedule()
    reasons = unserved_reasons(compiled, only_first)
    assert set(reasons) == {"second"}
    code, text = reasons[RequestId("second")]
    assert code == "capacity"
    assert "press (first)" in text


def test_what_could_be_served_alone_without_rivals_has_other_limits() -> None:
    assert nothing(facts.snapshot(facts.request("alone"))) == {"alone": "other-limits"}


def test_dearer_than_its_price() -> None:
    cheap = facts.policy(unserved_krw=1)
    assert nothing(facts.snapshot(facts.request("dear"), policy=cheap)) == {"dear": "dearer-than-unserved"}


def test_no_room_at_all() -> None:
    never = facts.request("never", deadline=facts.at("2026-11-24 10:00"))
    assert nothing(facts.snapshot(never)) == {"never": "no-plan-found"}
