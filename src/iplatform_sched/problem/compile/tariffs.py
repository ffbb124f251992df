"""Price lists and discounts as the tariff of a mode."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from iplatform_sched.availability.starts import express_before
from iplatform_sched.problem.data import Tariff

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.availability.eligibility import Option
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import DiscountScheme
    from iplatform_sched.domain.request import Company, Stage
    from iplatform_sched.problem.compile.ground import Ground

PERCENT = 100
MINUTES_PER_HOUR = 60


def discounts_of(schemes: Iterable[DiscountScheme], company: Company, centre: Centre) -> tuple[int, ...]:
    """Return the percentages that leave the lowest fee, in the order in which they are taken.

    Either every stackable scheme that applies, one after the other, or one of the others alone;
    the stack where both leave the same.
    """
    apply = [
        each
        for each in schemes
        if company.company_class in each.classes and (not each.centres or centre.id in each.centres)
    ]
    stack = tuple(each.rate_percent for each in apply if each.stackable and each.rate_percent)
    alone = [(each.rate_percent,) for each in apply if not each.stackable and each.rate_percent]
    return min([stack, *alone], key=_left)


def _left(percents: tuple[int, ...]) -> Fraction:
    left = Fraction(1)
    for percent in percents:
        left *= Fraction(PERCENT - percent, PERCENT)
    return left


def tariff_of(
    ground: Ground, company: Company, stage: Stage, option: Option, planned: Booking | None = None
) -> Tariff:
    """Return what a booking of the stage by this option costs: all rates for all units held.

    Parameters
    ----------
    planned
        The stage's booking on this machine in the plan before, which would stay.
    """
    form, units = option.equipment.tariff, stage.units
    express = express_before(ground.almanac, option.centre) if form.express_percent else 0
    return Tariff(
        per_hour=form.per_hour * units,
        tier_minutes=None if form.tier_hours is None else form.tier_hours * MINUTES_PER_HOUR,
        per_hour_after=form.per_hour_after * units,
        operator_per_hour=0 if option.self_use else form.operator_per_hour,
        per_day=form.per_day * units,
        fixed=form.setup_fee + form.per_sample * stage.samples + form.per_case * stage.cases,
        after_hours_percent=form.after_hours_percent,
        express_percent=form.express_percent if express else 0,
        express_before=express,
        spared=_spared(ground, planned, express),
        discounts=discounts_of(ground.snapshot.catalogue.discounts, company, option.centre),
        materials=form.materials_per_sample * stage.samples,
    )


def _spared(ground: Ground, planned: Booking | None, express_before: int) -> int:
    """Return the start at which a planned booking made without the surcharge stays without; -1 for none."""
    if planned is None or planned.charge.express:
        return -1
    start = ground.grid.floor(planned.start)
    return start if start < express_before else -1
