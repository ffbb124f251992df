"""Least costs of sets of jobs: never above what a schedule shows, and of no harm to any solve."""

from __future__ import annotations

import threading
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
from ortools.sat.python.cp_model import CpSolver

from iplatform_sched.errors import SolverError
from iplatform_sched.model.build import build
from iplatform_sched.model.context import linear
from iplatform_sched.model.levels import factors
from iplatform_sched.model.objective import TERMS, Least, objective
from iplatform_sched.model.outcome import Limits, Outcome, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.data import TimeLag
from iplatform_sched.problem.residual import residual
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search import least_costs
from iplatform_sched.search.best import best_of, value_of
from iplatform_sched.search.bundles import bundles
from iplatform_sched.search.generation import generate
from iplatform_sched.search.least_costs import LeastCosts, relaxed
from tests.agreement.draw_problem import draw_problem
from tests.search.laboratory import laboratory

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.best import Best

FREE = Limits(seed=1)


def started(problem: Problem) -> Best:
    """Return the start of a laboratory as the best so far."""
    start = generate(problem)
    assert start is not None
    return best_of(problem, start, 0.0)


def learnt(problem: Problem, limits: Limits = FREE) -> tuple[LeastCosts, Best, float]:
    """Return what can be learnt of the bundles of a laboratory, from its start, and the work."""
    least, best = LeastCosts(problem, bundles(problem)), started(problem)
    return least, best, least.learn(best, limits, threading.Event())


@pytest.mark.parametrize("seed", range(6))
def test_what_is_known_of_jobs_alone_bounds_all_and_changes_no_optimum(tmp_path: Path, seed: int) -> None:
    problem = laboratory(tmp_path, 4, seed)
    optimal = solve(problem)
    assert optimal.objective is not None
    least, best, work = learnt(problem)
    assert work > 0
    assert 0 < least.total() == best.bound <= optimal.objective
    told = least.within(range(len(problem.jobs)))
    assert sum(each.cost for each in told) == least.total()
    with_it = solve(problem, least=told)
    assert (with_it.status, with_it.objective) == (Status.OPTIMAL, optimal.objective)


def test_a_job_alone_costs_what_a_problem_with_nothing_else_costs(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 1, 3)
    optimal = solve(problem)
    assert learnt(problem)[0].total() == optimal.objective == optimal.bound


def test_what_has_one_witness_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = laboratory(tmp_path, 1, 3)
    optimal = solve(problem)
    assert optimal.schedule is not None
    assert optimal.objective is not None
    least, best = LeastCosts(problem, bundles(problem)), best_of(problem, optimal.schedule, 0.0)
    with monkeypatch.context() as patch:
        patch.setattr(least_costs, "PASSES", {**least_costs.PASSES, True: ()})
        assert least.learn(best, FREE, threading.Event()) > 0
    assert (least.total(), least.total(sure=True)) == (optimal.objective, 0)
    assert least.within([0])
    assert least.within([0], sure=True) == ()
    assert (best.bound, best.proved(), best.doubtful.is_set()) == (optimal.objective - 1, False, True)
    # Only the witness is missing, and only the witness is asked.
    monkeypatch.setattr(least_costs, "PASSES", {**least_costs.PASSES, False: ()})
    assert least.learn(best, FREE, threading.Event()) > 0
    assert least.total(sure=True) == optimal.objective
    assert best.proved()


def test_what_two_witnesses_agree_on_takes_the_place_of_what_one_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(problem: Problem, *, limits: Limits, **more: object) -> Outcome:
        found = solve(problem, limits=limits, **more)  # type: ignore[arg-type]
        return found if limits.witness else replace(found, bound=(found.bound or 0) + 5)

    problem = laboratory(tmp_path, 2, 3)
    right = learnt(problem)[0].total()
    monkeypatch.setattr(least_costs, "solve", wrong)
    least, best, _ = learnt(problem)
    assert least.total() == least.total(sure=True) == right
    assert best.bound <= best.value


def test_sets_are_told_by_places_and_only_whole(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 5, 1)
    least = LeastCosts(problem, [[0, 3], [1], [2, 4]])
    assert least.within(range(5)) == ()
    least.learn(started(problem), FREE, threading.Event())
    assert [each.jobs for each in least.within({4, 2, 1, 0})] == [(1,), (2, 3)]
    assert [each.jobs for each in least.within({0, 3})] == [(0, 1)]
    assert least.within({0}) == ()


def test_what_is_proved_is_not_solved_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    least, best, _ = learnt(laboratory(tmp_path, 4, 1))
    monkeypatch.delattr(least_costs, "solve")
    assert least.learn(best, FREE, threading.Event()) == 0


def test_nothing_is_learnt_without_work_or_when_told_to_stop(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 4, 1)
    assert learnt(problem, Limits(work=0.0))[0].total() == 0
    (stop := threading.Event()).set()
    least = LeastCosts(problem, bundles(problem))
    assert least.learn(started(problem), FREE, stop) == 0
    assert least.total() == 0


def test_requests_alone_never_cost_more_than_among_others() -> None:
    solved = 0
    for seed in range(40):
        drawn = draw_problem(Random(f"alone {seed}"))
        problem = replace(drawn, weights=replace(drawn.weights, fairness=0, makespan=0), levels=())
        optimal = solve(problem)
        if optimal.schedule is None:
            # Drawn so: what is pinned breaks a rule.
            continue
        assert optimal.status is Status.OPTIMAL
        solved += bool(optimal.objective)
        sets = bundles(problem)
        least, best = LeastCosts(problem, sets), best_of(problem, optimal.schedule, 0.0)
        least.learn(best, FREE, threading.Event())
        assert least.total() <= best.value == optimal.objective
        for jobs in sets:
            part = residual(problem, Schedule(tuple(task.pinned for task in problem.tasks)), jobs)
            share = value_of(part.problem, part.restrict(optimal.schedule))
            assert sum(each.cost for each in least.within(jobs)) <= share, f"case {seed}"
    assert solved >= 30


def test_a_relaxation_that_is_asked_for_is_kept() -> None:
    assert [relaxed(Limits(linearization=level)).linearization for level in (None, 0, 1)] == [2, 0, 1]


def test_tied_jobs_are_one_set(tmp_path: Path) -> None:
    plain = laboratory(tmp_path, 4, 1)
    tied = replace(plain, lags=(*plain.lags, TimeLag(plain.jobs[0].tasks[0], plain.jobs[3].tasks[0], 9)))
    least, best, _ = learnt(tied)
    assert [each.jobs for each in least.within(range(4))] == [(0, 3), (1,), (2,)]
    optimal = solve(tied).objective
    assert optimal is not None
    assert learnt(plain)[0].total() <= least.total() == best.bound <= optimal


def test_the_model_keeps_what_it_is_told(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 3, 2)
    optimal = solve(problem).objective
    assert optimal is not None
    (factor,) = factors(problem)
    context = build(problem)
    cost = objective(context, factor, TERMS, (Least((0, 1, 2), optimal + 7),))
    context.model.minimize(linear(cost))
    solver = CpSolver()
    solver.parameters.num_workers = 1
    solver.solve(context.model)
    assert solver.objective_value == optimal + 7


def test_only_sums_over_jobs_add_up(tmp_path: Path) -> None:
    problem = laboratory(tmp_path, 3, 2)
    makespan = replace(problem, weights=replace(problem.weights, makespan=1))
    with pytest.raises(SolverError, match="sums over jobs"):
        solve(makespan, least=(Least((0,), 1),))
    levels = replace(problem, levels=(("span",), ("team_size",)))
    with pytest.raises(SolverError, match="in one level"):
        solve(levels, least=(Least((0,), 1),))
