"""Rules between tasks: lags, links, specimens and training."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Anchor, LinkKind
from iplatform_sched.verify.schedule.legs import arriving, legs
from iplatform_sched.verify.schedule.reading import by_key, clock, date_of, movable, present
from iplatform_sched.verify.schedule.violation import Violation

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem, TimeLag
    from iplatform_sched.problem.schedule import Schedule, ScheduledTask
    from iplatform_sched.verify.schedule.reading import Placed


def minimum_lag(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Between two present tasks at least the minimum lag passes."""
    return tuple(
        Violation("minimum_lag", f"{second.task.name} follows {first.task.name} too early.", (a, b))
        for lag, a, b, first, second in _bound_lags(problem, schedule, maximum=False)
        if _elapsed(problem, lag, first.at, second.at) < lag.ticks
    )


def maximum_lag(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Between two present tasks at most the maximum lag passes."""
    return tuple(
        Violation("maximum_lag", f"{second.task.name} follows {first.task.name} too late.", (a, b))
        for lag, a, b, first, second in _bound_lags(problem, schedule, maximum=True)
        if _elapsed(problem, lag, first.at, second.at) > lag.ticks
    )


def _bound_lags(
    problem: Problem, schedule: Schedule, *, maximum: bool
) -> list[tuple[TimeLag, int, int, Placed, Placed]]:
    placed = by_key(present(problem, schedule))
    return [
        (lag, lag.first, lag.second, placed[lag.first], placed[lag.second])
        for lag in problem.lags
        if lag.maximum is maximum and _bound(placed, lag.first, lag.second)
    ]


def _bound(placed: dict[int, Placed], first: int, second: int) -> bool:
    """Return whether both tasks are present and not both pinned."""
    if first not in placed or second not in placed:
        return False
    return placed[first].task.pinned is None or placed[second].task.pinned is None


def _elapsed(problem: Problem, lag: TimeLag, first: ScheduledTask, second: ScheduledTask) -> int:
    since, to = _moment(first, lag.since), _moment(second, lag.to)
    if lag.working_days:
        return _working_days(problem, to) - _working_days(problem, since)
    return to - since


def _moment(at: ScheduledTask, anchor: Anchor) -> int:
    match anchor:
        case Anchor.START:
            return at.start
        case Anchor.RUN_END:
            return at.run_end
        case Anchor.END:
            return at.end


def _working_days(problem: Problem, moment: int) -> int:
    """Return the number of working days that began at or before the date of `moment`."""
    return sum(problem.working_days[: max(0, date_of(problem, moment) + 1)])


def link(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Linked tasks have the same or different machines or sites, or the same people."""
    placed = by_key(present(problem, schedule))
    found = []
    for bond in problem.links:
        if not _bound(placed, bond.first, bond.second):
            continue
        first, second = placed[bond.first], placed[bond.second]
        if not _link_holds(problem, bond.kind, first, second):
            words = bond.kind.value.replace("_", " ")
            message = f"{first.task.name} and {second.task.name} must have the {words}."
            if bond.kind in {LinkKind.DIFFERENT_RESOURCE, LinkKind.DIFFERENT_SITE}:
                message = f"{first.task.name} and {second.task.name} must have a {words}."
            found.append(Violation("link", message, (bond.first, bond.second)))
    return tuple(found)


def _link_holds(problem: Problem, kind: LinkKind, first: Placed, second: Placed) -> bool:
    match kind:
        case LinkKind.SAME_RESOURCE:
            return first.mode.resource == second.mode.resource
        case LinkKind.DIFFERENT_RESOURCE:
            return first.mode.resource != second.mode.resource
        case LinkKind.SAME_SITE:
            return first.mode.site == second.mode.site
        case LinkKind.DIFFERENT_SITE:
            return first.mode.site != second.mode.site
        case LinkKind.SAME_TEAM:
            return _people(first) == _people(second)
        case LinkKind.SAME_OPERATOR:
            pools = {problem.resources[r].pool for r, _ in (*first.mode.operators, *second.mode.operators)}
            return all(_share_operator(problem, pool, first, second) for pool in pools if pool >= 0)


def _share_operator(problem: Problem, pool: int, first: Placed, second: Placed) -> bool:
    """Return whether both have one of the pool's named operators in common, or one of them has none."""
    one, other = (
        {r for r, _ in placed.mode.operators if problem.resources[r].pool == pool}
        for placed in (first, second)
    )
    return not one or not other or not one.isdisjoint(other)


def _people(placed: Placed) -> set[int]:
    """Return the people whom a task holds, whatever else it holds."""
    people = {r for need in placed.task.needs if need.people for r in need.candidates}
    return people.intersection(placed.at.team)


def specimen(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """A specimen is in one place at a time and reaches each stop before it starts."""
    placed = by_key(present(problem, schedule))
    found = []
    for thing in problem.specimens:
        for a, b in itertools.combinations([stop for stop in thing.stops if stop in placed], 2):
            one, other = placed[a], placed[b]
            if _bound(placed, a, b) and one.at.start < other.at.end and other.at.start < one.at.end:
                message = f"{one.task.name} and {other.task.name} hold {thing.name} at the same time."
                found.append(Violation("specimen", message, (a, b), (thing.job,)))
        for leg in legs(thing, placed):
            if not arriving(problem, leg):
                when = clock(problem, leg.arrive)
                message = f"{thing.name} does not reach {problem.tasks[leg.stop].name} by {when}."
                found.append(Violation("specimen", message, (leg.stop,), (thing.job,)))
    return tuple(found)


def training(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Whoever must be trained for a mode has been trained when the task starts."""
    placed = by_key(present(problem, schedule))
    found = []
    for index, task, mode, at in movable(problem, schedule):
        if mode.training < 0:
            continue
        course = placed.get(mode.training)
        if course is None or course.at.end > at.start:
            message = f"{task.name} starts before {problem.tasks[mode.training].name} has ended."
            found.append(Violation("training", message, (index, mode.training)))
    return tuple(found)
