"""Neighbourhoods for the solver: a handful of jobs free, all others fixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.problem.residual import Residual, residual
from iplatform_sched.search.construct import load
from iplatform_sched.search.neighbourhoods import related, string, unserved_seed
from iplatform_sched.search.state import State

if TYPE_CHECKING:
    from random import Random

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.tables import Tables

CHOICES = (unserved_seed, string, related)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A smaller problem, and the schedule that it has now.

    Attributes
    ----------
    whole
        The schedule of the whole problem that all other jobs keep.
    """

    residual: Residual
    hint: Schedule
    whole: Schedule

    @property
    def problem(self) -> Problem:
        """Return the smaller problem."""
        return self.residual.problem

    def lift(self, schedule: Schedule) -> Schedule:
        """Return the whole schedule with the free jobs as in `schedule`."""
        return self.residual.lift(schedule)


def choose(problem: Problem, schedule: Schedule, dice: Random, tables: Tables | None = None) -> Neighbourhood:
    """Return a neighbourhood of `schedule` around an unserved job, a machine or a site."""
    state = State(problem, tables)
    load(state, schedule)
    jobs: list[int] = []
    while not jobs:
        jobs = dice.choice((*CHOICES, _any_job))(state, dice)
    smaller = residual(problem, schedule, jobs)
    return Neighbourhood(smaller, smaller.restrict(schedule), schedule)


def _any_job(state: State, dice: Random) -> list[int]:
    return [dice.randrange(len(state.problem.jobs))]
