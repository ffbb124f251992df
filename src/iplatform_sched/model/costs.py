"""Money of one task as linear expressions: fees, staff travel, overtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.model.context import linear
from iplatform_sched.model.waiting_fees import Rows, waiting_fee
from iplatform_sched.problem.data import Style
from iplatform_sched.problem.fees import MINUTES_PER_HOUR

if TYPE_CHECKING:
    from iplatform_sched.model.context import Context, Cost
    from iplatform_sched.model.variables import Literal
    from iplatform_sched.problem.data import Mode


def fee(context: Context, task: int, mode: int) -> Cost:
    """Return the fee of a task in a mode, zero unless it is chosen, without materials and voucher."""
    key = (task, mode)
    if key not in context.fees:
        record = context.problem.tasks[task].modes[mode]
        if record.style is Style.UNATTENDED:
            context.fees[key] = waiting_fee(context, task, mode, record)
        else:
            whole = context.choices[key].whole
            context.fees[key] = [(c.literal, c.group.fee) for c in whole if c.group.fee]
    return context.fees[key]


def task_fee(context: Context, task: int) -> Cost:
    """Return the fee of a task, in whatever mode."""
    modes = range(len(context.problem.tasks[task].modes))
    return [term for m in modes for term in fee(context, task, m)]


def net_fee(context: Context, task: int) -> Cost:
    """Return ``fee - subsidy + materials`` of a task."""
    variables = context.tasks[task]
    materials: Cost = [
        (variables.modes[m], mode.tariff.materials)
        for m, mode in enumerate(context.problem.tasks[task].modes)
        if mode.tariff.materials
    ]
    subsidies: Cost = [(use.subsidy, -1) for use in variables.vouchers.values()]
    return task_fee(context, task) + materials + subsidies


def overtime_uses(context: Context, task: int) -> list[tuple[int, int, int, Literal]]:
    """Return (pool, week, operator-ticks, literal) of every group of a task with overtime."""
    uses = []
    for m, mode in enumerate(context.problem.tasks[task].modes):
        heads = dict(mode.operators)
        choices = context.choices[task, m]
        for literal, group in (*choices.whole, *choices.unload):
            uses += [(u.pool, u.week, heads[u.pool] * u.ticks, literal) for u in group.overtime]
    return uses


def staff_travel(context: Context, task: int) -> Cost:
    """Return the price of round trips of a task: one for each member and date with an attended tick."""
    cost: Cost = []
    for m, mode in enumerate(context.problem.tasks[task].modes):
        trip = mode.staff * mode.trip_price
        if not trip:
            continue
        choices = context.choices[task, m]
        cost += [(c.literal, trip * c.group.days) for c in (*choices.whole, *choices.unload)]
        if mode.lead and choices.unload:
            cost.append((_same_date(context, task, m, mode), -trip))
    return [(literal, price) for literal, price in cost if price]


def _same_date(context: Context, task: int, mode: int, record: Mode) -> Literal:
    """Return a literal that implies that loading ends on the date on which unloading starts."""
    day = context.problem.ticks_per_day
    if record.run >= day:
        return context.false
    variables = context.tasks[task]
    same = context.model.new_bool_var(f"task {task} mode {mode} same date")
    date = context.model.new_int_var(0, context.problem.horizon // day, "date")
    context.model.add_implication(same, variables.modes[mode])
    for tick in (variables.run_end - record.run - 1, variables.unload):
        context.model.add(tick >= day * date).only_enforce_if(same)
        context.model.add(tick <= day * date + (day - 1)).only_enforce_if(same)
    return same


def overtime_price(context: Context, task: int) -> Cost:
    """Return the price of a task's overtime, rounded down once for each pool."""
    cost: Cost = []
    for m, mode in enumerate(context.problem.tasks[task].modes):
        for pool, heads in mode.operators:
            extra = context.problem.resources[pool].overtime
            if extra is not None:
                rate = heads * context.problem.tick_minutes * extra.price_per_hour
                cost += _pool_overtime(context, (task, m), pool, rate)
    return cost


def _pool_overtime(context: Context, key: tuple[int, int], pool: int, rate: int) -> Cost:
    choices = context.choices[key]
    load, unload = (
        [
            (literal, ticks)
            for literal, group in part
            if (ticks := sum(u.ticks for u in group.overtime if u.pool == pool))
        ]
        for part in choices
    )
    if not rate:
        return []
    if rate % MINUTES_PER_HOUR == 0 or not (load and unload):
        return [(literal, rate * ticks // MINUTES_PER_HOUR) for literal, ticks in load + unload]
    most = rate * (max(t for _, t in load) + max(t for _, t in unload)) // MINUTES_PER_HOUR
    rows = Rows(context, context.true, most)
    total: Cost = [(literal, ticks) for literal, ticks in load + unload]
    return [(rows.floor(rate * linear(total), MINUTES_PER_HOUR), 1)]
