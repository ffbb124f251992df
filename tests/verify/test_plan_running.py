"""How bookings run: opening hours, pauses, amount of work, waiting, outages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import Run
from tests.facts import at, company, hours, request, snapshot, stage, way
from tests.verify.plan_facts import (
    broken_rules,
    changed_centre,
    changed_machine,
    changed_pool,
    on_press,
    planned,
)

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot

FACTS = snapshot(request("job"))
DAY = "2026-11-25"
LONG = snapshot(request("job", stage("a", ways=[way(minutes=960, run=Run.PAUSABLE)])))
PRESS = snapshot(request("job", stage("a", ways=[way("crush", 180)])))
TRAINED = [{"equipment": "press", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}]
LATE = snapshot(
    request("job", stage("a", ways=[way("crush", 180)])), companies=[company(qualifications=TRAINED)]
)


@pytest.mark.parametrize(
    ("rules", "attended"),
    [
        pytest.param([], [f"{DAY} 09:00/12:00", f"{DAY} 13:00/15:00"], id="over lunch"),
        pytest.param([], [f"{DAY} 13:00/18:00"], id="to the last minute"),
        pytest.param(["opening"], [f"{DAY} 09:00/14:00"], id="through lunch"),
        pytest.param(["opening"], [f"{DAY} 08:30/12:00", f"{DAY} 13:00/14:30"], id="before opening"),
        pytest.param(["opening"], [f"{DAY} 13:30/18:30"], id="after closing"),
        pytest.param(["opening"], ["2026-11-28 13:00/18:00"], id="on a Saturday"),
        pytest.param(["opening"], ["2026-12-25 13:00/18:00"], id="on a holiday"),
        pytest.param(["opening"], [f"{DAY} 17:00/18:00", "2026-11-26 09:00/12:00",
                                   "2026-11-26 13:00/14:00"], id="over the night"),
        pytest.param(["pauses"], [f"{DAY} 09:00/12:00", f"{DAY} 13:30/15:30"], id="a long lunch"),
        pytest.param(["amount"], [f"{DAY} 09:00/12:00", f"{DAY} 13:00/15:30"], id="too long"),
        pytest.param(["amount"], [f"{DAY} 09:00/12:00", f"{DAY} 13:00/14:30"], id="too short"),
    ],
)  # fmt: skip
def test_attended_work(rules: list[str], attended: list[str]) -> None:
    assert broken_rules(FACTS, planned(FACTS, *attended)) == rules


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"run_end": at(f"{DAY} 15:00"), "unload": at(f"{DAY} 15:00")}, id="run ends at the end"),
        pytest.param({"unload": at(f"{DAY} 15:00")}, id="unloaded later"),
        pytest.param({"start": at(f"{DAY} 08:30")}, id="held before"),
        pytest.param({"end": at(f"{DAY} 15:30")}, id="held after"),
    ],
)
def test_moments_follow_from_the_work(fields: dict[str, object]) -> None:
    assert broken_rules(FACTS, planned(FACTS, **fields)) == ["amount"]


def test_attended_spans_are_listed() -> None:
    assert broken_rules(FACTS, planned(FACTS, f"{DAY} 13:00/18:00", attended=[])) == ["amount"]


@pytest.mark.parametrize(
    ("rules", "attended"),
    [
        pytest.param([], ["11-30 13:00/18:00", "12-01 09:00/12:00", "12-01 13:00/18:00", "12-02 09:00/12:00",
                          "12-02 13:00/14:00"], id="into the next month"),
        pytest.param([], ["12-24 14:00/18:00", "12-28 09:00/12:00", "12-28 13:00/18:00",
                          "12-29 09:00/12:00", "12-29 13:00/15:00"], id="over Christmas and a weekend"),
        pytest.param(["pauses"], ["11-25 13:00/18:00", "11-27 09:00/12:00", "11-27 13:00/18:00",
                                  "11-30 09:00/12:00", "11-30 13:00/14:00"], id="leaves out a day"),
        pytest.param(["opening"], ["11-25 13:00/18:00", "11-26 08:00/12:00", "11-26 13:00/18:00",
                                   "11-27 09:00/12:00"], id="begins too early next morning"),
    ],
)  # fmt: skip
def test_pausable_work(rules: list[str], attended: list[str]) -> None:
    booking = planned(LONG, *(f"2026-{each}" for each in attended), run=Run.PAUSABLE)
    assert broken_rules(LONG, booking) == rules


def test_pausable_work_stops_where_the_pool_is_off_shift() -> None:
    facts = LONG.model_copy(update={"catalogue": changed_pool("hub-cells", hours=hours("09:00", "12:00", 3))})
    mornings = ("11-24", "11-25", "11-30", "12-01", "12-02", "12-07")
    good = planned(facts, *(f"2026-{day} 09:00/12:00" for day in mornings[:5]), "2026-12-07 09:00/11:00",
                   run=Run.PAUSABLE)  # fmt: skip
    assert broken_rules(facts, good) == []
    assert broken_rules(LONG, good) == ["pauses"]


def _aged(facts: Snapshot, *attended: str, **fields: object) -> list[str]:
    """Return the broken rules of 96 h on ``chamber-2``: half an hour of unloading, no loading."""
    default: dict[str, object] = {
        "run": Run.UNATTENDED,
        "equipment": "chamber-2",
        "centre": "isle",
        "operators": [{"pool": "isle-cells", "count": 1}],
    }
    return broken_rules(facts, planned(facts, *attended, **(default | fields)))


def _ageing(wait: int | None = None) -> Snapshot:
    ways = [way("age", 5_760, Run.UNATTENDED, max_wait_minutes=wait)]
    return snapshot(request("job", stage("a", ways=ways)))


@pytest.mark.parametrize(
    ("rules", "start", "run_end", "unload", "wait"),
    [
        pytest.param([], "11-26 00:00", "11-30 00:00", "11-30 09:00", None, id="waits for Monday"),
        pytest.param([], "11-26 00:00", "11-30 00:00", "11-30 09:00", 540, id="waits as long as it may"),
        pytest.param(["waiting"], "11-26 00:00", "11-30 00:00", "11-30 09:30", 540, id="waits too long"),
        pytest.param([], "11-26 12:00", "11-30 12:00", "11-30 12:00", 0, id="does not wait"),
        pytest.param(["opening"], "11-26 00:00", "11-30 00:00", "11-30 00:00", None, id="at midnight"),
        pytest.param(["amount"], "11-26 00:00", "11-30 00:30", "11-30 09:00", None, id="runs too long"),
        pytest.param(["opening"], "12-21 09:00", "12-25 09:00", "12-25 09:00", None, id="on a holiday"),
    ],
)
def test_unattended_work(rules: list[str], start: str, run_end: str, unload: str, wait: int | None) -> None:
    begin, done, opened = (at(f"2026-{each}") for each in (start, run_end, unload))
    end = opened.replace(hour=opened.hour + (opened.minute + 30) // 60, minute=(opened.minute + 30) % 60)
    span = f"{opened:%Y-%m-%d %H:%M}/{end:%H:%M}"
    found = _aged(_ageing(wait), span, start=begin, run_end=done, unload=opened, end=end)
    assert found == rules


@pytest.mark.parametrize(
    ("rules", "attended", "run_end"),
    [
        pytest.param([], f"{DAY} 14:00/15:00", "2026-11-29 15:00", id="loaded in the afternoon"),
        pytest.param([], f"{DAY} 17:00/18:00", "2026-11-29 18:00", id="loaded to the last minute"),
        pytest.param(["opening"], f"{DAY} 17:30/18:30", "2026-11-29 18:30", id="loaded too late"),
        pytest.param(["opening"], f"{DAY} 12:00/13:00", "2026-11-29 13:00", id="loaded at lunch"),
    ],
)
def test_loading_is_attended(rules: list[str], attended: str, run_end: str) -> None:
    facts = _ageing()
    end = at(run_end)
    moments = {"run_end": end, "unload": end, "end": end}
    booking = planned(facts, attended, run=Run.UNATTENDED, equipment="chamber", **moments)
    assert broken_rules(facts, booking) == rules


def test_loading_pauses_at_lunch_only() -> None:
    end = at("2026-11-29 13:30")
    moments = {"run_end": end, "unload": end, "end": end}
    facts = _ageing()
    attended = (f"{DAY} 11:30/12:00", f"{DAY} 13:00/13:30")
    booking = planned(facts, *attended, run=Run.UNATTENDED, equipment="chamber", **moments)
    assert broken_rules(facts, booking) == []


@pytest.mark.parametrize(
    ("rules", "attended", "late"),
    [
        pytest.param([], f"{DAY} 18:00/21:00", True, id="evening"),
        pytest.param([], f"{DAY} 16:00/19:00", True, id="from the afternoon on"),
        pytest.param(["opening"], f"{DAY} 20:00/23:00", True, id="into the night"),
        pytest.param(["opening"], f"{DAY} 18:00/21:00", False, id="as a normal booking"),
        pytest.param(["opening"], "2026-12-25 18:00/21:00", True, id="on a holiday"),
    ],
)
def test_after_hours(rules: list[str], attended: str, late: bool) -> None:
    assert broken_rules(LATE, on_press(LATE, attended, after_hours=late)) == rules


@pytest.mark.parametrize(("rules", "evening"), [([], "17:45"), (["opening"], "17:46")])
def test_hours_off_the_grid_join_within_a_tick(rules: list[str], evening: str) -> None:
    catalogue = changed_centre("hub", hours=hours("09:00", "17:45"), after_hours=hours(evening, "22:00"))
    facts = LATE.model_copy(update={"catalogue": catalogue})
    alone: dict[str, object] = {"self_use": True, "operators": [], "members": [0]}
    assert broken_rules(facts, on_press(facts, f"{DAY} 16:00/19:00", after_hours=True, **alone)) == rules


def test_midnight_joins_two_open_days() -> None:
    catalogue = changed_centre("hub", hours=hours("00:00", "00:00", 7), lunch=None)
    facts = PRESS.model_copy(update={"catalogue": catalogue})
    assert broken_rules(facts, on_press(facts, f"{DAY} 22:30/2026-11-26 01:30")) == []
    assert broken_rules(facts, on_press(facts, "2026-12-24 22:30/2026-12-25 01:30")) == ["opening"]


@pytest.mark.parametrize(
    ("rules", "closure"),
    [
        pytest.param(["opening"], {"kind": "closed"}, id="closed"),
        pytest.param(["out_of_service"], {"kind": "out_of_service"}, id="out of service"),
    ],
)
@pytest.mark.parametrize("whole_centre", [False, True])
def test_closures(rules: list[str], closure: dict[str, object], whole_centre: bool) -> None:
    span = {"span": {"start": at(f"{DAY} 14:50"), "end": at(f"{DAY} 14:55")}}
    recurring = {"first": "2026-11-04T14:50", "rule": "FREQ=WEEKLY;BYDAY=WE", "minutes": 5}
    once: dict[str, object] = {"closures": [closure | span]}
    weekly: dict[str, object] = {"recurring_closures": [closure | recurring]}
    for fields in (once, weekly):
        catalogue = changed_centre("hub", **fields) if whole_centre else changed_machine("cycler", **fields)
        facts = FACTS.model_copy(update={"catalogue": catalogue})
        assert broken_rules(facts, planned(facts)) == rules
        assert broken_rules(facts, planned(facts, "2026-11-24 13:00/18:00")) == []


def test_a_date_excepted_from_a_recurring_closure() -> None:
    closure = {"first": "2026-11-04T14:00", "rule": "FREQ=WEEKLY", "minutes": 60, "kind": "closed"}
    catalogue = changed_machine("cycler", recurring_closures=[closure | {"except_dates": [DAY]}])
    facts = FACTS.model_copy(update={"catalogue": catalogue})
    assert broken_rules(facts, planned(facts)) == []
    assert broken_rules(facts, planned(facts, "2026-12-02 13:00/18:00")) == ["opening"]


def test_unattended_work_runs_through_closed_time_but_not_through_an_outage() -> None:
    for kind, rules in (("closed", []), ("out_of_service", ["out_of_service"])):
        span = {"start": at("2026-11-27 10:00"), "end": at("2026-11-27 11:00")}
        catalogue = changed_machine("chamber-2", closures=[{"span": span, "kind": kind}])
        facts = _ageing().model_copy(update={"catalogue": catalogue})
        moments = {"start": at("2026-11-26 00:00"), "run_end": at("2026-11-30 00:00")}
        found = _aged(facts, "2026-11-30 09:00/09:30", unload=at("2026-11-30 09:00"), **moments)
        assert found == rules


def test_own_hours_of_a_machine_are_cut_to_those_of_its_centre() -> None:
    catalogue = changed_machine("cycler", hours=hours("13:00", "20:00"))
    facts = FACTS.model_copy(update={"catalogue": catalogue})
    assert broken_rules(facts, planned(facts)) == ["opening"]
    assert broken_rules(facts, planned(facts, f"{DAY} 13:00/18:00")) == []
    assert broken_rules(facts, planned(facts, f"{DAY} 13:30/18:30")) == ["opening"]
