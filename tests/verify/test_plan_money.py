"""Charges step by step; every figure is worked out by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from iplatform_sched.domain.vocabulary import Run
from iplatform_sched.verify.plan import verify_plan
from tests.facts import (
    at,
    company,
    machine,
    network,
    offer,
    policy,
    request,
    snapshot,
    stage,
    way,
)
from tests.verify.plan_facts import broken_rules, changed_machine, on_press, planned, priced

DAY = "2026-11-25"
FACTS = snapshot(request("job"))
FULL = {"gross": 300_000, "fee": 300_000, "net": 300_000}
"""Set-up, four hours and teardown at 60,000 KRW an hour."""


def test_the_price_of_the_plain_booking() -> None:
    assert broken_rules(FACTS, planned(FACTS, charge=FULL)) == []


@pytest.mark.parametrize("name", ["gross", "fee", "net", "materials", "overtime", "staff_travel"])
def test_every_step_is_checked(name: str) -> None:
    wrong = FULL | {name: FULL.get(name, 0) + 1}
    (violation,) = verify_plan(FACTS, [planned(FACTS, charge=wrong)])
    assert (violation.rule, name in violation.message) == ("charges", True)


@pytest.mark.parametrize(
    ("gross", "tariff", "fields"),
    [
        pytest.param(300_000, {"per_hour": 60_000}, {}, id="per hour"),
        pytest.param(600_000, {"per_hour": 60_000}, {"units": 2}, id="for each unit"),
        pytest.param(
            170_000, {"per_hour": 40_000, "tier_hours": 3, "per_hour_after": 25_000}, {}, id="tiers"
        ),
        pytest.param(125_000, {"per_hour": 1_000, "operator_per_hour": 24_000}, {}, id="operator"),
        pytest.param(
            130_000, {"per_hour": 1_000, "operator_per_hour": 24_000}, {"units": 2}, id="one operator"
        ),
        pytest.param(90_000, {"per_day": 90_000}, {}, id="per day"),
        pytest.param(90_000, {"per_sample": 30_000}, {"samples": 3}, id="per sample"),
        pytest.param(60_000, {"per_case": 30_000}, {"cases": 2}, id="per case"),
        pytest.param(75_000, {"setup_fee": 70_000, "per_hour": 1_000}, {}, id="set-up fee"),
        pytest.param(41, {"per_hour": 1, "setup_fee": 36}, {}, id="rounded down"),
    ],
)
def test_tariffs(gross: int, tariff: dict[str, int], fields: dict[str, int]) -> None:
    facts = snapshot(request("job", stage("a", **fields)), catalogue=changed_machine("cycler", tariff=tariff))
    numbers = list(range(1, fields.get("units", 1) + 1))
    charge = {"gross": gross, "fee": gross, "net": gross}
    assert broken_rules(facts, planned(facts, unit_numbers=numbers, charge=charge)) == []


def test_a_fraction_of_a_won_is_dropped_after_the_hours_are_added() -> None:
    """Speed 300 %: 80 minutes of run are three ticks; with set-up and teardown 150 minutes at 7 KRW."""
    catalogue = changed_machine("cycler", tariff={"per_hour": 7}, offers=[offer("cycle", speed_percent=300)])
    facts = snapshot(request("job"), catalogue=catalogue)
    charge = {"gross": 17, "fee": 17, "net": 17}
    assert broken_rules(facts, planned(facts, f"{DAY} 13:00/15:30", charge=charge)) == []


def test_materials_are_never_discounted() -> None:
    tariff = {"per_hour": 1_000, "materials_per_sample": 300}
    scheme = {"id": "d", "name": "d", "rate_percent": 50, "classes": ["start_up"]}
    catalogue = changed_machine("cycler", tariff=tariff).model_copy(
        update={"discounts": network(discounts=[scheme]).discounts}
    )
    facts = snapshot(request("job", stage("a", samples=3)), catalogue=catalogue)
    charge = {"gross": 5_000, "fee": 2_500, "materials": 900, "net": 3_400}
    assert broken_rules(facts, planned(facts, charge=charge)) == []


def _scheme(rate: int, **fields: object) -> dict[str, object]:
    return {"id": f"d{rate}", "name": "d", "rate_percent": rate, "classes": ["start_up"]} | fields


@pytest.mark.parametrize(
    ("fee", "schemes"),
    [
        pytest.param(240_000, [_scheme(20)], id="one"),
        pytest.param(210_000, [_scheme(20), _scheme(30)], id="the larger of two"),
        pytest.param(216_000, [_scheme(20, stackable=True), _scheme(10, stackable=True)], id="stacked"),
        pytest.param(180_000, [_scheme(20, stackable=True), _scheme(10, stackable=True), _scheme(40)],
                     id="one beats the stack"),
        pytest.param(216_000, [_scheme(20, stackable=True), _scheme(10, stackable=True), _scheme(25)],
                     id="the stack beats one"),
        pytest.param(300_000, [_scheme(20, classes=["medium"])], id="another class"),
        pytest.param(300_000, [_scheme(20, centres=["lab"])], id="another centre"),
        pytest.param(240_000, [_scheme(20, centres=["hub"])], id="this centre"),
    ],
)  # fmt: skip
def test_discounts(fee: int, schemes: list[dict[str, object]]) -> None:
    facts = snapshot(request("job"), catalogue=network(discounts=schemes))
    charge = {"gross": 300_000, "fee": fee, "net": fee}
    assert broken_rules(facts, planned(facts, charge=charge)) == []


PRESS = request("job", stage("a", ways=[way("crush", 180)]))
VALID = {"equipment": "press", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}
TRAINED = [company(qualifications=[VALID])]


@pytest.mark.parametrize(
    ("hours", "gross", "overtime"),
    [
        pytest.param("18:00/21:00", 206_000, 90_000, id="evening"),
        pytest.param("16:00/19:00", 182_000, 30_000, id="one hour of it"),
        pytest.param("13:00/16:00", 170_000, 0, id="nothing of it"),
    ],
)
def test_after_hours_and_overtime(hours: str, gross: int, overtime: int) -> None:
    """30 % on the hourly rate of 40,000 in the evening; set-up fee 50,000; 30,000 an hour of overtime."""
    tariff = {"per_hour": 40_000, "setup_fee": 50_000, "after_hours_percent": 30}
    facts = snapshot(PRESS, companies=TRAINED, catalogue=changed_machine("press", tariff=tariff))
    charge = {"gross": gross, "fee": gross, "net": gross, "overtime": overtime}
    late = on_press(facts, f"{DAY} {hours}", after_hours=True, charge=charge)
    assert broken_rules(facts, late) == []


def test_self_use_pays_no_operator_but_a_trip() -> None:
    """177 km from Seoul: 2 x (10,000 + 177 x 150)."""
    tariff = {"per_hour": 40_000, "operator_per_hour": 9_000}
    facts = snapshot(PRESS, companies=TRAINED, catalogue=changed_machine("press", tariff=tariff))
    alone: dict[str, object] = {"self_use": True, "operators": [], "members": [0]}
    charge = {"gross": 120_000, "fee": 120_000, "net": 120_000, "staff_travel": 73_100}
    assert broken_rules(facts, on_press(facts, f"{DAY} 13:00/16:00", charge=charge, **alone)) == []


@pytest.mark.parametrize(
    ("trips", "place"),
    [
        pytest.param(4, {}, id="two members, two dates"),
        pytest.param(0, {"latitude": 36.355, "longitude": 127.38}, id="next door"),
    ],
)
def test_staff_travel(trips: int, place: dict[str, float]) -> None:
    own = stage("a", staff=2, ways=[way(minutes=300, run=Run.PAUSABLE)])
    facts = snapshot(request("job", own), companies=[company("acme", **place)])
    charge = {"gross": 360_000, "fee": 360_000, "net": 360_000, "staff_travel": trips * 73_100}
    days = (f"{DAY} 15:00/18:00", "2026-11-26 09:00/12:00")
    assert broken_rules(facts, planned(facts, *days, run=Run.PAUSABLE, members=[0, 1], charge=charge)) == []


@pytest.mark.parametrize(
    ("gross", "day"),
    [
        pytest.param(330_000, "2026-11-25", id="express"),
        pytest.param(300_000, "2026-11-26", id="with full notice"),
    ],
)
def test_express(gross: int, day: str) -> None:
    tariff = {"per_hour": 60_000, "express_percent": 10}
    catalogue = changed_machine("cycler", tariff=tariff)
    hub = catalogue.centres[0]
    rules = {"rules": {"notice_days": 2, "express_notice_days": 0}}
    hub = type(hub).model_validate(hub.model_dump() | rules)
    catalogue = catalogue.model_copy(update={"centres": (hub, *catalogue.centres[1:])})
    facts = snapshot(request("job"), catalogue=catalogue)
    charge = {"gross": gross, "express": gross - 300_000, "fee": gross, "net": gross}
    assert broken_rules(facts, planned(facts, f"{day} 13:00/18:00", charge=charge)) == []
    assert broken_rules(facts, planned(facts, f"{day} 13:00/18:00", charge=charge | {"express": 1})) == [
        "charges"
    ]


@pytest.mark.parametrize(
    ("before", "after", "surcharge"),
    [
        pytest.param({}, {}, 0, id="stays without"),
        pytest.param({"express": 30_000}, {}, 30_000, id="stays with it"),
        pytest.param({}, {"start": "14:00"}, 30_000, id="moved"),
        pytest.param({}, {"equipment": "cycler-b"}, 30_000, id="on another machine"),
    ],
)
def test_no_booking_becomes_express_by_waiting(
    before: dict[str, object], after: dict[str, object], surcharge: int
) -> None:
    """Planned for the 25th when that was far away, judged on the 23rd with two days of notice."""
    tariff = {"per_hour": 60_000, "express_percent": 10}
    catalogue = changed_machine("cycler", tariff=tariff)
    twin = catalogue.equipment[0].model_copy(update={"id": "cycler-b"})
    hub = catalogue.centres[0]
    rules = {"rules": {"notice_days": 2, "express_notice_days": 0}}
    hub = type(hub).model_validate(hub.model_dump() | rules)
    catalogue = catalogue.model_copy(
        update={"centres": (hub, *catalogue.centres[1:]), "equipment": (*catalogue.equipment, twin)}
    )
    facts = snapshot(request("job"), catalogue=catalogue)
    old = planned(facts, f"{DAY} 13:00/18:00", charge={"gross": 300_000} | before)
    facts = facts.model_copy(update={"bookings": (old,)})
    gross = 300_000 + surcharge
    charge = {"gross": gross, "express": surcharge, "fee": gross, "net": gross}
    span = f"{DAY} 09:00/12:00", f"{DAY} 13:00/15:00"
    days = span if "start" in after else (f"{DAY} 13:00/18:00",)
    place = {key: value for key, value in after.items() if key != "start"}
    assert broken_rules(facts, planned(facts, *days, charge=charge, **place)) == []


@pytest.mark.parametrize(
    ("charge", "stored", "broken"),
    [
        pytest.param({"gross": 7, "fee": 7, "net": 7}, True, [], id="copied"),
        pytest.param({"gross": 7, "fee": 7, "net": 7}, False, ["identity"], id="new"),
        pytest.param({"gross": 7, "fee": 7, "net": 6}, True, ["charges"], id="net is no sum"),
        pytest.param({"gross": 7, "fee": 8, "net": 8}, True, ["charges"], id="fee above gross"),
        pytest.param({"gross": 7, "express": 8, "fee": 7, "net": 7}, True, ["charges"], id="surcharge above"),
    ],
)
def test_a_kept_booking_bears_the_prices_that_it_was_made_with(
    charge: dict[str, object], stored: bool, broken: list[str]
) -> None:
    facts = snapshot(request("job"))
    old = planned(facts, policy_version="0", charge=charge)
    facts = facts.model_copy(update={"bookings": (old,)})
    found = verify_plan(facts, [old], stored=stored)
    assert list(dict.fromkeys(violation.rule for violation in found)) == broken
    again = old.model_copy(update={"policy_version": facts.policy.version})
    assert "charges" in broken_rules(facts, again)


@pytest.mark.parametrize(
    ("gross", "tariff", "end"),
    [
        pytest.param(105_500, {"per_hour": 1_000}, "2026-11-30 09:30", id="waiting is charged"),
        pytest.param(50, {"per_day": 10}, "2026-11-30 09:30", id="the fifth day too"),
        pytest.param(50, {"per_day": 10}, "2026-12-01 00:00", id="to the end of the fifth"),
        pytest.param(60, {"per_day": 10}, "2026-12-01 09:30", id="into the sixth"),
        pytest.param(600, {"operator_per_hour": 1_200}, "2026-11-30 09:30", id="operators unload"),
    ],
)
def test_unattended_work_pays_for_the_time_held(gross: int, tariff: dict[str, int], end: str) -> None:
    """96 h from Thursday's midnight on, without loading; half an hour of unloading."""
    week = {"hours": {"days": [[{"start": "00:00", "end": "00:00"}]] * 7}}
    catalogue = network(
        centres=[type(each).model_validate(each.model_dump() | week) for each in network().centres],
        equipment=[machine("oven", "isle", "age", teardown_minutes=30, tariff=tariff)],
    )
    facts = snapshot(
        request("job", stage("a", ways=[way("age", 5_760, Run.UNATTENDED)])), catalogue=catalogue
    )
    unload = at(end) - timedelta(minutes=30)
    fields: dict[str, object] = {
        "equipment": "oven",
        "centre": "isle",
        "run": Run.UNATTENDED,
        "start": at("2026-11-26 00:00"),
        "run_end": at("2026-11-30 00:00"),
        "unload": unload,
        "operators": [{"pool": "isle-cells", "count": 1}],
    }
    charge = {"gross": gross, "fee": gross, "net": gross}
    span = f"{unload:%Y-%m-%d %H:%M}/{end}"
    assert broken_rules(facts, planned(facts, span, charge=charge, **fields)) == []


def test_prices_follow_the_policy() -> None:
    dear = policy(travel={"staff_base_krw": 20_000, "staff_krw_per_km": 0})
    facts = snapshot(request("job", stage("a", staff=1)), policy=dear)
    charge = FULL | {"staff_travel": 40_000}
    assert broken_rules(facts, planned(facts, members=[0], charge=charge)) == []
    assert priced(facts, planned(facts, members=[0])).charge.staff_travel == 40_000
