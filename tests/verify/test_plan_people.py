"""Operators and their overtime, members of companies and where they are."""

from __future__ import annotations

import pytest

from iplatform_sched.domain.vocabulary import Run
from tests.facts import booking, company, network, request, snapshot, stage, way
from tests.verify.plan_facts import broken_rules, changed_pool, on_press, planned, spans

DAY = "2026-11-25"
AFTERNOON = f"{DAY} 13:00/18:00"
FACTS = snapshot(request("job"))


@pytest.mark.parametrize(
    "operators",
    [
        pytest.param([], id="nobody"),
        pytest.param([{"pool": "hub-cells", "count": 2}], id="too many"),
        pytest.param([{"pool": "lab-cells", "count": 1}], id="those of another centre"),
    ],
)
def test_the_operators_that_the_offer_asks_for(operators: list[dict[str, object]]) -> None:
    assert broken_rules(FACTS, planned(FACTS, operators=operators)) == ["operators"]


@pytest.mark.parametrize(
    ("rules", "attended", "fields"),
    [
        pytest.param([], "14:00/15:00", {"count": 1}, id="one of two busy"),
        pytest.param(["headcount"], "14:00/15:00", {"count": 2}, id="both busy"),
        pytest.param(["headcount"], "17:50/18:20", {"count": 2}, id="in its last tick"),
        pytest.param([], "18:00/19:00", {"count": 2}, id="afterwards"),
        pytest.param([], "14:00/15:00", {"count": 2, "pool": "lab-cells"}, id="another pool"),
        pytest.param([], "14:00/15:00", {"count": 2, "status": "done"}, id="done"),
        pytest.param(["headcount"], "14:00/15:00", {"count": 2, "status": "running"}, id="running"),
    ],
)
def test_operators_taken_by_fixed_bookings(
    rules: list[str], attended: str, fields: dict[str, object]
) -> None:
    use = {"pool": fields.pop("pool", "hub-cells"), "count": fields.pop("count")}
    span = spans(f"{DAY} {attended}")
    other = booking(
        "o", f"{DAY} 10:00", f"{DAY} 20:00", unit_numbers=[4], operators=[use], attended=span, **fields
    )
    facts = snapshot(request("job"), bookings=[other])
    assert broken_rules(facts, planned(facts, AFTERNOON)) == rules


def test_a_fixed_booking_without_spans_is_attended_throughout() -> None:
    use = [{"pool": "hub-cells", "count": 2}]
    other = booking("other", f"{DAY} 17:00", f"{DAY} 20:00", unit_numbers=[4], operators=use)
    facts = snapshot(request("job"), bookings=[other])
    assert broken_rules(facts, planned(facts, AFTERNOON)) == ["headcount"]
    unattended = other.model_copy(update={"run": Run.UNATTENDED})
    facts = snapshot(request("job"), bookings=[unattended])
    assert broken_rules(facts, planned(facts, AFTERNOON)) == []


def test_proposed_bookings_share_the_operators() -> None:
    facts = snapshot(request("job", stage("a"), stage("b"), stage("c")))
    three = [planned(facts, stage=name, unit_numbers=[unit]) for unit, name in enumerate("abc", start=1)]
    assert broken_rules(facts, *three) == ["headcount"]
    three[2] = planned(facts, "2026-11-24 13:00/18:00", stage="c", unit_numbers=[3])
    assert broken_rules(facts, *three) == []


PRESS = request("job", stage("a", ways=[way("crush", 180)]))
TRAINED = [
    company(qualifications=[{"equipment": "press", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}])
]


@pytest.mark.parametrize(
    ("rules", "day", "minutes"),
    [
        pytest.param([], "2026-11-25", 60, id="to the cap"),
        pytest.param(["overtime_cap"], "2026-11-25", 90, id="over the cap"),
        pytest.param(["overtime_cap"], "2026-11-29", 90, id="Sunday is the same week"),
        pytest.param([], "2026-11-30", 90, id="Monday is another"),
        pytest.param([], "2026-11-20", 90, id="Friday before is another"),
    ],
)
def test_overtime_cap(rules: list[str], day: str, minutes: int) -> None:
    """Two heads with two hours a week each: the proposed booking takes three of the four."""
    facts = snapshot(PRESS, companies=TRAINED)
    use = [{"pool": "hub-cells", "count": 1}]
    end = f"{day} {19 + minutes // 60}:{minutes % 60:02d}"
    other = booking("other", f"{day} 19:00", end, operators=use, equipment="cycler", status="done")
    policy = facts.policy.model_copy(update={"overtime_hours_per_week": 2})
    facts = facts.model_copy(update={"policy": policy, "bookings": (other,)})
    late = on_press(facts, f"{DAY} 18:00/21:00", after_hours=True)
    assert broken_rules(facts, late) == rules


def test_work_in_the_shift_is_no_overtime() -> None:
    facts = FACTS.model_copy(
        update={
            "policy": FACTS.policy.model_copy(update={"overtime_hours_per_week": 0}),
            "catalogue": changed_pool("hub-cells", overtime_krw_per_hour=1),
        }
    )
    assert broken_rules(facts, planned(facts)) == []


@pytest.mark.parametrize(
    ("rules", "members"),
    [
        pytest.param([], [0], id="the first"),
        pytest.param([], [1], id="the last"),
        pytest.param(["members"], [2], id="one that is not there"),
        pytest.param(["members"], [], id="nobody"),
        pytest.param(["members"], [0, 1], id="too many"),
    ],
)
def test_members(rules: list[str], members: list[int]) -> None:
    facts = snapshot(request("job", stage("a", staff=1)))
    assert broken_rules(facts, planned(facts, members=members)) == rules


def test_members_are_distinct() -> None:
    facts = snapshot(request("job", stage("a", staff=2)))
    assert broken_rules(facts, planned(facts, members=[1, 0])) == []
    assert broken_rules(facts, planned(facts, members=[1, 1])) == ["members"]


LAB = {"equipment": "cycler-2", "centre": "lab"}
"""114 km by road from the hub: 110 minutes, four ticks."""


@pytest.mark.parametrize(
    ("rules", "start", "fields"),
    [
        pytest.param(["one_place"], "17:00", {"unit_numbers": [2]}, id="two bookings at once"),
        pytest.param([], "17:00", {"unit_numbers": [2], "members": [1]}, id="another member"),
        pytest.param([], "17:00", {"unit_numbers": [2], "company": "bolt"}, id="another company"),
        pytest.param([], "18:00", {}, id="next at the same centre"),
        pytest.param(["one_place"], "19:30", LAB, id="90 minutes to the other centre"),
        pytest.param([], "20:00", LAB, id="two hours to the other centre"),
        pytest.param([], "17:00", {"unit_numbers": [2], "status": "cancelled"}, id="cancelled"),
        pytest.param(["one_place"], "11:00", LAB, id="from the other centre"),
    ],
)
def test_a_member_is_in_one_place(rules: list[str], start: str, fields: dict[str, object]) -> None:
    end = f"{DAY} {int(start[:2]) + 1}:{start[3:]}"
    default: dict[str, object] = {"company": "acme", "members": [0]}
    other = booking("other", f"{DAY} {start}", end, **(default | fields))
    facts = snapshot(request("job", stage("a", staff=1)), bookings=[other])
    assert broken_rules(facts, planned(facts, AFTERNOON, members=[0])) == rules


def test_travel_entries_come_before_the_formula() -> None:
    other = booking("other", f"{DAY} 18:30", f"{DAY} 19:00", company="acme", members=[0], **LAB)
    entry = {"origin": "hub", "destination": "lab", "minutes": 30, "krw": 0}
    for entries, rules in (([], ["one_place"]), ([entry], [])):
        catalogue = network(travel=entries)
        facts = snapshot(request("job", stage("a", staff=1)), bookings=[other], catalogue=catalogue)
        assert broken_rules(facts, planned(facts, AFTERNOON, members=[0])) == rules


def test_a_member_may_be_elsewhere_while_work_pauses() -> None:
    """Pausable work of two days; between them lies a day at the lab."""
    rest = {"company": "acme", "members": [0]}
    pause = booking("other", "2026-11-26 13:00", "2026-11-26 16:00", **(rest | LAB))
    long = request("job", stage("a", staff=1, ways=[way(minutes=960, run=Run.PAUSABLE)]))
    facts = snapshot(long, bookings=[pause], catalogue=changed_pool("hub-cells", hours=_without_thursday()))
    days = (f"{DAY} 09:00/12:00", AFTERNOON, "2026-11-27 09:00/12:00", "2026-11-27 13:00/18:00")
    found = broken_rules(
        facts, planned(facts, *days, "2026-11-30 09:00/10:00", members=[0], run=Run.PAUSABLE)
    )
    assert found == []
    busy = pause.model_copy(
        update={"attended": (), "start": pause.start.replace(day=27), "end": pause.end.replace(day=27)}
    )
    facts = facts.model_copy(update={"bookings": (busy,)})
    found = broken_rules(
        facts, planned(facts, *days, "2026-11-30 09:00/10:00", members=[0], run=Run.PAUSABLE)
    )
    assert found == ["one_place"]


def _without_thursday() -> dict[str, object]:
    day = [{"start": "09:00", "end": "18:00"}]
    return {"days": [day, day, day, [], day, [], []]}


def test_a_visit_long_before_is_no_matter() -> None:
    other = booking("other", "2026-11-25 09:00", "2026-11-25 10:00", company="acme", members=[0], **LAB)
    facts = snapshot(request("job", stage("a", staff=1)), bookings=[other])
    assert broken_rules(facts, planned(facts, "2026-12-09 13:00/18:00", members=[0])) == []
