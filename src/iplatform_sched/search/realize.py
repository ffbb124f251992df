"""Turn a choice of an insertion into a placement, or find out why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.schedule import ScheduledTask
from iplatform_sched.search.ledger import attended_spans, overtime_uses
from iplatform_sched.search.state import period_of

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Mode
    from iplatform_sched.search.options import Options
    from iplatform_sched.search.partial import Choice, Insertion, Partial


def realize(search: Insertion, choice: Choice) -> tuple[Partial | None, Choice | None]:
    """Return the extended placement, or a later choice to try instead, or neither."""
    found = choice.found
    if found is None:
        return None, None
    mode = search.state.problem.tasks[choice.task].modes[choice.mode]
    i = choice.row
    placed = ScheduledTask(
        choice.mode, int(found.start[i]), int(found.run_end[i]), int(found.unload[i]), int(found.end[i])
    )
    if not _supply_left(search, choice, mode):
        return None, None
    members, clash = _people(search, choice, mode, placed)
    if members is None:
        return None, _later(choice, found, clash)
    if not _quota_left(search, choice, placed):
        return None, _later(choice, found, placed.start + search.state.problem.ticks_per_day)
    return _paid(search, choice, found, members, placed), None


def _later(choice: Choice, found: Options, tick: int) -> Choice | None:
    """Return the choice moved to the first allowed start at or after `tick`."""
    flags = choice.flags
    index = max(int(found.start.searchsorted(tick)), choice.row + 1)
    if index >= len(found.start):
        return None
    if flags is None:
        return choice._replace(row=index)
    return choice._replace(row=index + int(flags[index:].argmax())) if flags[index:].any() else None


def _overlap(a: list[tuple[int, int]], b: list[tuple[int, int]], before: int = 0, after: int = 0) -> bool:
    """Return whether a span of `a` meets a span of `b` widened by `before` and `after`."""
    return any(p < y + after and x - before < q for p, q in a for x, y in b)


def _people(
    search: Insertion, choice: Choice, mode: Mode, placed: ScheduledTask
) -> tuple[tuple[int, ...] | None, int]:
    """Return the members who attend, or ``None`` and the tick to try next, next to the job's own tasks."""
    state = search.state
    problem = state.problem
    if not (mode.operators or mode.staff):
        return (), -1
    spans = attended_spans(state.tables, mode, placed)
    others = [
        (problem.tasks[t].modes[p.mode], p)
        for t, p in choice.partial.placed.items()
        if problem.tasks[t].pinned is None
    ]
    own = {
        id(p): attended_spans(state.tables, theirs, p)
        for theirs, p in others
        if theirs.operators or theirs.staff
    }
    for pool, heads in mode.operators:
        sharing = [
            (dict(theirs.operators)[pool], p)
            for theirs, p in others
            if pool in dict(theirs.operators) and _overlap(spans, own[id(p)])
        ]
        if not sharing:
            continue
        peak = max(int(state.usage(pool)[a:b].max()) for a, b in spans)
        if peak + heads + sum(k for k, _ in sharing) > problem.resources[pool].capacity:
            return None, min(p.end for _, p in sharing)
    if not _overtime_left(search, mode, spans, others):
        return None, placed.start + problem.ticks_per_day
    if not mode.staff:
        return (), -1
    return _members(search, choice, mode, placed, spans)


def _overtime_left(
    search: Insertion, mode: Mode, spans: list[tuple[int, int]], others: list[tuple[Mode, ScheduledTask]]
) -> bool:
    state = search.state
    total: dict[tuple[int, int], int] = {}
    uses = overtime_uses(state.tables, mode, spans)
    if not uses:
        return True
    for theirs, placed in others:
        if theirs.operators:
            uses = uses + overtime_uses(state.tables, theirs, attended_spans(state.tables, theirs, placed))
    for pool, week, ticks in uses:
        total[pool, week] = total.get((pool, week), 0) + ticks
    for (pool, week), ticks in total.items():
        extra = state.problem.resources[pool].overtime
        if extra is not None and state.overtime.get((pool, week), 0) + ticks > extra.caps[week]:
            return False
    return True


def _members(
    search: Insertion, choice: Choice, mode: Mode, placed: ScheduledTask, spans: list[tuple[int, int]]
) -> tuple[tuple[int, ...] | None, int]:
    state = search.state
    busy = state.short_members(search.record.company, mode.site, mode.calendar)
    clash = placed.end
    free = []
    for member, short in enumerate(busy):
        if any(short[a] != short[b] for a, b in spans):
            continue
        blocked = [p.end for p in _attended_by(search, choice, member, mode, spans)]
        if blocked:
            clash = min(clash, *blocked)
        else:
            free.append(member)
    if len(free) < mode.staff:
        return None, clash
    return tuple(free[: mode.staff]), -1


def _attended_by(
    search: Insertion, choice: Choice, member: int, mode: Mode, spans: list[tuple[int, int]]
) -> list[ScheduledTask]:
    """Return the job's own placements that keep `member` from `spans` at the site of `mode`."""
    state = search.state
    found = []
    for task, placed in choice.partial.placed.items():
        record = state.problem.tasks[task]
        theirs = record.modes[placed.mode]
        if record.pinned is not None or member not in placed.members:
            continue
        there = attended_spans(state.tables, theirs, placed)
        before, after = state.journey(mode.site, theirs.site), state.journey(theirs.site, mode.site)
        if _overlap(spans, there, before, after):
            found.append(placed)
    return found


def _quota_left(search: Insertion, choice: Choice, placed: ScheduledTask) -> bool:
    state = search.state
    quotas_of = state.tables.quotas_of
    for quota, amount in quotas_of.get((choice.task, placed.mode), ()):
        record = state.problem.quotas[quota]
        period = period_of(record.periods, placed.start)
        if period is None:
            continue
        own = sum(
            size
            for t, p in choice.partial.placed.items()
            if state.problem.tasks[t].pinned is None
            for q, size in quotas_of.get((t, p.mode), ())
            if q == quota and period_of(record.periods, p.start) == period
        )
        if state.quota[quota][period] + own + amount > record.limits[period]:
            return False
    return True


def _supply_left(search: Insertion, choice: Choice, mode: Mode) -> bool:
    state = search.state
    tasks, others = state.problem.tasks, choice.partial.placed.items()
    for supply, amount in mode.consumes:
        own = sum(
            taken
            for t, placed in others
            if tasks[t].pinned is None
            for other, taken in tasks[t].modes[placed.mode].consumes
            if other == supply
        )
        if state.supply[supply] + own + amount > state.problem.supplies[supply].amount:
            return False
    return True


def _paid(
    search: Insertion, choice: Choice, found: Options, members: tuple[int, ...], placed: ScheduledTask
) -> Partial | None:
    """Return the extended placement with the best voucher, or ``None`` beyond a budget."""
    partial, i = choice.partial, choice.row
    voucher, subsidy = best_voucher(search, partial, int(found.fee[i]), placed.end)
    money = partial.money + int(found.money[i]) - subsidy
    fare = choice.fare / search.guide.transport if search.guide.transport else 0.0
    money += round(fare)
    budget = search.record.budget
    if budget is not None and money > budget:
        return None
    full = ScheduledTask(
        placed.mode, placed.start, placed.run_end, placed.unload, placed.end, members, voucher, subsidy
    )
    subsidies = partial.subsidies
    if voucher >= 0:
        subsidies = {**subsidies, voucher: subsidies.get(voucher, 0) + subsidy}
    cost = partial.cost + float(found.cost[i]) + choice.fare - search.guide.fees * subsidy
    finish = max(partial.finish, placed.end + search.shape.tail[choice.task])
    return type(partial)(
        {**partial.placed, choice.task: full}, partial.skipped, cost, money, subsidies, finish
    )


def best_voucher(search: Insertion, partial: Partial, fee: int, end: int) -> tuple[int, int]:
    """Return the voucher that pays most of a booking that ends at `end`, and how much; ``-1`` for none."""
    state = search.state
    best = (-1, 0)
    for index in state.tables.vouchers_of.get(search.record.company, ()):
        record = state.problem.vouchers[index]
        if end > record.expiry:
            continue
        left = record.cap - state.subsidy[index] - partial.subsidies.get(index, 0)
        pays = min(fee * record.rate_percent // 100, left)
        if pays > best[1]:
            best = (index, pays)
    return best


def skip_with(search: Insertion, partial: Partial, task: int) -> tuple[float, frozenset[int]] | None:
    """Return the price and the tasks of leaving `task` out, or ``None`` where it must be placed."""
    problem = search.state.problem
    disruption = search.guide.disruption * problem.disruption.lost
    if problem.tasks[task].optional:
        lost = disruption if problem.tasks[task].baseline is not None else 0.0
        return lost, frozenset({task})
    if not search.record.prefix:
        return None
    out: set[int] = set()
    todo = [task]
    while todo:
        other = todo.pop()
        if other in out:
            continue
        out.add(other)
        todo += [t for group in search.state.tables.groups_of.get(other, ()) for t in group]
        todo += [lag.second for lag in search.state.tables.lags_of.get(other, ()) if lag.first == other]
    if any(t in partial.placed for t in out):
        return None
    required = [t for t in search.shape.order if not problem.tasks[t].optional]
    total = sum(problem.tasks[t].share for t in required)
    fresh = out - partial.skipped
    part = sum(problem.tasks[t].share for t in fresh if not problem.tasks[t].optional) / max(total, 1)
    lost = sum(disruption for t in fresh if problem.tasks[t].baseline is not None)
    return search.guide.unserved * search.record.unserved_price * part + lost, frozenset(out)
