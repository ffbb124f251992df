"""Where a mode still fits into the state, and what each start costs."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.data import Style
from iplatform_sched.problem.teams import replaced
from iplatform_sched.search.tariffs import MINUTES_PER_HOUR, fees_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Mode, Task
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.layout import Layout, ModeTable
    from iplatform_sched.search.state import State

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


class Options(NamedTuple):
    """Placements that the state leaves room for, in order of start; one entry each.

    Attributes
    ----------
    fee
        Before vouchers, without materials.
    money
        Fee, materials and staff travel: what counts towards budgets.
    cost
        What the placement alone costs, in the guide's weights.
    """

    start: Ints
    run_end: Ints
    unload: Ints
    end: Ints
    fee: Ints
    money: Ints
    cost: NDArray[np.float64]


class Found(NamedTuple):
    """Options, and the least cost among them."""

    options: Options
    least: float


def options(state: State, guide: Guide, task: int, index: int) -> Found:
    """Return the placements of mode `index` of `task` that fit, kept until something they need changes."""
    record = state.problem.tasks[task]
    mode = record.modes[index]
    company = state.problem.jobs[record.job].company
    quotas = state.tables.quotas_of.get((task, index), ())
    version = (
        state.version[mode.resource],
        *(state.version[pool] for pool, _ in mode.operators),
        state.company_version[company] if mode.staff else 0,
        *(state.quota_version[quota] for quota, _ in quotas),
        *(state.supply_version[supply] for supply, _ in mode.consumes),
    )
    key = ("options", task, index, guide.number)
    known = state.cache.get(key)
    if known is None or known[0] != version:
        found = _fitting(state, guide, task, index)
        for quota, amount in quotas:
            found = _within_quota(state, quota, amount, found)
        if any(state.supply[s] + amount > state.problem.supplies[s].amount for s, amount in mode.consumes):
            found = rows(found, slice(0))
        least = float(found.cost.min()) if len(found.cost) else 0.0
        known = state.cache[key] = (version, Found(found, least))
    result: Found = known[1]
    return result


def rows(found: Options, keep: Flags | slice) -> Options:
    """Return the entries that `keep` selects; what was one array stays one, to save memory."""
    if not isinstance(keep, slice) and keep.all():
        return found
    run_end = found.run_end[keep]
    return Options(
        found.start[keep],
        run_end,
        run_end if found.unload is found.run_end else found.unload[keep],
        run_end if found.end is found.run_end else found.end[keep],
        found.fee[keep],
        found.money[keep],
        found.cost[keep],
    )


class _Fit(NamedTuple):
    """Placements by start, and what their price depends on."""

    start: Ints
    run_end: Ints
    unload: Ints
    end: Ints
    days: Ints


def _rows(fit: _Fit, keep: Flags) -> _Fit:
    return _Fit(*(column[keep] for column in fit))


def _machine_clear(state: State, mode: Mode) -> NDArray[np.int32]:
    if mode.resource in state.held:
        return state.short_family(mode.resource, mode.family)
    return state.short(mode.resource, mode.units)


def _people_clear(state: State, mode: Mode, layout: Layout) -> Flags:
    """Return which pieces have every operator, and overtime to spare."""
    ok = np.ones(len(layout.start), dtype=bool)
    for pool, heads in mode.operators:
        short = state.short(pool, heads, mode.calendar)
        ok &= short[layout.end] == short[layout.start]
        late = state.tables.late(pool, mode.calendar)
        if late is not None:
            _cap_overtime(state, (pool, heads), late, layout, ok)
    return ok


def _cap_overtime(
    state: State, need: tuple[int, int], late: NDArray[np.int32], layout: Layout, ok: Flags
) -> None:
    """Clear the entries of `ok` that need more overtime in a week than is left of the cap."""
    problem = state.problem
    pool, heads = need
    extra = problem.resources[pool].overtime
    if extra is None or not len(layout.end):
        return
    longest = int((late[layout.end] - late[layout.start]).max())
    if not longest:
        return
    for week, (a, b) in enumerate(pairwise(problem.weeks)):
        left = extra.caps[week] - state.overtime.get((pool, week), 0)
        if heads * longest > left and a <= state.tables.reach:
            first, last = np.clip(layout.start, a, b), np.clip(layout.end, a, b)
            top = len(late) - 1
            ticks = late[np.minimum(last, top)] - late[np.minimum(first, top)]
            ok &= heads * ticks <= left


def _overtime_prices(state: State, mode: Mode, pieces: list[tuple[Ints, Ints]]) -> NDArray[np.float64]:
    """Return the KRW of overtime, one entry per placement with attended `pieces`."""
    total = np.zeros(len(pieces[0][0]))
    for pool, heads in mode.operators:
        late = state.tables.late(pool, mode.calendar)
        extra = state.problem.resources[pool].overtime
        if late is not None and extra is not None:
            for start, end in pieces:
                ticks = late[end] - late[start]
                total += (
                    heads * ticks * (state.problem.tick_minutes * extra.price_per_hour / MINUTES_PER_HOUR)
                )
    return total


def _fitting(state: State, guide: Guide, task: int, index: int) -> Options:
    record = state.problem.tasks[task]
    mode = record.modes[index]
    company = state.problem.jobs[record.job].company
    table = state.tables.table(task, index)
    keep = _people_clear(state, mode, table.whole)
    if mode.style is Style.UNATTENDED:
        fit = _unattended(state, mode, table, keep)
        fit = _rows(fit, _free(state, mode, company, fit))
        return _priced(state, guide, record, mode, fit)
    fit = _whole(table)
    key = ("prices", task, index, guide.number)
    known = state.cache.get(key)
    if known is None:
        known = state.cache[key] = (None, _priced(state, guide, record, mode, fit))
    keep &= _free(state, mode, company, fit)
    return rows(known[1], keep)


def _whole(table: ModeTable) -> _Fit:
    whole = table.whole
    return _Fit(whole.start, whole.run_end, whole.run_end, whole.end, whole.days)


def _free(state: State, mode: Mode, company: int, fit: _Fit) -> Flags:
    """Return which placements have the machine, and enough members of the company."""
    short = _machine_clear(state, mode)
    keep = short[fit.end] == short[fit.start]
    if mode.staff:
        pieces = _pieces(mode, fit)
        free = np.zeros(len(fit.start), dtype=np.int64)
        for busy in state.short_members(company, mode.site, mode.calendar):
            free += np.logical_and.reduce([busy[a] == busy[b] for a, b in pieces])
        keep &= free >= mode.staff
    return np.asarray(keep)


def _pieces(mode: Mode, fit: _Fit) -> list[tuple[Ints, Ints]]:
    """Return starts and ends between which the work ticks are attended."""
    if mode.style is Style.UNATTENDED:
        return [(fit.start, fit.run_end - mode.run), (fit.unload, fit.end)]
    return [(fit.start, fit.end)]


def _unattended(state: State, mode: Mode, table: ModeTable, ok: Flags) -> _Fit:
    """Return loads that fit, each with the first unloading that fits."""
    whole = table.whole.only(ok)
    day = state.problem.ticks_per_day
    if table.unload is None:
        return _Fit(whole.start, whole.run_end, whole.run_end, whole.run_end, whole.days)
    pieces = table.unload.only(_people_clear(state, mode, table.unload))
    index = np.searchsorted(pieces.start, whole.run_end)
    reach = index < len(pieces.start)
    whole, index = whole.only(reach), index[reach]
    unload = pieces.start[index]
    # Loading and unloading on one date are one attended date.
    same = (whole.days > 0) & ((whole.end - 1) // day == unload // day)
    days = whole.days + pieces.days[index] - same
    fit = _Fit(whole.start, whole.run_end, unload, pieces.end[index], days)
    return _rows(fit, unload - whole.run_end <= mode.max_wait)


def _within_quota(state: State, quota: int, amount: int, found: Options) -> Options:
    record = state.problem.quotas[quota]
    left = [limit - used for limit, used in zip(record.limits, state.quota[quota], strict=True)]
    if min(left, default=amount) >= amount:
        return found
    period = np.searchsorted(np.array(record.periods), found.start, side="right") - 1
    outside = (period < 0) | (period >= len(left))
    return rows(found, outside | (np.array(left)[np.clip(period, 0, len(left) - 1)] >= amount))


def _priced(state: State, guide: Guide, task: Task, mode: Mode, fit: _Fit) -> Options:
    minutes, day = state.problem.tick_minutes, state.problem.ticks_per_day
    if mode.style is Style.UNATTENDED:
        charged, attended = fit.end - fit.start, mode.lead + mode.tail
        days = -(-charged // day)
    else:
        charged, attended = np.full(len(fit.start), mode.work, dtype=np.int64), mode.work
        days = fit.days
    pieces = _pieces(mode, fit)
    after = np.zeros(len(fit.start), dtype=np.int64)
    if mode.tariff.after_hours_percent:
        known = state.tables.calendar(mode.calendar).after
        after += sum(known[end] - known[start] for start, end in pieces)
    fee = fees_of(mode, (fit.start, charged, days, after), attended, minutes)
    trips = fit.days * (mode.staff * mode.trip_price)
    money = fee + mode.tariff.materials + trips
    cost = (
        guide.fees * (fee + mode.tariff.materials)
        + guide.staff_travel * trips
        + guide.overtime * _overtime_prices(state, mode, pieces)
        + guide.preference * mode.preference_price
        + guide.disruption * moved_price(state, task, mode, fit.start)
        + guide.finish * fit.end
    )
    return Options(
        fit.start, fit.run_end, fit.unload, fit.end, fee, money, np.asarray(cost, dtype=np.float64)
    )


def moved_price(state: State, task: Task, mode: Mode, start: Ints) -> Ints:
    """Return by start what it costs that a task is elsewhere, at another time or with others than before."""
    base, prices = task.baseline, state.problem.disruption
    if base is None:
        return np.zeros(len(start), dtype=np.int64)
    elsewhere = mode.resource != base.resource
    fixed = prices.other_centre if mode.site != base.site else prices.other_resource * elsewhere
    shift = np.abs(start - base.start)
    other = elsewhere or replaced(state.problem.resources, mode, base.operators)
    moved = prices.moved * ((shift > 0) | other)
    return np.asarray(moved + prices.per_day * -(-shift // state.problem.ticks_per_day) + fixed)
