"""The bound of jobs and groups stands below the optimum, and sees what cannot be served together."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.search.aside import bounds_of
from iplatform_sched.search.conflicts import conflicts, overlap, rivals
from iplatform_sched.search.construct import construct
from iplatform_sched.search.exact import serving
from iplatform_sched.search.floor import Proof, floor_of, raise_by_groups, raise_by_jobs
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.improve import adopt
from iplatform_sched.search.insert import insert
from iplatform_sched.search.score import score
from iplatform_sched.search.state import State
from tests.agreement.draw_problem import draw_problem
from tests.search.judge import agree, broken
from tests.search.network import Extent, network

if TYPE_CHECKING:
    from iplatform_sched.search.bound import Bound

SMALL = Extent(jobs=4, centres=2, machines=3, kinds=3, weeks=4)


def _plenty() -> float:
    return 60.0


@pytest.mark.parametrize("seed", range(10))
def test_no_bound_is_above_the_optimum(seed: int) -> None:
    problem = draw_problem(Random(seed))
    outcome = solve(problem, limits=Limits(work=20.0))
    assert outcome.status is Status.OPTIMAL
    assert outcome.objective is not None
    told: list[Bound] = []
    bounds_of(problem, list(range(len(problem.jobs))), _plenty, told.append)
    assert told
    assert max(bound.value for bound in told) <= outcome.objective


def test_jobs_solved_alone_raise_the_floor_and_bring_plans() -> None:
    problem = network(7, SMALL)
    floor = floor_of(problem)
    before = floor.value
    told: list[int] = []
    raise_by_jobs(floor, _plenty, lambda: told.append(floor.value))
    assert before < floor.value <= score(construct(problem))[0]
    assert told == sorted(told)
    state = construct(problem)
    known = score(state)
    adopt(state, floor.plans)
    assert score(state) <= known
    agree(state)


def test_a_proof_counts_whom_it_leaves_out() -> None:
    floor = floor_of(network(7, SMALL))
    alone = sum(floor.lows)
    weights = {job: int(floor.absent(job) - floor.lows[job]) for job in (0, 1)}
    floor.proofs.append(Proof(weights, min(weights.values())))
    assert floor.value == pytest.approx(alone + min(weights.values()), abs=2)
    floor.proofs = [Proof(weights, sum(weights.values()))]
    assert floor.value == pytest.approx(alone + sum(weights.values()), abs=2)


def test_nothing_is_solved_without_time() -> None:
    problem = network(7, SMALL)
    floor = floor_of(problem)
    before = floor.value
    raise_by_groups(floor, [0], lambda: 0.0, lambda: None)
    raise_by_jobs(floor, lambda: 0.0, lambda: None)
    assert floor.value == before
    assert floor.proofs == []


def test_rivals_share_machines() -> None:
    problem = network(7, SMALL)
    near = rivals(problem, {0})
    assert 0 not in near
    shares = [overlap(problem, 0, job) for job in near]
    assert all(share > 0 for share in shares)
    assert shares == sorted(shares, reverse=True)
    assert rivals(problem, {0}, tasks=0) == []


@pytest.mark.parametrize("seed", range(4))
def test_conflicts_are_disjoint_and_leave_the_state_empty(seed: int) -> None:
    problem = network(seed, Extent(jobs=10, centres=2, machines=3, kinds=3, weeks=4))
    state = State(problem)
    found = conflicts(state, guide_of(problem), range(10), lambda: False)
    assert sum(len(group) for group in found) == len(frozenset().union(*found))
    assert not any(state.is_served(job) for job in range(10))
    assert conflicts(state, guide_of(problem), range(10), lambda: True) == []


def test_a_job_fits_again_after_the_machines_were_full() -> None:
    """What insertion has seen while machines were full must not stop it later."""
    problem = network(2, Extent(jobs=14, centres=2, machines=3, kinds=3, weeks=4))
    guide = guide_of(problem)
    for job in range(14):
        state = State(problem)
        expected = insert(state, guide, job)
        state.drop(job)
        others = [other for other in range(14) if other != job]
        for other in others:
            insert(state, guide, other)
        insert(state, guide, job)
        for other in range(14):
            state.drop(other)
        assert insert(state, guide, job) == expected


def test_unserved_jobs_come_with_rivals_in_turn() -> None:
    problem = network(8, SMALL)
    empty = construct(problem, order=[]).schedule()
    first, later = serving(problem, empty, 0), serving(problem, empty, 4)
    assert first is not None
    assert later is not None
    assert len(first.problem.jobs) <= len(later.problem.jobs)
    outcome = solve(first.problem, limits=Limits(work=5.0))
    assert outcome.schedule is not None
    assert broken(problem, first.lift(outcome.schedule)) == []
    assert serving(problem, empty, 1000) is None
