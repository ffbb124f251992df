"""Ruin and recreate: take a few jobs out, insert them and their rivals again, keep what pays.

Schrimpf et al. (2000), doi:10.1006/jcph.1999.6413; strings of neighbours on a machine after Christiaens
and Vanden Berghe (2020), doi:10.1287/trsc.2019.0914. Rounds are accepted by annealing on the exact
objective; levels are compared one by one, and only the last level may get worse for a while.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.search.construct import never
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.insert import insert
from iplatform_sched.search.neighbourhoods import NEIGHBOURHOODS, waiting
from iplatform_sched.search.partial import Beam
from iplatform_sched.search.score import score
from iplatform_sched.search.vouchers import polish_vouchers

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.schedule import Schedule, ScheduledTask
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.state import State

    Plans = dict[int, dict[int, ScheduledTask]]

RIVALS = 3
LEADS = 0.75  # share of the rounds about an unserved job in which it is inserted before all others


@dataclass(frozen=True, slots=True)
class Cooling:
    """Temperatures of the annealing as shares of the objective per job."""

    first: float = 0.02
    last: float = 0.0005


class Improvement(NamedTuple):
    """The best schedule found so far.

    Attributes
    ----------
    round
        Rounds of ruin and recreate before it.
    """

    schedule: Schedule
    score: tuple[int, ...]
    round: int


@dataclass(slots=True)
class Limits:
    """When a search ends: after `rounds`, or as soon as `stop` says so.

    Attributes
    ----------
    progress
        Share of a budget of time that is used; without it, the share of the rounds.
    """

    rounds: int = 1 << 60
    stop: Callable[[], bool] = never
    progress: Callable[[], float] | None = None

    def share(self, done: int) -> float:
        """Return how much of the budget is used after `done` rounds, from 0 to 1."""
        value = done / max(self.rounds, 1) if self.progress is None else self.progress()
        return min(max(value, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard a search looks.

    Attributes
    ----------
    passes
        Most plans from nothing before the rounds, in which whom one leaves unserved goes first in the next.
    beam
        Of each insertion of a round.
    """

    passes: int = 8
    beam: Beam = field(default_factory=lambda: Beam(3, 0.02))
    cooling: Cooling = field(default_factory=Cooling)


def improve(
    state: State,
    *,
    seed: int,
    limits: Limits,
    effort: Effort | None = None,
    on_improvement: Callable[[Improvement], None] | None = None,
) -> Improvement:
    """Improve `state` and return the best schedule; the state itself ends somewhere near it."""
    effort = effort or Effort()
    dice = Random(seed)
    guide = guide_of(state.problem)
    current = score(state)
    best = Improvement(state.schedule(), current, 0)
    unit = max(abs(current[-1]) / max(len(state.problem.jobs), 1), 1.0)
    done = 0
    while done < limits.rounds and not limits.stop():
        share = limits.share(done)
        heat = unit * effort.cooling.first * (effort.cooling.last / effort.cooling.first) ** share
        after = _round(state, dice, guide, effort.beam, (current, heat))
        done += 1
        if after is not None:
            current = after
        if current < best.score:
            polish_vouchers(state)
            current = score(state)
            best = Improvement(state.schedule(), current, done)
            if on_improvement is not None:
                on_improvement(best)
    return best._replace(round=done)


def _round(
    state: State, dice: Random, guide: Guide, beam: Beam, now: tuple[tuple[int, ...], float]
) -> tuple[int, ...] | None:
    """Make one round; return the new score, or ``None`` when it was undone."""
    current, heat = now
    chosen = _chosen(state, dice)
    if not chosen:
        return None
    before: Plans = {job: state.drop(job) for job in dict.fromkeys(chosen)}
    rivals = [job for job in waiting(state) if job not in before]
    offered = list(before) + dice.sample(rivals, min(len(rivals), dice.randint(0, RIVALS)))
    before |= {job: {} for job in offered if job not in before}
    for job in _led(state, dice, offered, lead=not before[offered[0]]):
        insert(state, guide, job, beam, dice)
    after = score(state)
    if _accepts(dice, current, after, heat):
        return after
    restore(state, before)
    return None


def _chosen(state: State, dice: Random) -> list[int]:
    """Return the jobs of a neighbourhood, drawn among those that have any; empty where none has."""
    left = dict(NEIGHBOURHOODS)
    while left:
        drawn = dice.choices([*left], [*left.values()])[0]
        jobs = drawn(state, dice)
        if jobs:
            return jobs
        del left[drawn]
    return []


def restore(state: State, plans: Plans) -> None:
    """Put the jobs of `plans` back exactly as they were."""
    for job in plans:
        state.drop(job)
    for job, plan in plans.items():
        if plan:
            state.add(job, plan)


def _accepts(dice: Random, current: tuple[int, ...], after: tuple[int, ...], heat: float) -> bool:
    if after <= current:
        return True
    if after[:-1] != current[:-1]:
        return False
    return dice.random() < math.exp(-(after[-1] - current[-1]) / max(heat, 1e-9))


def _led(state: State, dice: Random, jobs: list[int], *, lead: bool) -> list[int]:
    """Return `jobs` in some order; the first of them, if it may `lead`, mostly stays first."""
    if lead and dice.random() < LEADS:
        return [jobs[0], *_ordered(state, dice, jobs[1:])]
    return _ordered(state, dice, jobs)


def _ordered(state: State, dice: Random, jobs: list[int]) -> list[int]:
    """Return `jobs` in one of the orders in which insertion may go."""
    records = state.problem.jobs
    orders: tuple[Callable[[int], float], ...] = (
        lambda _: dice.random(),
        lambda job: -records[job].unserved_price,
        lambda job: records[job].due,
        jobs.index,
    )
    return sorted(jobs, key=dice.choice(orders))
