"""Journeys whose order lags tell, and carriers that cost nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.build import build
from iplatform_sched.model.context import new_context
from iplatform_sched.model.precedence import known_order
from iplatform_sched.problem.data import Carrier, CarrierKind, Problem, Specimen, TimeLag
from tests.model.tiny import admits, at, mode, problem, task

if TYPE_CHECKING:
    from iplatform_sched.problem.schedule import ScheduledTask

CHAIN = (TimeLag(0, 1, 0), TimeLag(1, 2, 0))
EVERY = ("service", "minimum_lag")
FREE = Carrier("free", CarrierKind.DRIVE, ((0, 3), (5, 0)), ((0, 0), (0, 0)))
SLOW = replace(FREE, name="slow", ticks=((0, 9), (9, 0)))


def line(case: Problem, stops: tuple[int, ...] = (0, 1, 2)) -> tuple[int, ...] | None:
    return known_order(new_context(case, EVERY), stops).line()


def test_a_whole_job_or_a_prefix_in_a_chain_is_a_line() -> None:
    assert line(problem(task(), task(), task(), lags=CHAIN), (2, 0, 1)) == (0, 1, 2)
    assert line(problem(task(), task(), task(), lags=CHAIN, job={"prefix": True})) == (0, 1, 2)
    assert line(problem(task()), (0,)) == (0,)
    assert line(problem(task()), ()) == ()


def test_stops_side_by_side_training_and_cycles_are_no_line() -> None:
    assert line(problem(task(), task(), task(), lags=CHAIN[:1])) is None
    assert line(problem(task(optional=True), task(), task(), lags=CHAIN)) is None
    assert line(problem(task(), task(), lags=(CHAIN[0], TimeLag(1, 0, 0))), (0, 1)) is None


def shuttle(*carriers: Carrier, after: tuple[int, ...] = (0,), lags: tuple[TimeLag, ...] = ()) -> Problem:
    """Return two tasks, each at either of two sites, with a specimen that the first one makes."""
    either = (mode(), mode(resource=1, site=1))
    thing = Specimen("s", 0, (0, 1), (after, after))
    return replace(problem(task(*either), task(*either), specimens=(thing,), lags=lags), carriers=carriers)


@pytest.mark.parametrize("lags", [(), CHAIN[:1]], ids=["circuit", "line"])
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (at(9, 11), at(11, 13), True),
        (at(9, 11), at(13, 15, mode=1), False),
        (at(9, 11), at(14, 16, mode=1), True),
        (at(9, 11, mode=1), at(15, 17), False),
        (at(9, 11, mode=1), at(16, 18), True),
        (at(9, 11, mode=1), at(11, 13, mode=1), True),
    ],
)
def test_a_free_drive_takes_its_time(
    lags: tuple[TimeLag, ...], first: ScheduledTask, second: ScheduledTask, expected: bool
) -> None:
    case = shuttle(SLOW, FREE, after=(0, 1), lags=lags)
    assert admits(case, "specimen", first, second, beside=EVERY) is expected


@pytest.mark.parametrize("lags", [(), CHAIN[:1]], ids=["circuit", "line"])
def test_without_a_carrier_it_stays(lags: tuple[TimeLag, ...]) -> None:
    case = shuttle(after=(), lags=lags)
    assert admits(case, "specimen", at(9, 11), at(33, 35), beside=EVERY)
    assert not admits(case, "specimen", at(9, 11), at(57, 59, mode=1), beside=EVERY)


def test_a_line_has_no_circuit() -> None:
    models = [build(shuttle(FREE, lags=lags)).model for lags in ((), CHAIN[:1])]
    assert [any(row.has_circuit() for row in model.proto.constraints) for model in models] == [True, False]
