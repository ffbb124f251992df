"""Rules about what tasks hold beside their machines: people and pieces of equipment."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from iplatform_sched.verify.schedule.reading import clock, movable
from iplatform_sched.verify.schedule.violation import Violation

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem, Resource
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.verify.schedule.reading import Placed


def team(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Each task holds as many units as its mode needs, and no unit is held twice, or while it is away."""
    found = []
    users: dict[int, list[Placed]] = {}
    for placed in movable(problem, schedule):
        found += [Violation("team", fault, (placed.key,)) for fault in _faults(problem, placed)]
        for candidate in set(placed.at.team):
            users.setdefault(candidate, []).append(placed)
    for candidate, holding in users.items():
        facts = problem.resources[candidate]
        held: Counter[int] = Counter()
        for placed in holding:
            for tick in range(placed.at.start, placed.at.end):
                held[tick] += placed.at.team.count(candidate)
        over = [tick for tick in held if held[tick] > _left(facts, tick)]
        if over:
            keys = tuple(
                placed.key for placed in holding if any(placed.at.start <= t < placed.at.end for t in over)
            )
            message = f"More of {facts.name} is held at {clock(problem, min(over))} than is there."
            found.append(Violation("team", message, keys))
    return tuple(found)


def _faults(problem: Problem, placed: Placed) -> list[str]:
    """Return what is wrong with the team of one task by itself."""
    members = placed.at.team
    faults = []
    if list(members) != sorted(members):
        faults.append(f"{placed.task.name} names its team out of order.")
    wanted = {candidate for need in placed.task.needs for candidate in need.candidates}
    faults += [
        f"{placed.task.name} holds {problem.resources[member].name}, which is none of its candidates."
        for member in members
        if member not in wanted
    ]
    for need in placed.task.needs:
        held = sum(member in need.candidates for member in members)
        if held != need.heads[placed.at.mode]:
            faults.append(f"{placed.task.name} holds {held} where {need.heads[placed.at.mode]} are needed.")
    return faults


def _left(facts: Resource, tick: int) -> int:
    """Return the units that tasks may hold at a tick."""
    if any(a <= tick < b for a, b in facts.blocked):
        return 0
    return facts.capacity - sum(held.amount for held in facts.occupied if held.start <= tick < held.end)
