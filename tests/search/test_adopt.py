"""A plan of a few jobs is taken over where that pays, and leaves no trace where it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iplatform_sched.search.adopt import adopt
from iplatform_sched.search.construct import construct
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert
from iplatform_sched.search.score import score
from iplatform_sched.search.state import State
from tests.search.judge import agree
from tests.search.network import Extent, network

NIGHT = Extent(jobs=14, centres=2, machines=3, kinds=3, weeks=4)


@pytest.mark.parametrize("seed", range(4))
def test_adopting_never_makes_a_plan_worse(seed: int) -> None:
    problem = network(seed, NIGHT)
    guide = guide_of(problem)
    state = construct(problem)
    for job in range(14):
        alone = State(problem)
        if not insert(alone, guide, job):
            continue
        before, schedule = score(state), state.schedule()
        if adopt(state, {job: alone.drop(job)}):
            assert score(state) < before
        else:
            assert state.schedule() == schedule
        agree(state)


def test_an_unserved_job_is_adopted_with_its_plan() -> None:
    problem = network(1, NIGHT)
    guide = guide_of(problem)
    state = construct(problem)
    job = next(job for job in range(14) if state.is_served(job))
    plan = state.drop(job)
    without = score(state)
    assert insert(State(problem), guide, job)
    assert adopt(state, {job: plan})
    assert score(state) < without
    agree(state)


def test_a_plan_that_breaks_a_rule_is_refused() -> None:
    problem = network(1, NIGHT)
    state = construct(problem)
    job = next(job for job in range(14) if state.is_served(job))
    schedule = state.schedule()
    plan = {task: at for task, at in state.placed[job].items() if problem.tasks[task].pinned is None}
    moved = {task: replace(at, start=at.start + 1) for task, at in plan.items()}
    assert not adopt(state, {job: moved})
    assert state.schedule() == schedule
