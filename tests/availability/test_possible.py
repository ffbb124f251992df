"""Requests that can never be served are refused with the reason, and nothing else is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.eligibility import meets, options, run_minutes
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.possible import never_servable
from iplatform_sched.availability.possible_flow import positive_cycle
from iplatform_sched.domain.calendars import Opening
from iplatform_sched.domain.equipment import Specification
from iplatform_sched.domain.policy import CarrierMode
from iplatform_sched.domain.request import SpecificationBound
from iplatform_sched.domain.vocabulary import FIXED, Moment, Run, StageId
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_plan
from iplatform_sched.search.construct import construct
from tests.facts import (
    at,
    battery_request,
    booking,
    carriers,
    centre,
    company,
    hours,
    machine,
    network,
    offer,
    policy,
    pool,
    request,
    snapshot,
    stage,
    voucher,
    way,
)
from tests.verify.plan_draw import draw_snapshot

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request, Stage

PRICE = 120_000  # of four hours at 60,000 KRW on the cycler of double speed, the cheapest of all
THIRD = {"id": "d", "name": "d", "rate_percent": 30, "classes": ["start_up"]}
PART = [{"id": "part"}]
ALWAYS = {"valid_from": "2026-01-01", "valid_to": "2027-12-31"}


def codes(one: Request, **fields: object) -> list[str]:
    """Return the codes of the issues of a request; each must say where and what to do."""
    issues = never_servable(snapshot(one, **fields), one)
    assert all(issue.message and issue.field and issue.hint for issue in issues)
    return [issue.code for issue in issues]


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
        pytest.param([stage("a", "b"), stage("b", "a")], "cyclic-workflow", id="a circle of two"),
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


@pytest.mark.parametrize(
    ("deadline", "refused"),
    [
        pytest.param("2026-11-30 16:00", False, id="in time"),
        pytest.param("2026-11-30 15:30", True, id="before the longest path"),
    ],
)
def test_a_deadline_before_the_longest_path(deadline: str, refused: bool) -> None:
    # Formed at double speed on Tuesday, aged until Sunday, crushed on Monday morning, two hours by car from
    # the hub to the lab, cut from 14 to 16.
    codes_found = codes(battery_request(deadline=at(deadline)))
    assert codes_found == (["deadline"] if refused else [])


IMAGED = stage("b", "a", holds=["part"], ways=[way("image", 60)])
CYCLED = stage("a", holds=["part"], ways=[way("cycle", 60)])
AGED = stage("a", holds=["part"], ways=[way("age", 60)])


@pytest.mark.parametrize(
    ("stages", "fields", "earliest"),
    [
        # Plans begin on Monday at 20:30. A car takes two hours from the hub to the lab; what is aged at the
        # hub is done on Tuesday at 11:00 (set-up and work from 9:00), both have lunch from 12 to 13.
        pytest.param([AGED, IMAGED], {}, "2026-11-24 14:00", id="from the hub to the lab by car"),
        pytest.param([CYCLED, IMAGED], {}, "2026-11-24 10:30", id="both at the lab"),
        pytest.param(
            [
                AGED,
                stage("c", "a", ways=[way("cycle", 30)]),
                IMAGED.model_copy(update={"after": stage("b", "c").after}),
            ],
            {},
            "2026-11-24 14:00",
            id="with a stage between that has not the specimen",
        ),
        pytest.param(
            [stage("a", ways=[way("age", 60)]), stage("b", "a", ways=[way("image", 60)])],
            {},
            "2026-11-24 11:30",
            id="nothing to carry",
        ),
        pytest.param(
            [stage("b", holds=["part"], ways=[way("image", 60)])],
            {"plan_from": at("2026-11-24 09:00")},
            "2026-11-24 14:00",
            id="from the company",
        ),
        pytest.param(
            [stage("b", makes=["part"], ways=[way("image", 60)])],
            {"plan_from": at("2026-11-24 09:00")},
            "2026-11-24 10:00",
            id="made there",
        ),
        pytest.param(
            [AGED, IMAGED],
            {"policy": policy(carriers=[each for each in carriers() if each.mode is CarrierMode.PARCEL])},
            "2026-11-25 10:00",
            id="a parcel is there on a later date",
        ),
        pytest.param([AGED, IMAGED], {"policy": policy(carriers=[])}, "2026-11-24 11:30", id="no claim"),
    ],
)
def test_a_deadline_leaves_time_for_the_specimen(
    stages: list[Stage], fields: dict[str, object], earliest: str
) -> None:
    end = at(earliest)
    one = request("r", *stages, specimens=PART)
    in_time, too_late = (
        one.model_copy(update={"deadline": each}) for each in (end, end - timedelta(minutes=30))
    )
    assert (codes(in_time, **fields), codes(too_late, **fields)) == ([], ["deadline"])


def test_a_chain_of_known_journeys_may_be_faster_than_the_direct_one() -> None:
    slow = {"origin": "hub", "destination": "lab", "minutes": 600, "krw": 1}
    chain = [
        {"origin": "hub", "destination": "isle", "minutes": 60, "krw": 1},
        {"origin": "isle", "destination": "lab", "minutes": 60, "krw": 1},
    ]
    middle = stage("m", holds=["part"], ways=[way("age", 60)])
    one = request("r", AGED, IMAGED, middle, specimens=PART, deadline=at("2026-11-24 14:00"))
    only_cars = policy(carriers=[each for each in carriers() if each.mode is CarrierMode.DRIVE])
    assert codes(one, catalogue=network(travel=[slow]), policy=only_cars) == ["deadline"]
    assert codes(one, catalogue=network(travel=[slow, *chain]), policy=only_cars) == []


def test_what_a_fixed_booking_works_on_has_left_the_company() -> None:
    one = request("r", IMAGED, stage("a", holds=["part"]), specimens=PART, deadline=at("2026-11-24 10:00"))
    held = booking("x", "2026-11-20 09:00", "2026-11-20 12:00", request="r", stage="a", status="done")
    assert codes(one, bookings=[held]) == []


def test_a_prefix_in_time_will_do() -> None:
    one = request("r", AGED, IMAGED, specimens=PART, deadline=at("2026-11-24 11:00"))
    assert codes(one) == ["deadline"]
    assert codes(one.model_copy(update={"prefix_will_do": True})) == []
    early = one.model_copy(update={"prefix_will_do": True, "deadline": at("2026-11-24 09:30")})
    assert codes(early) == ["deadline"]


ONE = request("r")


@pytest.mark.parametrize(
    ("one", "fields", "lack"),
    [
        pytest.param(ONE, {}, PRICE, id="one stage"),
        pytest.param(request("r", stage("a"), stage("b", "a")), {}, 2 * PRICE, id="two stages"),
        pytest.param(request("r", stage("a"), stage("b"), prefix_will_do=True), {}, PRICE, id="a prefix"),
        pytest.param(ONE, {"vouchers": [voucher()]}, PRICE // 2, id="voucher"),
        pytest.param(ONE, {"vouchers": [voucher(cap_krw=50_000)]}, PRICE - 50_000, id="cap of a voucher"),
        pytest.param(ONE, {"vouchers": [voucher(company_id="bolt")]}, PRICE, id="voucher of another company"),
        pytest.param(ONE, {"catalogue": network(discounts=[THIRD])}, PRICE * 7 // 10, id="discount"),
    ],
)
def test_a_budget_below_the_cheapest_fees_is_refused(one: Request, fields: dict[str, Any], lack: int) -> None:
    assert codes(one.model_copy(update={"budget_krw": lack - 1}), **fields) == ["budget"]
    assert codes(one.model_copy(update={"budget_krw": lack}), **fields) == []


def test_a_budget_of_the_company_and_what_is_booked_count() -> None:
    poor = company("acme", budget_krw=PRICE - 1)
    (issue,) = never_servable(snapshot(ONE, companies=[poor]), ONE)
    assert (issue.field, issue.found, issue.hint) == (
        "company",
        str(PRICE - 1),
        f"They cost at least {PRICE} KRW",
    )
    two = request("r", stage("a"), stage("b", "a"), budget_krw=PRICE + 999)
    paid = {"request": "r", "stage": "a", "charge": {"net": 1_000}}
    assert codes(two, bookings=[booking("x", "2026-11-25 09:00", "2026-11-25 12:00", **paid)]) == ["budget"]


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


def test_a_lag_that_is_not_from_end_to_start_waits_for_nothing() -> None:
    stages = (stage("a"), stage("b", after=[{"after": "a", "minimum": 99_999, "to": "end"}]))
    assert codes(request("r", *stages, deadline=at("2026-12-01 18:00"))) == []


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


def test_cycles_of_the_longest_path() -> None:
    a, b, c = ((StageId(name), Moment.START) for name in "abc")
    assert positive_cycle([(a, b, 1), (b, a, -1)]) == ()
    assert positive_cycle([(c, a, 5), (a, b, 2), (b, a, -1)]) in {("a", "b"), ("b", "a")}
    assert positive_cycle([]) == ()


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


def test_a_deadline_that_only_an_opening_keeps() -> None:
    saturday = {"release": at("2026-11-28"), "deadline": at("2026-11-28 18:00")}
    one = request("r", stage("a", ways=[way("crush")]), **saturday)
    span = {"start": at("2026-11-28 09:00"), "end": at("2026-11-28 18:00")}
    opened = network(
        centres=[
            each.model_copy(update={"openings": (Opening.model_validate({"span": span}),)})
            for each in network().centres
        ]
    )
    assert codes(one) == ["deadline"]
    assert codes(one, catalogue=opened) == []
