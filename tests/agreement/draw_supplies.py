"""Dice for what tasks use up."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Supply

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Mode, Problem, Task
    from tests.agreement.draw_frame import Frame


def draw_supplies(frame: Frame, problem: Problem) -> Problem:
    """Return the problem with up to two supplies, which some modes use.

    The dice are seeded by what is drawn already, so that the other dice fall as they did.
    """
    rng = random.Random(f"supplies {problem.horizon} {problem.jobs} {frame.weeks}")
    count = rng.choice([0, 1, 2])
    supplies = tuple(Supply(f"supply {s}", rng.randint(0, 12)) for s in range(count))
    tasks = tuple(_with_uses(rng, count, task) for task in problem.tasks)
    return replace(problem, supplies=supplies, tasks=tasks)


def _with_uses(rng: random.Random, count: int, task: Task) -> Task:
    return replace(task, modes=tuple(_mode(rng, count, mode) for mode in task.modes))


def _mode(rng: random.Random, count: int, mode: Mode) -> Mode:
    used = [s for s in range(count) if rng.random() < 0.5]
    return replace(mode, consumes=tuple((s, rng.randint(0, 5)) for s in used))
