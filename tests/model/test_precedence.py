"""The order that lags imply, and through whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iplatform_sched.model.context import new_context
from iplatform_sched.model.precedence import Order, known_order
from iplatform_sched.problem.data import Problem, TimeLag
from tests.model.tiny import at, problem, task

CHAIN = (TimeLag(0, 1, 0), TimeLag(1, 2, 0))
EVERY = ("service", "minimum_lag")


def order(case: Problem, *names: str) -> Order:
    return known_order(new_context(case, names), (0, 1, 2))


def test_a_chain_of_a_whole_job_leaves_one_way() -> None:
    known = order(problem(task(), task(), task(), lags=CHAIN), *EVERY)
    assert known.before == {(0, 1), (1, 2), (0, 2)}
    assert [known.may_be_first(i) for i in range(3)] == [True, False, False]
    assert [known.may_be_last(i) for i in range(3)] == [False, False, True]
    assert [known.may_follow(a, b) for a, b in ((0, 1), (1, 2), (0, 2), (1, 0))] == [True, True, False, False]


def test_a_prefix_may_end_early_but_skips_nobody() -> None:
    known = order(problem(task(), task(), task(), lags=CHAIN, job={"prefix": True}), *EVERY)
    assert known.brings == {(1, 0), (2, 1), (2, 0)}
    assert known.may_be_last(0)
    assert not known.may_be_first(1)
    assert not known.may_follow(0, 2)


@pytest.mark.parametrize(
    ("names", "before"), [((), set()), (("service",), set()), (("minimum_lag",), {(0, 1), (1, 2)})]
)
def test_only_constraints_in_the_model_tell(names: tuple[str, ...], before: set[tuple[int, int]]) -> None:
    known = order(problem(task(), task(), task(), lags=CHAIN), *names)
    assert known.before == before
    assert known.may_follow(0, 2)


def test_training_and_facts_order_nobody() -> None:
    case = problem(task(), task(optional=True), task(), lags=CHAIN)
    assert order(case, *EVERY).before == {(0, 1), (1, 2)}
    pinned = problem(task(pinned=at(9, 11)), task(pinned=at(9, 11)), task(), lags=CHAIN)
    assert order(pinned, *EVERY).before == {(1, 2)}
    days = tuple(replace(lag, working_days=True) for lag in CHAIN)
    assert order(problem(task(), task(), task(), lags=days), *EVERY).before == set()


def test_no_stops_have_no_order() -> None:
    assert known_order(new_context(problem(task()), EVERY), ()) == Order((), frozenset(), frozenset())
