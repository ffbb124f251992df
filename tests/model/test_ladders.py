"""What jobs on ladders pay together, by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.ladders import Ladder, least_together
from iplatform_sched.model.outcome import Limits
from iplatform_sched.timeline import EMPTY
from tests.model.tiny import DAY, mode, problem, spans, task

if TYPE_CHECKING:
    from iplatform_sched.timeline import IntervalSet

LIMITS = Limits(work=5.0)
MORNING = spans((9, 10))
TWO_DAYS = spans((9, 10), (DAY + 9, DAY + 10))


def _ladder(task: int, *rungs: tuple[int, IntervalSet], last: int = 900) -> Ladder:
    prices = tuple(price for price, _ in rungs)
    return Ladder((*prices, last), {(task, 0): tuple(starts for _, starts in rungs)})


def test_two_jobs_for_one_morning() -> None:
    """A machine for one; whoever gives way starts a day later, which costs 30 or 50 more."""
    case = problem(task(mode(run=3), job=0), task(mode(run=3), job=1))
    ladders = {
        0: _ladder(0, (100, MORNING), (130, TWO_DAYS)),
        1: _ladder(1, (200, MORNING), (250, TWO_DAYS)),
    }
    assert least_together(case, ladders, LIMITS) == 100 + 200 + 30


def test_whoever_is_not_served_pays_the_last_price() -> None:
    case = problem(task(mode(run=3), job=0), task(mode(run=3), job=1))
    ladders = {0: _ladder(0, (100, MORNING), last=140), 1: _ladder(1, (200, MORNING))}
    assert least_together(case, ladders, LIMITS) == 140 + 200


def test_where_there_is_room_nobody_pays_more() -> None:
    case = problem(task(mode(run=3, resource=1), job=0), task(mode(run=3, resource=1), job=1))
    ladders = {0: _ladder(0, (100, MORNING)), 1: _ladder(1, (200, MORNING))}
    assert least_together(case, ladders, LIMITS) == 300


def test_a_rung_that_allows_no_start_is_out_of_reach() -> None:
    case = problem(task(mode(run=3), job=0))
    ladders = {0: _ladder(0, (100, EMPTY), (130, MORNING))}
    assert least_together(case, ladders, LIMITS) == 130


@pytest.mark.parametrize("work", [0.0, 1e-9])
def test_without_work_the_lowest_prices_stand(work: float) -> None:
    case = problem(task(mode(run=3), job=0), task(mode(run=3), job=1))
    ladders = {0: _ladder(0, (100, MORNING)), 1: _ladder(1, (200, MORNING))}
    assert 300 <= least_together(case, ladders, Limits(work=work)) <= 1100
