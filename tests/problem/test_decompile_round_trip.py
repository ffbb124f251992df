"""Plans of bookings come back as the same schedules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.domain.vocabulary import Run
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_plan
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.placement import place
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from tests.facts import company, request, snapshot, stage, voucher, way
from tests.problem.decompile_case import battery_schedule, pick

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.problem.compiled import Compiled


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
