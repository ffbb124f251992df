"""Without some of its tasks a problem allows what it allowed with them, and asks no more for it."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.problem.data import Anchor, TimeLag
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.problem.shortened import shortened
from tests.model.tiny import mode, problem, task
from tests.search.judge import broken
from tests.strategies import draw_problem, draw_valid_schedule

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem


def _dropped(dice: Random, case: Problem) -> set[int]:
    """Draw tasks to drop; a job without its required tasks has no use for the optional ones."""
    free = [
        number
        for number, one in enumerate(case.tasks)
        if one.pinned is None and not case.jobs[one.job].prefix
    ]
    dropped = set(dice.sample(free, dice.randint(0, len(free))))
    for job in case.jobs:
        own = [number for number in job.tasks if case.tasks[number].pinned is None]
        if all(number in dropped or case.tasks[number].optional for number in own):
            dropped.update(own)
    return dropped


@pytest.mark.parametrize("seed", range(60))
def test_a_valid_schedule_stays_valid_without_the_dropped_tasks(seed: int) -> None:
    dice = Random(seed)
    case = draw_problem(dice)
    for _ in range(5):
        schedule = draw_valid_schedule(dice, case)
        dropped = _dropped(dice, case)
        kept = [task for task in range(len(case.tasks)) if task not in dropped]
        rest = Schedule(tuple(schedule.tasks[task] for task in kept))
        assert broken(shortened(case, dropped), rest) == []


def test_lags_through_a_dropped_task_become_lags_over_it() -> None:
    lags = (
        TimeLag(0, 1, 3),
        TimeLag(1, 2, 4),
        TimeLag(0, 1, 9, maximum=True),
        TimeLag(1, 2, 5, since=Anchor.START),
    )
    case = problem(task(mode(run=2)), task(mode(run=6), mode(run=5)), task(mode(run=2)), lags=lags)
    assert shortened(case, {1}).lags == (TimeLag(0, 1, 3 + 5 + 4),)
    assert shortened(case, ()) == case


def test_an_optional_task_that_is_dropped_holds_nothing_apart() -> None:
    case = problem(
        task(mode(run=2)),
        task(mode(run=6), optional=True),
        task(mode(run=2)),
        lags=(TimeLag(0, 1, 3), TimeLag(1, 2, 4)),
    )
    assert shortened(case, {1}).lags == ()
