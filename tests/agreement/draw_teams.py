"""Dice for individuals: who may be in the teams of a drawn problem's tasks, and who is."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Link, LinkKind, Need, Occupation, Resource
from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem, Task

PEOPLE, DEVICES = 3, 2
"""How many people there are, and how many devices, of which one has three units."""

INDIVIDUALS = PEOPLE + DEVICES
UNITS = 3


def aside(rng: random.Random) -> random.Random:
    """Return dice that fall as `rng` would, which stay as they are."""
    other = random.Random()
    other.setstate(rng.getstate())
    return other


def with_teams(rng: random.Random, problem: Problem) -> Problem:
    """Return a drawn problem whose tasks hold individuals and have due dates of their own."""
    first = len(problem.resources)
    people = [_candidate(rng, problem, f"person {k}", 1) for k in range(PEOPLE)]
    devices = [_candidate(rng, problem, "probes", UNITS), _candidate(rng, problem, "rig", 1)]
    problem = replace(problem, resources=(*problem.resources, *people, *devices))
    tasks = [_with_needs(rng, problem, task, first) for task in problem.tasks]
    problem = replace(problem, tasks=tuple(tasks), links=(*problem.links, *_links(rng, problem)))
    tasks = [
        task
        if task.pinned is None
        else replace(task, pinned=replace(task.pinned, team=draw_team(rng, problem, key, task.pinned.mode)))
        for key, task in enumerate(problem.tasks)
    ]
    weights = dict(zip(("unpreferred", "team_size", "span"), rng.choices([0, 1, 5], k=3), strict=True))
    return replace(problem, tasks=tuple(tasks), weights=replace(problem.weights, **weights))


def _candidate(rng: random.Random, problem: Problem, name: str, units: int) -> Resource:
    spans = [(s, s + rng.randint(1, 3)) for s in range(0, problem.horizon, 4) if rng.random() < 0.15]
    held = [Occupation(a, b, rng.randint(0, units)) for a, b in spans if rng.random() < 0.5]
    blocked = IntervalSet.of(spans[:1]) if rng.random() < 0.3 else EMPTY
    return Resource(name, units, occupied=tuple(held), blocked=blocked)


def _with_needs(rng: random.Random, problem: Problem, task: Task, first: int) -> Task:
    people, devices = range(first, first + PEOPLE), range(first + PEOPLE, first + INDIVIDUALS)
    pools = []
    if rng.random() < 0.7:
        pools.append((tuple(sorted(rng.sample(people, rng.randint(1, PEOPLE)))), True))
    if rng.random() < 0.5:
        pools.append((rng.choice([tuple(devices), tuple(devices[:1]), tuple(devices[1:])]), False))
    needs = [
        Need(
            candidates,
            tuple(rng.randint(0, min(2, _units(problem, candidates))) for _ in task.modes),
            preferred=rng.choice([None, frozenset(rng.sample(candidates, len(candidates) // 2))]),
            people=people_too,
        )
        for candidates, people_too in pools
    ]
    due = rng.randint(0, problem.horizon // 2)
    prices = rng.choice([(None, 8), (due, 0), (due, 3), (due, 8)])
    return replace(task, needs=tuple(needs), due=prices[0], tardiness_price=prices[1])


def _links(rng: random.Random, problem: Problem) -> list[Link]:
    keys = range(len(problem.tasks))
    if len(keys) < 2:
        return []
    pairs = [sorted(rng.sample(keys, 2)) for _ in range(rng.choice([0, 1, 1, 2]))]
    return [Link(a, b, LinkKind.SAME_TEAM) for a, b in pairs]


def _units(problem: Problem, candidates: tuple[int, ...]) -> int:
    return sum(problem.resources[r].capacity for r in candidates)


def draw_team(rng: random.Random, problem: Problem, key: int, mode: int) -> tuple[int, ...]:
    """Return a team for a task in a mode, mostly as many as it needs; no dice are thrown without needs."""
    team: list[int] = []
    for need in problem.tasks[key].needs:
        heads = need.heads[mode] + rng.choice([0, 0, 0, 0, 0, 0, 0, 0, 1, -1])
        units = [r for r in need.candidates for _ in range(problem.resources[r].capacity)]
        team += rng.sample(units, max(0, min(heads, len(units))))
    return tuple(sorted(team))
