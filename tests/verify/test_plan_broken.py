"""Fixed bookings that the facts contradict are listed, and never held against a plan."""

from __future__ import annotations

import pytest

from iplatform_sched.verify.plan import broken_bookings
from tests.facts import at, booking, request, snapshot
from tests.verify.plan_facts import broken_rules, changed_machine, planned, spans

DAY = "2026-11-25"
CLOSED = {"span": {"start": at(f"{DAY} 10:00"), "end": at(f"{DAY} 11:00")}, "kind": "closed"}


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        pytest.param("unknown-equipment", {"equipment": "toaster"}, id="unknown machine"),
        pytest.param("unknown-request", {"request": "nobody"}, id="unknown request"),
        pytest.param("unknown-pool", {"operators": [{"pool": "nobody", "count": 1}]}, id="unknown pool"),
        pytest.param("moved-away", {"centre": "lab"}, id="machine is elsewhere"),
        pytest.param("units", {"unit_numbers": [5]}, id="unit is gone"),
        pytest.param("closed", {"attended": spans(f"{DAY} 17:00/18:30")}, id="in the evening"),
        pytest.param(None, {"attended": spans(f"{DAY} 17:00/18:30"), "after_hours": True}, id="after hours"),
        pytest.param(
            "closed", {"attended": spans(f"{DAY} 21:30/22:30"), "after_hours": True}, id="in the night"
        ),
        pytest.param("closed", {}, id="attended throughout, into the night"),
        pytest.param(None, {"run": "pausable"}, id="pauses in the night"),
        pytest.param(None, {"run": "unattended"}, id="runs through the night"),
        pytest.param(None, {"status": "done"}, id="done"),
        pytest.param(None, {"status": "cancelled"}, id="cancelled"),
    ],
)
def test_what_breaks_a_booking(code: str | None, fields: dict[str, object]) -> None:
    old = booking("old", f"{DAY} 09:00", f"{DAY} 23:00", **fields)
    found = [each.code for each in broken_bookings(snapshot(bookings=[old]))]
    assert found[:1] == ([code] if code else [])


@pytest.mark.parametrize(
    ("codes", "changes"),
    [
        pytest.param([], {}, id="nothing"),
        pytest.param(["retired"], {"condition": "retired"}, id="retired"),
        pytest.param(["closed"], {"closures": [CLOSED]}, id="closed"),
        pytest.param(
            ["out-of-service"], {"closures": [CLOSED | {"kind": "out_of_service"}]}, id="out of service"
        ),
    ],
)
def test_changed_facts_break_a_booking(codes: list[str], changes: dict[str, object]) -> None:
    old = booking("old", f"{DAY} 09:00", f"{DAY} 12:00")
    facts = snapshot(request("job"), catalogue=changed_machine("cycler", **changes), bookings=[old])
    assert [each.code for each in broken_bookings(facts)] == codes
    if changes.get("condition") is None:
        assert broken_rules(facts, planned(facts, f"{DAY} 13:00/18:00")) == []


def test_only_what_is_still_to_come_breaks_a_running_booking() -> None:
    past = {
        "span": {"start": at("2026-11-23 10:00"), "end": at("2026-11-23 11:00")},
        "kind": "out_of_service",
    }
    old = booking("old", "2026-11-23 05:00", f"{DAY} 12:00", run="unattended", status="running",
                  attended=spans("2026-11-23 05:00/06:00"))  # fmt: skip
    facts = snapshot(catalogue=changed_machine("cycler", closures=[past]), bookings=[old])
    assert broken_bookings(facts) == ()


def test_the_later_of_two_bookings_of_one_unit_is_broken() -> None:
    long = booking("long", f"{DAY} 09:00", f"{DAY} 12:00")
    within = booking("within", f"{DAY} 09:30", f"{DAY} 10:00")
    again = booking("again", f"{DAY} 11:00", f"{DAY} 13:00")
    after = booking("after", f"{DAY} 13:00", f"{DAY} 14:00")
    beside = booking("beside", f"{DAY} 09:00", f"{DAY} 14:00", unit_numbers=[2])
    facts = snapshot(request("job"), bookings=[long, within, again, after, beside])
    found = broken_bookings(facts)
    assert [(each.booking, each.code) for each in found] == [
        ("within", "double-booked"),
        ("again", "double-booked"),
    ]
    assert "long" in found[0].reason
    assert broken_rules(facts, planned(facts, f"{DAY} 13:00/18:00", unit_numbers=[3])) == []


def test_a_hold_whose_time_passed_breaks_nothing() -> None:
    over = {"status": "held", "held_until": at("2026-11-23 20:00")}
    old = booking("old", f"{DAY} 09:00", f"{DAY} 12:00", equipment="toaster", **over)
    assert broken_bookings(snapshot(bookings=[old])) == ()
