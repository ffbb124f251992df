"""Requests as a whole: time, order, places, all of it or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.facts import at, booking, request, snapshot, stage
from tests.verify.plan_facts import broken_rules, planned

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot

DAY = "2026-11-25"
AFTERNOON = f"{DAY} 13:00/18:00"
LAB: dict[str, object] = {
    "equipment": "cycler-2",
    "centre": "lab",
    "operators": [{"pool": "lab-cells", "count": 1}],
}


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        pytest.param("plan_from", snapshot(request("job"), plan_from=at(f"{DAY} 13:30")), id="plan from"),
        pytest.param("release", snapshot(request("job", release=at(f"{DAY} 13:01"))), id="release"),
        pytest.param("deadline", snapshot(request("job", deadline=at(f"{DAY} 17:59"))), id="deadline"),
    ],
)
def test_outside_its_time(rule: str, facts: Snapshot) -> None:
    assert broken_rules(facts, planned(facts, AFTERNOON)) == [rule]


def test_at_the_ends_of_its_time() -> None:
    own = request("job", release=at(f"{DAY} 13:00"), deadline=at(f"{DAY} 18:00"))
    facts = snapshot(own, plan_from=at(f"{DAY} 13:00"))
    assert broken_rules(facts, planned(facts, AFTERNOON)) == []


NEXT_DAY = "2026-11-26 09:00/12:00 2026-11-26 13:00/15:00"
MONDAY = "2026-11-30 13:00/18:00"


@pytest.mark.parametrize(
    ("rules", "lag", "attended"),
    [
        pytest.param(["lags"], {}, f"{DAY} 11:00/12:00 {DAY} 13:00/17:00", id="before its predecessor ends"),
        pytest.param([], {"minimum": 900}, NEXT_DAY, id="long enough"),
        pytest.param(["lags"], {"minimum": 901}, NEXT_DAY, id="too short"),
        pytest.param([], {"maximum": 930}, NEXT_DAY, id="soon enough"),
        pytest.param(["lags"], {"maximum": 929}, NEXT_DAY, id="too late"),
        pytest.param([], {"minimum": 1_200, "since": "start"}, NEXT_DAY,
                     id="since the start"),
        pytest.param([], {"maximum": 900, "since": "end"}, NEXT_DAY,
                     id="at most since the end"),
        pytest.param(["lags"], {"maximum": 900, "since": "end", "to": "end"},
                     NEXT_DAY, id="to its end"),
        pytest.param([], {"maximum": 0, "since": "start"}, AFTERNOON, id="together"),
        pytest.param([], {"minimum": 3, "unit": "working_days"}, MONDAY, id="three working days"),
        pytest.param(["lags"], {"minimum": 4, "unit": "working_days"}, MONDAY,
                     id="a weekend counts nothing"),
        pytest.param([], {"maximum": 3, "unit": "working_days"}, MONDAY, id="within three"),
        pytest.param(["lags"], {"maximum": 2, "unit": "working_days"}, MONDAY, id="not within two"),
        pytest.param(["lags"], {"unit": "working_days"}, AFTERNOON, id="working days keep the order"),
        pytest.param(["lags"], {"minimum": 23, "unit": "working_days"}, "2026-12-28 13:00/18:00",
                     id="Christmas counts nothing"),
        pytest.param([], {"minimum": 22, "unit": "working_days"}, "2026-12-28 13:00/18:00",
                     id="all days but Christmas"),
    ],
)  # fmt: skip
def test_lags(rules: list[str], lag: dict[str, object], attended: str) -> None:
    """Stage ``a`` ends on Wednesday at 18:00, its run at 17:30."""
    facts = snapshot(request("job", stage("a"), stage("b", after=[{"after": "a"} | lag])))
    dates = [f"{day} {hours}" for day, hours in zip(*[iter(attended.split())] * 2, strict=True)]
    second = planned(facts, *dates, stage="b", unit_numbers=[2])
    assert broken_rules(facts, planned(facts, AFTERNOON), second) == rules


def test_lags_to_a_fixed_booking() -> None:
    own = request("job", stage("a"), stage("b", after=[{"after": "a", "minimum": 60}]))
    for end, rules in (("12:00", []), ("12:01", ["lags"])):
        done = booking("done", f"{DAY} 09:00", f"{DAY} {end}", request="job", stage="a", status="done")
        facts = snapshot(own, bookings=[done])
        assert broken_rules(facts, planned(facts, AFTERNOON, stage="b")) == rules
    later = booking("later", f"{DAY} 17:30", f"{DAY} 19:00", request="job", stage="b", unit_numbers=[3])
    facts = snapshot(own, bookings=[later])
    assert broken_rules(facts, planned(facts, AFTERNOON)) == ["lags"]


def test_lags_between_fixed_bookings_are_not_judged() -> None:
    own = request("job", stage("a"), stage("b", "a"), stage("c"))
    wrong = [
        booking(name, f"{day} 09:00", f"{day} 12:00", request="job", stage=name)
        for name, day in (("a", "2026-11-27"), ("b", "2026-11-26"))
    ]
    facts = snapshot(own, bookings=wrong)
    assert broken_rules(facts, planned(facts, AFTERNOON, stage="c")) == []


@pytest.mark.parametrize(
    ("rules", "link", "apart"),
    [
        pytest.param([], "same_equipment_as", False, id="same machine"),
        pytest.param(["links"], "same_equipment_as", True, id="not the same machine"),
        pytest.param([], "different_equipment_from", True, id="different machines"),
        pytest.param(["links"], "different_equipment_from", False, id="not different machines"),
        pytest.param([], "same_centre_as", False, id="same centre"),
        pytest.param(["links"], "same_centre_as", True, id="not the same centre"),
        pytest.param([], "different_centre_from", True, id="different centres"),
        pytest.param(["links"], "different_centre_from", False, id="not different centres"),
    ],
)
@pytest.mark.parametrize("fixed", [False, True])
def test_links(rules: list[str], link: str, apart: bool, fixed: bool) -> None:
    own = request("job", stage("a"), stage("b", **{link: ["a"]}))
    day = "2026-11-26"
    old = booking(
        "old", f"{day} 09:00", f"{day} 11:00", request="job", stage="b", **(_at_lab() if apart else {})
    )
    facts = snapshot(own, bookings=[old] if fixed else [])
    first = planned(facts, AFTERNOON)
    if fixed:
        assert broken_rules(facts, first) == rules
        return
    end = at(f"{day} 15:00")
    elsewhere = LAB | {"run_end": end, "unload": end} if apart else {}
    second = planned(facts, f"{day} 13:00/{'15:00' if apart else '18:00'}", stage="b", **elsewhere)
    assert broken_rules(facts, first, second) == rules


def _at_lab() -> dict[str, object]:
    return {"equipment": "cycler-2", "centre": "lab"}


@pytest.mark.parametrize(("rules", "most"), [([], 2), (["max_centres"], 1), ([], None)])
def test_maximum_centres_count_fixed_bookings(rules: list[str], most: int | None) -> None:
    old = booking("old", f"{DAY} 09:00", f"{DAY} 11:00", request="job", stage="b", **_at_lab())
    facts = snapshot(request("job", stage("a"), stage("b"), max_centres=most), bookings=[old])
    assert broken_rules(facts, planned(facts, AFTERNOON)) == rules


CHAIN = (stage("a"), stage("b", "a"), stage("c", "b"))


@pytest.mark.parametrize(
    ("rules", "names", "prefix"),
    [
        pytest.param([], "abc", False, id="whole"),
        pytest.param(["whole"], "ab", False, id="not whole"),
        pytest.param([], "ab", True, id="a prefix will do"),
        pytest.param([], "a", True, id="a short prefix"),
        pytest.param(["whole"], "ac", True, id="no prefix"),
        pytest.param(["whole"], "bc", True, id="without its begin"),
    ],
)
def test_whole_or_prefix(rules: list[str], names: str, prefix: bool) -> None:
    facts = snapshot(request("job", *CHAIN, prefix_will_do=prefix))
    days = {"a": "2026-11-25", "b": "2026-11-26", "c": "2026-11-27"}
    bookings = [planned(facts, f"{days[name]} 13:00/18:00", stage=name) for name in names]
    assert broken_rules(facts, *bookings) == rules


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"after": [{"after": "a", "maximum": 9_000}]}, id="maximum lag"),
        pytest.param({"same_equipment_as": ["a"]}, id="same equipment"),
        pytest.param({"same_centre_as": ["a"]}, id="same centre"),
        pytest.param({"makes": ["s"]}, id="it makes what the other holds"),
    ],
)
def test_a_prefix_separates_no_partners(fields: dict[str, object]) -> None:
    first = stage("a", holds=["s"]) if "makes" in fields else stage("a")
    facts = snapshot(request("job", first, stage("b", **fields), prefix_will_do=True))
    assert broken_rules(facts, planned(facts)) == ["whole"]


def test_nothing_of_a_consumer_without_its_other_holders() -> None:
    own = request(
        "job", stage("a", holds=["s"]), stage("b", consumes=["s"], makes=["t"]), prefix_will_do=True
    )
    facts = snapshot(own)
    assert "whole" in broken_rules(facts, planned(facts, stage="b"))


def test_with_fixed_stages_the_rest_is_served_whole() -> None:
    old = booking("old", "2026-11-24 09:00", "2026-11-24 11:00", request="job", stage="a")
    facts = snapshot(request("job", *CHAIN), bookings=[old])
    second = planned(facts, AFTERNOON, stage="b")
    assert broken_rules(facts, second) == ["whole"]
    assert broken_rules(facts, second, planned(facts, "2026-11-26 13:00/18:00", stage="c")) == []


def test_training_stages_may_be_left_out() -> None:
    training = stage("t", kind="training", trains="crush")
    facts = snapshot(request("job", stage("a"), training))
    assert broken_rules(facts, planned(facts)) == []
