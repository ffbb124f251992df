"""Rules about machines, operators, supplies and company staff."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from iplatform_sched.verify.schedule.reading import attended_ticks, clock, movable
from iplatform_sched.verify.schedule.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iplatform_sched.problem.data import Problem, Resource
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.verify.schedule.reading import Placed


def capacity(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """At every tick the units held of a machine are at most its capacity."""
    demands = [
        (placed.mode.resource, placed, range(placed.at.start, placed.at.end), placed.mode.units)
        for placed in movable(problem, schedule)
    ]
    return _overloads(problem, "capacity", demands)


def operators(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """At every tick the operators needed from a pool are at most its heads."""
    demands = [
        (pool, placed, attended_ticks(problem, placed), heads)
        for placed in movable(problem, schedule)
        for pool, heads in placed.mode.operators
    ]
    return _overloads(problem, "operators", demands)


def _overloads(
    problem: Problem, rule: str, demands: Sequence[tuple[int, Placed, Iterable[int], int]]
) -> tuple[Violation, ...]:
    """Return one violation for each resource at whose ticks in demand the sum exceeds the capacity."""
    load: dict[int, Counter[int]] = defaultdict(Counter)
    users: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for resource, placed, ticks, amount in demands:
        for tick in ticks:
            load[resource][tick] += amount
            users[resource][tick].append(placed.key)
    found = []
    for resource, by_tick in load.items():
        facts = problem.resources[resource]
        over = [tick for tick in by_tick if by_tick[tick] + _occupied(facts, tick) > facts.capacity]
        if over:
            tasks = tuple(sorted({index for tick in over for index in users[resource][tick]}))
            message = f"{facts.name} has too little capacity at {clock(problem, min(over))}."
            found.append(Violation(rule, message, tasks))
    return tuple(found)


def _occupied(facts: Resource, tick: int) -> int:
    return sum(held.amount for held in facts.occupied if held.start <= tick < held.end)


def overtime(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """In every week the operator-ticks worked in a pool's overtime windows are at most its cap."""
    used: Counter[tuple[int, int]] = Counter()
    users: dict[tuple[int, int], list[int]] = defaultdict(list)
    for placed in movable(problem, schedule):
        for pool, heads in placed.mode.operators:
            extra = problem.resources[pool].overtime
            if extra is None:
                continue
            late = [tick for tick in attended_ticks(problem, placed) if tick in extra.windows]
            for week, (first, last) in enumerate(itertools.pairwise(problem.weeks)):
                ticks = sum(first <= tick < last for tick in late)
                if ticks:
                    used[pool, week] += heads * ticks
                    users[pool, week].append(placed.key)
    found = []
    for (pool, week), ticks in used.items():
        extra = problem.resources[pool].overtime
        if extra is not None and ticks > extra.caps[week]:
            message = f"{problem.resources[pool].name} works too much overtime in period {week}."
            found.append(Violation("overtime", message, tuple(users[pool, week])))
    return tuple(found)


def supply(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """All tasks together use up no more of a supply than there is."""
    found = []
    for index, stock in enumerate(problem.supplies):
        taken = [
            (placed.key, amount)
            for placed in movable(problem, schedule)
            for used, amount in placed.mode.consumes
            if used == index
        ]
        total = sum(amount for _, amount in taken)
        if total > stock.amount:
            message = f"{total} of {stock.name} are used up, of which there are {stock.amount}."
            tasks = tuple(key for key, amount in taken if amount)
            found.append(Violation("supply", message, tasks))
    return tuple(found)


def changeover(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Between two works on a machine with changeovers lies the gap of their families, all pairs."""
    found = []
    tasks = [placed for placed in movable(problem, schedule) if placed.mode.family >= 0]
    for one in tasks:
        machine = problem.resources[one.mode.resource]
        if not machine.changeover:
            continue
        work = (one.at.start, one.at.end, one.mode.family)
        for other in tasks:
            if other.key > one.key and other.mode.resource == one.mode.resource:
                theirs = (other.at.start, other.at.end, other.mode.family)
                if not _apart(machine, work, theirs):
                    message = f"{one.task.name} and {other.task.name} leave no changeover on {machine.name}."
                    found.append(Violation("changeover", message, (one.key, other.key)))
        for held in machine.occupied:
            if held.family >= 0 and not _apart(machine, work, (held.start, held.end, held.family)):
                message = f"{one.task.name} leaves no changeover to a fixed booking on {machine.name}."
                found.append(Violation("changeover", message, (one.key,)))
    return tuple(found)


def _apart(machine: Resource, one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Return whether one (start, end, family) lies before the other with the changeover between them."""
    (start, end, family), (start2, end2, family2) = one, other
    return (
        start2 >= end + machine.changeover[family][family2]
        or start >= end2 + machine.changeover[family2][family]
    )


def staff(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Each task has its members, and each member is in one place at a time, travel included."""
    found = []
    tasks = movable(problem, schedule)
    for placed in tasks:
        index, task, mode, at = placed
        company = problem.companies[problem.jobs[task.job].company]
        known = all(0 <= member < company.members for member in at.members)
        if not known or len(at.members) != mode.staff or list(at.members) != sorted(set(at.members)):
            message = f"{task.name} needs {mode.staff} members of {company.name}, named once and in order."
            found.append(Violation("staff", message, (index,)))
    visits = [(placed, _visits(problem, placed)) for placed in tasks if placed.at.members]
    for (one, here), (other, there) in itertools.combinations(visits, 2):
        if _share_member(problem, one, other) and not _reachable(problem, here, there):
            message = f"{one.task.name} and {other.task.name} need the same member at the same time."
            found.append(Violation("staff", message, (one.key, other.key)))
    for one, here in visits:
        company = problem.companies[problem.jobs[one.task.job].company]
        for busy in company.busy:
            elsewhere = [(tick, busy.site) for tick in range(busy.start, busy.end)]
            if busy.member in one.at.members and not _reachable(problem, here, elsewhere):
                message = f"{one.task.name} needs a member who attends a fixed booking."
                found.append(Violation("staff", message, (one.key,)))
    return tuple(found)


def _visits(problem: Problem, placed: Placed) -> list[tuple[int, int]]:
    """Return (tick, site) for each attended tick."""
    return [(tick, placed.mode.site) for tick in attended_ticks(problem, placed)]


def _share_member(problem: Problem, one: Placed, other: Placed) -> bool:
    same_company = problem.jobs[one.task.job].company == problem.jobs[other.task.job].company
    return same_company and bool(set(one.at.members) & set(other.at.members))


def _reachable(problem: Problem, one: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    """Return whether a person can be at all (tick, site) of both lists."""
    for (tick, site), (tick2, site2) in itertools.pairwise(sorted(one + other)):
        travel = problem.staff_ticks[site][site2] if problem.staff_ticks else 0
        if tick2 < tick + 1 + travel:
            return False
    return True
