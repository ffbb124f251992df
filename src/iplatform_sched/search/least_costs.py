"""What sets of jobs cost at least, each with nobody else there.

Nobody's presence makes another job cheaper. So where what counts is a sum over jobs, the least costs of
disjoint sets add up to a bound, and a model with several of them may be told what each costs at least.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.model.objective import Least
from iplatform_sched.model.outcome import Status
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.residual import residual
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.beside import over, step

if TYPE_CHECKING:
    import threading
    from collections.abc import Collection, Sequence

    from iplatform_sched.model.outcome import Limits
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.residual import Residual
    from iplatform_sched.search.best import Best

PASSES = (0.2, 0.8, 3.2)
"""Deterministic time for each set, witnesses included, pass by pass, until its least cost is proved."""


class _Set(NamedTuple):
    """A set of jobs with nobody else there, what is known of its least cost, and the most work of a try."""

    part: Residual
    cost: int = 0
    proved: bool = False
    work: float = 0.0


class LeastCosts:
    """See the module; written by one thread, read by others too.

    Parameters
    ----------
    sets
        Disjoint, no lag or link leaves one, and together they are all jobs.
    """

    def __init__(self, problem: Problem, sets: Sequence[Sequence[int]]) -> None:
        # Only what is pinned is placed: so nothing is taken from a set by others.
        nobody = Schedule(tuple(task.pinned for task in problem.tasks))
        self._sets = [_Set(residual(problem, nobody, jobs)) for jobs in sets]

    def total(self, *, sure: bool = False) -> int:
        """Return a bound of the whole problem; a `sure` one has two witnesses for each set that counts."""
        return sum(each.cost for each in self._sets if each.proved or not sure)

    def within(self, jobs: Collection[int], *, sure: bool = False) -> tuple[Least, ...]:
        """Return what is known of the sets of `jobs`, each job told by its place among `jobs` in order.

        With `sure` only what has two witnesses, for a row with one would make its optimum look proved.
        """
        places = {job: place for place, job in enumerate(sorted(jobs))}
        return tuple(
            Least(tuple(places[job] for job in each.part.jobs), each.cost)
            for each in self._sets
            if each.cost and (each.proved or not sure) and all(job in places for job in each.part.jobs)
        )

    def learn(self, best: Best, limits: Limits, stop: threading.Event) -> float:
        """Solve the sets, with more work from pass to pass, and prove what they sum to; return the work.

        What was learnt before is where it goes on.
        """
        spent = 0.0
        for work in PASSES:
            for number, each in enumerate(self._sets):
                if each.proved or each.work >= work:
                    continue
                limit = None if over(best, (stop,)) else step(best, limits, spent, work, limits.seed)
                if limit is None:
                    return spent
                spent += self._solve(number, best, limit, stop)
                best.prove(self.total(), sure=False)
                best.prove(self.total(sure=True), sure=True)
        return spent

    def _solve(self, number: int, best: Best, limits: Limits, stop: threading.Event) -> float:
        known = self._sets[number]
        found = solve(
            known.part.problem,
            hint=known.part.restrict(best.schedule),
            limits=relaxed(limits),
            stop=stop,
        )
        self._sets[number] = known._replace(
            cost=max(known.cost, found.bound or 0),
            proved=found.status is Status.OPTIMAL,
            # What was cut short has another try.
            work=max(known.work, found.work),
        )
        return found.work


def relaxed(limits: Limits) -> Limits:
    """Return `limits` with the fuller linear relaxation, where they ask for none: see docs/encodings.md."""
    return replace(limits, linearization=2) if limits.linearization is None else limits
