"""Numbers of units and ids of bookings in a plan."""

from __future__ import annotations

import pytest

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.errors import VerificationError
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_plan
from iplatform_sched.problem.schedule import Schedule
from tests.facts import booking, request, snapshot, stage, way
from tests.problem.decompile_case import pick


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
