"""Jobs that are replanned together: those tied to each other always, rivals by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule


def bundles(problem: Problem) -> list[list[int]]:
    """Return the jobs in sets that no lag and no link leaves, in order of their first ones."""
    root = list(range(len(problem.jobs)))

    def find(job: int) -> int:
        while root[job] != job:
            job = root[job]
        return job

    ties = [(lag.first, lag.second) for lag in problem.lags]
    for pair in (*ties, *((link.first, link.second) for link in problem.links)):
        one, other = (find(problem.tasks[task].job) for task in pair)
        root[max(one, other)] = min(one, other)
    found: dict[int, list[int]] = {}
    for job in range(len(problem.jobs)):
        found.setdefault(find(job), []).append(job)
    return list(found.values())


class Rivals:
    """Which bundles want what others hold.

    Attributes
    ----------
    sets
        The bundles; see :func:`bundles`.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.sets = bundles(problem)
        self.wants = [self._wanted(jobs) for jobs in self.sets]

    def choose(self, schedule: Schedule, dice: Random, tasks: int) -> list[int]:
        """Return the jobs of some bundle and of its rivals, until there are about so many `tasks`."""
        first = dice.randrange(len(self.sets))
        begin, end = self._reach(schedule, first)
        rivalry = []
        for other in range(len(self.sets)):
            if other != first:
                a, b = self._reach(schedule, other)
                shared = len(self.wants[first] & self.wants[other]) if a < end and begin < b else 0
                rivalry.append((-(1 + shared) * dice.random(), other))
        chosen, left = [first], tasks - self._size(first)
        for _, other in sorted(rivalry):
            if left <= 0:
                break
            if self._size(other) <= left:
                chosen.append(other)
                left -= self._size(other)
        return sorted(job for number in chosen for job in self.sets[number])

    def _wanted(self, jobs: list[int]) -> set[int]:
        tasks = [self.problem.tasks[task] for job in jobs for task in self.problem.jobs[job].tasks]
        machines = {mode.resource for task in tasks for mode in task.modes}
        return machines | {r for task in tasks for need in task.needs for r in need.candidates}

    def _size(self, number: int) -> int:
        return sum(len(self.problem.jobs[job].tasks) for job in self.sets[number])

    def _reach(self, schedule: Schedule, number: int) -> tuple[int, int]:
        placed = [
            at
            for job in self.sets[number]
            for task in self.problem.jobs[job].tasks
            if (at := schedule.tasks[task]) is not None
        ]
        return min((at.start for at in placed), default=0), max((at.end for at in placed), default=0)
