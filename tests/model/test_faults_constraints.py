"""Cases that the agreement of a constraint with its rule sees by luck or not at all; faults ask for them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ortools.sat.python.cp_model import OPTIMAL, CpSolver

from iplatform_sched.model.build import build
from iplatform_sched.problem.data import Calendar, Company, Resource, Specimen, Style, TimeLag
from iplatform_sched.problem.schedule import ScheduledTask
from tests.model.needs import with_needs
from tests.model.tiny import SPLIT, admits, at, daily, mode, problem, spans, task

PINNED = ScheduledTask(mode=1, start=9, run_end=11, unload=12, end=14)


@pytest.mark.parametrize("moment", ["start", "run_end", "unload", "end"])
@pytest.mark.parametrize("sense", [1, -1], ids=["earliest", "latest"])
def test_moments_of_a_pinned_task_cannot_move(moment: str, sense: int) -> None:
    """A schedule that says otherwise is not even told to the model, so the variables are asked themselves."""
    context = build(problem(task(mode(), mode(), pinned=PINNED)), with_needs(["pinned"]))
    variable = getattr(context.tasks[0], moment)
    context.model.minimize(sense * variable)
    solver = CpSolver()
    assert solver.solve(context.model) == OPTIMAL
    assert solver.value(variable) == getattr(PINNED, moment)


def test_a_pinned_task_is_present_in_its_mode() -> None:
    context = build(problem(task(mode(), mode(), pinned=PINNED)), with_needs(["pinned"]))
    context.model.maximize(context.tasks[0].modes[0] - context.tasks[0].present)
    solver = CpSolver()
    assert solver.solve(context.model) == OPTIMAL
    assert [solver.value(literal) for literal in context.tasks[0].modes] == [0, 1]


@pytest.mark.parametrize(("unload", "expected"), [(14, False), (15, True), (17, True), (18, False)])
def test_unloading_waits_for_its_own_run(unload: int, expected: bool) -> None:
    """14:00 is a time of unloading, but of the run that was loaded an hour before."""
    way = mode(style=Style.UNATTENDED, lead=1, run=3, tail=1, max_wait=2)
    own = ScheduledTask(mode=0, start=11, run_end=15, unload=unload, end=unload + 1)
    assert admits(problem(task(way)), "calendar", own) is expected


def test_work_takes_its_time_whatever_group_its_start_is_in() -> None:
    case = problem(task(mode()))
    assert admits(case, "calendar", at(9, 11))
    assert admits(case, "calendar", at(11, 14))
    assert not admits(case, "calendar", at(9, 9))


def test_midnight_belongs_to_the_new_day() -> None:
    lag = TimeLag(0, 1, 0, maximum=True, working_days=True)
    case = problem(task(), task(), lags=(lag,))
    assert admits(case, "maximum_lag", at(9, 11), at(23, 25))
    assert not admits(case, "maximum_lag", at(9, 11), at(24, 26))


def test_a_parcel_is_handed_over_after_the_stop() -> None:
    """The door closes at 18:00, during the stop: the parcel leaves a day later and is there the day after."""
    thing = Specimen("thing", 0, (0, 1), ((1,), ()))
    late = mode(calendar=1, run=3)
    case = problem(task(late), task(mode(resource=1, site=1)), specimens=(thing,))
    assert not admits(case, "specimen", at(17, 20), at(33, 35))
    assert admits(case, "specimen", at(17, 20), at(57, 59))
    assert admits(case, "specimen", at(14, 17), at(33, 35))


@pytest.mark.parametrize(("start", "expected"), [(10, False), (11, True)])
def test_a_specimen_of_the_first_site_is_only_there(start: int, expected: bool) -> None:
    thing = Specimen("thing", 0, (0,), ((),), origin=0, ready=9, carriers=(0,))
    case = problem(task(mode(resource=1, site=1)), specimens=(thing,))
    assert admits(case, "specimen", at(start, start + 2)) is expected


def test_the_dearer_carrier_takes_what_is_urgent() -> None:
    thing = Specimen("thing", 0, (0, 1), ((0, 1), ()))
    case = problem(task(), task(mode(resource=1, site=1)), specimens=(thing,))
    road = case.carriers[0]
    slow, fast = (
        replace(road, ticks=((t,) * 3,) * 3, price=((krw,) * 3,) * 3) for t, krw in ((4, 1), (2, 9))
    )
    assert admits(replace(case, carriers=(slow, fast)), "specimen", at(9, 11), at(13, 15))
    assert not admits(replace(case, carriers=(slow, fast)), "specimen", at(9, 11), at(12, 14))


def test_work_may_fill_a_whole_pause() -> None:
    noon = Calendar(daily((11, 14)), daily((11, 14)))
    gaps = mode(staff=1, style=Style.PAUSABLE, calendar=2, run=3)
    whole = mode(staff=1, resource=1, run=3)
    case = problem(
        task(gaps), task(whole), calendars=(noon, noon, SPLIT), companies=(Company("company", 2, 1),)
    )
    assert admits(case, "staff", at(10, 16, members=(0,)), at(11, 14, members=(0,)))


def test_the_way_back_may_be_shorter_than_the_way_there() -> None:
    case = problem(
        task(mode(staff=1)),
        task(mode(staff=1, resource=1, site=1)),
        companies=(Company("company", 2, 1),),
        staff_ticks=((0, 2), (1, 0)),
    )
    early, late = at(10, 12, members=(0,)), at(13, 15, members=(0,))
    assert not admits(case, "staff", early, late)
    assert admits(case, "staff", late, early)


@pytest.mark.parametrize(("there", "expected"), [(1, True), (2, False)])
def test_staff_go_to_and_fro_between_two_stages_in_each_others_pauses(there: int, expected: bool) -> None:
    """Each stage has work in a longer pause of the other as well, so neither need lie in one whole."""
    one = spans((10, 11), (14, 15), (20, 21), (58, 60))
    other = spans((12, 13), (16, 17), (36, 38))
    ways = [mode(staff=1, style=Style.PAUSABLE, calendar=i, resource=i, site=i) for i in range(2)]
    case = problem(
        *(task(way) for way in ways),
        calendars=tuple(Calendar(work, spans((10, 60))) for work in (one, other)),
        companies=(Company("company", 2, 1),),
        staff_ticks=((0, there), (1, 0)),
    )
    assert admits(case, "staff", at(10, 15, members=(0,)), at(12, 17, members=(0,))) is expected


def test_a_changeover_may_be_needed_one_way_only() -> None:
    machine = Resource("machine", 1, changeover=((0, 2), (0, 0)))
    case = problem(task(mode(family=0)), task(mode(family=1)))
    case = replace(case, resources=(machine, *case.resources[1:]))
    assert not admits(case, "changeover", at(9, 11), at(11, 14))
    assert admits(case, "changeover", at(9, 11), at(13, 15))
    assert admits(case, "changeover", at(11, 14), at(9, 11))
