"""What sets of jobs cost at least, each with nobody else there.

Nobody's presence makes another job cheaper. So where what counts is a sum over jobs, the least costs of
disjoint sets add up to a bound, and a model with several of them may be told what each costs at least.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.model.objective import Least
from iplatform_sched.model.outcome import Status, claim
from iplatform_sched.model.solve import solve
from iplatform_sched.problem.residual import residual
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.beside import over, step

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from iplatform_sched.model.outcome import Limits, Stop
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.best import Best

PASSES = {False: (0.1, 0.4, 1.6), True: (0.2, 0.8, 3.2)}
"""Deterministic time for each set, pass by pass, until its cost is proved: by one run, and by two."""


class _Set(NamedTuple):
    """What is known of the least cost of a set of jobs with nobody else there, and the most work of a try."""

    cost: int = 0
    schedule: Schedule | None = None
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
        self._parts = [residual(problem, nobody, jobs) for jobs in sets]
        # By whether two witnesses agree.
        self._known = {sure: [_Set() for _ in sets] for sure in (False, True)}

    def _costs(self, *, sure: bool) -> list[int]:
        told, agreed = self._known[False], self._known[True]
        if sure:
            return [each.cost for each in agreed]
        return [(two if two.proved else one).cost for one, two in zip(told, agreed, strict=True)]

    def total(self, *, sure: bool = False) -> int:
        """Return a bound of the whole problem; a `sure` one has two witnesses for each set that counts."""
        return sum(self._costs(sure=sure))

    def within(self, jobs: Collection[int], *, sure: bool = False) -> tuple[Least, ...]:
        """Return what is known of the sets of `jobs`, each job told by its place among `jobs` in order.

        With `sure` only what has two witnesses, for a row with one would make its optimum look proved.
        """
        places = {job: place for place, job in enumerate(sorted(jobs))}
        return tuple(
            Least(tuple(places[job] for job in part.jobs), cost)
            for part, cost in zip(self._parts, self._costs(sure=sure), strict=True)
            if cost and all(job in places for job in part.jobs)
        )

    def learn(self, best: Best, limits: Limits, stop: Stop, *, sure_only: bool = False) -> float:
        """Solve the sets, with more work from pass to pass, and prove what they sum to; return the work.

        Then the same with witnesses: at once with `sure_only`, and where all that is missing is that. What
        was learnt before is where it goes on.
        """
        spent = 0.0
        at_once = sure_only or self.total() >= claim(best.value, best.gap)
        for sure in (True,) if at_once else (False, True):
            for work in PASSES[sure]:
                for number, known in enumerate(self._known[sure]):
                    if known.proved or known.work >= work:
                        continue
                    limit = None if over(best, (stop,)) else step(best, limits, spent, work, limits.seed)
                    if limit is None:
                        return spent
                    spent += self._solve(number, best, replace(limit, witness=sure), stop)
                    best.prove(self.total(sure=True), sure=True)
                    best.prove(self.total(), sure=False)
        return spent

    def _solve(self, number: int, best: Best, limits: Limits, stop: Stop) -> float:
        known, told = self._known[limits.witness][number], self._known[False][number]
        part = self._parts[number]
        # What one run has told must not help to prove the same once more.
        row = Least(tuple(range(len(part.jobs))), told.cost)
        found = solve(
            part.problem,
            hint=told.schedule or part.restrict(best.schedule),
            least=() if limits.witness or not told.cost else (row,),
            limits=relaxed(limits),
            stop=stop,
        )
        proved, bound = found.status is Status.OPTIMAL, found.bound or 0
        cost = max(told.cost, bound)
        if limits.witness:
            if not proved:
                self._known[False][number] = told._replace(cost=cost)
            # Two witnesses may agree on less than one has told.
            cost = bound if proved else 0
        self._known[limits.witness][number] = _Set(
            cost=cost,
            schedule=found.schedule,
            proved=proved,
            # What was cut short has another try.
            work=max(known.work, found.work),
        )
        return found.work


def relaxed(limits: Limits) -> Limits:
    """Return `limits` with `linearization_level` 2, where they ask for none: see docs/encodings.md."""
    return replace(limits, linearization=2) if limits.linearization is None else limits
