"""Schedules as plans of bookings: when, where, who, on which journeys, at what price."""

from __future__ import annotations

import pytest

from iplatform_sched.domain.policy import ObjectiveWeights
from iplatform_sched.domain.vocabulary import BookingStatus, RequestId, Run
from iplatform_sched.errors import VerificationError
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import Outcome, to_plan
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.schedule import Schedule
from tests.facts import at, company, request, snapshot, stage, voucher, way
from tests.problem.decompile_case import battery_schedule, pick


def test_a_plan_says_when_where_and_who() -> None:
    compiled = compile_snapshot(snapshot())
    form, age, crush, _ = to_plan(compiled, battery_schedule(compiled)).bookings
    assert (form.id, form.equipment, form.centre, form.run) == ("battery/form", "cycler", "hub", Run.PAUSABLE)
    assert form.start == at("2026-11-24 14:00")
    # 30 min set-up, 16 h, 30 min teardown: 4 h on Tuesday, 8 h on Wednesday, 5 h on Thursday without lunch.
    assert form.end == at("2026-11-26 15:00")
    assert form.run_end == at("2026-11-26 14:30")
    assert [(each.start, each.end) for each in form.attended][1:3] == [
        (at("2026-11-25 09:00"), at("2026-11-25 12:00")),
        (at("2026-11-25 13:00"), at("2026-11-25 18:00")),
    ]
    assert [(each.pool, each.count) for each in form.operators] == [("hub-cells", 1)]
    # Loaded for an hour, 96 h of run, no unloading.
    assert (age.run_end, age.unload, age.end) == (at("2026-12-01 10:00"),) * 3
    assert len(age.attended) == 1
    assert crush.members == (0,)
    assert crush.status is BookingStatus.PLANNED


def test_journeys_take_the_cheapest_carrier_that_arrives_in_time() -> None:
    compiled = compile_snapshot(snapshot())
    form, age, crush, cut = to_plan(compiled, battery_schedule(compiled)).bookings
    assert [(leg.origin, leg.destination, leg.carrier) for leg in form.legs] == [("acme", "hub", "dg-truck")]
    assert age.legs == crush.legs == ()
    # The crushed cell is ordinary goods: handed over on Tuesday, there on Wednesday at nine.
    (parcel,) = cut.legs
    assert (parcel.carrier, parcel.krw) == ("parcel", 5_000)
    assert parcel.depart == crush.end
    assert parcel.arrive == at("2026-12-02 09:00")
    late = battery_schedule(compiled).tasks
    same_day = Schedule(
        (
            *late[:2],
            pick(compiled, 2, "press", "2026-12-01 10:00"),
            pick(compiled, 3, "scope", "2026-12-01 16:00"),
        )
    )
    assert to_plan(compiled, same_day).bookings[3].legs[0].carrier == "car"


@pytest.mark.parametrize(
    ("start", "depart", "arrive"),
    [
        pytest.param("2026-11-24 14:00", "2026-11-24 09:00", "2026-11-24 12:00", id="in office hours"),
        pytest.param(
            "2026-11-24 10:00", "2026-11-23 20:30", "2026-11-23 23:30", id="at once where time is short"
        ),
        pytest.param("2026-12-01 09:00", "2026-11-24 09:00", "2026-11-24 12:00", id="long before"),
    ],
)
def test_specimens_leave_while_somebody_is_there(start: str, depart: str, arrive: str) -> None:
    """Planning begins on Monday at 20:30; the drive from Seoul takes three hours."""
    compiled = compile_snapshot(snapshot())
    (leg,) = (
        to_plan(compiled, Schedule((pick(compiled, 0, "cycler", start), None, None, None))).bookings[0].legs
    )
    assert (leg.depart, leg.arrive) == (at(depart), at(arrive))


def test_a_drive_sets_out_when_somebody_can_take_it_in() -> None:
    """The test in Daejeon ends on Friday at six: the car waits for Monday."""
    compiled = compile_snapshot(snapshot())
    tasks = (
        pick(compiled, 0, "cycler", "2026-11-24 14:00"),
        pick(compiled, 1, "chamber", "2026-11-27 09:00"),
        pick(compiled, 2, "press", "2026-12-04 15:00"),
        pick(compiled, 3, "scope", "2026-12-07 14:00"),
    )
    crush, cut = to_plan(compiled, Schedule(tasks)).bookings[2:]
    (leg,) = cut.legs
    assert (leg.carrier, crush.end) == ("car", at("2026-12-04 18:00"))
    assert (leg.depart, leg.arrive) == (at("2026-12-07 09:00"), at("2026-12-07 11:00"))


def test_a_specimen_that_cannot_arrive_is_a_broken_schedule() -> None:
    compiled = compile_snapshot(snapshot())
    tasks = battery_schedule(compiled).tasks
    beamed = Schedule((*tasks[:3], pick(compiled, 3, "scope", "2026-12-01 16:00")))
    with pytest.raises(VerificationError, match="battery/cut"):
        to_plan(compiled, beamed)


def test_charges_add_up_to_the_measures() -> None:
    compiled = compile_snapshot(snapshot(vouchers=[voucher()]))
    tasks = battery_schedule(compiled).tasks
    paid = pick(compiled, 3, "scope", "2026-12-03 10:00", voucher=0, subsidy=95_000)
    schedule = Schedule((*tasks[:3], paid))
    terms = evaluate(compiled.problem, schedule)
    plan = to_plan(compiled, schedule, Outcome(terms=terms, objective=7, bound=5))
    assert sum(each.charge.net for each in plan.bookings) == terms["fees"]
    assert sum(each.charge.staff_travel for each in plan.bookings) == terms["staff_travel"] == 2 * 73_100 // 2
    assert sum(each.transport_krw for each in plan.bookings) == terms["transport"]
    assert sum(each.charge.overtime for each in plan.bookings) == terms["overtime"] == 0
    cut = plan.bookings[3].charge
    # Two hours at 90,000 KRW and two samples at 10,000.
    assert (cut.gross, cut.fee, cut.subsidy, cut.voucher, cut.net) == (
        200_000,
        200_000,
        95_000,
        "v1",
        105_000,
    )
    assert (plan.objective, plan.bound) == (7, 5)
    assert plan.terms == {name: terms[name] for name in ObjectiveWeights.model_fields}


def test_whoever_is_left_out_is_listed_with_a_reason() -> None:
    facts = snapshot(
        request("a"),
        request("b"),
        request(
            "c",
            stage(
                "x", ways=[way("age", minutes=60, specifications=[{"name": "temperature", "reach_up": 900}])]
            ),
        ),
    )
    compiled = compile_snapshot(facts)
    nothing = Schedule((None, None, None))
    plan = to_plan(compiled, nothing, Outcome(reasons={RequestId("b"): ("capacity", "the cycler is full")}))
    assert [(each.request, each.code) for each in plan.unserved] == [
        ("a", "not-planned"),
        ("b", "capacity"),
        ("c", "no-equipment"),
    ]
    assert plan.unserved[2].stages == ("x",)
    assert plan.bookings == ()


def test_overtime_is_charged_and_after_hours_only_where_it_is_used() -> None:
    trained = company(
        "acme", qualifications=[{"capability": "crush", "valid_from": "2026-01-01", "valid_to": "2027-12-31"}]
    )
    facts = snapshot(request("a", stage("x", ways=[way("crush", 240)])), companies=[trained])
    compiled = compile_snapshot(facts)
    label = "operated, after hours"
    by_day = to_plan(
        compiled, Schedule((pick(compiled, 0, "press", "2026-11-25 13:00", label=label),))
    ).bookings[0]
    evening = to_plan(
        compiled, Schedule((pick(compiled, 0, "press", "2026-11-25 16:00", label=label),))
    ).bookings[0]
    assert (by_day.after_hours, by_day.charge.overtime) == (False, 0)
    # Two of the four hours lie after 18:00, one operator at 30,000 KRW an hour.
    assert (evening.after_hours, evening.charge.overtime) == (True, 60_000)
