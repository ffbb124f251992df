"""Insertion with named operators: each is in one place at a time, and stays with the jobs that ask for it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.problem.data import Link, LinkKind, Resource
from iplatform_sched.problem.teams import crew_of, shared
from iplatform_sched.search.bound.floor import floor_of
from iplatform_sched.search.construct import construct
from iplatform_sched.search.improve import Limits, improve
from tests.agreement.draw_named import with_named
from tests.agreement.draw_problem import draw_problem
from tests.search.judge import agree, broken, value
from tests.search.network import Extent, network

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Mode, Problem

NIGHT = Extent(jobs=14, centres=3, machines=4, kinds=6, weeks=8)
PEOPLE = 2


def asked(problem: Problem, dice: Random) -> Problem:
    """Return the network with two names in each pool, one of whom shall stay with each second job."""
    pools = sorted({pool for task in problem.tasks for mode in task.modes for pool, _ in mode.operators})
    first = len(problem.resources)
    people = {pool: [first + PEOPLE * k + n for n in range(PEOPLE)] for k, pool in enumerate(pools)}
    resources = [*problem.resources]
    for pool in pools:
        resources[pool] = replace(resources[pool], capacity=max(PEOPLE, resources[pool].capacity))
    resources += [Resource(f"operator {p}", 1, pool=pool) for pool, own in people.items() for p in own]
    asking = {job for job in range(len(problem.jobs)) if dice.random() < 0.5}
    tasks = [
        replace(task, modes=tuple(one for mode in task.modes for one in _named(mode, people)))
        if task.job in asking
        else task
        for task in problem.tasks
    ]
    links = [
        Link(a, b, LinkKind.SAME_OPERATOR)
        for job in sorted(asking)
        for a, b in combinations(problem.jobs[job].tasks, 2)
    ]
    return replace(
        problem,
        resources=tuple(resources),
        tasks=tuple(tasks),
        links=(*problem.links, *links),
        quotas=(),
    )


def _named(mode: Mode, people: dict[int, list[int]]) -> list[Mode]:
    own = [person for pool, _ in mode.operators for person in people[pool]]
    return [
        replace(mode, operators=(*mode.operators, (person, 1)), preference_price=10_000 * k)
        for k, person in enumerate(own)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_a_night_keeps_who_stays(seed: int) -> None:
    problem = asked(network(seed, NIGHT), Random(seed))
    state = construct(problem)
    agree(state)
    served = [job for job in range(len(problem.jobs)) if state.is_served(job)]
    plain = construct(replace(network(seed, NIGHT), quotas=()))
    assert len(served) >= sum(plain.is_served(job) for job in range(len(problem.jobs))) - 2
    best = improve(state, seed=seed, limits=Limits(rounds=8))
    assert broken(problem, best.schedule) == []
    assert best.score == value(problem, best.schedule)
    assert floor_of(problem).value <= best.score[0]


@pytest.mark.parametrize("seed", range(40))
def test_small_plans_keep_who_stays(seed: int) -> None:
    problem = with_named(Random(seed), draw_problem(Random(seed)))
    tasks = problem.tasks
    links = tuple(link for link in problem.links if tasks[link.first].job == tasks[link.second].job)
    agree(construct(replace(problem, links=links)))


def test_crews_share_somebody_of_each_pool_of_which_both_have_somebody() -> None:
    pools = [Resource("pool", 3), Resource("other", 3)]
    people = [Resource(f"p{k}", 1, pool=0) for k in range(2)] + [Resource("q", 1, pool=1)]
    resources = [*pools, *people]
    problem = draw_problem(Random(1))
    mode = problem.tasks[0].modes[0]

    def crew(*persons: int) -> dict[int, frozenset[int]]:
        held = tuple((person, 1) for person in persons)
        return crew_of(resources, replace(mode, operators=((0, 2), *held)))

    assert crew(2, 3, 4) == {0: frozenset({2, 3}), 1: frozenset({4})}
    assert shared(crew(2), crew(2, 3))
    assert not shared(crew(2), crew(3))
    assert shared(crew(2), crew(4))
    assert not shared(crew(2, 4), crew(3, 4))
    assert shared(crew(), crew(2))
