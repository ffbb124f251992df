"""What the budget counts, computed from the formulas of :class:`Tariff` and :class:`Job`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Style
from iplatform_sched.verify.schedule.legs import arriving, legs
from iplatform_sched.verify.schedule.reading import (
    attended_ticks,
    by_key,
    date_of,
    movable,
    present,
    started_days,
    ticks_of,
)

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.verify.schedule.reading import Placed


def fee(problem: Problem, placed: Placed) -> int:
    """Return the discounted fee of a placement, before voucher and materials."""
    mode, at, tariff = placed.mode, placed.at, placed.mode.tariff
    minutes = problem.tick_minutes
    when = problem.calendars[mode.calendar]
    if mode.style is Style.UNATTENDED:
        charged = (at.end - at.start) * minutes
        attended = (mode.lead + mode.tail) * minutes
        days = started_days(problem, at.end - at.start)
    else:
        charged = attended = (mode.lead + mode.run + mode.tail) * minutes
        days = len({date_of(problem, tick) for tick in ticks_of(when.work, at.start, at.end)})
    tier = charged if tariff.tier_minutes is None else tariff.tier_minutes
    hourly = tariff.per_hour * min(charged, tier) + tariff.per_hour_after * max(charged - tier, 0)
    base = (hourly + tariff.operator_per_hour * attended) // 60 + tariff.per_day * days + tariff.fixed
    late = sum(tick in when.after_hours for tick in attended_ticks(problem, placed)) * minutes
    gross = base + tariff.per_hour * tariff.after_hours_percent * late // 6000
    if at.start < tariff.express_before and at.start != tariff.spared:
        gross += base * tariff.express_percent // 100
    for percent in tariff.discounts:
        gross = gross * (100 - percent) // 100
    return gross


def trips(problem: Problem, placed: Placed) -> int:
    """Return the KRW of the round trips of the company's staff: one per member and attended date."""
    dates = {date_of(problem, tick) for tick in attended_ticks(problem, placed)}
    return placed.mode.staff * placed.mode.trip_price * len(dates)


def job_costs(problem: Problem, schedule: Schedule) -> dict[int, int]:
    """Return net fees with materials, transport and staff travel by job, pinned tasks left out.

    A job has an entry where an unpinned task of it is present; without one no budget binds.
    """
    costs: dict[int, int] = {}
    for placed in movable(problem, schedule):
        job, net = placed.task.job, fee(problem, placed) - placed.at.subsidy
        costs[job] = costs.get(job, 0) + net + placed.mode.tariff.materials + trips(problem, placed)
    everything = by_key(present(problem, schedule))
    for specimen in problem.specimens:
        for leg in legs(specimen, everything):
            # Where nothing arrives in time the rule `specimen` speaks; here the leg has no price.
            costs[specimen.job] = costs.get(specimen.job, 0) + min(arriving(problem, leg), default=0)
    return costs
