"""Neighbourhoods for the solver: a handful of jobs free, all others fixed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Weights
from iplatform_sched.problem.residual import Residual, residual
from iplatform_sched.search.conflicts import rivals
from iplatform_sched.search.construct import load
from iplatform_sched.search.neighbourhoods import related, string, unserved_seed
from iplatform_sched.search.state import State

if TYPE_CHECKING:
    from random import Random

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.tables import Tables

ROUNDS = 4
CHOICES = (unserved_seed, string, related)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A smaller problem, and the schedule that it comes from.

    Attributes
    ----------
    hint
        The schedule of the free jobs, ``None`` where they are solved anew.
    whole
        The schedule of the whole problem that all other jobs keep.
    """

    residual: Residual
    problem: Problem
    hint: Schedule | None
    whole: Schedule

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
    return Neighbourhood(smaller, smaller.problem, smaller.restrict(schedule), schedule)


def serving(problem: Problem, schedule: Schedule, number: int) -> Neighbourhood | None:
    """Return an unserved job and its closest rivals, to be served as far as can be at any cost.

    With `number` the unserved jobs come in turn, each time with one rival more; after the last,
    and where every job is served, there is none.
    """
    unserved = [
        job
        for job, record in enumerate(problem.jobs)
        if (own := [t for t in record.tasks if problem.tasks[t].pinned is None])
        and all(schedule.tasks[task] is None for task in own)
    ]
    if not unserved or number >= ROUNDS * len(unserved):
        return None
    # Short ones first: of these the solver sees soon whether they fit.
    unserved.sort(key=lambda job: len(problem.jobs[job].tasks))
    size, index = divmod(number, len(unserved))
    seed = unserved[index]
    smaller = residual(problem, schedule, [seed, *rivals(problem, {seed})[: size + 1]])
    weights = Weights(**dict.fromkeys(Weights.__dataclass_fields__, 0) | {"unserved": 1})
    return Neighbourhood(smaller, replace(smaller.problem, levels=(), weights=weights), None, schedule)


def _any_job(state: State, dice: Random) -> list[int]:
    return [dice.randrange(len(state.problem.jobs))]
