"""A bound that is a sum over jobs and sets of jobs, raised piece by piece.

Nobody's presence makes another job cheaper, so the least cost of each job with nothing else planned is
part of a bound, and so is the least cost of a set of jobs; disjoint sets add up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.bound.least import ROUNDING, alone
from iplatform_sched.search.bound.paths import through
from iplatform_sched.search.bound.relaxation import Relaxation
from iplatform_sched.search.bound.shortage import Shortage
from iplatform_sched.search.construct import load
from iplatform_sched.search.insert import guide_cost
from iplatform_sched.search.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import ScheduledTask
    from iplatform_sched.search.bound.paths import Through

Group = frozenset[int]


@dataclass(slots=True)
class Floor:
    """See the module.

    Attributes
    ----------
    paths
        For each job with something to place, its least costs; see `paths.py`.
    lows
        For each job the least weighted cost of the first level, served or not.
    parts
        For each job of which a prefix will do, the least cost of any but the whole of it.
    together
        Of sets of jobs the least cost of all of them; the sets may overlap.
    alone, plans
        For each job the cost and the placements of the best known plan with nothing else planned.
    tried
        What has been asked about which set, and how hard it was tried.
    polished
        For sets of jobs their cost in the schedule in which the solver last tried to place them better, and
        the seconds that it had.
    """

    relaxed: Relaxation
    paths: dict[int, Through]
    lows: list[float]
    parts: dict[int, float]
    together: dict[Group, float] = field(default_factory=dict)
    alone: dict[int, float] = field(default_factory=dict)
    plans: dict[int, dict[int, ScheduledTask]] = field(default_factory=dict)
    tried: dict[tuple[str, Group], float] = field(default_factory=dict)
    polished: dict[Group, tuple[float, float]] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """Return the problem that is bounded."""
        return self.relaxed.problem

    @property
    def value(self) -> int:
        """Return the bound."""
        return math.floor(self.least(range(len(self.lows))) + ROUNDING)

    def least(self, jobs: Iterable[int]) -> float:
        """Return the least cost of `jobs`: disjoint sets among them, those that say most first."""
        left = set(jobs)
        total = self.apart(left)
        gains = {group: low - self.apart(group) for group, low in self.together.items() if group <= left}
        for group in sorted(gains, key=lambda group: (-gains[group], sorted(group))):
            if gains[group] > 0 and group <= left:
                left -= group
                total += gains[group]
        return total

    def apart(self, jobs: Iterable[int]) -> float:
        """Return the sum of the least costs of `jobs`."""
        return sum(self.lows[job] for job in sorted(jobs))

    def absent(self, job: int) -> float:
        """Return the weighted price of not serving `job`."""
        return self.relaxed.absent_price(self.problem.jobs[job])

    def shortages(self) -> tuple[Shortage, ...]:
        """Return what is proved of each set of jobs."""
        return tuple(
            Shortage({job: self.absent(job) for job in sorted(group)}, low - self.apart(group))
            for group, low in self.together.items()
        )

    def is_new(self, question: str, group: Group, effort: float) -> bool:
        """Return whether `question` was never asked of `group` with so much effort; from now on it was."""
        if self.tried.get((question, group), 0.0) >= effort:
            return False
        self.tried[question, group] = effort
        return True

    def settle(self, question: str, group: Group) -> None:
        """Remember that `question` about `group` is answered: no effort will say more."""
        self.tried[question, group] = math.inf

    def keep(self, job: int, schedule: Schedule, cost: float) -> None:
        """Remember how `schedule` places `job`, alone, where that is cheaper than what is known."""
        tasks = self.relaxed.state.tables.unpinned(self.problem.jobs[job])
        if cost < self.alone.get(job, math.inf):
            self.alone[job] = cost
            self.plans[job] = {task: at for task in tasks if (at := schedule.tasks[task]) is not None}

    def schedule(self, job: int) -> Schedule:
        """Return the schedule of the best plan of `job` alone."""
        tasks = list(self.relaxed.state.schedule().tasks)
        for task, at in self.plans[job].items():
            tasks[task] = at
        return Schedule(tuple(tasks))

    def forget(self) -> None:
        """Forget what is tabulated of all modes: the solver needs the memory."""
        self.relaxed.state = State(self.problem)

    def state(self, schedule: Schedule) -> State:
        """Return the state of `schedule`."""
        state = State(self.problem, self.relaxed.state.tables)
        load(state, schedule)
        return state

    def costs(self, state: State) -> dict[int, float]:
        """Return what each job with something to place costs in `state`, served or not."""
        return {job: guide_cost(self.relaxed.guide, state.terms[job]) for job in self.paths}


def floor_of(problem: Problem, relaxed: Relaxation | None = None) -> Floor:
    """Return the floor on which each job stands by itself; `relaxed` are its columns, where they are made."""
    relaxed = relaxed or Relaxation(problem)
    paths, lows, parts = {}, [], {}
    for index, job in enumerate(problem.jobs):
        low = alone(relaxed, job)
        if relaxed.required(job):
            found = paths[index] = through(relaxed.state, relaxed.guide, job)
            other = relaxed.absent_price(job)
            if job.prefix:
                other = parts[index] = relaxed.part_price(job)
            low = max(low, min(found.low, other))
        lows.append(low)
        relaxed.state.cache.clear()
    floor = Floor(relaxed, paths, lows, parts)
    floor.forget()
    return floor
