"""The fee of unattended work, whose hold is as long as it has to wait, as exact rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python.cp_model import LinearExpr

from iplatform_sched.model.context import linear
from iplatform_sched.model.stretches import size
from iplatform_sched.problem.fees import MINUTES_PER_HOUR, PERCENT, Usage, gross_fee

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar

    from iplatform_sched.model.context import Context, Cost
    from iplatform_sched.model.variables import Literal
    from iplatform_sched.problem.data import Mode

MINUTES_PER_DAY = 1440


def waiting_fee(context: Context, task: int, mode: int, record: Mode) -> Cost:
    """Return the fee of unattended work, whose hold is as long as it has to wait.

    Every floor ``q = n // d`` is the pair ``d * q <= n <= d * q + d - 1`` and so exact.
    """
    chosen = context.tasks[task].modes[mode]
    most = _dearest(context, record)
    if gross_fee(record.tariff, most) == 0:
        return []
    rows = Rows(context, chosen, gross_fee(record.tariff, most))
    gross = _gross(context, task, mode, rows)
    for percent in record.tariff.discounts:
        gross = rows.floor(gross * (PERCENT - percent), PERCENT)
    total = context.model.new_int_var(0, rows.limit, f"fee {task} {mode}")
    context.model.add(total == gross).only_enforce_if(chosen)
    context.model.add(total == 0).only_enforce_if(chosen.negated())
    return [(total, 1)]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that hold when `chosen` does, on amounts of at most `limit`."""

    context: Context
    chosen: Literal
    limit: int

    def floor(self, numerator: LinearExpr, divisor: int) -> IntVar:
        """Return ``numerator // divisor``."""
        quotient = self.context.model.new_int_var(0, self.limit, "quotient")
        self.context.model.add(divisor * quotient <= numerator).only_enforce_if(self.chosen)
        self.context.model.add(numerator <= divisor * quotient + divisor - 1).only_enforce_if(self.chosen)
        return quotient

    def excess(self, amount: LinearExpr, level: int, most: int) -> IntVar:
        """Return ``max(amount - level, 0)``."""
        model = self.context.model
        over = model.new_int_var(0, max(most - level, 0), "excess")
        above = model.new_bool_var("above")
        model.add(over == amount - level).only_enforce_if([self.chosen, above])
        model.add(over == 0).only_enforce_if([self.chosen, above.negated()])
        model.add(amount <= level).only_enforce_if([self.chosen, above.negated()])
        return over

    def either(self, amount: LinearExpr, literal: Literal) -> IntVar:
        """Return `amount` where `literal` holds, else zero."""
        part = self.context.model.new_int_var(0, self.limit, "part")
        self.context.model.add(part == amount).only_enforce_if([self.chosen, literal])
        self.context.model.add(part == 0).only_enforce_if(literal.negated())
        return part


def _dearest(context: Context, record: Mode) -> Usage:
    ticks = min(record.work + record.max_wait, context.problem.horizon) + context.problem.horizon
    minutes = ticks * context.problem.tick_minutes
    return Usage(
        charged=minutes,
        attended=record.work * context.problem.tick_minutes,
        days=minutes // MINUTES_PER_DAY + 1,
        after=record.work * context.problem.tick_minutes,
        express=True,
    )


def _gross(context: Context, task: int, mode: int, rows: Rows) -> LinearExpr:
    record = context.problem.tasks[task].modes[mode]
    tariff, minutes = record.tariff, context.problem.tick_minutes
    choices = context.choices[task, mode]
    hold = size(context, task).variable
    base = _base(context, record, hold, rows)
    late = [(c.literal, c.group.after) for c in (*choices.whole, *choices.unload) if c.group.after]
    gross: Cost = [(base, 1)]
    rate = tariff.per_hour * tariff.after_hours_percent * minutes
    if late and rate:
        gross.append((rows.floor(rate * linear(late), MINUTES_PER_HOUR * PERCENT), 1))
    express = [c.literal for c in choices.whole if c.group.express]
    if express and tariff.express_percent:
        surcharge = rows.floor(base * tariff.express_percent, PERCENT)
        gross.append((rows.either(surcharge, _express(context, express)), 1))
    return linear(gross)


def _express(context: Context, literals: list[Literal]) -> Literal:
    if len(literals) == 1:
        return literals[0]
    union = context.model.new_bool_var("express")
    context.model.add(LinearExpr.sum(literals) == union)
    return union


def _base(context: Context, record: Mode, hold: IntVar, rows: Rows) -> LinearExpr:
    tariff, minutes = record.tariff, context.problem.tick_minutes
    most = _dearest(context, record).charged
    attended = (record.lead + record.tail) * minutes
    hourly: Cost = [(hold, tariff.per_hour * minutes)]
    if tariff.tier_minutes is not None and tariff.per_hour_after != tariff.per_hour:
        over = rows.excess(hold * minutes, tariff.tier_minutes, most)
        hourly.append((over, tariff.per_hour_after - tariff.per_hour))
    parts: Cost = [(rows.floor(linear(hourly) + tariff.operator_per_hour * attended, MINUTES_PER_HOUR), 1)]
    if tariff.per_day:
        day = context.problem.ticks_per_day
        parts.append((rows.floor(hold + (day - 1), day), tariff.per_day))
    return linear(parts) + tariff.fixed
