"""Machines and pools with what other bookings hold of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import Run
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.compile.resources import profile
from iplatform_sched.problem.data import Occupation
from tests.facts import at, booking, centre, hours, machine, network, pool, request, snapshot, stage, way

if TYPE_CHECKING:
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Resource


def compiled_with(*bookings: object, **fields: object) -> Compiled:
    return compile_snapshot(snapshot(request("r", stage("a")), bookings=bookings, **fields))


def resource(compiled: Compiled, name: str) -> Resource:
    return next(each for each in compiled.problem.resources if each.name == name)


def ticks(compiled: Compiled, *moments: str) -> tuple[int, ...]:
    return tuple(compiled.grid.ceil(at(each)) for each in moments)


def held(compiled: Compiled, start: str, end: str, amount: int) -> Occupation:
    first, last = ticks(compiled, start, end)
    return Occupation(first, last, amount)


@pytest.mark.parametrize(
    ("fields", "holds"),
    [
        pytest.param({"status": "confirmed"}, True, id="confirmed"),
        pytest.param({"status": "running"}, True, id="running"),
        pytest.param({"status": "planned"}, True, id="planned, of nobody in play"),
        pytest.param({"status": "held"}, True, id="held without end"),
        pytest.param({"status": "held", "held_until": at("2026-11-23 20:30")}, True, id="held"),
        pytest.param(
            {"status": "held", "held_until": at("2026-11-23 20:00")}, False, id="a hold whose time passed"
        ),
        pytest.param({"status": "planned", "request": "r", "stage": "a"}, False, id="planned, in play"),
        pytest.param(
            {"status": "planned", "request": "r", "stage": "gone"}, False, id="of a stage amended away"
        ),
        pytest.param({"status": "wished"}, False, id="a wish holds nothing"),
        pytest.param({"status": "cancelled"}, False, id="cancelled"),
        pytest.param({"status": "done"}, False, id="done"),
    ],
)
def test_what_occupies(fields: dict[str, object], holds: bool) -> None:
    compiled = compiled_with(
        booking("b", "2026-11-25 09:00", "2026-11-25 12:00", unit_numbers=[2, 3], **fields)
    )
    start, end = ticks(compiled, "2026-11-25 09:00", "2026-11-25 12:00")
    assert resource(compiled, "cycler").occupied == ((Occupation(start, end, 2),) if holds else ())


def test_occupied_time_grows_to_whole_ticks_and_the_past_is_cut_off() -> None:
    compiled = compiled_with(
        booking("early", "2026-11-20 09:00", "2026-11-23 21:10", status="running"),
        booking("late", "2026-11-25 09:10", "2026-11-25 11:40"),
    )
    assert resource(compiled, "cycler").occupied == (
        Occupation(0, 43, 1),
        held(compiled, "2026-11-25 09:00", "2026-11-25 12:00", 1),
    )


def test_a_profile_is_the_demand_over_time() -> None:
    held = [
        Occupation(0, 4, 1),
        Occupation(2, 6, 2),
        Occupation(6, 8, 2),
        Occupation(-5, -1, 1),
        Occupation(9, 9, 1),
    ]
    assert profile(held) == (Occupation(0, 2, 1), Occupation(2, 4, 3), Occupation(4, 8, 2))


def test_operators_are_held_in_the_attended_spans_only() -> None:
    spans = [
        {"start": at(f"2026-11-25 {a}"), "end": at(f"2026-11-25 {b}")}
        for a, b in (("09:00", "12:00"), ("13:00", "15:00"))
    ]
    use = [{"pool": "hub-cells", "count": 2}]
    compiled = compiled_with(
        booking("b", "2026-11-25 09:00", "2026-11-25 15:00", attended=spans, operators=use),
        booking("whole", "2026-11-26 09:00", "2026-11-26 10:00", operators=use),
        booking("alone", "2026-11-27 09:00", "2026-11-27 10:00", operators=use, run=Run.UNATTENDED),
    )
    marks = (
        "2026-11-25 09:00",
        "2026-11-25 12:00",
        "2026-11-25 13:00",
        "2026-11-25 15:00",
        "2026-11-26 09:00",
        "2026-11-26 10:00",
    )
    edges = ticks(compiled, *marks)
    assert resource(compiled, "hub-cells").occupied == tuple(
        Occupation(a, b, 2) for a, b in zip(edges[::2], edges[1::2], strict=True)
    )


def test_overtime_is_capped_by_week_less_what_others_use() -> None:
    use = [{"pool": "hub-cells", "count": 2}]
    compiled = compiled_with(
        booking("monday", "2026-11-23 17:00", "2026-11-23 19:00", operators=use, status="done"),
        booking("next", "2026-12-01 17:00", "2026-12-01 18:30", operators=use),
    )
    extra = resource(compiled, "hub-cells").overtime
    assert extra is not None
    # Twelve hours for each of two operators are 48 ticks; two ticks and one tick of two operators are taken.
    assert extra.caps[:3] == (44, 46, 48)
    assert extra.price_per_hour == 30_000
    assert compiled.problem.weeks[:2] == (0, 336)
    assert extra.windows.spans[0] == ticks(compiled, "2026-11-23 18:00", "2026-11-23 22:00")
    assert resource(compiled, "lab-cells").overtime is None


def test_weeks_begin_on_monday_before_the_first_date_and_reach_the_horizon() -> None:
    wednesday = at("2026-11-25 20:00")
    compiled = compile_snapshot(snapshot(now=wednesday, plan_from=wednesday))
    weeks = compiled.problem.weeks
    assert weeks[:2] == (-2 * 48, 5 * 48)
    assert weeks[-2] < compiled.problem.horizon <= weeks[-1]


def test_outages_block_the_machine() -> None:
    outage = {
        "span": {"start": at("2026-11-25 10:10"), "end": at("2026-11-25 11:10")},
        "kind": "out_of_service",
    }
    whole = {
        "span": {"start": at("2026-12-01 00:00"), "end": at("2026-12-02 00:00")},
        "kind": "out_of_service",
    }
    facts = network(
        centres=[centre("hub", closures=[whole])],
        pools=[pool("hub-cells", "hub")],
        equipment=[machine("m", closures=[outage])],
    )
    compiled = compiled_with(catalogue=facts)
    edges = ticks(compiled, "2026-11-25 10:00", "2026-11-25 11:30", "2026-12-01 00:00", "2026-12-02 00:00")
    assert resource(compiled, "m").blocked.spans == ((edges[0], edges[1]), (edges[2], edges[3]))


CHANGES = [
    {"before": "dry", "after": "wet", "minutes": 100},
    {"before": "wet", "after": "dry", "minutes": 240},
]


def changing(*bookings: object, family: str | None = None) -> Compiled:
    facts = network(equipment=[machine("cycler", changeovers=CHANGES, family_at_start=family)])
    return compile_snapshot(
        snapshot(request("r", stage("a", family="wet")), catalogue=facts, bookings=bookings)
    )


def test_changeovers_are_a_matrix_over_the_families() -> None:
    compiled = changing()
    assert resource(compiled, "cycler").changeover == ((0, 4), (8, 0))
    assert compiled.problem.tasks[0].modes[0].family == 1
    assert resource(compiled, "cycler").occupied == ()


def test_the_last_family_before_now_still_binds() -> None:
    compiled = changing(
        booking("old", "2026-11-20 09:00", "2026-11-20 18:00", family="wet", status="done"),
        booking("last", "2026-11-23 15:00", "2026-11-23 18:00", family="dry", status="done"),
        booking("next", "2026-11-25 09:00", "2026-11-25 12:00", family="other"),
        family="wet",
    )
    assert resource(compiled, "cycler").occupied == (
        Occupation(30, 36, 0, 0),
        held(compiled, "2026-11-25 09:00", "2026-11-25 12:00", 1),
    )


def test_a_machine_starts_with_the_family_that_it_is_set_up_for() -> None:
    compiled = changing(family="dry")
    assert resource(compiled, "cycler").occupied == (Occupation(39, 40, 0, 0),)
    assert resource(changing(family="unheard of"), "cycler").occupied == ()


def test_only_what_some_mode_can_use_is_a_resource() -> None:
    compiled = compiled_with()
    assert [each.name for each in compiled.problem.resources] == [
        "cycler",
        "cycler-2",
        "hub-cells",
        "lab-cells",
    ]
    assert [compiled.problem.resources[index].name for index in compiled.machines.values()] == list(
        compiled.machines
    )
    assert [compiled.problem.resources[index].name for index in compiled.pools.values()] == list(
        compiled.pools
    )


def test_a_pool_with_its_own_shift_narrows_the_calendar() -> None:
    facts = network(pools=[pool("hub-cells", "hub", hours=hours("10:00", "16:00"))], equipment=[machine("m")])
    compiled = compile_snapshot(snapshot(request("r", stage("a", ways=[way()])), catalogue=facts))
    (calendar,) = compiled.problem.calendars
    assert calendar.windows.spans[0] == ticks(compiled, "2026-11-23 10:00", "2026-11-23 16:00")
    assert calendar.work.spans[:2] == ((20, 24), (26, 32))
