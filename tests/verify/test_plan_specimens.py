"""Specimens: one place at a time, and how they get there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.verify.plan import recompute_terms, verify_plan
from tests.facts import at, booking, network, request, snapshot, stage, way
from tests.verify.plan_facts import broken_rules, on_press, planned

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot

DAY, NEXT = "2026-11-25", "2026-11-26"
PARCEL_IN = {
    "specimen": "s",
    "origin": "acme",
    "destination": "hub",
    "carrier": "parcel",
    "depart": at("2026-11-23 20:30"),
    "arrive": at("2026-11-25 09:00"),
    "krw": 5_000,
}
CAR_ON = {
    "specimen": "s",
    "origin": "hub",
    "destination": "lab",
    "carrier": "car",
    "depart": at(f"{DAY} 12:00"),
    "arrive": at(f"{DAY} 14:00"),
    "krw": 54_200,
}
PARCEL_ON = CAR_ON | {"carrier": "parcel", "arrive": at(f"{NEXT} 09:00"), "krw": 5_000}
AT_TWO = (f"{DAY} 14:00", f"{DAY} 16:00")
LAB: dict[str, object] = {
    "stage": "b",
    "equipment": "cycler-2",
    "centre": "lab",
    "operators": [{"pool": "lab-cells", "count": 1}],
}


def _facts(goods: str = "ordinary", **fields: object) -> Snapshot:
    stages = (stage("a", holds=["s"], ways=[way("crush", 180)]), stage("b", holds=["s"]))
    default: dict[str, object] = {"specimens": [{"id": "s", "goods": goods}]}
    return snapshot(request("job", *stages, **(default | fields)))


def _first(facts: Snapshot, *legs: dict[str, object], **fields: object) -> Booking:
    """Return stage ``a`` at the hub on Wednesday, 09:00 to 12:00."""
    return on_press(facts, f"{DAY} 09:00/12:00", **({"legs": legs or [PARCEL_IN]} | fields))


def _second(facts: Snapshot, start: str, end: str, *legs: dict[str, object], **fields: object) -> Booking:
    """Return stage ``b`` at the lab, two hours."""
    moments = {"run_end": at(end), "unload": at(end)}
    return planned(facts, f"{start}/{end}", **(LAB | moments | {"legs": legs} | fields))


@pytest.mark.parametrize(
    ("rules", "start", "end", "leg"),
    [
        pytest.param([], f"{NEXT} 09:00", f"{NEXT} 11:00", PARCEL_ON, id="next morning by parcel"),
        pytest.param([], *AT_TWO, CAR_ON, id="the same day by car"),
        pytest.param(["transport"], f"{DAY} 13:30", f"{DAY} 15:30", CAR_ON, id="no car is so fast"),
        pytest.param(["transport"], f"{NEXT} 09:00", f"{NEXT} 11:00", CAR_ON, id="the car is dearer"),
        pytest.param(["transport"], *AT_TWO, PARCEL_ON, id="the parcel is late"),
        pytest.param(["transport"], *AT_TWO, CAR_ON | {"krw": 54_199}, id="wrong price"),
        pytest.param(["transport"], *AT_TWO, CAR_ON | {"carrier": "bike"}, id="no carrier"),
        pytest.param(["transport"], *AT_TWO, CAR_ON | {"origin": "isle"}, id="not its way"),
        pytest.param(["transport"], *AT_TWO, CAR_ON | {"specimen": "t"}, id="not it"),
        pytest.param(["transport"], *AT_TWO, CAR_ON | {"depart": at(f"{DAY} 11:30")},
                     id="leaves before the end"),
        pytest.param(["transport"], *AT_TWO, CAR_ON | {"arrive": at(f"{DAY} 13:30")},
                     id="is there too soon"),
        pytest.param(["transport"], *AT_TWO, CAR_ON | {"arrive": at(f"{DAY} 14:30")},
                     id="is there too late"),
    ],
)  # fmt: skip
def test_a_leg_between_centres(rules: list[str], start: str, end: str, leg: dict[str, object]) -> None:
    facts = _facts()
    assert broken_rules(facts, _first(facts), _second(facts, start, end, leg)) == rules


@pytest.mark.parametrize(
    ("leg", "rules"),
    [
        pytest.param({"krw": 1}, [], id="another price"),
        pytest.param({"krw": 1, "carrier": "bike"}, ["transport"], id="no carrier"),
    ],
)
def test_a_kept_booking_bears_the_transport_that_it_was_made_with(
    leg: dict[str, object], rules: list[str]
) -> None:
    facts = _facts()
    kept = _second(facts, *AT_TWO, CAR_ON | leg, policy_version="0")
    found = verify_plan(facts, [_first(facts), kept], stored=True)
    assert [violation.rule for violation in found] == rules


def test_legs_are_there_and_no_more_than_needed() -> None:
    facts = _facts()
    last = (f"{DAY} 14:00", f"{DAY} 16:00")
    assert broken_rules(facts, _first(facts, legs=[]), _second(facts, *last, CAR_ON)) == ["transport"]
    assert broken_rules(facts, _first(facts), _second(facts, *last)) == ["transport"]
    extra = CAR_ON | {"specimen": "t"}
    assert broken_rules(facts, _first(facts), _second(facts, *last, CAR_ON, extra)) == ["transport"]


def test_no_leg_within_a_centre() -> None:
    facts = _facts()
    second = planned(facts, f"{NEXT} 13:00/18:00", stage="b")
    assert broken_rules(facts, _first(facts), second) == []
    assert recompute_terms(facts, [_first(facts), second])["transport"] == 5_000


@pytest.mark.parametrize(
    ("rules", "start"),
    [
        pytest.param([], "2026-11-25", id="handed over on Tuesday, there on Wednesday"),
        pytest.param(["transport"], "2026-11-24", id="not there on Tuesday, and a car is not taken"),
    ],
)
def test_a_parcel_from_the_company(rules: list[str], start: str) -> None:
    """The plan begins on Monday at 20:30, when the company's office is closed."""
    facts = _facts(specimens=[])
    leg = PARCEL_IN | {"arrive": at(f"{start} 09:00")}
    one = request("job", stage("a", holds=["s"], ways=[way("crush", 180)]))
    facts = facts.model_copy(update={"requests": (one,)})
    assert broken_rules(facts, on_press(facts, f"{start} 09:00/12:00", legs=[leg])) == rules


def test_a_parcel_waits_for_the_release_weekends_and_holidays() -> None:
    one = request("job", stage("a", holds=["s"], ways=[way("crush", 180)]), release=at("2026-12-23 18:00"))
    facts = snapshot(one)
    leg = PARCEL_IN | {"depart": at("2026-12-23 18:00"), "arrive": at("2026-12-28 09:00")}
    assert broken_rules(facts, on_press(facts, "2026-12-28 09:00/12:00", legs=[leg])) == []
    early = leg | {"arrive": at("2026-12-24 09:00")}
    assert broken_rules(facts, on_press(facts, "2026-12-28 09:00/12:00", legs=[early])) == ["transport"]


def test_a_parcel_that_nobody_ever_receives() -> None:
    closed = {"span": {"start": at("2026-01-01 00:00"), "end": at("2028-01-01 00:00")}, "kind": "closed"}
    hub, lab, isle = network().centres
    shut = type(lab).model_validate(lab.model_dump() | {"closures": [closed]})
    facts = _facts().model_copy(update={"catalogue": network(centres=[hub, shut, isle])})
    second = _second(facts, f"{NEXT} 09:00", f"{NEXT} 11:00", PARCEL_ON)
    assert broken_rules(facts, _first(facts), second) == ["opening", "transport"]


@pytest.mark.parametrize(
    ("rules", "goods", "turning", "carrier", "krw"),
    [
        pytest.param([], "cold", None, "car", 54_200, id="cold goods by car"),
        pytest.param(["transport"], "cold", None, "parcel", 5_000, id="cold goods in a parcel"),
        pytest.param([], "dangerous", None, "dg-truck", 286_800, id="dangerous goods"),
        pytest.param([], "dangerous", "a", "parcel", 5_000, id="ordinary after its test"),
        pytest.param(["transport"], "dangerous", "b", "parcel", 5_000, id="not before its test"),
    ],
)
def test_goods(rules: list[str], goods: str, turning: str | None, carrier: str, krw: int) -> None:
    own = [{"id": "s", "goods": goods, "ordinary_after": turning}]
    facts = _facts(specimens=own)
    first_leg = PARCEL_IN | {"arrive": at(f"{DAY} 09:00")}
    if goods == "cold":
        first_leg |= {"carrier": "car", "krw": 73_100}
    if goods == "dangerous":
        first_leg |= {"carrier": "dg-truck", "krw": 362_400}
    leg = PARCEL_ON | {"carrier": carrier, "krw": krw}
    second = _second(facts, f"{NEXT} 09:00", f"{NEXT} 11:00", leg)
    assert broken_rules(facts, _first(facts, first_leg), second) == rules


def test_successors_of_the_test_travel_as_ordinary_goods_too() -> None:
    own = [{"id": "s", "goods": "dangerous", "ordinary_after": "a"}]
    crush = [way("crush", 180)]
    stages = (stage("a", ways=crush), stage("m", "a", holds=["s"], ways=crush), stage("b", "m", holds=["s"]))
    facts = snapshot(request("job", *stages, specimens=own))
    test = on_press(facts, "2026-11-24 13:00/16:00")
    first_leg = PARCEL_IN | {"carrier": "dg-truck", "krw": 362_400}
    middle = _first(facts, first_leg, stage="m")
    last = _second(facts, f"{NEXT} 09:00", f"{NEXT} 11:00", PARCEL_ON)
    assert broken_rules(facts, test, middle, last) == []


@pytest.mark.parametrize(
    ("entry", "krw"),
    [
        pytest.param({"carrier": "car", "minutes": 60, "krw": 7_000}, 7_000, id="for the carrier"),
        pytest.param({"minutes": 60, "krw": 8_000}, 8_000, id="for any drive"),
    ],
)
def test_travel_entries(entry: dict[str, object], krw: int) -> None:
    known = {"origin": "hub", "destination": "lab"} | entry
    facts = _facts().model_copy(update={"catalogue": network(travel=[known])})
    leg = CAR_ON | {"arrive": at(f"{DAY} 13:00"), "krw": krw}
    second = _second(facts, f"{DAY} 13:00", f"{DAY} 15:00", leg)
    assert broken_rules(facts, _first(facts), second) == []


def test_stages_with_one_specimen_never_overlap() -> None:
    facts = _facts()
    second = planned(facts, f"{DAY} 11:00/12:00", f"{DAY} 13:00/17:00", stage="b")
    assert broken_rules(facts, _first(facts), second) == ["specimen_place"]


@pytest.mark.parametrize(
    ("rules", "before", "after"),
    [
        pytest.param([], {"makes": ["s"]}, {"holds": ["s"]}, id="made first"),
        pytest.param(["specimen_place"], {"holds": ["s"]}, {"makes": ["s"]}, id="held before it is made"),
        pytest.param([], {"makes": ["s"]}, {"consumes": ["s"]}, id="used up last"),
        pytest.param(
            ["specimen_place"], {"makes": ["t"], "consumes": ["t"]}, {"holds": ["t"]}, id="used up first"
        ),
    ],
)
def test_makers_come_first_and_consumers_last(
    rules: list[str], before: dict[str, object], after: dict[str, object]
) -> None:
    facts = snapshot(request("job", stage("a", ways=[way("crush", 180)], **before), stage("b", **after)))
    second = planned(facts, f"{NEXT} 13:00/18:00", stage="b")
    assert broken_rules(facts, _first(facts, legs=[]), second) == rules


def test_the_leg_from_a_fixed_stop_belongs_to_the_plan() -> None:
    done = booking("done", f"{DAY} 09:00", f"{DAY} 12:00", request="job", stage="a", status="done")
    facts = _facts().model_copy(update={"bookings": (done,)})
    assert broken_rules(facts, _second(facts, *AT_TWO, CAR_ON)) == []


@pytest.mark.parametrize(
    ("rules", "start", "legs"),
    [
        pytest.param([], "14:00", [PARCEL_IN, CAR_ON], id="carried by the stop before"),
        pytest.param(["transport"], "14:00", [PARCEL_IN], id="not carried"),
        pytest.param(["transport"], "13:30", [PARCEL_IN, CAR_ON], id="too late for it"),
    ],
)
def test_the_leg_to_a_fixed_stop_too(rules: list[str], start: str, legs: list[dict[str, object]]) -> None:
    later = booking("later", f"{DAY} {start}", f"{DAY} 17:00", request="job", stage="b", **_at_lab())
    facts = _facts().model_copy(update={"bookings": (later,)})
    assert broken_rules(facts, _first(facts, *legs)) == rules


def test_a_fixed_stop_holds_the_specimen() -> None:
    overlapping = booking("later", f"{DAY} 11:00", f"{DAY} 17:00", request="job", stage="b")
    facts = _facts().model_copy(update={"bookings": (overlapping,)})
    assert broken_rules(facts, _first(facts)) == ["specimen_place"]


def test_two_fixed_stops_are_not_judged() -> None:
    both = [
        booking("x", f"{DAY} 09:00", f"{DAY} 12:00", request="job", stage="a"),
        booking("y", f"{DAY} 11:00", f"{DAY} 12:00", request="job", stage="b", **_at_lab()),
    ]
    own = request("job", stage("a", holds=["s"]), stage("b", holds=["s"]), stage("c"))
    facts = snapshot(own, bookings=both)
    third = planned(facts, f"{DAY} 13:00/18:00", stage="c")
    assert broken_rules(facts, third) == []
    assert recompute_terms(facts, [third])["transport"] == 0


def _at_lab() -> dict[str, object]:
    return {"equipment": "cycler-2", "centre": "lab"}
