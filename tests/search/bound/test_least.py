"""The least of each job, and the gaps that come of it."""

from __future__ import annotations

import pytest

from iplatform_sched.model.outcome import Level
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.bound.least import Bound, bound_alone, unavoidable
from iplatform_sched.search.construct import construct
from iplatform_sched.search.outcome import SearchOutcome, credible, known_levels
from tests.search.judge import value
from tests.search.network import Extent, network


@pytest.mark.parametrize("seed", range(3))
def test_what_is_unavoidable_is_below_the_cost(seed: int) -> None:
    problem = network(seed, Extent(jobs=14, centres=2, machines=3, kinds=3, weeks=4))
    schedule = construct(problem).schedule()
    alone = bound_alone(problem)
    assert 0 < unavoidable(problem, schedule, alone.fees) <= value(problem, schedule)[0]
    assert alone.value <= value(problem, schedule)[0]


def test_a_later_level_is_bounded_where_those_before_are_as_good_as_the_solvers() -> None:
    names = (("unserved",), ("tardiness",), ("fees",))
    solved = tuple(
        Level(*each) for each in zip(names, (10, 7, 5), (10, 7, 4), (True, True, False), strict=True)
    )
    assert [level.bound for level in known_levels(names, (10, 7, 5), 9, solved)] == [10, 7, 4]
    assert [level.proved for level in known_levels(names, (10, 7, 5), 9, solved)] == [True, True, False]
    # A bound of one run of the solver proves nobody else's plan.
    assert [level.bound for level in known_levels(names, (10, 7, 4), 9, solved)] == [10, 7, 3]
    assert [level.proved for level in known_levels(names, (10, 7, 4), 9, solved)] == [True, True, False]
    assert [level.bound for level in known_levels(names, (11, 7, 5), 9, solved)] == [10, 0, 0]
    assert [level.bound for level in known_levels(names, (10, 8, 5), 9, solved)] == [10, 7, 0]
    assert [level.bound for level in known_levels(names, (10, 7, 5), 9, solved[:1])] == [10, 0, 0]
    # A plan is below what was proved: the proof was wrong, and proves neither this level nor a later one.
    assert [level.bound for level in known_levels(names, (8, 7, 5), 3, solved)] == [3, 0, 0]
    assert not any(level.proved for level in known_levels(names, (8, 7, 5), 3, solved))


def test_gaps() -> None:
    problem = network(1, Extent(jobs=2, centres=1, machines=2, kinds=1, weeks=3))
    schedule = construct(problem).schedule()
    terms = evaluate(problem, schedule)

    def outcome(bound: int | None, unavoidable: int = 60) -> SearchOutcome:
        return SearchOutcome(schedule, (100,), terms, bound, unavoidable, 1.0, 0.1, 0.5)

    assert outcome(90).gap == pytest.approx(0.25)
    assert outcome(90).plain_gap == pytest.approx(0.1)
    assert outcome(None).gap is None
    assert outcome(None).plain_gap is None
    assert outcome(100).gap == 0.0
    assert outcome(100).proved
    assert not outcome(99).proved
    assert outcome(90, 100).gap == 1.0
    assert (credible(99, 100), credible(100, 100), credible(101, 100)) == (99, 100, None)
    told = ((99, 0), (100, 90), (100, 100), (101, 90), (102, 101))
    assert [credible(bound, 100, sure) for bound, sure in told] == [99, 99, 100, 90, None]
    assert Bound().value == 0


@pytest.mark.parametrize(
    ("values", "bound", "proved"),
    [
        pytest.param((7, 0, 3), 7, (True, True, False), id="open in the last"),
        pytest.param((7, 0, 0), 7, (True, True, True), id="no term is negative"),
        pytest.param((7, 0, 0), 6, (False, False, False), id="open in the first"),
    ],
)
def test_a_level_is_proved_only_if_all_before_are(
    values: tuple[int, ...], bound: int, proved: tuple[bool, ...]
) -> None:
    names = (("unserved",), ("tardiness", "overtime"), ("fees",))
    levels = known_levels(names, values, bound)
    assert [level.terms for level in levels] == list(names)
    assert [level.value for level in levels] == list(values)
    assert [level.bound for level in levels] == [bound, 0, 0]
    assert tuple(level.proved for level in levels) == proved
    outcome = SearchOutcome(Schedule(()), values, {}, bound, 1, 1.0, 0.1, 0.5, levels=levels)
    assert outcome.proved == proved[-1]
    assert (outcome.gap, outcome.plain_gap) == (None, None)
