"""Ruin and recreate: never worse, verified, the same for the same seed."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from iplatform_sched.search import improve as ruin
from iplatform_sched.search.construct import construct, load
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.improve import Limits, improve, restore
from iplatform_sched.search.neighbourhoods import NEIGHBOURHOODS, movable, waiting
from iplatform_sched.search.options import options
from iplatform_sched.search.score import score
from iplatform_sched.search.state import State
from iplatform_sched.search.vouchers import polish_vouchers
from tests.agreement.draw_problem import draw_problem
from tests.search.judge import agree, broken, value
from tests.search.network import Extent, network

if TYPE_CHECKING:
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.improve import Improvement

NIGHT = Extent(jobs=10, centres=2, machines=4, kinds=4, weeks=6)


@pytest.mark.parametrize("seed", range(12))
def test_every_state_keeps_the_rules(seed: int) -> None:
    problem = draw_problem(Random(seed))
    state = construct(problem)
    first = score(state)
    best = improve(state, seed=seed, limits=Limits(rounds=10))
    assert best.score <= first
    assert best.score == value(problem, best.schedule)
    assert broken(problem, best.schedule) == []
    agree(state)


def test_a_night_gets_better_and_tells_so() -> None:
    problem = network(5, NIGHT)
    told: list[Improvement] = []
    state = construct(problem, order=[])
    first = score(state)
    best = improve(state, seed=1, limits=Limits(rounds=40), on_improvement=told.append)
    assert best.score < first
    assert [t.score for t in told] == sorted({t.score for t in told}, reverse=True)
    assert told[-1].schedule == best.schedule
    assert broken(problem, best.schedule) == []


def test_the_same_seed_gives_the_same_plan() -> None:
    problem = network(6, NIGHT)
    one, other = (improve(construct(problem), seed=4, limits=Limits(rounds=15)) for _ in range(2))
    assert one == other


def test_whom_a_round_is_about_to_serve_mostly_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    state = construct(network(5, NIGHT), order=[1, 2, 3, 4, 5])
    out, placed = waiting(state), movable(state)
    assert out
    assert placed
    seed, tried = out[-1], list[int]()

    def refused(_: State, __: Guide, job: int, *___: object) -> bool:
        tried.append(job)
        return False

    monkeypatch.setattr(ruin, "insert", refused)
    monkeypatch.setattr(ruin, "_ordered", lambda _state, _dice, jobs: jobs[::-1])
    monkeypatch.setattr(ruin, "NEIGHBOURHOODS", ((lambda *_: [seed, *placed[:4]], 1),))
    led, rounds = 0, 200
    for number in range(rounds):
        tried.clear()
        improve(state, seed=number, limits=Limits(rounds=1))
        led += tried[0] == seed
    assert 0.65 * rounds < led < 0.85 * rounds


def test_a_round_is_about_something_as_long_as_anything_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    state = construct(network(5, NIGHT))
    asked: list[str] = []

    def empty(*_: object) -> list[int]:
        asked.append("empty")
        return []

    def some(*_: object) -> list[int]:
        asked.append("some")
        return movable(state)[:1]

    monkeypatch.setattr(ruin, "NEIGHBOURHOODS", ((empty, 1000), (some, 1)))
    improve(state, seed=2, limits=Limits(rounds=5))
    assert asked.count("some") == 5
    assert asked.count("empty") >= 4
    monkeypatch.setattr(ruin, "NEIGHBOURHOODS", ((empty, 1),))
    assert improve(state, seed=2, limits=Limits(rounds=5)).round == 5


def test_levels_are_compared_one_by_one() -> None:
    problem = replace(network(5, NIGHT), levels=(("unserved",), ("tardiness",), ("fees", "transport")))
    state = construct(problem)
    first = score(state)
    assert len(first) == 3
    best = improve(state, seed=2, limits=Limits(rounds=15))
    assert best.score <= first
    assert broken(problem, best.schedule) == []


def test_stop_ends_at_once_and_progress_cools() -> None:
    problem = network(5, NIGHT)
    state = construct(problem)
    first = state.schedule()
    best = improve(state, seed=2, limits=Limits(stop=lambda: True))
    assert best.schedule == first
    assert best.round == 0
    assert Limits(rounds=10).share(5) == 0.5
    assert Limits(progress=lambda: 7.0).share(0) == 1.0


@pytest.mark.parametrize("name", [function.__name__ for function, _ in NEIGHBOURHOODS])
def test_a_neighbourhood_names_jobs_and_undoing_it_changes_nothing(name: str) -> None:
    function = next(f for f, _ in NEIGHBOURHOODS if f.__name__ == name)
    problem = network(5, NIGHT)
    state = construct(problem)
    before = (state.schedule(), score(state))
    dice = Random(3)
    for _ in range(10):
        jobs = function(state, dice)
        assert set(jobs) <= set(range(len(problem.jobs)))
        assert len(set(jobs)) == len(jobs)
        restore(state, {job: state.drop(job) for job in jobs})
        assert (state.schedule(), score(state)) == before


@pytest.mark.parametrize("seed", range(12))
def test_what_was_computed_of_a_state_is_known_as_long_as_its_use_is_the_same(seed: int) -> None:
    state = construct(draw_problem(Random(seed)))

    def versions() -> tuple[list[int], ...]:
        return tuple(
            [*each]
            for each in (state.version, state.company_version, state.quota_version, state.supply_version)
        )

    before = versions()
    served = movable(state)
    plans = {job: state.drop(job) for job in served}
    assert (versions() == before) is not any(plans.values())
    restore(state, dict(reversed(plans.items())))
    assert versions() == before


@pytest.mark.parametrize("seed", range(12))
def test_what_is_kept_of_options_is_what_a_new_state_finds(seed: int) -> None:
    problem = draw_problem(Random(seed))
    state, guide = construct(problem), guide_of(problem)
    for turn in range(5):
        improve(state, seed=turn, limits=Limits(rounds=5))
        fresh = State(problem)
        load(fresh, state.schedule())
        for number, task in enumerate(problem.tasks):
            for index in range(len(task.modes)):
                kept, found = (options(each, guide, number, index) for each in (state, fresh))
                assert kept.least == found.least
                assert all(map(np.array_equal, kept.options, found.options))


def test_neighbourhoods_of_an_empty_plan_are_empty_or_waiting() -> None:
    state = construct(network(5, NIGHT), order=[])
    for function, _ in NEIGHBOURHOODS:
        assert set(function(state, Random(1))) <= set(waiting(state))


def test_vouchers_pay_more_after_polishing() -> None:
    problem = network(5, NIGHT)
    state = construct(problem)
    for job in range(len(problem.jobs)):
        plan = state.drop(job)
        state.add(job, {task: replace(at, voucher=-1, subsidy=0) for task, at in plan.items()})
    before = score(state)
    polish_vouchers(state)
    agree(state)
    assert score(state) < before
    assert sum(state.subsidy) > 0
