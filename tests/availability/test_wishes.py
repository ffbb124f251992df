"""Wishes for operators that nothing can come of."""

from __future__ import annotations

import pytest

from iplatform_sched.availability.wishes import idle_wishes
from tests import facts
from tests.verify.plan_facts import changed_pool


@pytest.mark.parametrize(
    ("capability", "wishes", "told"),
    [
        pytest.param("crush", {}, [], id="none"),
        pytest.param("crush", {"same_operator": True, "preferred_operators": ["lee"]}, [], id="can be"),
        pytest.param(
            "image",
            {"same_operator": True, "preferred_operators": ["lee", "park"]},
            ["same_operator", "preferred_operators.0", "preferred_operators.1"],
            id="of another centre, and of none",
        ),
        pytest.param("crush", {"preferred_operators": ["lee", "park"]}, ["preferred_operators.1"], id="one"),
    ],
)
def test_wishes_that_nothing_can_come_of(capability: str, wishes: dict[str, object], told: list[str]) -> None:
    request = facts.request("r", facts.stage("a", ways=[facts.way(capability)]), **wishes)
    snapshot = facts.snapshot(request, catalogue=changed_pool("hub-cells", people=["kim", "lee"]))
    assert [each.field for each in idle_wishes(snapshot, [request])] == told
