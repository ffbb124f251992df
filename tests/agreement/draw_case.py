"""Dice for one rule: a problem and a schedule on one side or the other of where the rule begins to bite."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.verify.schedule import RULES
from tests.agreement.draw_knobs import KNOBS
from tests.agreement.draw_named import some_named
from tests.agreement.draw_problem import draw_problem
from tests.agreement.draw_schedule import draw_schedule, draw_valid_schedule, pins_only, step, with_task
from tests.agreement.draw_teams import aside, with_teams

if TYPE_CHECKING:
    import random
    from collections.abc import Collection

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from tests.agreement.draw_knobs import Knob

BY_NAME = {rule.name: rule for rule in RULES}
ATTEMPTS = 25
STEPS = 60
SOME = 0.25
TEAMS = {"team": 1.0, "link": 0.6}
NAMED = {"operators": 0.4, "link": 0.5}
"""Share of the problems that have teams, and named operators, by the rule that they are drawn for."""


class Case(NamedTuple):
    """A problem, a schedule, and whether the schedule keeps the rule that they were drawn for."""

    problem: Problem
    schedule: Schedule
    keeps: bool


def keeps(problem: Problem, schedule: Schedule, names: Collection[str]) -> bool:
    """Return whether the schedule keeps all the named rules."""
    return not any(BY_NAME[name].check(problem, schedule) for name in names)


def draw_case(rng: random.Random, name: str, needs: Collection[str] = ()) -> Case:
    """Return a case for one rule whose schedule keeps the rules in `needs`.

    Half of the cases lie one step from a case with the other verdict: the limit of the rule is one
    more or less, or a task lies one place further on.
    """
    needs = {*needs, "pinned"} - {name}
    shares = (TEAMS.get(name, SOME), NAMED.get(name, SOME))
    problem, schedule = _start(rng, needs, shares)
    for _ in range(ATTEMPTS):
        found = _at_a_limit(rng, problem, schedule, name, needs) or _at_a_step(
            rng, problem, schedule, name, needs
        )
        if found is not None:
            return found
        problem, schedule = _start(rng, needs, shares)
    return Case(problem, schedule, keeps(problem, schedule, {name}))


def _start(
    rng: random.Random, needs: Collection[str], shares: tuple[float, float]
) -> tuple[Problem, Schedule]:
    keep_calendar = "calendar" in needs or rng.random() < 0.4
    teams, named = shares
    return draw_keeping(rng, needs, keep_calendar=keep_calendar, teams=teams, named=named)


def draw_keeping(
    rng: random.Random,
    names: Collection[str],
    *,
    keep_calendar: bool = True,
    teams: float = SOME,
    named: float = SOME,
) -> tuple[Problem, Schedule]:
    """Return a problem and a schedule that keeps the named rules, and any other only by chance.

    A share `teams` of the problems have teams, a share `named` have named operators.
    """
    problem = draw_problem(rng)
    if aside(rng).random() < teams:
        problem = with_teams(rng, problem)
    problem = some_named(problem, named)
    if "service" in names:
        # No walk of single tasks leads from one whole job to the next.
        return problem, draw_valid_schedule(rng, problem, tries=6)
    schedule = draw_schedule(rng, problem, keep_calendar=keep_calendar)
    if not keeps(problem, schedule, names):
        schedule = pins_only(problem)
        for _ in range(STEPS // 2):
            moved = step(rng, problem, schedule)
            if keeps(problem, moved, names):
                schedule = moved
    return problem, schedule


def _at_a_limit(
    rng: random.Random, problem: Problem, schedule: Schedule, name: str, needs: Collection[str]
) -> Case | None:
    """Turn a limit of the rule until its verdict flips, and return the case before or after."""
    knobs = KNOBS[name](problem) if name in KNOBS else []
    rng.shuffle(knobs)
    for knob in knobs[: rng.randint(0, 6)]:
        value = _flip(knob, schedule, name)
        if value is None:
            continue
        turned = knob.put(value + rng.randint(0, 1))
        if keeps(turned, schedule, needs):
            return Case(turned, schedule, keeps(turned, schedule, {name}))
    return None


def _flip(knob: Knob, schedule: Schedule, name: str) -> int | None:
    """Return a value whose verdict differs from that of the next, found by halving."""
    low, high = knob.low, knob.high
    at_low = keeps(knob.put(low), schedule, {name})
    if keeps(knob.put(high), schedule, {name}) is at_low:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if keeps(knob.put(middle), schedule, {name}) is at_low:
            low = middle
        else:
            high = middle
    return low


def _at_a_step(
    rng: random.Random, problem: Problem, schedule: Schedule, name: str, needs: Collection[str]
) -> Case | None:
    """Change the schedule step by step until the verdict flips, and return the case before or after."""
    before = keeps(problem, schedule, {name})
    free = "calendar" not in needs and rng.random() < 0.5
    for _ in range(STEPS):
        moved = step(rng, problem, schedule, keep_calendar=not free)
        if name == "pinned":
            moved = _unpinned(rng, problem, moved)
        if not keeps(problem, moved, needs):
            continue
        if keeps(problem, moved, {name}) is not before:
            flipped = rng.random() < 0.5
            return Case(problem, moved, not before) if flipped else Case(problem, schedule, before)
        schedule = moved
    return None


def _unpinned(rng: random.Random, problem: Problem, schedule: Schedule) -> Schedule:
    """Drop a pinned task or change a detail of its placement."""
    fixed = [key for key, task in enumerate(problem.tasks) if task.pinned is not None]
    if not fixed:
        return schedule
    key = rng.choice(fixed)
    at = schedule.tasks[key]
    if at is None or rng.random() < 0.2:
        return with_task(schedule, key, None)
    later = at.end + 1 if at.end < problem.horizon else at.end
    other = rng.choice(
        [
            replace(at, end=later),
            replace(at, mode=rng.randrange(len(problem.tasks[key].modes))),
            replace(at, start=max(0, at.start - 1)) if at.start >= 0 else at,
        ]
    )
    return with_task(schedule, key, other)
