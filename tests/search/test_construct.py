"""First plans keep every rule and cost what the measures say."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from iplatform_sched.search.check import breaches, stands
from iplatform_sched.search.construct import by_due, construct, load
from iplatform_sched.search.masks import worked
from iplatform_sched.search.state import State
from tests.agreement.draw_frame import Size
from tests.agreement.draw_problem import draw_problem
from tests.search.judge import agree, broken
from tests.search.network import Extent, network
from tests.verify.plan_draw import draw_snapshot

MEDIUM = Size(days=12, jobs=6, tasks=4, modes=4)
NIGHT = Extent(jobs=12, centres=3, machines=4, kinds=6, weeks=8)


@pytest.mark.parametrize("seed", range(60))
def test_small_plans_keep_every_rule(seed: int) -> None:
    agree(construct(draw_problem(Random(seed))))


@pytest.mark.parametrize("seed", range(25))
def test_crowded_plans_keep_every_rule(seed: int) -> None:
    problem = draw_problem(Random(seed), MEDIUM)
    # Dear absence makes insertion try hard.
    jobs = tuple(replace(job, unserved_price=50_000, budget=None) for job in problem.jobs)
    agree(construct(replace(problem, jobs=jobs)))


def test_insertion_serves_most_of_a_night() -> None:
    problem = network(3, NIGHT)
    state = construct(problem)
    agree(state)
    assert sum(state.is_served(job) for job in range(len(problem.jobs))) >= len(problem.jobs) // 2


def test_the_order_is_by_due_date() -> None:
    problem = network(1, NIGHT)
    assert sorted(by_due(problem)) == list(range(len(problem.jobs)))
    dues = [problem.jobs[job].due for job in by_due(problem)]
    assert dues == sorted(dues)


def test_a_plan_loads_as_it_was() -> None:
    problem = network(2, NIGHT)
    state = construct(problem)
    again = State(problem)
    assert load(again, state.schedule()) == []
    assert again.schedule() == state.schedule()
    assert again.terms == state.terms


def test_a_start_that_breaks_a_rule_is_left_out() -> None:
    problem = network(2, NIGHT)
    state = construct(problem)
    job = next(j for j in range(len(problem.jobs)) if state.is_served(j))
    task = problem.jobs[job].tasks[0]
    at = state.placed[job][task]
    tasks = list(state.schedule().tasks)
    tasks[task] = replace(at, start=at.start + 1)
    other = State(problem)
    assert load(other, Schedule(tuple(tasks))) == [job]
    assert not stands(other, task, replace(at, start=at.start + 1))
    assert stands(other, task, at)
    agree(other)


def test_stopping_leaves_a_valid_plan() -> None:
    problem = network(2, NIGHT)
    state = construct(problem, stop=lambda: True)
    assert not any(state.is_served(job) for job in range(len(problem.jobs)))
    agree(state)


@pytest.mark.parametrize("seed", range(30))
def test_own_rules_agree_with_the_judge(seed: int) -> None:
    """Placements put together blindly: what the state accepts the judge accepts, and the other way round."""
    dice = Random(seed)
    problem = draw_problem(Random(seed))
    for _ in range(8):
        state = State(problem)
        for job in range(len(problem.jobs)):
            plan: dict[int, ScheduledTask] = {}
            for task in problem.jobs[job].tasks:
                if problem.tasks[task].pinned is None and dice.random() < 0.8:
                    drawn = _anywhere(state, dice, task)
                    plan.update({} if drawn is None else {task: drawn})
            state.add(job, plan)
        found = [name for job in range(len(problem.jobs)) for name in breaches(state, job)]
        assert bool(found) == bool(broken(problem, state.schedule()))


def _anywhere(state: State, dice: Random, task: int) -> ScheduledTask | None:
    record = state.problem.tasks[task]
    index = dice.randrange(len(record.modes))
    mode, table = record.modes[index], state.tables.table(task, index)
    if len(table.whole.start) == 0:
        return None
    row = dice.randrange(len(table.whole.start))
    start, run_end = int(table.whole.start[row]), int(table.whole.run_end[row])
    unload, end = run_end, int(table.whole.end[row])
    if mode.style == "unattended":
        end = run_end
        if table.unload is not None:
            rows = [
                k for k, tick in enumerate(table.unload.start) if run_end <= tick <= run_end + mode.max_wait
            ]
            if not rows:
                return None
            k = dice.choice(rows)
            unload, end = int(table.unload.start[k]), int(table.unload.end[k])
    company = state.problem.companies[state.problem.jobs[record.job].company]
    members = tuple(sorted(dice.sample(range(company.members), mode.staff)))
    return ScheduledTask(index, start, run_end, unload, end, members)


def test_no_working_day_is_before_date_zero() -> None:
    """A booking that began before date 0 counts from date 0, for options and for placements alike."""
    days = np.array([1, 2, 2, 3])
    assert worked(days, np.array([-5, -1, 0, 2, 3])).tolist() == [0, 0, 1, 2, 3]


@pytest.mark.parametrize("seed", [2440])
def test_bookings_before_date_zero_agree_with_the_judge(seed: int) -> None:
    problem = compile_snapshot(draw_snapshot(seed)).problem
    agree(construct(problem))
