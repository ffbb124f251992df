"""What is planned at a moment of the search, and what is left free.

The state changes job by job: :meth:`State.add` and :meth:`State.drop`. It never judges; see
`check.py` for the rules and `options.py` for what still fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from iplatform_sched.search.layout import counts
from iplatform_sched.search.ledger import JobTerms, attended_spans, job_terms, overtime_uses
from iplatform_sched.search.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Mode, Problem
    from iplatform_sched.search.bound.shortage import Shortage

BLOCKED = 1 << 20


class Held(NamedTuple):
    """Work on a resource with changeovers."""

    start: int
    end: int
    family: int
    task: int


class Present(NamedTuple):
    """A member of a company at a site; `task` is ``-1`` for a booking outside the problem."""

    member: int
    start: int
    end: int
    site: int
    task: int


class State:
    """A partial schedule with everything that changes when a job comes or goes.

    Attributes
    ----------
    placed
        For each job its present tasks, the pinned ones included.
    terms
        What each job costs now.
    used
        For each resource units or heads in use per tick; out of service counts as `BLOCKED`.
    version
        For each resource a number that tells its use: the sum of a hash of each placement on it, so that what
        was computed before a vain round is still known after it.
    held
        For each resource with changeovers the work on it.
    present
        For each company where its members are.
    overtime
        Operator-ticks used, by pool and week.
    quota
        Amounts used, by quota and period.
    supply
        Amount used up of each supply.
    subsidy
        KRW used of each voucher.
    users
        For each resource how many tasks of each job use it.
    shortages
        What is proved of sets of jobs, for those who choose whom to serve.
    """

    def __init__(self, problem: Problem, tables: Tables | None = None) -> None:
        if any(job.mandatory for job in problem.jobs):
            # Insertion may fail, and a schedule without a mandatory job is none.
            raise ValueError("the search cannot promise to serve a mandatory job: solve the problem whole")
        if any(task.needs or task.due is not None for task in problem.tasks):
            raise ValueError("the search places no teams and knows no task's own due date: solve it whole")
        self.problem = problem
        self.tables = Tables(problem) if tables is None else tables
        self.used: dict[int, NDArray[np.int32]] = {}
        self.version = [0] * len(problem.resources)
        self.company_version = [0] * len(problem.companies)
        self.quota_version = [0] * len(problem.quotas)
        self.supply_version = [0] * len(problem.supplies)
        self.held: dict[int, list[Held]] = {
            index: [Held(o.start, o.end, o.family, -1) for o in resource.occupied]
            for index, resource in enumerate(problem.resources)
            if resource.changeover
        }
        self.present = [
            [Present(b.member, b.start, b.end, b.site, -1) for b in company.busy]
            for company in problem.companies
        ]
        self.overtime: dict[tuple[int, int], int] = {}
        self.quota = [[0] * len(quota.limits) for quota in problem.quotas]
        self.supply = [0] * len(problem.supplies)
        self.subsidy = [0] * len(problem.vouchers)
        self.users: list[dict[int, int]] = [{} for _ in problem.resources]
        self.placed: list[dict[int, ScheduledTask]] = [
            {t: pinned for t in job.tasks if (pinned := problem.tasks[t].pinned) is not None}
            for job in problem.jobs
        ]
        self.terms: list[JobTerms] = [
            job_terms(self.tables, job, self.placed[index]) for index, job in enumerate(problem.jobs)
        ]
        self.shortages: tuple[Shortage, ...] = ()
        self.cache: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def usage(self, resource: int) -> NDArray[np.int32]:
        """Return the use of `resource` per tick."""
        known = self.used.get(resource)
        if known is None:
            record = self.problem.resources[resource]
            known = np.zeros(self.tables.length, dtype=np.int32)
            for hold in record.occupied:
                known[max(hold.start, 0) : max(hold.end, 0)] += hold.amount
            for a, b in record.blocked:
                known[max(a, 0) : max(b, 0)] += BLOCKED
            self.used[resource] = known
        return known

    def schedule(self) -> Schedule:
        """Return all placements."""
        tasks: list[ScheduledTask | None] = [None] * len(self.problem.tasks)
        for placed in self.placed:
            for task, placement in placed.items():
                tasks[task] = placement
        return Schedule(tuple(tasks))

    def is_served(self, job: int) -> bool:
        """Return whether an unpinned required task of `job` is present."""
        return self.terms[job].last_end >= 0

    def add(self, job: int, plan: Mapping[int, ScheduledTask]) -> None:
        """Place the unpinned tasks in `plan`; `job` has none placed."""
        for task, placement in plan.items():
            if self.problem.tasks[task].pinned is None:
                self.placed[job][task] = placement
                self._apply(task, placement, 1)
        self.terms[job] = job_terms(self.tables, self.problem.jobs[job], self.placed[job])

    def drop(self, job: int) -> dict[int, ScheduledTask]:
        """Remove and return the unpinned placements of `job`."""
        tasks = self.problem.tasks
        removed = {t: p for t, p in self.placed[job].items() if tasks[t].pinned is None}
        for task, placement in removed.items():
            del self.placed[job][task]
            self._apply(task, placement, -1)
        self.terms[job] = job_terms(self.tables, self.problem.jobs[job], self.placed[job])
        return removed

    def _apply(self, task: int, placed: ScheduledTask, sign: int) -> None:
        record = self.problem.tasks[task]
        mode = record.modes[placed.mode]
        mark = sign * _mark(task, placed)
        self.usage(mode.resource)[placed.start : placed.end] += sign * mode.units
        self.version[mode.resource] += mark
        for resource in (mode.resource, *(pool for pool, _ in mode.operators)):
            count(self.users[resource], record.job, sign)
        if mode.resource in self.held:
            self._hold(Held(placed.start, placed.end, mode.family, task), mode.resource, sign)
        if mode.operators or mode.staff:
            self._apply_people(task, mode, placed, sign, mark)
        for quota, amount in self.tables.quotas_of.get((task, placed.mode), ()):
            period = period_of(self.problem.quotas[quota].periods, placed.start)
            if period is not None:
                self.quota[quota][period] += sign * amount
                self.quota_version[quota] += mark
        for supply, amount in mode.consumes:
            self.supply[supply] += sign * amount
            self.supply_version[supply] += mark
        if placed.voucher >= 0:
            self.subsidy[placed.voucher] += sign * placed.subsidy

    def _hold(self, hold: Held, resource: int, sign: int) -> None:
        if sign > 0:
            self.held[resource].append(hold)
        else:
            self.held[resource].remove(hold)

    def _apply_people(self, task: int, mode: Mode, placed: ScheduledTask, sign: int, mark: int) -> None:
        spans = attended_spans(self.tables, mode, placed)
        for pool, heads in mode.operators:
            use = self.usage(pool)
            for a, b in spans:
                use[a:b] += sign * heads
            self.version[pool] += mark
        for pool, week, ticks in overtime_uses(self.tables, mode, spans):
            self.overtime[pool, week] = self.overtime.get((pool, week), 0) + sign * ticks
        if not mode.staff:
            return
        company = self.problem.jobs[self.problem.tasks[task].job].company
        self.company_version[company] += mark
        if sign > 0:
            self.present[company] += [
                Present(member, a, b, mode.site, task) for member in placed.members for a, b in spans
            ]
        else:
            self.present[company] = [p for p in self.present[company] if p.task != task]

    def short(self, resource: int, units: int, calendar: int = -1) -> NDArray[np.int32]:
        """Return how many ticks before each moment lack `units` free.

        With a `calendar` only its work ticks count. One entry per moment of ``[0, length]``.
        """
        key = ("short", resource, units, calendar)
        known = self.cache.get(key)
        if known is None or known[0] != self.version[resource]:
            bad = self.usage(resource) > self.problem.resources[resource].capacity - units
            if calendar >= 0:
                bad &= self.tables.calendar(calendar).mask
            known = self.cache[key] = (self.version[resource], counts(bad))
        return np.asarray(known[1])

    def short_family(self, resource: int, family: int) -> NDArray[np.int32]:
        """Return as :meth:`short` for one unit of a resource with changeovers."""
        key = ("family", resource, family)
        known = self.cache.get(key)
        if known is None or known[0] != self.version[resource]:
            record = self.problem.resources[resource]
            bad = self.usage(resource) > record.capacity - 1
            for hold in self.held[resource]:
                before, after = gaps(record.changeover, hold.family, family)
                bad[max(hold.start - before, 0) : max(hold.end + after, 0)] = True
            known = self.cache[key] = (self.version[resource], counts(bad))
        return np.asarray(known[1])

    def short_members(self, company: int, site: int, calendar: int) -> list[NDArray[np.int32]]:
        """Return as :meth:`short` for each member of `company`, travel to and from `site` included."""
        key = ("members", company, site, calendar)
        known = self.cache.get(key)
        if known is None or known[0] != self.company_version[company]:
            work = self.tables.calendar(calendar).mask
            arrays = []
            for member in range(self.problem.companies[company].members):
                bad = np.zeros(self.tables.length, dtype=bool)
                for there in self.present[company]:
                    if there.member == member:
                        before, after = self.journey(site, there.site), self.journey(there.site, site)
                        bad[max(there.start - before, 0) : max(there.end + after, 0)] = True
                arrays.append(counts(bad & work))
            known = self.cache[key] = (self.company_version[company], arrays)
        return list(known[1])

    def journey(self, a: int, b: int) -> int:
        """Return the ticks a member travels from site `a` to site `b`."""
        ticks = self.problem.staff_ticks
        return ticks[a][b] if ticks else 0


def _mark(task: int, placed: ScheduledTask) -> int:
    """Return what tells apart what a placement uses; who pays for it uses nothing."""
    return hash((task, placed.mode, placed.start, placed.run_end, placed.unload, placed.end, placed.members))


def gaps(changeover: tuple[tuple[int, ...], ...], held: int, family: int) -> tuple[int, int]:
    """Return the gaps that work of `family` keeps before and after work of family `held`."""
    if held < 0 or family < 0:
        return 0, 0
    return changeover[family][held], changeover[held][family]


def count(counter: dict[int, int], key: int, change: int) -> None:
    """Change an entry of `counter`; entries of zero are dropped."""
    value = counter.get(key, 0) + change
    if value:
        counter[key] = value
    else:
        del counter[key]


def period_of(periods: tuple[int, ...], start: int) -> int | None:
    """Return the period that holds `start`, or ``None`` outside of all."""
    for index in range(len(periods) - 1):
        if periods[index] <= start < periods[index + 1]:
            return index
    return None
