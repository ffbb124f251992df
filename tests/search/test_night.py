"""A run of the search: never worse than its start, the same twice, whatever happens aside."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.outcome import Limits as SolverLimits
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.residual import residual
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search import night
from iplatform_sched.search.aside import Aside, News
from iplatform_sched.search.bound.least import bound_alone
from iplatform_sched.search.budget import Budget
from iplatform_sched.search.construct import construct
from iplatform_sched.search.night import run_search
from tests.agreement.draw_problem import draw_problem
from tests.search.judge import broken, value
from tests.search.network import Extent, network

if TYPE_CHECKING:
    from iplatform_sched.search.outcome import SearchProgress

SMALL = Extent(jobs=5, centres=2, machines=3, kinds=3, weeks=4)


def test_one_worker_twice_is_the_same() -> None:
    problem = network(7, SMALL)
    budget = Budget(seconds=None, rounds=8)
    one, other = (run_search(problem, budget=budget, workers=1, seed=3) for _ in range(2))
    assert one.schedule == other.schedule
    assert (one.objective, one.bound, one.counters) == (other.objective, other.bound, other.counters)
    assert one.counters["rounds"] == 8
    assert broken(problem, one.schedule) == []
    assert one.bound is not None
    assert one.bound <= one.objective[0] == value(problem, one.schedule)[0]
    assert one.gap is not None
    assert 0.0 <= one.gap <= 1.0


def test_one_worker_proves_what_it_found_and_twice_the_same() -> None:
    problem = network(7, SMALL)
    bare = run_search(problem, budget=Budget(seconds=None, rounds=8), workers=1, seed=3)
    budget = Budget(seconds=None, rounds=8, proof=12.0)
    one, other = (run_search(problem, budget=budget, workers=1, seed=3) for _ in range(2))
    assert one.schedule == other.schedule
    assert (one.objective, one.bound, one.counters) == (other.objective, other.bound, other.counters)
    assert broken(problem, one.schedule) == []
    assert bare.bound is not None
    assert one.bound is not None
    assert bare.bound < one.bound <= one.objective[0] <= bare.objective[0]


def test_never_worse_than_the_start() -> None:
    problem = network(7, SMALL)
    best = run_search(problem, budget=Budget(None, 20), workers=1).schedule
    told: list[SearchProgress] = []
    again = run_search(
        problem, start=best, budget=Budget(None, 1), workers=1, stop=lambda: True, on_progress=told.append
    )
    assert again.objective <= value(problem, best)
    assert again.first <= again.seconds
    assert all(t.objective >= again.objective for t in told)


def test_a_start_that_insertion_refuses_stands_all_the_same() -> None:
    problem = network(7, SMALL)
    best = construct(problem).schedule()
    # The search itself would not start as late as this; whoever made the plan might have.
    shorter = replace(problem, latest_start=0)
    outcome = run_search(shorter, start=best, budget=Budget(None, 1), workers=1)
    assert outcome.schedule == best


@pytest.mark.parametrize("seed", [3, 5])
def test_a_small_night_is_proved_level_by_level(seed: int) -> None:
    problem = draw_problem(Random(seed))
    weights = replace(problem.weights, unserved=1, tardiness=1, fees=1)
    problem = replace(problem, weights=weights, levels=(("unserved",), ("tardiness",), ("fees",)))
    outcome = run_search(problem, budget=Budget(seconds=12.0))
    assert outcome.counters["exact"] >= 1
    assert outcome.objective == value(problem, outcome.schedule)
    assert all(level.bound <= level.value for level in outcome.levels)
    assert outcome.proved
    solved = solve(problem, limits=SolverLimits(work=30.0))
    assert tuple(level.value for level in solved.levels) == outcome.objective


def test_one_worker_proves_level_by_level() -> None:
    problem = draw_problem(Random(3))
    weights = replace(problem.weights, unserved=1, tardiness=1, fees=1)
    problem = replace(problem, weights=weights, levels=(("unserved",), ("tardiness",), ("fees",)))
    outcome = run_search(problem, budget=Budget(seconds=None, rounds=5, proof=12.0), workers=1)
    assert outcome.proved
    solved = solve(problem, limits=SolverLimits(work=30.0))
    assert tuple(level.value for level in solved.levels) == outcome.objective


def test_stopped_at_once_there_is_a_plan() -> None:
    problem = network(7, SMALL)
    outcome = run_search(problem, stop=lambda: True)
    assert broken(problem, outcome.schedule) == []
    assert outcome.terms["unserved"] == sum(job.unserved_price for job in problem.jobs)


def test_rounds_alone_have_a_default_and_help_comes_from_aside() -> None:
    problem = network(7, SMALL)
    outcome = run_search(problem, budget=Budget(seconds=12.0), seed=1)
    assert broken(problem, outcome.schedule) == []
    assert outcome.counters["bounds"] + outcome.counters["crashes"] >= 1
    assert outcome.objective[0] == value(problem, outcome.schedule)[0]
    assert outcome.bound is not None
    assert outcome.bound <= outcome.objective[0]


def test_a_schedule_from_aside_that_breaks_a_rule_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = network(7, Extent(jobs=6, centres=1, machines=2, kinds=2, weeks=3))
    nobody = Schedule(tuple(task.pinned for task in problem.tasks))
    tasks = list(nobody.tasks)
    for job in range(len(problem.jobs)):
        # Each as if it were alone: together they want the same machine at the same time.
        part = residual(problem, nobody, [job])
        found = solve(part.problem, limits=SolverLimits(work=5.0)).schedule
        assert found is not None
        alone = part.lift(found)
        for task in problem.jobs[job].tasks:
            tasks[task] = alone.tasks[task]
    wrong = Schedule(tuple(tasks))
    assert broken(problem, wrong)

    class Faulty(Aside):
        """Finds what cannot be."""

        def collect(self, best: Schedule, elapsed: float) -> News:
            """Return it."""
            return super().collect(best, elapsed)._replace(schedule=wrong)

    monkeypatch.setattr(night, "Aside", Faulty)
    outcome = run_search(problem, budget=Budget(seconds=None, rounds=3, proof=2.0), workers=1)
    assert value(problem, wrong) < outcome.objective
    assert outcome.counters["refused"] >= 1
    assert broken(problem, outcome.schedule) == []


def test_no_rounds_are_none_and_the_first_plan_is_told() -> None:
    problem = network(7, SMALL)
    told: list[SearchProgress] = []
    outcome = run_search(problem, budget=Budget(seconds=None, rounds=0), workers=1, on_progress=told.append)
    assert outcome.counters["rounds"] == 0
    assert (told[0].bound, broken(problem, told[0].schedule)) == (0, [])


def test_without_time_there_is_a_plan_and_the_bound_of_each_job_by_itself() -> None:
    problem = network(7, SMALL)
    outcome = run_search(problem, budget=Budget(seconds=0.0), workers=1)
    assert broken(problem, outcome.schedule) == []
    assert outcome.bound == bound_alone(problem).value
    # Nobody was inserted after the time was over.
    assert all(
        at is None or task.pinned for task, at in zip(problem.tasks, outcome.schedule.tasks, strict=True)
    )
