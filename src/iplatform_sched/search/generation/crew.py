"""Who may work together on linked tasks."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import LinkKind
from iplatform_sched.problem.teams import people_of

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem


class Crew:
    """Tasks that must have the same people, from link to link.

    Attributes
    ----------
    mates
        For each linked task all others that must have the same people.
    people
        For each linked task the people who may work on all of them.
    sizes
        For each linked task how many people all of them could have.
    """

    def __init__(self, problem: Problem) -> None:
        beside: dict[int, set[int]] = defaultdict(set)
        for link in problem.links:
            if link.kind is LinkKind.SAME_TEAM:
                beside[link.first].add(link.second)
                beside[link.second].add(link.first)
        self.mates: dict[int, list[int]] = {}
        self.people: dict[int, frozenset[int]] = {}
        self.sizes: dict[int, set[int]] = {}
        for task in beside:
            if task not in self.mates:
                self._join(problem, sorted(_reached(task, beside)))

    def _join(self, problem: Problem, tasks: list[int]) -> None:
        people = frozenset.intersection(*(people_of(problem.tasks[i]) for i in tasks))
        sizes = set.intersection(*(_sizes(problem, i) for i in tasks))
        for task in tasks:
            self.mates[task] = [i for i in tasks if i != task]
            self.people[task] = people
            self.sizes[task] = sizes


def _reached(task: int, beside: dict[int, set[int]]) -> set[int]:
    found, new = {task}, [task]
    while new:
        for other in beside[new.pop()] - found:
            found.add(other)
            new.append(other)
    return found


def _sizes(problem: Problem, task: int) -> set[int]:
    """Return how many people a task may have in its modes."""
    record = problem.tasks[task]
    return {sum(need.heads[m] for need in record.needs if need.people) for m, _ in enumerate(record.modes)}
