"""Small problems that peers can say: drawn ones and a project with pools and lags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.exchange.instances.frame import only, timeless
from iplatform_sched.problem.data import Anchor, Job, Mode, Problem, Resource, Style, Supply, Task, TimeLag
from iplatform_sched.problem.schedule import ScheduledTask

if TYPE_CHECKING:
    from random import Random

HORIZON = 60
ANCHORS = (Anchor.START, Anchor.END)


def draw_project(dice: Random, *, pinned: bool = False) -> Problem:
    """Draw five tasks with one or two modes on two machines, a pool of two, supplies, lags of every kind."""
    tasks = [
        Task(f"task {i}", 0, tuple(_mode(dice) for _ in range(dice.randint(1, 2))), share=1) for i in range(5)
    ]
    if pinned:
        source = Mode(0, 0, 0, Style.UNATTENDED, 0)
        tasks[0] = Task("source", 0, (source,), pinned=ScheduledTask(0, 0, 0, 0, 0))
    lags = [
        TimeLag(first, second, dice.randint(-2, 4), dice.choice(ANCHORS), dice.choice(ANCHORS))
        for first in range(5)
        for second in range(first + 1, 5)
        if dice.random() < 0.4
    ]
    lags += [
        TimeLag(lag.first, lag.second, lag.ticks + dice.randint(2, 9), lag.since, lag.to, maximum=True)
        for lag in lags
        if dice.random() < 0.4
    ]
    job = Job("project", 0, tuple(range(5)), HORIZON, 0, 0, release=dice.randint(0, 2), mandatory=True)
    resources = [Resource("saw", 1), Resource("place", 9), Resource("people", 2)]
    problem = timeless(HORIZON, [job], tasks, resources, only(makespan=1))
    supplies = (Supply("glue", dice.randint(4, 8)), Supply("paint", 99))
    return replace(problem, lags=tuple(lags), supplies=supplies)


def _mode(dice: Random) -> Mode:
    heads = dice.randint(0, 2)
    operators = ((2, heads),) if heads else ()
    consumes = ((0, dice.randint(1, 3)), (1, 1)) if dice.random() < 0.7 else ()
    run = dice.randint(1, 6)
    return Mode(dice.randint(0, 1), 0, 0, Style.ATTENDED, run, operators=operators, consumes=consumes)
