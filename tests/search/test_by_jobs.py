"""Problems that are solved whole: never better than the optimum, never worse than the start."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Outcome, Progress, Statistics, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import Link, LinkKind, TimeLag
from iplatform_sched.search import by_jobs
from iplatform_sched.search.beside import Look
from iplatform_sched.search.best import best_of, value_of
from iplatform_sched.search.bundles import Rivals, bundles
from iplatform_sched.search.by_jobs import is_additive, solve_by_jobs
from iplatform_sched.search.generation import generate
from iplatform_sched.search.least_costs import LeastCosts
from iplatform_sched.search.whole import solve_whole
from iplatform_sched.verify.schedule import verify_schedule
from tests.search.laboratory import laboratory

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.best import Best

FIXTURES = Path(__file__).parents[2] / "benchmarks" / "fixtures"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_small_laboratory_is_proved(tmp_path: Path, workers: int) -> None:
    problem = laboratory(tmp_path, 5, 1)
    optimal = solve(problem)
    assert optimal.status is Status.OPTIMAL
    found = solve_by_jobs(problem, limits=Limits(workers=workers))
    assert (found.status, found.objective, found.bound) == (Status.OPTIMAL, optimal.objective, optimal.bound)
    assert found.schedule is not None
    assert verify_schedule(problem, found.schedule) == ()


def test_neighbourhoods_improve_the_start_and_depend_on_nothing_else(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 9, 2)
    start = generate(problem)
    assert start is not None
    told: list[Progress] = []
    limits = Limits(work=0.6, seed=3)
    found = solve_by_jobs(problem, limits=limits, on_solution=told.append)
    assert found.schedule is not None
    assert found.objective is not None
    assert found.bound is not None
    assert verify_schedule(problem, found.schedule) == ()
    assert found.bound <= found.objective == value_of(problem, found.schedule) < value_of(problem, start)
    values = [progress.objective for progress in told if progress.schedule is not None]
    assert values == sorted(values, key=lambda value: -(value or 0))
    assert values[-1] == found.objective
    assert solve_by_jobs(problem, limits=limits).schedule == found.schedule


def test_a_large_problem_has_the_sum_of_its_jobs_as_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = laboratory(tmp_path, 5, 1)
    least = LeastCosts(problem, bundles(problem))
    start = generate(problem)
    assert start is not None
    least.learn(best_of(problem, start, 0.0), Limits(), threading.Event())
    monkeypatch.setattr(by_jobs, "SMALL", 5)
    found = solve_by_jobs(problem, limits=Limits(work=1.0, seed=3))
    optimal = solve_by_jobs(problem, limits=Limits(seed=3))
    assert least.total() == found.bound
    assert optimal.status is Status.OPTIMAL
    assert found.bound <= (optimal.objective or 0)


def test_the_model_of_everything_is_not_asked_when_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = laboratory(tmp_path, 5, 1)
    monkeypatch.delattr(by_jobs, "solve_beside")
    assert solve_by_jobs(problem, limits=Limits(work=0.0, seed=3)).schedule is not None


def test_looks_are_shares_of_what_the_start_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Look] = []

    def searched(best: Best, _: object, *, looks: tuple[Look, ...], **__: object) -> Outcome:
        seen.extend(looks)
        return best.outcome(Statistics(), 0.0)

    def slow(problem: Problem, start: Schedule, began: float, *_: object) -> Best:
        return best_of(problem, start, began - 50.0)

    monkeypatch.setattr(by_jobs, "search_beside", searched)
    monkeypatch.setattr(by_jobs, "best_of", slow)
    monkeypatch.setattr(by_jobs, "LOOKS_OF_SMALL", (Look(0.0, 0.5), Look(0.5, 1.0)))
    solve_by_jobs(laboratory(tmp_path, 5, 1), limits=Limits(seconds=100.0))
    assert [share for look in seen for share in look] == pytest.approx([0.5, 0.75, 0.75, 1.0], abs=0.05)


def test_what_it_is_told_to_stop_it_ends_with_what_it_has(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 12, 2)
    stop = threading.Event()
    stop.set()
    found = solve_by_jobs(problem, limits=Limits(workers=2), stop=stop)
    assert found.status in {Status.FEASIBLE, Status.OPTIMAL}
    assert found.schedule is not None


@pytest.mark.parametrize("name", ["linked", "rivals"])
def test_few_jobs_go_to_the_model_alone(name: str) -> None:
    problem = read_instance(FIXTURES / "tlsp" / f"{name}.lp", "tlsp")
    assert solve_by_jobs(problem).objective == solve(problem).objective


def test_no_start_and_a_makespan_go_to_the_model_alone(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 5, 1)
    late = tuple(replace(job, deadline=2) for job in problem.jobs)
    assert solve_by_jobs(replace(problem, jobs=late)).status is Status.INFEASIBLE
    makespan = replace(problem, weights=replace(problem.weights, makespan=1, span=0))
    assert not is_additive(makespan)
    assert is_additive(problem)
    assert solve_whole(makespan).objective == solve(makespan).objective
    assert solve_whole(problem).objective == solve(problem).objective


def test_jobs_that_are_tied_are_replanned_together(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 6, 1)
    assert bundles(problem) == [[0], [1], [2], [3], [4], [5]]
    tied = replace(
        problem,
        links=(Link(0, 10, LinkKind.SAME_TEAM),),
        lags=(*problem.lags, TimeLag(11, 4, 0)),
    )
    assert bundles(tied) == [[0, 2, 5], [1], [3], [4]]
    rivals = Rivals(tied)
    schedule = generate(problem)
    assert schedule is not None
    for seed in range(10):
        jobs = rivals.choose(schedule, Random(seed), 6)
        assert len({0, 2, 5} & set(jobs)) in {0, 3}
