from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
    assert nothing(facts.snapshot(never)) == {"never": "never-servable"}


def test_no_room_between_what_is_booked() -> None:
    full = facts.booking("full", "2026-11-24 09:00", "2026-11-25 18:00", equipment="press")
    never = facts.request(
        "never", facts.stage("a", ways=[facts.way("crush")]), deadline=facts.at("2026-11-25 18:00")
    )
    assert nothing(facts.snapshot(never, bookings=[full])) == {"never": "no-plan-found"}


@pytest.mark.parametrize("kind", ["closed", "out_of_service"])
@pytest.mark.parametrize("place", ["centre", "machine"])
def test_closed_all_year_is_told(kind: str, place: str) -> None:
    always = {
        "closures": [
            {
                "kind": kind,
                "span": {"start": facts.at("2026-11-01 00:00"), "end": facts.at("2027-12-31 00:00")},
            }
        ]
    }
    network = facts.network()
    centres = [each if each.id != "hub" else facts.centre("hub", **always) for each in network.centres]
    machines = [
        each if each.id != "press" else type(each).model_validate(each.model_dump() | always)
        for each in network.equipment
    ]
    changed = {"centres": tuple(centres)} if place == "centre" else {"equipment": tuple(machines)}
    request = facts.request("never", facts.stage("a", ways=[facts.way("crush")]))
    snapshot = facts.snapshot(request, catalogue=network.model_copy(update=changed))
    compiled = compile_snapshot(snapshot)
    code, text = unserved_reasons(compiled, construct(compiled.problem, order=()).schedule())[request.id]
    assert code == "never-servable"
    name = "hub" if place == "centre" else "press"
    assert f"but for: {name} is {kind.replace('_', ' ')} 2026-11-01 00:00 to 2027-12-31 00:00" in text
