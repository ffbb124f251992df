"""The right machine, free units, changeovers; who may run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import Run
from tests.facts import booking, centre, company, machine, network, offer, request, snapshot, stage, way
from tests.verify.plan_facts import broken_rules, changed_machine, on_press, planned

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot

DAY = "2026-11-25"
AFTERNOON = f"{DAY} 13:00/18:00"
FACTS = snapshot(request("job"))
PLANNED_BEFORE = {"status": "planned", "request": "job", "stage": "a"}


def _with(changes: dict[str, object]) -> Snapshot:
    return FACTS.model_copy(update={"catalogue": changed_machine("cycler", **changes)})


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"condition": "retired"}, id="retired"),
        pytest.param({"offers": [offer("age")]}, id="another capability"),
        pytest.param({"offers": [offer("cycle", "welding")]}, id="no such operators"),
    ],
)
def test_a_machine_that_cannot_do_it(changes: dict[str, object]) -> None:
    facts = _with(changes)
    found = broken_rules(facts, planned(FACTS))
    assert found[0] == "eligibility"
    assert set(found) <= {"eligibility", "operators"}


@pytest.mark.parametrize(
    ("rules", "reach"),
    [
        pytest.param([], {"reach_up": 85}, id="hot enough"),
        pytest.param([], {"reach_up": 150, "reach_down": -40}, id="to both ends"),
        pytest.param(["eligibility"], {"reach_up": 151}, id="not hot enough"),
        pytest.param(["eligibility"], {"reach_down": -41}, id="not cold enough"),
        pytest.param(["eligibility"], {"name": "humidity"}, id="another quantity"),
    ],
)
def test_specifications(rules: list[str], reach: dict[str, object]) -> None:
    bound = {"name": "temperature"} | reach
    facts = snapshot(request("job", stage("a", ways=[way("age", 180, specifications=[bound])])))
    end = {"equipment": "chamber"}
    good = planned(facts, f"{DAY} 13:00/17:00", **end)
    moments = {"run_end": good.end, "unload": good.end}
    assert broken_rules(facts, planned(facts, f"{DAY} 13:00/17:00", **end, **moments)) == rules


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        pytest.param(["eligibility"], {"excluded_centres": ["hub"]}, id="excluded centre"),
        pytest.param(["eligibility"], {"excluded_regions": ["Daejeon"]}, id="excluded region"),
        pytest.param([], {"excluded_centres": ["lab"], "excluded_regions": ["Jeju"]}, id="others excluded"),
    ],
)
def test_exclusions(rules: list[str], fields: dict[str, object]) -> None:
    facts = snapshot(request("job", **fields))
    assert broken_rules(facts, planned(facts)) == rules


def test_of_two_offers_the_one_that_the_booking_fits() -> None:
    offers = [offer("cycle"), offer("cycle", speed_percent=200)]
    facts = _with({"offers": offers})
    assert broken_rules(facts, planned(facts)) == []
    assert broken_rules(facts, planned(facts, f"{DAY} 13:00/16:00")) == []
    assert broken_rules(facts, planned(facts, f"{DAY} 13:00/17:00")) == ["amount"]


@pytest.mark.parametrize(
    ("rules", "units", "numbers"),
    [
        pytest.param([], 2, [1, 3], id="any two"),
        pytest.param(["units"], 2, [1], id="too few"),
        pytest.param(["units"], 2, [1, 1], id="one twice"),
        pytest.param(["units"], 1, [1, 2], id="too many"),
        pytest.param([], 1, [4], id="the last"),
        pytest.param(["units"], 1, [5], id="one that is not there"),
    ],
)
def test_numbers_of_units(rules: list[str], units: int, numbers: list[int]) -> None:
    facts = snapshot(request("job", stage("a", units=units)))
    assert broken_rules(facts, planned(facts, unit_numbers=numbers)) == rules


@pytest.mark.parametrize(
    ("rules", "start", "end", "fields"),
    [
        pytest.param(["units"], "10:00", "11:00", {}, id="within"),
        pytest.param(["units"], "14:50", "16:00", {}, id="overlaps, rounded outwards"),
        pytest.param([], "15:00", "16:00", {}, id="follows"),
        pytest.param([], "08:00", "09:00", {}, id="precedes"),
        pytest.param([], "10:00", "11:00", {"unit_numbers": [2]}, id="another unit"),
        pytest.param([], "10:00", "11:00", {"equipment": "press"}, id="another machine"),
        pytest.param([], "10:00", "11:00", {"status": "done"}, id="done"),
        pytest.param([], "10:00", "11:00", PLANNED_BEFORE, id="only planned before"),
        pytest.param(["units"], "10:00", "11:00", {"status": "held"}, id="held"),
    ],
)
def test_fixed_bookings_hold_their_units(
    rules: list[str], start: str, end: str, fields: dict[str, object]
) -> None:
    other = booking("other", f"{DAY} {start}", f"{DAY} {end}", **fields)
    facts = snapshot(request("job"), bookings=[other])
    assert broken_rules(facts, planned(facts)) == rules


def test_proposed_bookings_share_no_unit() -> None:
    facts = snapshot(request("job", stage("a"), stage("b")))
    first = planned(facts)
    assert broken_rules(facts, first, planned(facts, stage="b")) == ["units"]
    assert broken_rules(facts, first, planned(facts, stage="b", unit_numbers=[2])) == []


CHANGEOVERS = [
    {"before": "salt", "after": "dust", "minutes": 100},
    {"before": "dust", "after": "salt", "minutes": 10},
]


def _dusty(**fields: object) -> Snapshot:
    catalogue = changed_machine("cycler", units=1, changeovers=CHANGEOVERS, **fields)
    return snapshot(request("job", stage("a", family="dust")), catalogue=catalogue)


@pytest.mark.parametrize(
    ("rules", "start", "end", "fields"),
    [
        pytest.param([], "09:00", "11:00", {"family": "salt"}, id="120 minutes before"),
        pytest.param(["changeover"], "09:00", "11:30", {"family": "salt"}, id="90 minutes before"),
        pytest.param([], "09:00", "11:30", {"family": "dust"}, id="same family"),
        pytest.param([], "09:00", "11:30", {"family": "rain"}, id="a family not named"),
        pytest.param([], "09:00", "11:30", {}, id="no family"),
        pytest.param(["changeover"], "09:00", "11:30", {"family": "salt", "status": "done"}, id="done"),
        pytest.param(["changeover"], "18:00", "18:30", {"family": "salt"}, id="after it, at once"),
        pytest.param([], "18:30", "19:00", {"family": "salt"}, id="after it, half an hour"),
    ],
)
def test_changeover(rules: list[str], start: str, end: str, fields: dict[str, object]) -> None:
    other = booking("other", f"{DAY} {start}", f"{DAY} {end}", **fields)
    facts = _dusty().model_copy(update={"bookings": (other,)})
    assert broken_rules(facts, planned(facts, AFTERNOON, family="dust")) == rules


@pytest.mark.parametrize(("rules", "family"), [(["changeover"], "salt"), ([], "dust"), ([], None)])
def test_changeover_from_the_first_family(rules: list[str], family: str | None) -> None:
    morning = {"now": "2026-11-25T12:00+09:00", "plan_from": "2026-11-25T12:30+09:00"}
    facts = _dusty(family_at_start=family)
    facts = type(facts).model_validate(facts.model_dump() | morning)
    assert broken_rules(facts, planned(facts, AFTERNOON, family="dust")) == rules
    used = booking("other", "2026-11-20 09:00", "2026-11-20 10:00", family="dust", status="done")
    facts = facts.model_copy(update={"bookings": (used,)})
    assert broken_rules(facts, planned(facts, AFTERNOON, family="dust")) == []


PRESS = request("job", stage("a", ways=[way("crush", 180)]))
ALONE: dict[str, object] = {"self_use": True, "operators": [], "members": [0]}


def _company(**fields: object) -> list[object]:
    valid = {"valid_from": "2026-01-01", "valid_to": DAY}
    return [company(qualifications=[valid | fields])]


@pytest.mark.parametrize(
    ("rules", "fields", "day"),
    [
        pytest.param([], {"equipment": "press"}, "2026-11-25", id="on the last day"),
        pytest.param(["qualification"], {"equipment": "press"}, "2026-11-26", id="a day later"),
        pytest.param([], {"capability": "crush"}, "2026-11-25", id="by capability"),
        pytest.param(["qualification"], {"capability": "cycle"}, "2026-11-25", id="another capability"),
    ],
)
def test_self_use_is_for_the_qualified(rules: list[str], fields: dict[str, object], day: str) -> None:
    facts = snapshot(PRESS, companies=_company(**fields))
    assert broken_rules(facts, on_press(facts, f"{day} 13:00/16:00", **ALONE)) == rules


def test_self_use_only_where_the_machine_allows_it_and_of_equipment() -> None:
    trained = _company(equipment="cycler")
    facts = snapshot(request("job"), companies=trained)
    assert broken_rules(facts, planned(facts, **ALONE)) == ["eligibility"]
    analysis = request("job", stage("a", ways=[way("crush", 180)], kind="analysis"))
    facts = snapshot(analysis, companies=_company(equipment="press"))
    assert broken_rules(facts, on_press(facts, f"{DAY} 13:00/16:00", **ALONE)) == ["eligibility"]


@pytest.mark.parametrize(
    ("rules", "day", "start"),
    [
        pytest.param([], "2026-11-25", "13:00", id="right after"),
        pytest.param(["qualification"], "2026-11-24", "13:00", id="before"),
    ],
)
def test_training_in_the_request(rules: list[str], day: str, start: str) -> None:
    training = stage("t", ways=[way("crush", 60)], kind="training", trains="crush")
    facts = snapshot(request("job", stage("a", ways=[way("crush", 180)]), training))
    lesson = on_press(facts, f"{DAY} 11:00/12:00", stage="t")
    use = on_press(facts, f"{day} {start}/16:00", **ALONE)
    assert broken_rules(facts, lesson, use) == rules
    assert broken_rules(facts, use) == ["qualification"]


@pytest.mark.parametrize(("rules", "trained_only"), [(["qualification"], True), ([], False)])
def test_after_hours_is_for_the_qualified_unless_the_house_does_not_mind(
    rules: list[str], trained_only: bool
) -> None:
    hub = network().centres[0]
    free = type(hub).model_validate(hub.model_dump() | {"rules": {"after_hours_trained_only": trained_only}})
    facts = snapshot(PRESS, catalogue=network(centres=[free, *network().centres[1:]]))
    assert broken_rules(facts, on_press(facts, f"{DAY} 18:00/21:00", after_hours=True)) == rules


def test_after_hours_where_there_are_none() -> None:
    catalogue = network(centres=[centre("hub")], equipment=[machine("press", offers=[offer("crush")])])
    facts = snapshot(PRESS, catalogue=catalogue, companies=_company(equipment="press"))
    assert broken_rules(facts, on_press(facts, f"{DAY} 13:00/16:00", after_hours=True)) == ["eligibility"]


def test_speed_shortens_the_run() -> None:
    facts = snapshot(request("job", stage("a", ways=[way(minutes=241, run=Run.PAUSABLE)])))
    fields: dict[str, object] = {"equipment": "cycler-2", "centre": "lab", "run": Run.PAUSABLE}
    fields |= {"operators": [{"pool": "lab-cells", "count": 1}]}
    for attended, rules in ((f"{DAY} 13:00/15:30", []), (f"{DAY} 13:00/15:00", ["amount"])):
        end = planned(facts, attended).end
        found = broken_rules(facts, planned(facts, attended, run_end=end, unload=end, **fields))
        assert found == rules
