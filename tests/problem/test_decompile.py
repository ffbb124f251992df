"""Schedules as plans of bookings, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.domain.vocabulary import BookingStatus, RequestId, Run
from iplatform_sched.errors import VerificationError
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import Outcome, to_plan
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.placement import place
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from tests.facts import at, booking, company, request, snapshot, stage, voucher, way

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.problem.compiled import Compiled


def pick(compiled: Compiled, task: int, machine: str, start: str, **words: object) -> ScheduledTask:
    """Return the placement of a task on a machine at a Seoul wall time, in its first mode there."""
    problem = compiled.problem
    label = words.get("label")
    for number, (mode, fact) in enumerate(zip(problem.tasks[task].modes, compiled.modes[task], strict=True)):
        if fact.equipment == machine and label in {None, mode.label}:
            span = place(problem, mode, compiled.grid.ceil(at(start)))
            assert span is not None
            members = tuple(range(mode.staff))
            voucher, subsidy = words.get("voucher", -1), words.get("subsidy", 0)
            assert isinstance(voucher, int)
            assert isinstance(subsidy, int)
            return ScheduledTask(number, *span, members=members, voucher=voucher, subsidy=subsidy)
    raise AssertionError(f"no mode on {machine}")


def battery_schedule(compiled: Compiled) -> Schedule:
    """Form on Tuesday and Wednesday, age until Monday, crush on Monday, cut two days later in Gumi."""
    return Schedule(
        (
            pick(compiled, 0, "cycler", "2026-11-24 14:00"),
            pick(compiled, 1, "chamber", "2026-11-27 09:00"),
            pick(compiled, 2, "press", "2026-12-01 13:00"),
            pick(compiled, 3, "scope", "2026-12-03 10:00"),
        )
    )


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
    assert (plan.objective, plan.bound, plan.terms) == (7, 5, terms)


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


def test_units_are_coloured_around_fixed_bookings() -> None:
    fixed = [
        booking("one", "2026-11-25 09:00", "2026-11-25 18:00", unit_numbers=[1]),
        booking("three", "2026-11-25 09:00", "2026-11-25 18:00", unit_numbers=[3]),
    ]
    facts = snapshot(request("a", stage("x", units=2)), bookings=fixed)
    compiled = compile_snapshot(facts)
    plan = to_plan(compiled, Schedule((pick(compiled, 0, "cycler", "2026-11-25 09:00"),)))
    assert [(each.id, each.unit_numbers) for each in plan.bookings] == [("a/x", (2, 4))]


def test_confirmed_bookings_are_renumbered_where_nothing_else_fits() -> None:
    fixed = [
        booking("running", "2026-11-23 09:00", "2026-11-26 18:00", unit_numbers=[1], status="running"),
        booking("morning", "2026-11-25 09:00", "2026-11-25 12:00", unit_numbers=[2]),
        booking("evening", "2026-11-25 14:00", "2026-11-25 18:00", unit_numbers=[3]),
        booking("night", "2026-11-25 14:00", "2026-11-25 18:00", unit_numbers=[4]),
        booking("dawn", "2026-11-25 09:00", "2026-11-25 12:00", unit_numbers=[3]),
    ]
    facts = snapshot(request("a", stage("x", ways=[way(minutes=300)])), bookings=fixed)
    compiled = compile_snapshot(facts)
    plan = to_plan(compiled, Schedule((pick(compiled, 0, "cycler", "2026-11-25 10:00"),)))
    numbers = {str(each.id): each.unit_numbers for each in plan.bookings}
    assert numbers["a/x"] == (4,)
    assert set(numbers) == {"a/x", "night"}
    assert numbers["night"] == (2,)
    assert all(each.status is BookingStatus.CONFIRMED for each in plan.bookings[1:])


def test_neighbours_between_two_ticks_are_renumbered_by_their_instants() -> None:
    """Outward to whole ticks the first two would hold five units of four from 10:00 to 10:30."""
    fixed = [
        booking("early", "2026-11-25 09:00", "2026-11-25 10:10", unit_numbers=[1]),
        booking("late", "2026-11-25 10:10", "2026-11-25 11:30", unit_numbers=[1]),
        booking("full", "2026-11-25 09:00", "2026-11-25 11:30", unit_numbers=[2, 3, 4]),
        booking("morning", "2026-11-26 09:00", "2026-11-26 12:00", unit_numbers=[1, 2]),
        booking("evening", "2026-11-26 14:00", "2026-11-26 18:00", unit_numbers=[2, 3]),
    ]
    facts = snapshot(request("a", stage("x", ways=[way(minutes=300)], units=2)), bookings=fixed)
    compiled = compile_snapshot(facts)
    plan = to_plan(compiled, Schedule((pick(compiled, 0, "cycler", "2026-11-26 10:00"),)))
    assert {each.id: each.unit_numbers for each in plan.bookings} == {"a/x": (3, 4), "evening": (1, 2)}


def test_bookings_of_units_that_are_gone_keep_their_numbers() -> None:
    """Facts that contradict a confirmed booking never make a night impossible."""
    fixed = [
        booking("gone", "2026-11-25 09:00", "2026-11-25 11:00", unit_numbers=[5]),
        booking("full", "2026-11-25 09:00", "2026-11-25 11:00", unit_numbers=[1, 2, 3, 4]),
        booking("morning", "2026-11-26 09:00", "2026-11-26 12:00", unit_numbers=[1, 2]),
        booking("evening", "2026-11-26 14:00", "2026-11-26 18:00", unit_numbers=[2, 3]),
    ]
    facts = snapshot(request("a", stage("x", ways=[way(minutes=300)], units=2)), bookings=fixed)
    compiled = compile_snapshot(facts)
    plan = to_plan(compiled, Schedule((pick(compiled, 0, "cycler", "2026-11-26 10:00"),)))
    assert {each.id: each.unit_numbers for each in plan.bookings} == {"a/x": (3, 4), "evening": (1, 2)}


def test_an_overbooked_machine_is_a_broken_schedule() -> None:
    facts = snapshot(request("a", stage("x", units=3)), request("b", stage("x", units=2)))
    compiled = compile_snapshot(facts)
    start = "2026-11-25 09:00"
    both = Schedule((pick(compiled, 0, "cycler", start), pick(compiled, 1, "cycler", start)))
    with pytest.raises(VerificationError, match="cycler"):
        to_plan(compiled, both)


@pytest.mark.parametrize(
    ("status", "chosen"),
    [
        pytest.param("planned", "old", id="a planned booking keeps its id"),
        pytest.param("cancelled", "a/x", id="another id was used before"),
    ],
)
def test_booking_ids(status: str, chosen: str) -> None:
    old = booking("old", "2026-11-25 09:00", "2026-11-25 14:00", request="a", stage="x", status=status)
    compiled = compile_snapshot(snapshot(request("a", stage("x")), bookings=[old]))
    plan = to_plan(compiled, Schedule((pick(compiled, 0, "cycler", "2026-11-25 09:00"),)))
    assert plan.bookings[0].id == chosen


def test_a_used_id_is_not_given_twice() -> None:
    olds = [
        booking(name, "2026-11-25 09:00", "2026-11-25 14:00", request="a", stage="x", status="cancelled")
        for name in ("a/x", "a/x/2")
    ]
    compiled = compile_snapshot(snapshot(request("a", stage("x")), bookings=olds))
    plan = to_plan(compiled, Schedule((pick(compiled, 0, "cycler", "2026-11-25 09:00"),)))
    assert plan.bookings[0].id == "a/x/3"


def replanned(facts: Snapshot, bookings: tuple[Booking, ...]) -> Compiled:
    """Return the next night's compilation, with a plan's bookings in the snapshot."""
    return compile_snapshot(facts.model_copy(update={"bookings": (*facts.bookings, *bookings)}))


def test_planned_bookings_come_back_as_the_same_schedule() -> None:
    facts = snapshot(vouchers=[voucher()])
    compiled = compile_snapshot(facts)
    tasks = battery_schedule(compiled).tasks
    schedule = Schedule(
        (*tasks[:3], pick(compiled, 3, "scope", "2026-12-03 10:00", voucher=0, subsidy=1_000))
    )
    plan = to_plan(compiled, schedule)
    again = replanned(facts, plan.bookings)
    assert to_schedule(compiled, plan.bookings) == schedule
    assert to_schedule(again, plan.bookings) == schedule
    assert [task.baseline.start for task in again.problem.tasks if task.baseline] == [
        each.start for each in tasks if each is not None
    ]
    assert evaluate(again.problem, to_schedule(again, plan.bookings))["disruption"] == 0


@pytest.fixture(scope="module")
def varied() -> Compiled:
    """Return three requests of one stage each that run in all three ways, by operators or the company."""
    right = {"capability": "crush", "valid_from": "2026-01-01", "valid_to": "2027-12-31"}
    stages = (
        stage("pause", ways=[way("crush", 600, Run.PAUSABLE), way("cycle", 700, Run.PAUSABLE)]),
        stage("sit", ways=[way("crush", 200), way("image", 90)], staff=1),
        stage("soak", ways=[way("age", 1_500, Run.UNATTENDED, max_wait_minutes=4_000)]),
    )
    trained = company("acme", qualifications=[right])
    return compile_snapshot(snapshot(*(request(each.id, each) for each in stages), companies=[trained]))


@given(data=st.data())
def test_any_single_placement_survives_the_round_trip(varied: Compiled, data: st.DataObject) -> None:
    problem = varied.problem
    index = data.draw(st.integers(0, 2))
    task = problem.tasks[index]
    number = data.draw(st.integers(0, len(task.modes) - 1))
    mode = task.modes[number]
    open_ticks = problem.calendars[mode.calendar].work.clip(
        problem.jobs[task.job].release, problem.latest_start
    )
    start = data.draw(st.sampled_from([tick for a, b in open_ticks for tick in range(a, b)]))
    span = place(problem, mode, start)
    if span is not None and mode.tail:
        span = (
            place(problem, mode, start, data.draw(st.integers(span.run_end, span.run_end + mode.max_wait)))
            or span
        )
    before = None if span is None else ScheduledTask(number, *span, members=tuple(range(mode.staff)))
    schedule = Schedule(tuple(before if each == index else None for each in range(3)))
    back = to_schedule(varied, to_plan(varied, schedule).bookings)
    assert evaluate(problem, back) == evaluate(problem, schedule)
    after = back.tasks[index]
    if before is None or after is None:
        assert before is after
    else:
        # A mode of longer hours that worked in regular ones comes back as the regular mode, if there is one.
        assert replace(after, mode=before.mode) == before
        assert task.modes[after.mode].operators == mode.operators
