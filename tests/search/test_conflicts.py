"""Who is in whose way."""

from __future__ import annotations

from iplatform_sched.search.conflicts import blockers, crowd_of, overlap, rivals, served_together
from iplatform_sched.search.construct import construct
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert
from iplatform_sched.search.state import State
from tests.search.judge import agree
from tests.search.network import Extent, network

SMALL = Extent(jobs=4, centres=2, machines=3, kinds=3, weeks=4)


def test_rivals_share_machines() -> None:
    problem = network(7, SMALL)
    near = rivals(problem, {0})
    assert 0 not in near
    shares = [overlap(problem, 0, job) for job in near]
    assert all(share > 0 for share in shares)
    assert shares == sorted(shares, reverse=True)
    assert rivals(problem, {0}, 1e9) == []
    assert crowd_of(problem, 0)[0] == 0


def test_jobs_served_together_keep_the_rules_and_leave_the_state_empty() -> None:
    problem = network(7, SMALL)
    state = State(problem)
    pack = served_together(state, guide_of(problem), [1, 0])
    assert pack is not None
    assert not any(state.is_served(job) for job in range(4))
    for job, plan in pack.items():
        state.add(job, plan)
    agree(state)


def test_not_everybody_fits_into_a_crowded_month() -> None:
    problem = network(2, Extent(jobs=14, centres=2, machines=3, kinds=3, weeks=4))
    assert not all(construct(problem).is_served(job) for job in range(14))
    assert served_together(State(problem), guide_of(problem), list(range(14))) is None


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
