"""Dice for named operators: whom modes name of their pools, and which tasks must share one."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Link, LinkKind, Occupation, Resource

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Baseline, Mode, Problem

PEOPLE = 2
"""How many operators each pool names."""


def some_named(problem: Problem, share: float) -> Problem:
    """Return a share of the drawn problems with named operators, the others as they are.

    The dice are seeded by what is drawn already, so that the other dice fall as they did.
    """
    rng = random.Random(f"named {problem.horizon} {problem.jobs}")
    return with_named(rng, problem) if rng.random() < share else problem


def with_named(rng: random.Random, problem: Problem) -> Problem:
    """Return a drawn problem in which modes name operators of their pools, and tasks share them."""
    pools = sorted({pool for task in problem.tasks for mode in task.modes for pool, _ in mode.operators})
    people = {
        pool: [len(problem.resources) + number * PEOPLE + k for k in range(PEOPLE)]
        for number, pool in enumerate(pools)
    }
    persons = [_person(rng, problem, pool, k) for pool in pools for k in range(PEOPLE)]
    everybody = [person for own in people.values() for person in own]
    tasks = [
        replace(
            task,
            modes=tuple(_mode(rng, mode, people) for mode in task.modes),
            baseline=_baseline(rng, task.baseline, everybody),
        )
        for task in problem.tasks
    ]
    keys = range(len(tasks))
    pairs = [sorted(rng.sample(keys, 2)) for _ in range(rng.choice([1, 2, 3]))] if len(keys) > 1 else []
    links = [Link(a, b, LinkKind.SAME_OPERATOR) for a, b in pairs]
    return replace(
        problem,
        resources=(*problem.resources, *persons),
        tasks=tuple(tasks),
        links=(*problem.links, *links),
    )


def _person(rng: random.Random, problem: Problem, pool: int, number: int) -> Resource:
    spans = [(s, s + rng.randint(1, 3)) for s in range(0, problem.horizon, 4) if rng.random() < 0.15]
    return Resource(f"operator {pool}.{number}", 1, tuple(Occupation(a, b, 1) for a, b in spans), pool=pool)


def _mode(rng: random.Random, mode: Mode, people: dict[int, list[int]]) -> Mode:
    """Return the mode with one named operator of most of its pools, seldom two."""
    named = [
        (person, 1)
        for pool, _ in mode.operators
        for person in rng.sample(people[pool], rng.choice([0, 1, 1, 1, 1, 2]))
    ]
    return replace(mode, operators=tuple(sorted((*mode.operators, *named))))


def _baseline(rng: random.Random, baseline: Baseline | None, everybody: list[int]) -> Baseline | None:
    if baseline is None:
        return None
    most = min(2, len(everybody))
    return replace(baseline, operators=frozenset(rng.sample(everybody, rng.randint(0, most))))
