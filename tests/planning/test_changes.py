from __future__ import annotations

import pytest

from iplatform_sched.domain.booking import Booking, Plan, Unserved
from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.planning.changes import change_list
from iplatform_sched.planning.housekeeping import keep_house
from tests import facts


def planned(stage: str, start: str, end: str, **fields: object) -> Booking:
    mine = {"request": "battery", "stage": stage, "company": "acme", "status": "planned"}
    return facts.booking(f"battery/{stage}", start, end, **(mine | fields))


def plan(*bookings: Booking, unserved: tuple[Unserved, ...] = ()) -> Plan:
    return Plan(snapshot_hash="0" * 64, made_at=facts.NOW, bookings=bookings, unserved=unserved)


def changes(before: list[Booking], after: Plan) -> list[tuple[str, str | None]]:
    snapshot = facts.snapshot(bookings=before, policy=facts.policy(fence_days=0))
    found = change_list(snapshot, keep_house(snapshot), after)
    return [(change.kind.value, change.stage) for change in found]


FORM = planned("form", "2026-12-01 09:00", "2026-12-02 18:00")
AGE = planned("age", "2026-12-03 09:00", "2026-12-07 10:00", equipment="chamber")


def test_what_stays_is_no_change() -> None:
    assert changes([FORM], plan(FORM)) == []


def test_new_moved_and_dropped_stages() -> None:
    later = planned("form", "2026-12-08 09:00", "2026-12-09 18:00")
    assert changes([], plan(FORM)) == [("new", "form")]
    assert changes([FORM], plan(later)) == [("moved", "form")]
    assert changes([FORM, AGE], plan(FORM)) == [("dropped", "age")]


LEG = {
    "specimen": "cells", "origin": "acme", "destination": "hub", "carrier": "car", "krw": 40,
    "depart": "2026-11-30T09:00+09:00", "arrive": "2026-11-30T18:00+09:00",
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "krw", "carriers"),
    [
        pytest.param({"charge": {"net": 300}}, {"charge": {"net": 330}}, (300, 330), ((), ()), id="fee"),
        pytest.param(
            {"charge": {"staff_travel": 5}}, {"charge": {"staff_travel": 7}}, (5, 7), ((), ()), id="trip"
        ),
        pytest.param({}, {"legs": [LEG]}, (0, 40), ((), ("car",)), id="a journey more"),
        pytest.param(
            {"legs": [LEG]},
            {"legs": [LEG | {"carrier": "van"}]},
            (40, 40),
            (("car",), ("van",)),
            id="carrier",
        ),
    ],
)
def test_another_price_or_carrier_is_a_change_too(
    before: dict[str, object],
    after: dict[str, object],
    krw: tuple[int, int],
    carriers: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    old, new = (planned("form", "2026-12-01 09:00", "2026-12-02 18:00", **each) for each in (before, after))
    snapshot = facts.snapshot(bookings=[old], policy=facts.policy(fence_days=0))
    (change,) = change_list(snapshot, keep_house(snapshot), plan(new))
    assert change.before is not None
    assert change.after is not None
    assert (change.kind, change.stage) == (ChangeKind.UPDATED, "form")
    assert (change.before.krw, change.after.krw) == krw
    assert (change.before.carriers, change.after.carriers) == carriers


def test_other_unit_numbers_are_no_change() -> None:
    assert changes([FORM], plan(FORM.model_copy(update={"unit_numbers": (2,)}))) == []


def test_a_change_names_both_centres() -> None:
    moved = planned("form", "2026-12-01 09:00", "2026-12-01 18:00", equipment="cycler-2", centre="lab")
    snapshot = facts.snapshot(bookings=[FORM])
    (change,) = change_list(snapshot, keep_house(snapshot), plan(moved))
    assert change.kind is ChangeKind.MOVED
    assert change.centres == ("hub", "lab")
    assert (change.before and change.before.equipment, change.after and change.after.equipment) == (
        "cycler",
        "cycler-2",
    )


def test_the_unserved_are_told_apart_by_what_they_had() -> None:
    left = Unserved.model_validate(
        {"request": "battery", "stages": ("form", "age"), "code": "capacity", "reason": "no room"}
    )
    snapshot = facts.snapshot(facts.battery_request(nights_waited=2), bookings=[FORM])
    found = {
        change.kind: change for change in change_list(snapshot, keep_house(snapshot), plan(unserved=(left,)))
    }
    assert set(found) == {ChangeKind.NEWLY_UNSERVED, ChangeKind.DROPPED}
    assert found[ChangeKind.NEWLY_UNSERVED].nights_waited == 3
    assert changes([], plan(unserved=(left,))) == [("still_unserved", None)]


@pytest.mark.parametrize(("day", "nights"), [("2026-11-22", 3), ("2026-11-23", 2)])
def test_the_nights_of_one_date_are_listed_as_one(day: str, nights: int) -> None:
    left = Unserved.model_validate(
        {"request": "battery", "stages": ("form", "age"), "code": "capacity", "reason": "no room"}
    )
    snapshot = facts.snapshot(facts.battery_request(nights_waited=2, waited_on=day))
    (change,) = change_list(snapshot, keep_house(snapshot), plan(unserved=(left,)))
    assert change.nights_waited == nights


def test_confirmed_and_expired_bookings_are_listed() -> None:
    near = planned("form", "2026-11-24 09:00", "2026-11-24 18:00")
    held = facts.booking("h", "2026-12-01 09:00", "2026-12-01 12:00", status="held", held_until=facts.NOW)
    assert sorted(changes([near, held], plan())) == [("confirmed", "form"), ("expired", None)]


def test_a_planned_booking_that_lapsed_is_listed_with_what_became_of_its_request() -> None:
    gone = planned("form", "2026-11-20 09:00", "2026-11-20 18:00")
    left = Unserved.model_validate(
        {"request": "battery", "stages": ("form", "age"), "code": "capacity", "reason": "no room"}
    )
    assert sorted(changes([gone], plan(FORM))) == [("expired", "form"), ("new", "form")]
    assert sorted(changes([gone], plan(unserved=(left,)))) == [("expired", "form"), ("newly_unserved", None)]
    snapshot = facts.snapshot(bookings=[gone])
    expired, _ = change_list(snapshot, keep_house(snapshot), plan(FORM))
    assert "its start passed" in expired.reason


def test_another_operator_is_told() -> None:
    before, after = (FORM.model_copy(update={"people": (who,)}) for who in ("kim", "lee"))
    assert changes([before], plan(after)) == [("updated", "form")]
    assert changes([before], plan(before)) == []
