"""Counting hours: what it forbids no plan can do, and it forbids what is short by counting."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import RequestId, Run
from iplatform_sched.planning.explain.case import case_of
from iplatform_sched.planning.explain.goal import Goal
from iplatform_sched.planning.explain.service import explain
from iplatform_sched.planning.explain.shortage import shortages_of
from iplatform_sched.report.explanation import explanation_view
from iplatform_sched.report.story import story
from tests import facts
from tests.planning.explain.test_conflict import can_be_served, drawn, quiet

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.shortage import Shortage

JOB = Goal(RequestId("job"))


def shortages(snapshot: Snapshot) -> tuple[Shortage, ...]:
    """Return what counting forbids with everything in force."""
    return shortages_of(JOB.compiled(case_of(snapshot, JOB.request).snapshot))


def press(name: str, start: str, end: str) -> Booking:
    """Return a confirmed booking of the only press."""
    return facts.booking(name, start, end, equipment="press")


def crush(name: str, minutes: int) -> Stage:
    """Return a stage that only the press can do."""
    return facts.stage(name, ways=[facts.way("crush", minutes)])


SOON = {"deadline": facts.at("2026-11-25 18:00")}
"""Tuesday and Wednesday are left: sixteen working hours."""


def test_no_stretch_is_long_enough() -> None:
    # Two hours in the morning and two in the afternoon are free on either day.
    held = [press(f"b{day}", f"2026-11-{day} 11:00", f"2026-11-{day} 16:00") for day in (24, 25)]
    (short,) = shortages(facts.snapshot(facts.request("job", crush("a", 300), **SOON), bookings=held))
    (room,) = short.rooms
    assert (short.stages, room.machine, room.needed, room.longest, room.free) == (("a",), "press", 5, 4, 8)


def test_stages_need_more_together_than_is_free() -> None:
    stages = [crush(name, 360) for name in "abc"]
    (short,) = shortages(facts.snapshot(facts.request("job", *stages, **SOON)))
    assert (short.stages, short.needed, short.free) == (("a", "b", "c"), 18, 16)
    assert not can_be_served(facts.snapshot(facts.request("job", *stages, **SOON)), JOB)


def test_what_fits_is_not_short() -> None:
    assert shortages(facts.snapshot(facts.request("job", crush("a", 300), **SOON))) == ()
    assert shortages(facts.snapshot(facts.request("job", crush("a", 360), crush("b", 360), **SOON))) == ()


def test_to_be_served_whole_is_asked_where_a_part_will_do_too() -> None:
    stages = [crush(name, 360) for name in "abc"]
    part = facts.request("job", *stages, prefix_will_do=True, **SOON)
    assert len(shortages(facts.snapshot(part))) == 1


def of_all_runs(seed: int) -> Snapshot:
    """Return a drawn week whose stages are attended, pausable or unattended, and some long."""
    snapshot, dice = drawn(seed), Random(seed)
    (request,) = snapshot.requests
    stages = tuple(
        stage.model_copy(
            update={
                "ways": tuple(
                    way.model_copy(
                        update={
                            "run": dice.choice(list(Run)),
                            "work_minutes": way.work_minutes * dice.choice([1, 3]),
                        }
                    )
                    for way in stage.ways
                )
            }
        )
        for stage in request.stages
    )
    return snapshot.model_copy(update={"requests": (request.model_copy(update={"stages": stages}),)})


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_what_counting_forbids_the_solver_cannot_do(first: int) -> None:
    found = 0
    for seed in range(first, first + 20):
        snapshot = of_all_runs(seed)
        if shortages(snapshot):
            found += 1
            assert not can_be_served(case_of(snapshot, JOB.request).snapshot, JOB), seed
    assert found


def test_it_is_told_with_its_figures() -> None:
    held = [press(f"b{day}", f"2026-11-{day} 11:00", f"2026-11-{day} 16:00") for day in (24, 25)]
    snapshot = facts.snapshot(facts.request("job", crush("a", 300), **SOON), bookings=held)
    found = explain(snapshot, JOB.request, (), tell=quiet)
    assert "- press: needs 5 h, at most 4 h on end, 8 h in all" in story(found)
    (table,) = (each for each in explanation_view(found).tables if each.name == "shortages")
    assert [(row["short_of"], row["needed_hours"], row["room_hours"]) for row in table.rows] == [
        ("stretch", 5, 8)
    ]
    several = facts.snapshot(facts.request("job", *(crush(name, 360) for name in "abc"), **SOON))
    told = story(explain(several, JOB.request, (), tell=quiet))
    assert "stages a, b, c need 18 unit hours together" in told
    assert "machines have 16 free" in told
