"""What is judged at all: ids, status, copies of facts, the grid, each stage once, fixed bookings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.verify.plan import PLAN_RULES, broken_bookings, verify_plan
from iplatform_sched.verify.plan.case import case_of
from tests.facts import at, booking, request, snapshot
from tests.verify.plan_facts import broken_rules, planned

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking

FACTS = snapshot(request("job"))


def test_the_sound_plan_breaks_nothing() -> None:
    assert verify_plan(FACTS, [planned(FACTS)]) == ()


def test_the_empty_plan_breaks_nothing() -> None:
    assert verify_plan(FACTS, []) == ()


def test_names_of_rules_are_unique() -> None:
    assert len({rule.name for rule in PLAN_RULES}) == len(PLAN_RULES)


def test_every_rule_says_what_it_asks() -> None:
    assert all(rule.check.__doc__ for rule in PLAN_RULES)


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        pytest.param("identity", {"status": BookingStatus.CONFIRMED}, id="not planned"),
        pytest.param("identity", {"request": "nobody"}, id="unknown request"),
        pytest.param("identity", {"request": None}, id="no request"),
        pytest.param("identity", {"stage": "z"}, id="unknown stage"),
        pytest.param("identity", {"equipment": "toaster"}, id="unknown machine"),
        pytest.param("identity", {"centre": "lab"}, id="wrong centre"),
        pytest.param("identity", {"company": "bolt"}, id="wrong company"),
        pytest.param("identity", {"way": 1}, id="no such way"),
        pytest.param("identity", {"run": "pausable"}, id="wrong run"),
        pytest.param("identity", {"family": "salt"}, id="wrong family"),
        pytest.param("identity", {"policy_version": "0"}, id="old prices"),
        pytest.param("grid", {"start": at("2026-11-25 09:10")}, id="off the grid"),
        pytest.param("grid", {"run_end": at("2026-11-25 15:30")}, id="run ends after the end"),
        pytest.param("grid", {"end": at("2026-11-25 09:00")}, id="ends as it starts"),
        pytest.param(
            "grid",
            {"attended": [{"start": at("2026-11-25 14:00"), "end": at("2026-11-25 16:00")}]},
            id="attended outside",
        ),
    ],
)
def test_a_malformed_booking_is_named_and_judged_no_further(rule: str, fields: dict[str, object]) -> None:
    assert broken_rules(FACTS, planned(FACTS, **fields)) == [rule]


def test_a_request_that_was_withdrawn_is_not_served() -> None:
    facts = snapshot(request("job", status=RequestStatus.WITHDRAWN))
    assert broken_rules(facts, planned(facts)) == ["identity"]


def test_two_bookings_with_one_id() -> None:
    assert broken_rules(FACTS, planned(FACTS), planned(FACTS)) == ["identity", "once"]


def test_a_stage_booked_twice() -> None:
    again = planned(FACTS, id="again", unit_numbers=[2])
    assert broken_rules(FACTS, planned(FACTS), again) == ["once"]


def test_an_id_that_a_cancelled_booking_has() -> None:
    old = booking("new-a", "2026-11-20 09:00", "2026-11-20 10:00", status="cancelled")
    facts = snapshot(request("job"), bookings=[old])
    assert broken_rules(facts, planned(facts)) == ["identity"]


@pytest.mark.parametrize("status", ["held", "confirmed", "running", "done"])
def test_a_stage_with_a_fixed_booking_is_not_booked_again(status: str) -> None:
    facts = snapshot(request("job"), bookings=[_fixed(status=status)])
    assert broken_rules(facts, planned(facts)) == ["pinned"]


def test_a_planned_booking_may_be_replaced_even_under_its_id() -> None:
    facts = snapshot(request("job"), bookings=[_fixed(id="new-a", status="planned")])
    assert broken_rules(facts, planned(facts)) == []


def test_a_hold_whose_time_passed_is_none() -> None:
    facts = snapshot(request("job"), bookings=[_fixed(status="held", held_until=FACTS.now)])
    assert broken_rules(facts, planned(facts)) == []
    later = FACTS.now + timedelta(minutes=1)
    facts = snapshot(request("job"), bookings=[_fixed(status="held", held_until=later)])
    assert broken_rules(facts, planned(facts)) == ["pinned"]


def _fixed(**fields: object) -> Booking:
    return booking(
        "old", "2026-12-02 09:00", "2026-12-02 15:00", **({"request": "job", "stage": "a"} | fields)
    )


def test_a_fixed_booking_may_get_other_unit_numbers() -> None:
    other = booking("other", "2026-11-25 09:00", "2026-11-25 15:00", unit_numbers=[1])
    facts = snapshot(request("job"), bookings=[other])
    assert broken_rules(facts, planned(facts)) == ["units"]
    renumbered = other.model_copy(update={"unit_numbers": (2,)})
    assert broken_rules(facts, planned(facts), renumbered) == []


@pytest.mark.parametrize(
    ("status", "update"),
    [
        pytest.param("running", {"unit_numbers": (2,)}, id="running"),
        pytest.param("done", {"unit_numbers": (2,)}, id="done"),
        pytest.param("confirmed", {"unit_numbers": (2,), "start": at("2026-11-25 08:00")}, id="moved"),
    ],
)
def test_nothing_else_of_a_fixed_booking_changes(status: str, update: dict[str, object]) -> None:
    other = booking("other", "2026-12-02 09:00", "2026-12-02 15:00", status=status)
    facts = snapshot(request("job"), bookings=[other])
    found = broken_rules(facts, planned(facts), other.model_copy(update=update))
    assert found == ["identity", "pinned"]


def test_a_violation_speaks_to_people() -> None:
    (violation,) = verify_plan(FACTS, [planned(FACTS, status=BookingStatus.HELD)])
    assert str(violation) == "identity: booking new-a (job, stage a) has status held, not planned"
    assert (violation.bookings, violation.request) == (("new-a",), "job")


@pytest.mark.parametrize("status", ["running", "done", "confirmed"])
def test_a_fixed_booking_that_stays_as_it_is_may_be_among_them(status: str) -> None:
    other = booking("other", "2026-12-02 09:00", "2026-12-02 15:00", status=status)
    facts = snapshot(request("job"), bookings=[other])
    assert broken_rules(facts, planned(facts), other) == []


def test_a_booking_from_outside_has_no_stage() -> None:
    other = booking("other", "2026-12-02 09:00", "2026-12-02 15:00")
    with pytest.raises(ValueError, match="booking other has no request or no stage"):
        case_of(FACTS).proposing([other]).stage_of(other)


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        pytest.param(["units"], {}, id="for nobody"),
        pytest.param(["units"], {"request": "withdrawn", "stage": "a"}, id="for a withdrawn request"),
        pytest.param([], {"request": "job", "stage": "a"}, id="for the request itself"),
    ],
)
def test_planned_bookings_for_no_open_request_stay(rules: list[str], fields: dict[str, object]) -> None:
    other = booking("other", "2026-11-25 09:00", "2026-11-25 15:00", status="planned", **fields)
    withdrawn = request("withdrawn", status=RequestStatus.WITHDRAWN)
    facts = snapshot(request("job"), withdrawn, bookings=[other])
    assert broken_rules(facts, planned(facts)) == rules
    moved = other.model_copy(update={"unit_numbers": (2,)})
    if rules:
        assert broken_rules(facts, planned(facts), moved) == []
    assert broken_bookings(facts) == ()
