"""Who is in whose way."""

from __future__ import annotations

from iplatform_sched.search.conflicts import MOST, blockers, crowd_of, overlap
from iplatform_sched.search.construct import construct
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert
from iplatform_sched.search.state import State
from tests.search.network import Extent, network


def test_a_crowd_shares_machines_the_closest_first() -> None:
    problem = network(7, Extent(jobs=20, centres=2, machines=3, kinds=3, weeks=4))
    everybody, close = crowd_of(problem, 0, 0.0), crowd_of(problem, 0, 0.5)
    others = {job for job, record in enumerate(problem.jobs) if not record.prefix} - everybody
    assert 0 in close <= everybody
    assert len(everybody) <= MOST
    least = min(overlap(problem, 0, other) for other in everybody - {0})
    assert all(overlap(problem, 0, other) <= least for other in others)
    assert all(overlap(problem, 0, other) > 0.5 for other in close - {0})
    assert crowd_of(problem, 0, 1e9) == {0}


def test_whoever_fills_what_a_plan_needs_is_in_its_way() -> None:
    problem = network(2, Extent(jobs=14, centres=2, machines=3, kinds=3, weeks=4))
    guide = guide_of(problem)
    full = construct(problem)
    seen = 0
    for job in range(14):
        alone = State(problem)
        if not insert(alone, guide, job):
            continue
        plan = alone.drop(job)
        before = full.drop(job)
        blocking = blockers(full, plan)
        seen += len(blocking)
        kept = {other: full.drop(other) for other in blocking}
        assert blockers(full, plan) == set()
        for other, placed in kept.items():
            full.add(other, placed)
        full.add(job, before)
    assert seen


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
