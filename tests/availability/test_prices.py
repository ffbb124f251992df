"""Discounts, and what a stage costs at the least."""

from __future__ import annotations

import pytest

from iplatform_sched.availability.eligibility import options
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.prices import discounts_of, least_price
from iplatform_sched.domain.vocabulary import Run
from tests.facts import company, machine, network, request, snapshot, stage, way


def scheme(percent: int, *, stackable: bool = False, **fields: object) -> dict[str, object]:
    default: dict[str, object] = {
        "id": f"d{percent}",
        "name": "",
        "classes": ["start_up"],
        "stackable": stackable,
    }
    return default | {"rate_percent": percent} | fields


@pytest.mark.parametrize(
    ("schemes", "taken"),
    [
        pytest.param([], (), id="none"),
        pytest.param([scheme(10), scheme(20)], (20,), id="the largest alone"),
        pytest.param(
            [scheme(10, stackable=True), scheme(20, stackable=True), scheme(25)],
            (10, 20),
            id="stack: 72 < 75",
        ),
        pytest.param(
            [scheme(10, stackable=True), scheme(20, stackable=True), scheme(30)], (30,), id="alone: 70 < 72"
        ),
        pytest.param([scheme(50, classes=["large"])], (), id="another class"),
        pytest.param([scheme(50, centres=["lab"])], (), id="another centre"),
        pytest.param([scheme(50, centres=["hub"])], (50,), id="this centre"),
    ],
)
def test_discounts_are_those_that_leave_the_lowest_fee(
    schemes: list[dict[str, object]], taken: tuple[int, ...]
) -> None:
    catalogue = network(discounts=schemes)
    assert discounts_of(catalogue.discounts, company("acme"), catalogue.centres[0]) == taken


# (tariff, fields of the stage, fee, materials) of eight hours, with half an hour of set-up and of teardown
PRICES = [
    ({"per_hour": 1_000}, {}, 9_000, 0),
    ({"per_hour": 1_000, "tier_hours": 4, "per_hour_after": 100}, {"units": 2}, 2 * 4_500, 0),
    ({"operator_per_hour": 600}, {}, 5_400, 0),
    ({"operator_per_hour": 600}, {"ways": [way("test", 480, Run.UNATTENDED)]}, 600, 0),
    ({"per_day": 50}, {"units": 3}, 150, 0),
    ({"per_day": 50}, {"ways": [way("test", 1_440, Run.UNATTENDED)]}, 100, 0),
    (
        {"setup_fee": 7, "per_sample": 2, "per_case": 3, "materials_per_sample": 5},
        {"samples": 4, "cases": 2},
        21,
        20,
    ),
]


@pytest.mark.parametrize(("tariff", "fields", "fee", "materials"), PRICES)
def test_the_least_price_of_a_stage(
    tariff: dict[str, int], fields: dict[str, object], fee: int, materials: int
) -> None:
    tester = machine("tester", "hub", "test", units=3, setup_minutes=30, teardown_minutes=30, tariff=tariff)
    capability = {"id": "test", "name_ko": "test", "name_en": "test"}
    catalogue = network()
    catalogue = catalogue.model_copy(update={"equipment": (tester,), "capabilities": (capability,)})
    one = request("r", stage("a", **({"ways": [way("test", 480)]} | fields)))
    facts = snapshot(one, catalogue=catalogue)
    (option,) = options(index_network(facts), one, one.stages[0])
    assert least_price((), company(), one.stages[0], option) == (fee, materials)
