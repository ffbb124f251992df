"""Who is known to stay out: by hand, and against the best plans of small networks."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.search.bound.prover import Allowance, bounds_of
from iplatform_sched.search.bound.shortage import Shortage, lost
from iplatform_sched.search.construct import construct
from iplatform_sched.search.neighbourhoods import unserved_seed, waiting
from iplatform_sched.search.state import State
from tests.search.network import Extent, network

if TYPE_CHECKING:
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.bound.least import Bound

CROWDED = Extent(jobs=14, centres=1, machines=2, kinds=2, weeks=4)
THREE = Shortage({0: 100.0, 1: 80.0, 2: 60.0}, 90.0)
"""Of three jobs at least one stays out, or they pay 90 more than each alone."""


@pytest.mark.parametrize(
    ("waiting", "expected"),
    [
        ([], set()),
        ([3], set()),
        ([2], {2}),
        ([1], {1}),
        ([0], {0}),
        ([1, 2], set()),
        ([0, 2, 3], set()),
    ],
    ids=["nobody", "another", "cheap", "middle", "dear", "one too many", "dear and cheap"],
)
def test_who_only_takes_the_place_of_others(waiting: list[int], expected: set[int]) -> None:
    assert lost([THREE], waiting) == expected


def test_one_proof_is_enough() -> None:
    assert lost([THREE, Shortage({0: 100.0, 3: 70.0}, 10.0)], [0, 3]) == {0}


def test_rounds_are_not_about_those_who_are_lost() -> None:
    problem = network(3, CROWDED)
    state = State(problem)
    left = waiting(state)
    hopeful = left[-1]
    vain = [job for job in left if job != hopeful]
    state.shortages = tuple(Shortage({job: 1.0}, 1.0) for job in vain)
    seeds = {unserved_seed(state, Random(dice))[0] for dice in range(20)}
    assert seeds == {hopeful}
    state.shortages = tuple(Shortage({job: 1.0}, 1.0) for job in left)
    assert unserved_seed(state, Random(0)) == []


@pytest.mark.parametrize("seed", range(4))
def test_the_prover_tells_what_it_knows_of_rivals(seed: int) -> None:
    problem = network(seed, CROWDED)
    first = construct(problem).schedule()
    told: list[Bound] = []

    def latest() -> Schedule:
        return first

    bounds_of(problem, latest, Allowance(20.0, by_work=True), told.append)
    shortages = next(bound.shortages for bound in reversed(told) if bound.shortages)
    state = State(problem)
    for shortage in shortages:
        assert shortage.least >= 0
        # A set none of which is placed pays for all of it: no proof says more.
        assert shortage.least <= sum(shortage.prices.values())
        assert all(
            price >= problem.jobs[job].unserved_price * problem.weights.unserved
            for job, price in shortage.prices.items()
        )
        assert lost([shortage], []) == frozenset()
    assert lost(shortages, waiting(state)) <= set(waiting(state))
