"""Small sets of jobs that cannot all be served, guessed by insertion; the solver proves them afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.search.construct import by_due
from iplatform_sched.search.insert import insert
from iplatform_sched.search.partial import Beam

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.state import State

CROWD = 7
PAIRS = 6
MOST = 8
TASKS = 8
BEAM = Beam()


def overlap(problem: Problem, job: int, other: int) -> float:
    """Return how much of what `job` needs `other` may take: a sum over the tasks of `job`."""
    theirs = {mode.resource for task in problem.jobs[other].tasks for mode in problem.tasks[task].modes}
    total = 0.0
    for task in problem.jobs[job].tasks:
        own = {mode.resource for mode in problem.tasks[task].modes}
        if own and problem.tasks[task].pinned is None:
            # Cubed: a task whose few machines are all shared matters, a task with many does not.
            total += (len(own & theirs) / len(own)) ** 3 / len(own)
    return total


def rivals(problem: Problem, jobs: Collection[int], tasks: int | None = None) -> list[int]:
    """Return the other jobs that share machines with `jobs`, the closest first; none of more `tasks`."""
    near = {
        other: max(overlap(problem, job, other) for job in jobs)
        for other, record in enumerate(problem.jobs)
        if other not in jobs and not record.prefix and (tasks is None or len(record.tasks) <= tasks)
    }
    return sorted((other for other, share in near.items() if share), key=lambda other: (-near[other], other))


def conflicts(
    state: State, guide: Guide, unserved: Iterable[int], stop: Callable[[], bool]
) -> list[frozenset[int]]:
    """Return disjoint sets of jobs, each with one of `unserved`, that insertion cannot serve together.

    `state` must have no job placed, and has none afterwards. Jobs of which a prefix will do, and long
    ones, of which the solver proves nothing in time, are left out.
    """
    records = state.problem.jobs
    jobs = [job for job in unserved if not records[job].prefix and len(records[job].tasks) <= TASKS]
    found: list[frozenset[int]] = []
    for job in jobs:
        if stop():
            break
        clash = _pairs(state, guide, job) or _clash(state, guide, job, jobs)
        if not clash:
            continue
        joined = [known for known in found if known & clash]
        union = clash.union(*joined)
        if len(union) <= MOST:
            found = [known for known in found if not known & clash] + [union]
        elif not joined:
            found.append(clash)
    return found


def _pairs(state: State, guide: Guide, job: int) -> frozenset[int]:
    """Return `job` and those of its closest rivals that cannot be served beside it; empty without any."""
    near = rivals(state.problem, {job}, TASKS)[:PAIRS]
    apart = [other for other in near if not _serves(state, guide, [job, other])]
    return frozenset([job, *apart]) if apart else frozenset()


def _clash(state: State, guide: Guide, job: int, unserved: Collection[int]) -> frozenset[int]:
    """Return a set with `job` that cannot be served, none to spare; empty where insertion serves all."""
    crowd = [job, *rivals(state.problem, {job}, TASKS)[:CROWD]]
    if _serves(state, guide, crowd):
        return frozenset()
    # A set of unserved jobs alone would say less than one with a served job in it.
    for other in sorted(crowd[1:], key=lambda k: (k not in unserved, crowd.index(k))):
        fewer = [k for k in crowd if k != other]
        if not _serves(state, guide, fewer):
            crowd = fewer
    return frozenset(crowd)


def _serves(state: State, guide: Guide, jobs: list[int]) -> bool:
    """Return whether insertion places all `jobs` in one of three orders; the state stays as it was."""
    wanted = set(jobs)
    orders = (jobs, jobs[::-1], [job for job in by_due(state.problem) if job in wanted])
    return any(_places(state, guide, order) for order in dict.fromkeys(map(tuple, orders)))


def _places(state: State, guide: Guide, order: tuple[int, ...]) -> bool:
    placed = []
    for job in order:
        if not insert(state, guide, job, BEAM):
            break
        placed.append(job)
    for job in placed:
        state.drop(job)
    return len(placed) == len(order)
