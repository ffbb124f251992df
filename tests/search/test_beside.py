"""A search beside the model of everything: who is asked when, who ends whom, and what is told."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model.outcome import Limits, Outcome, Progress, Statistics, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.shop import shop_of
from iplatform_sched.search.beside import Look, over, search_beside, solve_beside
from iplatform_sched.search.best import Best, best_of
from iplatform_sched.search.whole import first_schedule

if TYPE_CHECKING:
    from iplatform_sched.model.outcome import Stop
    from iplatform_sched.problem.data import Problem

FIXTURES = Path(__file__).parents[2] / "benchmarks" / "fixtures" / "fjsp-transport"
ALL = (Look(0.0, 1.0),)
LATE = (Look(0.5, 1.0),)


def problem() -> Problem:
    return read_instance(FIXTURES / "ferry.txt", "fjsp-transport")


def worst(told: list[Progress] | None = None) -> Best:
    """Return a schedule of the fixture that is not the best one."""
    case = problem()
    first = first_schedule(case, shop_of(case), Limits(), 0.0)
    assert first is not None
    best = best_of(case, first, 0.0, watch=None if told is None else told.append)
    best.value += 1
    return best


def wait_for(stop: Stop) -> None:
    while not stop.is_set():
        threading.Event().wait(0.001)


class Asked:
    """An improvement that does nothing and remembers its limits."""

    def __init__(self) -> None:
        self.limits: list[Limits] = []

    def __call__(self, best: Best, limits: Limits, events: tuple[Stop, ...]) -> float:
        assert not best.problem.levels
        assert events
        self.limits.append(limits)
        return 0.25


@pytest.mark.parametrize("workers", [1, 2])
def test_a_look_proves_and_leaves_the_event_alone(workers: int) -> None:
    told: list[Progress] = []
    best, stop = worst(told), threading.Event()
    found = search_beside(best, Asked(), looks=ALL, limits=Limits(workers=workers), stop=stop)
    assert found.status is Status.OPTIMAL
    assert found.objective == found.bound == solve(problem()).objective
    assert found.levels[0].proved
    assert found.statistics.variables > 0
    assert not stop.is_set()
    assert [each.bound for each in told if each.schedule is None]


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_is_solved_when_all_is_proved_or_stopped(workers: int) -> None:
    best = worst()
    best.prove(best.value, sure=True)
    assert search_beside(best, Asked(), looks=ALL, limits=Limits(workers=workers)).statistics.variables == 0
    (stop := threading.Event()).set()
    found = search_beside(worst(), Asked(), looks=ALL, limits=Limits(workers=workers), stop=stop)
    assert found.status is Status.FEASIBLE
    assert found.work <= 0.5 or workers == 2


def test_improvements_between_looks_have_their_share_of_the_work() -> None:
    asked = Asked()
    search_beside(worst(), asked, looks=LATE, limits=Limits(work=4.0))
    assert asked.limits[0].work == 2.0
    assert asked.limits[1].work is not None
    assert asked.limits[1].work <= 3.75
    beside = Asked()
    search_beside(worst(), beside, looks=LATE, limits=Limits(work=4.0, workers=2))
    assert sorted(each.seed for each in beside.limits) == [0, 1, 1]


@pytest.mark.parametrize("failing", [0, 1])
def test_an_error_in_either_thread_ends_both(failing: int) -> None:
    def improve(best: Best, limits: Limits, events: tuple[Stop, ...]) -> float:
        if limits.seed == failing:
            raise ZeroDivisionError
        wait_for(events[0])
        return float(best.value)

    with pytest.raises(ZeroDivisionError):
        search_beside(worst(), improve, looks=LATE, limits=Limits(workers=2))


def test_worse_and_wrong_schedules_are_not_taken() -> None:
    best = worst()
    assert not best.offer(best.schedule, best.value)
    wrong = type(best.schedule)(tuple(None for _ in best.schedule.tasks))
    assert not best.offer(wrong, best.value - 1)
    assert best.offer(best.schedule, best.value - 1)
    for sure in (False, True):
        best.prove(3 + sure, sure=sure)
        best.prove(2, sure=sure)
        assert best.bound == 3 + sure


def test_a_bound_above_the_best_proves_nothing_and_stays_as_evidence() -> None:
    best = worst()
    best.prove(best.value, sure=True)
    assert best.proved()
    best.prove(best.value + 1, sure=True)
    assert not best.proved()
    found = best.outcome(Statistics(), 0.0)
    assert (found.status, found.bound) == (Status.FEASIBLE, best.value + 1)


def test_what_one_configuration_says_proves_nothing_and_is_to_be_asked_again() -> None:
    told: list[Progress] = []
    best = worst(told)
    best.prove(best.value - 3, sure=False)
    assert not best.doubtful.is_set()
    best.prove(best.value, sure=False)
    assert best.doubtful.is_set()
    assert not best.proved()
    found = best.outcome(Statistics(), 0.0)
    assert (found.status, found.bound) == (Status.FEASIBLE, best.value - 1)
    best.doubtful.clear()
    best.prove(best.value, sure=False)
    assert not best.doubtful.is_set(), "of the same bound and value once is enough"
    # A better schedule shows that the bound is wrong.
    assert best.offer(best.schedule, best.value - 1)
    assert best.bound == 0
    best.prove(best.value + 1, sure=False)
    assert best.bound == 0
    best.prove(best.value, sure=False)
    assert best.doubtful.is_set()
    best.prove(best.value, sure=True)
    assert best.proved()
    assert [each.bound for each in told if each.schedule is None] == [
        best.value - 2,
        best.value,
        best.value - 1,
        best.value,
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_doubt_has_a_look_of_its_own(workers: int) -> None:
    """A bound with one witness ends the improvement; everything is solved then, and proves."""
    looks: list[Limits] = []

    def improve(best: Best, limits: Limits, events: tuple[Stop, ...]) -> float:
        best.prove(optimum, sure=False)
        best.offer(optimal, optimum)
        while not over(best, events):
            threading.Event().wait(0.001)
        return 0.5 if limits.work else 0.0

    def look(best: Best, limits: Limits, stop: Stop) -> Outcome:
        looks.append(limits)
        assert not stop.is_set()
        assert best.bound == optimum - 1
        best.prove(optimum, sure=True)
        return best.outcome(Statistics(), 0.25)

    whole = solve(problem())
    assert whole.schedule is not None
    assert whole.objective is not None
    optimal, optimum = whole.schedule, whole.objective
    limits = Limits(work=8.0, workers=workers)
    found = search_beside(worst(), improve, looks=LATE, limits=limits, solve_all=look)
    assert (found.status, found.bound) == (Status.OPTIMAL, optimum)
    assert [each.work for each in looks] == [7.5]


def test_a_look_that_nothing_is_left_for_is_passed_over() -> None:
    asked: list[Limits] = []

    def look(best: Best, limits: Limits, stop: Stop) -> Outcome:
        assert not stop.is_set()
        asked.append(limits)
        return best.outcome(Statistics(), 0.0)

    improved = Asked()
    limits = Limits(work=0.25)
    search_beside(worst(), improved, looks=LATE, limits=limits, solve_all=look)
    # What improved before the look has used up all the work.
    assert asked == []
    assert len(improved.limits) == 2


def test_two_threads_that_prove_together_end_the_look() -> None:
    """What a look has told meets what the other thread finds: everything is solved anew, from there."""
    whole = solve(problem())
    assert whole.schedule is not None
    assert whole.objective is not None
    optimal, optimum = whole.schedule, whole.objective
    hints: list[int] = []

    def improve(best: Best, limits: Limits, events: tuple[Stop, ...]) -> float:
        if limits.seed:
            return 0.0
        while not best.told:
            threading.Event().wait(0.001)
        best.offer(optimal, optimum)
        while not over(best, events):
            threading.Event().wait(0.001)
        return 0.0

    def look(best: Best, limits: Limits, stop: Stop) -> Outcome:
        hints.append(best.value)
        if len(hints) == 1:
            best.prove(optimum, sure=False)
            wait_for(stop)
            return best.outcome(Statistics(), 0.0)
        return solve_beside(best, limits, stop)

    found = search_beside(worst(), improve, looks=ALL, limits=Limits(workers=2), solve_all=look)
    assert (found.status, found.objective, found.bound) == (Status.OPTIMAL, optimum, optimum)
    assert hints == [worst().value, optimum]


def test_who_asks_by_himself_raises_no_doubt() -> None:
    best = worst()
    best.prove(best.value - 1, sure=False)
    best.offer(best.schedule, best.value - 1, doubt=False)
    assert not best.doubtful.is_set()
    assert solve_beside(best, Limits()).status is Status.OPTIMAL
    assert best.proved()
