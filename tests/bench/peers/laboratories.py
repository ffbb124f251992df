"""Small laboratories with everything that a plain model can say, and more than the format has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.problem.schedule import ScheduledTask
from iplatform_sched.timeline import EMPTY, IntervalSet
from tests.agreement.draw_teams import with_teams
from tests.bench.peers.shops import HORIZON, draw_project

if TYPE_CHECKING:
    from random import Random

    from iplatform_sched.problem.data import Mode, Problem, Task

PINNED = ScheduledTask(0, 2, 4, 4, 4)


def draw_laboratory(dice: Random, *, pinned: bool = False) -> Problem:
    """Draw two projects, of three tasks and of two, with teams, windows of modes and due dates."""
    problem = draw_project(dice, pinned=pinned)
    job = problem.jobs[0]
    problem = with_teams(
        dice,
        replace(
            problem,
            tasks=tuple(_windowed(dice, replace(task, job=i // 3)) for i, task in enumerate(problem.tasks)),
            jobs=(replace(job, tasks=(0, 1, 2)), replace(job, tasks=(3, 4))),
            tick_minutes=dice.choice([1440, 480]),
        ),
    )
    # Else three of four laboratories had no schedule.
    return replace(
        problem,
        links=problem.links[:1],
        supplies=tuple(replace(supply, amount=supply.amount + 5) for supply in problem.supplies),
        resources=tuple(replace(r, occupied=(), blocked=EMPTY) for r in problem.resources),
        weights=replace(
            problem.weights,
            task_tardiness=dice.choice([0, 1, 2]),
            makespan=dice.choice([0, 0, 1, 3]),
        ),
    )


def _windowed(dice: Random, task: Task) -> Task:
    """Return a task of which some modes start in windows of their own; a pinned one in the middle of it."""
    if task.pinned is not None:
        source = replace(task.modes[0], run=PINNED.end - PINNED.start)
        return replace(task, modes=(source,), pinned=PINNED)
    return replace(task, modes=tuple(_mode(dice, mode) for mode in task.modes))


def _mode(dice: Random, mode: Mode) -> Mode:
    spans = [(start, start + dice.randint(2, 9)) for start in dice.sample(range(HORIZON // 2), 3)]
    return replace(mode, starts=dice.choice([None, IntervalSet.of(spans)]))
