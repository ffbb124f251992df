"""Whether a job that has just been added to a state keeps every rule.

Calendars, start windows, release and deadline hold by construction (placements come from `options.py`)
or by :func:`stands` (placements that come from elsewhere).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Style
from iplatform_sched.search.ledger import attended_spans, overtime_uses, task_cost, transport_price
from iplatform_sched.search.masks import mode_fits, moment
from iplatform_sched.search.state import gaps, period_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.data import Mode
    from iplatform_sched.problem.schedule import ScheduledTask
    from iplatform_sched.search.state import State


def breaches(state: State, job: int) -> list[str]:
    """Return the names of the rules that `job` breaks in `state`."""
    return [name for name, broken in RULES if broken(state, job)]


def stands(state: State, task: int, placed: ScheduledTask) -> bool:
    """Return whether a placement from elsewhere is one of the starts its mode allows."""
    problem = state.problem
    mode = problem.tasks[task].modes[placed.mode]
    table = state.tables.table(task, placed.mode)
    row = int(table.whole.start.searchsorted(placed.start))
    if row >= len(table.whole.start) or table.whole.start[row] != placed.start:
        return False
    if table.whole.run_end[row] != placed.run_end:
        return False
    if mode.style is not Style.UNATTENDED:
        return bool(table.whole.end[row] == placed.end and placed.unload == placed.run_end)
    if table.unload is None:
        return placed.unload == placed.end == placed.run_end
    if not placed.run_end <= placed.unload <= placed.run_end + mode.max_wait:
        return False
    row = int(table.unload.start.searchsorted(placed.unload))
    return bool(
        row < len(table.unload.start)
        and table.unload.start[row] == placed.unload
        and table.unload.end[row] == placed.end
    )


def _own(state: State, job: int) -> list[tuple[int, Mode, ScheduledTask]]:
    problem = state.problem
    return [
        (task, problem.tasks[task].modes[placed.mode], placed)
        for task, placed in state.placed[job].items()
        if problem.tasks[task].pinned is None
    ]


def _capacity(state: State, job: int) -> bool:
    """Machines and pools are nowhere used beyond capacity, out of service included."""
    for _, mode, placed in _own(state, job):
        capacity = state.problem.resources[mode.resource].capacity
        if (state.usage(mode.resource)[placed.start : placed.end] > capacity).any():
            return True
        if not mode.operators:
            continue
        spans = attended_spans(state.tables, mode, placed)
        for pool, _ in mode.operators:
            use, heads = state.usage(pool), state.problem.resources[pool].capacity
            if any((use[a:b] > heads).any() for a, b in spans):
                return True
    return False


def _overtime(state: State, job: int) -> bool:
    for _, mode, placed in _own(state, job):
        if not mode.operators:
            continue
        for pool, week, _ in overtime_uses(state.tables, mode, attended_spans(state.tables, mode, placed)):
            extra = state.problem.resources[pool].overtime
            if extra is not None and state.overtime[pool, week] > extra.caps[week]:
                return True
    return False


def _changeover(state: State, job: int) -> bool:
    for task, mode, placed in _own(state, job):
        changeover = state.problem.resources[mode.resource].changeover
        for hold in state.held.get(mode.resource, ()):
            if hold.task == task or hold.family < 0 or mode.family < 0:
                continue
            before, after = gaps(changeover, hold.family, mode.family)
            if placed.start < hold.end + after and hold.start < placed.end + before:
                return True
    return False


def _staff(state: State, job: int) -> bool:
    company = state.problem.jobs[job].company
    members = state.problem.companies[company].members
    for task, mode, placed in _own(state, job):
        if len(set(placed.members)) != mode.staff or list(placed.members) != sorted(placed.members):
            return True
        if any(not 0 <= member < members for member in placed.members):
            return True
        if not mode.staff:
            continue
        spans = attended_spans(state.tables, mode, placed)
        for there in state.present[company]:
            if there.task == task or there.member not in placed.members:
                continue
            to, back = state.journey(mode.site, there.site), state.journey(there.site, mode.site)
            if any(a < there.end + back and there.start - to < b for a, b in spans):
                return True
    return False


def _lags(state: State, job: int) -> bool:
    problem, placed = state.problem, state.placed[job]
    day, known = problem.ticks_per_day, state.tables.workdays
    for task, _, there in _own(state, job):
        for lag in state.tables.lags_of.get(task, ()):
            other = lag.first if lag.second == task else lag.second
            if other not in placed:
                continue
            first, second = (there, placed[other]) if lag.first == task else (placed[other], there)
            since, to = moment(first, lag.since), moment(second, lag.to)
            if lag.working_days:
                since, to = (int(known[m // day]) if m >= 0 else 0 for m in (since, to))
            if (to - since > lag.ticks) if lag.maximum else (to - since < lag.ticks):
                return True
    return False


def _links(state: State, job: int) -> bool:
    links, placed = state.tables.links_of, state.placed[job]
    return any(
        not mode_fits(state.problem, links.get(task, []), task, mode, placed)
        for task, mode, _ in _own(state, job)
    )


def _specimens(state: State, job: int) -> bool:
    problem, placed = state.problem, state.placed[job]
    for task, _, there in _own(state, job):
        for specimen in state.tables.specimens_of.get(task, ()):
            for stop in problem.specimens[specimen].stops:
                other = placed.get(stop)
                if other is None or stop == task:
                    continue
                if there.start < other.end and other.start < there.end:
                    return True
    return transport_price(state.tables, problem.jobs[job], placed) is None


def _training(state: State, job: int) -> bool:
    placed = state.placed[job]
    return any(
        mode.training >= 0 and (mode.training not in placed or placed[mode.training].end > there.start)
        for _, mode, there in _own(state, job)
    )


def _centres(state: State, job: int) -> bool:
    most = state.problem.jobs[job].max_centres
    tasks = state.problem.tasks
    sites = {tasks[t].modes[p.mode].site for t, p in state.placed[job].items()}
    return most is not None and len(sites) > most and bool(_own(state, job))


def _quotas(state: State, job: int) -> bool:
    for task, _, placed in _own(state, job):
        for quota, _ in state.tables.quotas_of.get((task, placed.mode), ()):
            record = state.problem.quotas[quota]
            period = period_of(record.periods, placed.start)
            if period is not None and state.quota[quota][period] > record.limits[period]:
                return True
    return False


def _supplies(state: State, job: int) -> bool:
    return any(
        state.supply[supply] > state.problem.supplies[supply].amount
        for _, mode, _ in _own(state, job)
        for supply, _ in mode.consumes
    )


def _vouchers(state: State, job: int) -> bool:
    problem = state.problem
    company = problem.jobs[job].company
    for task, _, placed in _own(state, job):
        if placed.voucher < 0:
            if placed.subsidy:
                return True
            continue
        record = problem.vouchers[placed.voucher]
        most = task_cost(state.tables, task, placed).fee * record.rate_percent // 100
        if record.company != company or placed.end > record.expiry or not 0 <= placed.subsidy <= most:
            return True
        if state.subsidy[placed.voucher] > record.cap:
            return True
    return False


def _budgets(state: State, job: int) -> bool:
    problem = state.problem
    record = problem.jobs[job]
    if not _own(state, job):
        return False
    if record.budget is not None and state.terms[job].money > record.budget:
        return True
    budget = problem.companies[record.company].budget
    if budget is None:
        return False
    return sum(state.terms[other].money for other in state.tables.jobs_of[record.company]) > budget


def _service(state: State, job: int) -> bool:
    problem, placed = state.problem, state.placed[job]
    record = problem.jobs[job]
    required = {t for t in record.tasks if not problem.tasks[t].optional and problem.tasks[t].pinned is None}
    absent = {t for t in required if t not in placed}
    if absent == required:
        return bool(_own(state, job))  # a training that nobody needs
    if not absent:
        return False
    here = required - absent
    return (
        not record.prefix
        or any(
            lag.first in absent for t in here for lag in state.tables.lags_of.get(t, ()) if lag.second == t
        )
        or any(group & absent for t in here for group in state.tables.groups_of.get(t, ()))
    )


RULES: tuple[tuple[str, Callable[[State, int], bool]], ...] = (
    ("service", _service),
    ("minimum_lag maximum_lag", _lags),
    ("link", _links),
    ("specimen", _specimens),
    ("training", _training),
    ("max_centres", _centres),
    ("budget", _budgets),
    ("quota", _quotas),
    ("supply", _supplies),
    ("voucher", _vouchers),
    ("overtime", _overtime),
    ("changeover", _changeover),
    ("staff", _staff),
    ("capacity operators blocked", _capacity),
)
