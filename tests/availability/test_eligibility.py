"""Which machines can do a stage: specifications, ways, operators who are there."""

from __future__ import annotations

import pytest

from iplatform_sched.availability.eligibility import meets, options, run_minutes
from iplatform_sched.availability.network import index_network
from iplatform_sched.domain.equipment import Specification
from iplatform_sched.domain.request import SpecificationBound
from tests.availability.possible_case import codes
from tests.facts import (
    at,
    network,
    pool,
    request,
    snapshot,
    stage,
    way,
)


def test_specifications_reach_down_and_up() -> None:
    reach = (Specification(name="force", low=0, high=500), Specification(name="heat", low=-40, high=150))
    assert meets(reach, SpecificationBound(name="heat", reach_down=-40, reach_up=150))
    assert meets(reach, SpecificationBound(name="heat"))
    assert not meets(reach, SpecificationBound(name="heat", reach_up=150.5))
    assert not meets(reach, SpecificationBound(name="volume"))


def test_options_come_in_order_of_ways_machines_and_offers() -> None:
    facts = snapshot()
    one = request("r", stage("a", ways=[way("crush"), way("cycle", 100)]))
    found = list(options(index_network(facts), one, one.stages[0]))
    assert [(each.way, each.equipment.id, each.self_use) for each in found] == [
        (0, "press", False),
        (0, "press", True),
        (1, "cycler", False),
        (1, "cycler-2", False),
    ]
    assert [run_minutes(one.stages[0].ways[each.way], one.stages[0], each.offer) for each in found[2:]] == [
        100,
        50,
    ]


@pytest.mark.parametrize(
    ("away", "found"),
    [
        pytest.param(1, [], id="one of two"),
        pytest.param(2, ["no-window"], id="both, for good"),
    ],
)
def test_operators_who_are_away_for_good(away: int, found: list[str]) -> None:
    span = {"start": at("2026-11-01"), "end": at("2028-01-01")}
    pools = [pool("hub-cells", "hub", absences=[{"span": span, "count": away}])]
    assert codes(request("r"), catalogue=network(pools=pools)) == found
