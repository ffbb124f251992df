"""Another named operator is a move: every decision tells it, and at the price that the objective has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.incidents import Absent
from iplatform_sched.domain.vocabulary import OperatorId, PoolId, RequestId, Span
from iplatform_sched.planning.explain.service import explain
from iplatform_sched.planning.moved import is_moved, move_krw
from iplatform_sched.planning.quote import quote
from iplatform_sched.planning.whatif import Side, changed_side, solve_side
from iplatform_sched.planning.whatif.compare import compare
from iplatform_sched.report.repair import repair_view
from iplatform_sched.verify.plan import recompute_terms
from tests import facts
from tests.planning.overlay.changes import change
from tests.planning.repair_case import QUICK, repaired
from tests.verify.plan_facts import changed_pool, on_press

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Catalogue
    from iplatform_sched.planning.whatif import Solution

MOVED = 100_000
"""What the default policy takes for a move, before any for days, machine and centre."""
WHEN = "2026-11-25 Wed 09:00"
CRUSH = facts.stage("a", ways=[facts.way("crush", 180)])
OTHER = facts.request("other", CRUSH, same_operator=True)


def hub(**fields: object) -> Catalogue:
    """Return the tiny network with a microscope at the hub, and two named operators at the hub."""
    catalogue = changed_pool("hub-cells", **({"people": ["kim", "lee"]} | fields))
    second = facts.machine("scope-2", capability="image")
    return catalogue.model_copy(update={"equipment": (*catalogue.equipment, second)})


FACTS = facts.snapshot(OTHER, catalogue=hub())
KIM = on_press(FACTS, "2026-11-25 09:00/12:00", id="other/a", request="other", people=["kim"])
PLANNED = FACTS.model_copy(update={"bookings": (KIM,)})
WEDNESDAY = {"from": "2026-11-25T00:00+09:00", "to": "2026-11-26T00:00+09:00"}


@pytest.mark.parametrize(
    ("fields", "moved", "krw"),
    [
        pytest.param({}, False, 0, id="stays"),
        pytest.param({"people": ("lee",)}, True, MOVED, id="another operator"),
        pytest.param({"people": ()}, False, 0, id="nobody named any more"),
        pytest.param({"people": ("park",)}, False, 0, id="of another pool"),
        pytest.param({"start": facts.at("2026-11-26 09:00")}, True, MOVED + 20_000, id="a day later"),
    ],
)
def test_what_a_move_is_worth(fields: dict[str, object], *, moved: bool, krw: int) -> None:
    after = KIM.model_copy(update=fields)
    assert is_moved(PLANNED, KIM, after) is moved
    assert move_krw(PLANNED, KIM, after) == krw


def test_the_moves_of_a_repair_are_its_disruption() -> None:
    away = Absent(
        pool=PoolId("hub-cells"),
        span=Span(start=facts.NOW, end=facts.at("2026-11-26 00:00")),
        people=(OperatorId("kim"),),
    )
    found = repaired(PLANNED, away)
    (move,) = found.moves
    assert (move.before.people, move.after.people) == (("kim",), ("lee",))
    assert move.disruption_krw == found.plan.terms["disruption"] == MOVED
    tables = {table.name: table.rows for table in repair_view(None, found).tables}
    for row in (*tables["moves"], *tables["calls"]):
        assert (row["was"], row["becomes"]) == (f"{WHEN} press, kim", f"{WHEN} press, lee")
        assert (row["from_people"], row["to_people"]) == ("kim", "lee")
        assert row["reason"] == "needs operator kim at 2026-11-25 09:00, who is away"


ASKED = facts.request(
    "asked",
    facts.stage("a", ways=[facts.way("image", 420)]),
    excluded_centres=["lab"],
    release=facts.at("2026-11-25 09:00"),
    deadline=facts.at("2026-11-25 18:00"),
    same_operator=True,
)
SHORT = hub(
    absences=[
        {
            "people": ["lee"],
            "count": 1,
            "span": {"start": facts.at("2026-11-25 14:00"), "end": facts.at("2026-11-27 00:00")},
        }
    ]
)
"""Lee is there long enough for the other request, and not for the one that is asked for."""


def test_a_quote_tells_who_would_get_another_operator() -> None:
    base = facts.snapshot(OTHER, bookings=[KIM], catalogue=SHORT)
    found = quote(base, ASKED, allow_moves=True)
    assert not found.alternatives
    (move,) = found.moving[0].moves
    assert (move.before, move.after.people) == (KIM, ("lee",))
    assert (move.after.start, move.after.equipment) == (KIM.start, KIM.equipment)
    assert found.moving[0].disruption_krw == MOVED


def test_an_explanation_knows_the_remedy() -> None:
    base = facts.snapshot(OTHER, ASKED, bookings=[KIM], catalogue=SHORT)
    explanation = explain(base, RequestId("asked"), (), tell=lambda _text: None)
    (answer,) = explanation.answers
    (repair,) = [each for each in answer.repairs if each.code == "move_planned"]
    assert repair.words == ("Let another operator come to other/a",)
    assert repair.others_krw == MOVED
    assert [after.people for _, after in repair.moved] == [("lee",)]


def test_a_comparison_tells_another_operator() -> None:
    def solved(side: Side) -> Solution:
        return solve_side(side, QUICK, stop=lambda: False, on_progress=lambda _text, _share: None)

    away = change("absent", pool="hub-cells", count=1, people=["kim"], **WEDNESDAY)
    baseline, scenario = solved(Side(PLANNED)), solved(changed_side(PLANNED, (away,)))
    (found,) = compare(baseline, scenario).bookings
    assert found.before is not None
    assert found.after is not None
    assert (found.kind, found.before.people, found.after.people) == ("restaffed", ("kim",), ("lee",))
    assert recompute_terms(scenario.facts, scenario.bookings)["disruption"] == MOVED
