"""Peers: everybody finds the same optimum of what can be said, and what cannot be said is refused."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ortools.sat.python import cp_model

from iplatform_sched.bench.peers import cpsat
from iplatform_sched.bench.peers.fcfs import list_schedule, solve_fcfs
from iplatform_sched.errors import InputError, SolverError
from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Progress, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Mode, Problem, Specimen, Style, TimeLag, Weights
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.problem.shop import shop_of
from iplatform_sched.timeline import IntervalSet
from iplatform_sched.verify.schedule import verify_schedule
from tests.bench.peers.asking import best, solve_plain, solve_pyjobshop
from tests.bench.peers.shops import draw_project
from tests.exchange.instances.small_shops import draw_shop, shop_text, shortest
from tests.model import tiny

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.model.outcome import Outcome

FIXTURES = Path(__file__).parents[3] / "benchmarks" / "fixtures" / "fjsp-transport"


EXACT = (solve_plain, solve_pyjobshop)


@pytest.mark.parametrize("solver", EXACT)
@pytest.mark.parametrize("seed", range(100, 112))
def test_shops_with_transport_have_the_optimum_of_all_their_schedules(
    tmp_path: Path, seed: int, solver: Callable[..., Outcome]
) -> None:
    shop = draw_shop(random.Random(seed))
    (path := tmp_path / "shop.txt").write_text(shop_text(shop), encoding="utf-8")
    assert best(read_instance(path, "fjsp-transport"), solver) == shortest(shop)


@pytest.mark.parametrize("seed", range(24))
def test_projects_have_the_optimum_of_our_model(seed: int) -> None:
    problem = draw_project(random.Random(seed), pinned=seed % 3 == 0)
    ours = solve(problem, limits=Limits(work=10))
    assert ours.status in {Status.OPTIMAL, Status.INFEASIBLE}
    expected = ours.objective if ours.status is Status.OPTIMAL else None
    assert [best(problem, solver) for solver in EXACT] == [expected, expected]


@pytest.mark.parametrize("seed", range(24))
def test_whoever_comes_first_gets_a_schedule_that_keeps_the_rules(seed: int) -> None:
    problem = draw_project(random.Random(seed))
    outcome = solve_fcfs(problem, seconds=60)
    assert outcome.status in {Status.FEASIBLE, Status.UNKNOWN}
    if outcome.schedule is not None:
        assert verify_schedule(problem, outcome.schedule) == ()
        ours = solve(problem, limits=Limits(work=10))
        assert ours.objective is not None
        assert outcome.objective is not None
        assert outcome.objective >= ours.objective


def test_half_of_the_drawn_projects_have_a_schedule_and_whoever_comes_first_finds_most() -> None:
    problems = [draw_project(random.Random(seed)) for seed in range(24)]
    assert sum(solve(each, limits=Limits(work=10)).schedule is not None for each in problems) >= 12
    assert sum(solve_fcfs(each, seconds=60).schedule is not None for each in problems) >= 12


def test_the_order_of_arrival_decides(tmp_path: Path) -> None:
    (path := tmp_path / "one.fjs").write_text("2 1\n1 1 1 3\n1 1 1 4\n", encoding="utf-8")
    problem = read_instance(path, "fjsp")
    for order, starts in (((0, 1), [0, 3]), ((1, 0), [4, 0])):
        schedule = list_schedule(problem, order)
        assert schedule is not None
        assert [task and task.start for task in schedule.tasks] == starts


@pytest.mark.parametrize("solver", EXACT)
def test_better_schedules_are_told_as_they_come(solver: Callable[..., Outcome]) -> None:
    problem = read_instance(FIXTURES / "ferry.txt", "fjsp-transport")
    told: list[Progress] = []
    outcome = solver(problem, seconds=60, seed=0, workers=1, on_solution=told.append)
    assert told[-1].objective == outcome.objective == 8
    assert told[-1].schedule == outcome.schedule
    assert outcome.best == told[-1].seconds
    assert outcome.first == told[0].seconds


def _with(problem: Problem, **changes: object) -> Problem:
    """Return `problem` with other first modes of its first task."""
    first, *rest = problem.tasks
    modes = (replace(first.modes[0], **changes), *first.modes[1:])  # type: ignore[arg-type]
    return replace(problem, tasks=(replace(first, modes=modes), *rest))


SHORT = IntervalSet.of([(0, 5)])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda p: replace(p, weights=Weights()), "Weights.tardiness"),
        (lambda p: replace(p, levels=(("makespan",),)), "Problem.levels"),
        (lambda p: _with(p, lead=1), "Mode.lead"),
        (lambda p: _with(p, staff=1), "Mode.staff"),
        (lambda p: _with(p, style=Style.PAUSABLE), "pauses"),
        (lambda p: replace(p, calendars=(replace(p.calendars[0], work=SHORT),)), "calendars"),
        (lambda p: replace(p, jobs=(replace(p.jobs[0], mandatory=False), *p.jobs[1:])), "may be left out"),
        (lambda p: replace(p, jobs=(replace(p.jobs[0], budget=1), *p.jobs[1:])), "Job.budget"),
        (lambda p: replace(p, lags=()), "specimens without two stops in a known order"),
        (
            lambda p: replace(p, specimens=(Specimen("s", 0, (0, 1), ((0,), (0,)), origin=0),)),
            "Specimen.origin",
        ),
        (lambda p: replace(p, lags=(*p.lags, TimeLag(0, 1, 1, working_days=True))), "TimeLag.working_days"),
    ],
)
@pytest.mark.parametrize("solver", [*EXACT, solve_fcfs])
def test_what_peers_cannot_say_is_refused(
    solver: Callable[..., Outcome], change: Callable[[Problem], Problem], word: str
) -> None:
    problem = change(read_instance(FIXTURES / "ferry.txt", "fjsp-transport"))
    if solver is solve_fcfs and word == "may be left out":
        # The other job must still be done.
        assert any(job.mandatory for job in problem.jobs)
    with pytest.raises(InputError, match=word):
        solver(problem, seconds=1, **({} if solver is solve_fcfs else {"seed": 0, "workers": 1}))


@pytest.mark.parametrize("solver", EXACT)
@pytest.mark.parametrize(
    "change", [{"operators": ((2, 3),)}, {"consumes": ((1, 100),)}], ids=["pool", "supply"]
)
def test_where_every_way_needs_more_than_there_is_no_schedule_is_possible(
    solver: Callable[..., Outcome], change: dict[str, Any]
) -> None:
    project = draw_project(random.Random(5))
    first, *rest = project.tasks
    modes = tuple(replace(mode, **change) for mode in first.modes)
    assert best(project, solver) is not None
    assert best(replace(project, tasks=(replace(first, modes=modes), *rest)), solver) is None


def test_room_for_everybody_is_no_resource() -> None:
    project = draw_project(random.Random(1))
    used = {resource for work in shop_of(project).works for way in work.ways for resource, _ in way.demands}
    assert 1 not in used


def test_unreachable_places_are_not_chosen() -> None:
    problem = read_instance(FIXTURES / "ferry.txt", "fjsp-transport")
    nowhere = tuple(replace(thing, carriers_after=((), ())) for thing in problem.specimens)
    stays = replace(problem, specimens=nowhere)
    assert best(stays, solve_plain) == 8
    outcome = solve_fcfs(stays, seconds=1)
    assert outcome.schedule is not None
    assert verify_schedule(stays, outcome.schedule) == ()


def test_pyjobshop_would_count_pinned_ends() -> None:
    problem = draw_project(random.Random(0), pinned=True)
    first = problem.tasks[0]
    assert first.pinned is not None
    late = replace(first, pinned=replace(first.pinned, start=50, run_end=50, unload=50, end=50))
    with pytest.raises(InputError, match="makespan"):
        solve_pyjobshop(replace(problem, tasks=(late, *problem.tasks[1:])), seconds=1, seed=0, workers=1)


def test_modes_without_attendance_need_no_operators() -> None:
    problem = draw_project(random.Random(2))
    alone = Mode(1, 0, 0, Style.UNATTENDED, 3, operators=((2, 2),))
    task = replace(problem.tasks[0], modes=(alone,))
    way = shop_of(replace(problem, tasks=(task, *problem.tasks[1:]))).works[0].ways[0]
    assert 2 not in {resource for resource, _ in way.demands}


def test_requests_are_inserted_as_they_came() -> None:
    """Both jobs want the one machine in the first hours; nobody is moved for who comes later."""
    case = tiny.problem(tiny.task(), tiny.task(job=1))
    for arrival in ((0, 1), (1, 0)):
        outcome = solve_fcfs(case, seconds=60, arrival=arrival)
        assert outcome.schedule is not None
        assert verify_schedule(case, outcome.schedule) == ()
        first, second = (outcome.schedule.tasks[case.jobs[job].tasks[0]] for job in arrival)
        assert first is not None
        assert second is not None
        assert first.start < second.start


def test_a_coordinator_whose_time_is_over_has_planned_nobody() -> None:
    told: list[Progress] = []
    case = tiny.problem(tiny.task())
    outcome = solve_fcfs(case, seconds=-1, on_solution=told.append)
    assert outcome.schedule is not None
    assert outcome.schedule.tasks == (None,)
    assert [news.objective for news in told] == [outcome.objective]


def test_a_model_that_the_solver_calls_invalid_is_no_timeout() -> None:
    def formulate(_: Problem) -> cpsat.Formulation:
        model = cp_model.CpModel()
        # Its sums leave 64 bits.
        model.minimize(sum(2**60 * model.new_int_var(0, 2**20, f"x{turn}") for turn in range(3)))
        return cpsat.Formulation(model, lambda _: Schedule(()))

    with pytest.raises(SolverError, match="calls the model invalid"):
        cpsat.solve(formulate, tiny.problem(tiny.task()), seconds=5, seed=0, workers=1)
