from __future__ import annotations

import pytest

from iplatform_sched.search.construct import construct
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert
from iplatform_sched.search.partial import Beam, Within
from iplatform_sched.verify.schedule import verify_schedule
from tests.search.network import Extent, network

SMALL = Extent(jobs=6, centres=3, machines=4, kinds=6, weeks=6)


@pytest.mark.parametrize("seed", range(3))
def test_an_insertion_keeps_to_the_sites_and_the_end_that_it_is_given(seed: int) -> None:
    problem = network(seed, SMALL)
    state = construct(problem, order=())
    guide, beam = guide_of(problem), Beam()
    kept = 0
    for job in range(len(problem.jobs)):
        if not insert(state, guide, job, beam):
            continue
        free = state.drop(job)
        sites = frozenset(problem.tasks[t].modes[p.mode].site for t, p in free.items())
        end = max(placed.end for placed in free.values())
        for within in (Within(sites=sites), Within(end=end), Within(end=end - 1), Within(sites=frozenset())):
            if insert(state, guide, job, beam, within=within):
                kept += 1
                assert verify_schedule(problem, state.schedule()) == ()
                for task, placed in state.drop(job).items():
                    site = problem.tasks[task].modes[placed.mode].site
                    assert within.sites is None or site in within.sites
                    assert within.end is None or placed.end <= within.end
    assert kept
