"""Neighbourhoods for the solver: a handful of jobs free, all others fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.residual import residual
from iplatform_sched.search.construct import load
from iplatform_sched.search.neighbourhoods import related, string, unserved_seed
from iplatform_sched.search.state import State

if TYPE_CHECKING:
    from random import Random

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.residual import Residual
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.tables import Tables

CHOICES = (unserved_seed, string, related)


def choose(problem: Problem, schedule: Schedule, dice: Random, tables: Tables | None = None) -> Residual:
    """Return a neighbourhood of `schedule` around an unserved job, a machine or a site."""
    state = State(problem, tables)
    load(state, schedule)
    jobs: list[int] = []
    while not jobs:
        jobs = dice.choice((*CHOICES, _any_job))(state, dice)
    return residual(problem, schedule, jobs)


def _any_job(state: State, dice: Random) -> list[int]:
    return [dice.randrange(len(state.problem.jobs))]
