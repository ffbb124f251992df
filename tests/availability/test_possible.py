"""Requests that can never be served are refused with the reason, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.possible import never_servable
from iplatform_sched.domain.vocabulary import FIXED, Run
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_plan
from iplatform_sched.search.construct import construct
from tests.availability.possible_case import PART, codes
from tests.facts import (
    at,
    battery_request,
    booking,
    centre,
    company,
    hours,
    machine,
    network,
    offer,
    request,
    snapshot,
    stage,
    way,
)
from tests.verify.plan_draw import draw_snapshot

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request


ALWAYS = {"valid_from": "2026-01-01", "valid_to": "2027-12-31"}


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(battery_request(), id="battery"),
        pytest.param(request("r"), id="one stage"),
        pytest.param(
            request("r", stage("a"), stage("t", kind="training", trains="crush", ways=[way("crush", 9_999)])),
            id="a training that nobody can give is optional",
        ),
        pytest.param(
            request("r", stage("a", makes=["part"]), stage("b", "a", consumes=["part"]), specimens=PART),
            id="flow",
        ),
        pytest.param(
            request("r", stage("a"), stage("b", after=[{"after": "a", "minimum": 60, "maximum": 60}])),
            id="exact lag",
        ),
        pytest.param(request("r", deadline=at("2026-11-24 15:00")), id="a deadline that can just be met"),
    ],
)
def test_nothing_speaks_against(one: Request) -> None:
    assert codes(one) == []


@pytest.mark.parametrize(
    ("one", "field"),
    [
        pytest.param(request("r", company="nobody"), "company", id="company"),
        pytest.param(request("r", lead_centre="nowhere"), "lead_centre", id="lead centre"),
        pytest.param(request("r", template="none"), "template", id="template"),
        pytest.param(request("r", preferred_centres=["nowhere"]), "preferred_centres", id="preferred"),
        pytest.param(request("r", excluded_centres=["nowhere"]), "excluded_centres", id="excluded"),
        pytest.param(request("r", stage("a", ways=[way("fly")])), "stages.ways", id="capability"),
        pytest.param(
            request("r", stage("a", kind="training", trains="fly")), "stages.trains", id="trained capability"
        ),
        pytest.param(request("r", stage("a", "b")), "stages.after", id="stage"),
        pytest.param(request("r", stage("a", same_centre_as=["a"])), "stages.same_centre_as", id="itself"),
        pytest.param(
            request("r", specimens=[{"id": "part", "ordinary_after": "z"}]),
            "specimens.ordinary_after",
            id="specimen's stage",
        ),
    ],
)
def test_unknown_ids(one: Request, field: str) -> None:
    issues = never_servable(snapshot(one), one)
    assert [(issue.code, issue.field) for issue in issues] == [("unknown-id", field)]


def test_every_unknown_id_is_named_and_two_stages_may_not_share_one() -> None:
    one = request("r", stage("a"), stage("a"), company="nobody", lead_centre="nowhere")
    assert codes(one) == ["unknown-id", "unknown-id", "duplicate-id"]


@pytest.mark.parametrize(
    ("stages", "code"),
    [
        pytest.param([stage("a", "b"), stage("b", "a")], "cyclic-workflow", id="a cycle of two"),
        pytest.param(
            [stage("x"), stage("a", "x", "c"), stage("b", "a"), stage("c", "b")],
            "cyclic-workflow",
            id="of three",
        ),
        pytest.param([stage("a", holds=["ghost"])], "unknown-id", id="an unlisted specimen"),
        pytest.param(
            [stage("a", makes=["part"]), stage("b", makes=["part"])], "specimen-flow", id="two makers"
        ),
        pytest.param(
            [stage("a", consumes=["part"]), stage("b", consumes=["part"])],
            "specimen-flow",
            id="two consumers",
        ),
        pytest.param(
            [stage("a", holds=["part"]), stage("b", "a", makes=["part"])],
            "specimen-flow",
            id="held before made",
        ),
        pytest.param(
            [stage("a", consumes=["part"]), stage("m", "a"), stage("b", "m", holds=["part"])],
            "specimen-flow",
            id="held after used up",
        ),
        pytest.param(
            [
                stage("a"),
                stage("b", "a"),
                stage("c", "b", after=[{"after": "b"}, {"after": "a", "maximum": 60}]),
            ],
            "impossible-lags",
            id="a maximum shorter than the stage between",
        ),
        pytest.param(
            [
                stage("a"),
                stage("b", after=[{"after": "a", "minimum": 4, "unit": "working_days"}]),
                stage("c", after=[{"after": "b"}, {"after": "a", "maximum": 4_000}]),
            ],
            "impossible-lags",
            id="working days are at least so many dates",
        ),
        pytest.param(
            [stage("a"), stage("b", after=[{"after": "a"}, {"after": "a", "maximum": 20, "to": "run_end"}])],
            "impossible-lags",
            id="a maximum to the run's end",
        ),
    ],
)
def test_workflows_that_contradict_themselves(stages: list[object], code: str) -> None:
    one = request("r", specimens=PART).model_copy(update={"stages": tuple(stages)})
    assert codes(one) == [code]


@pytest.mark.parametrize(
    ("one", "code"),
    [
        pytest.param(stage("a", ways=[way("fly")]), "no-capability", id="no machine"),
        pytest.param(
            stage("a", ways=[way("age", specifications=[{"name": "temperature", "reach_up": 500}])]),
            "no-specification",
            id="specification",
        ),
        pytest.param(stage("a", units=5), "no-units", id="units"),
        pytest.param(stage("a", ways=[way("press only")]), "excluded", id="excluded"),
        pytest.param(stage("a", ways=[way("lift")]), "no-skill", id="skill"),
        pytest.param(stage("a", staff=3), "no-staff", id="staff"),
        pytest.param(stage("a", ways=[way("own")]), "not-qualified", id="qualification"),
        pytest.param(stage("a", ways=[way(minutes=541)]), "no-window", id="window"),
        pytest.param(
            stage("a", ways=[way("age", 60, Run.UNATTENDED)]), "no-window", id="no window to unload"
        ),
    ],
)
def test_stages_that_no_machine_can_do(one: object, code: str) -> None:
    facts = network(
        capabilities=[
            {"id": name, "name_ko": name, "name_en": name}
            for name in ("cycle", "fly", "age", "press only", "lift", "own")
        ],
        equipment=[
            machine("m", units=4),
            machine("old", capability="fly", condition="retired"),
            machine(
                "age",
                offers=[offer("age", specifications=[{"name": "temperature", "low": 0, "high": 90}])],
                teardown_minutes=600,
            ),
            machine("far", "isle", "press only"),
            machine("lift", capability="lift", offers=[offer("lift", "riggers")]),
            machine("own", capability="own", offers=[offer("own", "nobody")], use="self_use_allowed"),
        ],
    )
    refused = request("r", excluded_regions=["Jeju"]).model_copy(update={"stages": (one,)})
    assert codes(refused, catalogue=facts) == [code]


def test_a_course_or_a_qualification_lets_the_company_run_the_machine() -> None:
    facts = network(
        centres=[centre("hub", after_hours=hours("18:00", "20:00"))],
        pools=[],
        equipment=[
            machine("own", offers=[offer("cycle", None), offer("crush", "nobody")], use="self_use_allowed")
        ],
    )
    use, course = stage("a", ways=[way("crush")]), stage("t", kind="training", trains="crush")
    qualified = [company("acme", qualifications=[{"capability": "crush", **ALWAYS}])]
    assert codes(request("r", use), catalogue=facts) == ["not-qualified"]
    assert codes(request("r", use, course), catalogue=facts) == []
    assert codes(request("r", use), catalogue=facts, companies=qualified) == []


@pytest.mark.parametrize("seed", range(20))
def test_nothing_that_the_planner_serves_is_refused(seed: int) -> None:
    """Deadline and budget of each request are set to the very end and cost of the plan found for it."""
    facts = draw_snapshot(seed)
    compiled = compile_snapshot(facts)
    plan = to_plan(compiled, construct(compiled.problem).schedule())
    whole = {each.request for each in plan.bookings} - {each.request for each in plan.unserved}
    for one in facts.requests:
        if one.id in whole:
            own = [each for each in plan.bookings if each.request == one.id]
            paid = [each for each in facts.bookings if each.request == one.id and each.status in FIXED]
            limits = {
                "deadline": max(each.end for each in own),
                "budget_krw": sum(each.company_krw for each in [*own, *paid]),
            }
            assert never_servable(facts, one.model_copy(update=limits)) == ()


def test_a_stage_that_is_booked_needs_no_machine_any_more() -> None:
    one = request("r", stage("a", units=5), stage("b", "a"))
    assert codes(one) == ["no-units"]
    assert (
        codes(one, bookings=[booking("x", "2026-11-25 09:00", "2026-11-25 12:00", request="r", stage="a")])
        == []
    )


def test_several_requests_share_an_almanac() -> None:
    facts = snapshot()
    almanac = open_almanac(facts)
    assert [never_servable(facts, request(name), almanac) for name in "ab"] == [(), ()]
    assert almanac.shelf.sets


def test_the_message_names_the_stage_and_what_was_found() -> None:
    one = request("r", stage("a", units=5))
    (issue,) = never_servable(snapshot(one), one)
    assert str(issue).startswith(
        "stages.units: stage a: no such machine has so many units (found '5'). Ask for fewer"
    )
