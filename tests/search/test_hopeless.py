"""Jobs that nobody can serve are found, and raise the bound."""

from __future__ import annotations

from dataclasses import replace

from iplatform_sched.model.outcome import Limits
from iplatform_sched.search.bound import bound_of
from iplatform_sched.search.hopeless import doubtful, hopeless
from tests.search.network import Extent, network


def test_a_job_without_enough_money_is_hopeless() -> None:
    problem = network(8, Extent(jobs=3, centres=2, machines=3, kinds=3, weeks=4))
    poor = replace(problem.jobs[0], budget=1, prefix=False)
    problem = replace(problem, jobs=(poor, *problem.jobs[1:]))
    jobs = doubtful(problem)
    assert 0 in jobs
    proved = hopeless(problem, jobs, Limits(work=20.0), lambda: False)
    assert 0 in proved
    assert hopeless(problem, jobs, Limits(work=1.0), lambda: True) == ()
    plain, sharper = bound_of(problem), bound_of(problem, hopeless=proved)
    assert sharper.value > plain.value
    assert sharper.value >= poor.unserved_price
