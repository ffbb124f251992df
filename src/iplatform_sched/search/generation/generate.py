"""Passes of serial schedule generation, each of which begins with what the last one could not place."""

from __future__ import annotations

import time
from random import Random
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Anchor
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.generation.crew import Crew
from iplatform_sched.search.generation.one_pass import Pass
from iplatform_sched.search.generation.ways import ways_of
from iplatform_sched.verify.schedule import verify_schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.generation.ways import Way

PASSES = 40
STEP = 0.1
"""Share of the horizon by which a task that found no place comes earlier in the next pass."""


def generate(
    problem: Problem, *, passes: int = PASSES, seconds: float | None = None, seed: int = 0
) -> Schedule | None:
    """Return a schedule that places every task and keeps every rule, or ``None`` where none was found.

    In each pass the tasks come in the order of their latest starts; those without a place in a pass, and
    what must come before them, come earlier in the next one.
    """
    began = time.monotonic()
    ways = ways_of(problem)
    if not all(ways):
        return None
    order = Order(problem, ways, seed)
    for _ in range(passes):
        placed = Pass(problem, ways, order.latest)
        missing = placed.run(order.keys(), order.before)
        if not missing:
            return _valid(problem, placed)
        order.blame(missing)
        if seconds is not None and time.monotonic() - began > seconds:
            break
    return None


def place_in_order(problem: Problem, keys: Sequence[float]) -> Schedule | None:
    """Return the schedule of one pass, ``None`` where a task finds no place after those before it.

    Tasks come in the order of their `keys`, small ones first, none before what must come before it.
    """
    ways = ways_of(problem)
    if not all(ways):
        return None
    order = Order(problem, ways, seed=0)
    placed = Pass(problem, ways, order.latest)
    return None if placed.run(keys, order.before) else _valid(problem, placed)


def _valid(problem: Problem, placed: Pass) -> Schedule | None:
    """Return the schedule of a pass that has placed every task, if it keeps every rule."""
    schedule = Schedule(tuple(placed.at))
    return None if verify_schedule(problem, schedule) else schedule


class Order:
    """In which order tasks are placed.

    Attributes
    ----------
    latest
        Latest start of each task by its own windows and those of what comes after it.
    before
        For each task those that must be placed before it.
    """

    def __init__(self, problem: Problem, ways: tuple[tuple[Way, ...], ...], seed: int) -> None:
        self.dice = Random(seed)
        self.step = max(1.0, STEP * problem.horizon)
        self.before: list[set[int]] = [set() for _ in problem.tasks]
        self.mates = Crew(problem).mates
        for lag in problem.lags:
            if not lag.maximum and lag.ticks >= 0 and lag.since is not Anchor.START:
                self.before[lag.second].add(lag.first)
        self.sequence = _topological(self.before)
        self.latest = [max(int((way.ends >= 0).nonzero()[0][-1]) for way in own) for own in ways]
        shortest = [min(way.shortest for way in own) for own in ways]
        for task in reversed(self.sequence):
            for first in self.before[task]:
                self.latest[first] = min(self.latest[first], self.latest[task] - shortest[first])
        self.urgency = [0.0] * len(problem.tasks)

    def keys(self) -> list[float]:
        """Return the key of each task, small for those that come first; none comes after its successors."""
        keys = [
            latest - self.step * urgency + self.dice.random() * min(urgency, 1.0)
            for latest, urgency in zip(self.latest, self.urgency, strict=True)
        ]
        for task in reversed(self.sequence):
            for first in self.before[task]:
                keys[first] = min(keys[first], keys[task] - 1)
        return keys

    def blame(self, missing: list[int]) -> None:
        """Let tasks that found no place come earlier, with those that must have the same people."""
        for task in missing:
            for each in {task, *self.mates.get(task, ())}:
                self.urgency[each] += self.dice.uniform(0.5, 1.5)


def _topological(before: list[set[int]]) -> list[int]:
    """Return all tasks, each after those before it; in a cycle in any order."""
    done: dict[int, None] = {}
    waiting = list(range(len(before)))
    while waiting:
        ready = [task for task in waiting if before[task] <= done.keys()] or waiting[:1]
        done.update(dict.fromkeys(ready))
        waiting = [task for task in waiting if task not in done]
    return list(done)
