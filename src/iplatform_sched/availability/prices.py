"""Discounts of a company at a centre, and the least that a stage can cost there."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.availability.eligibility import run_minutes
from iplatform_sched.domain.vocabulary import Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.availability.eligibility import Option
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import DiscountScheme
    from iplatform_sched.domain.request import Company, Stage

PERCENT = 100
MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 1440


class Least(NamedTuple):
    """KRW that a booking costs at the least: its fee after discounts, and materials."""

    fee: int
    materials: int


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


def least_price(schemes: Iterable[DiscountScheme], company: Company, stage: Stage, option: Option) -> Least:
    """Return the least that a booking of a stage by an option costs before a voucher.

    It is held no longer than its parts take, on one day where it needs operators throughout, and bears
    no surcharge.
    """
    form, machine, way = option.equipment.tariff, option.equipment, stage.ways[option.way]
    pieces = machine.setup_minutes + machine.teardown_minutes
    charged = pieces + run_minutes(way, stage, option.offer)
    unattended = way.run is Run.UNATTENDED
    first = charged if form.tier_hours is None else min(charged, form.tier_hours * MINUTES_PER_HOUR)
    hourly = stage.units * (form.per_hour * first + form.per_hour_after * (charged - first))
    if not option.self_use:
        hourly += form.operator_per_hour * (pieces if unattended else charged)
    days = -(-charged // MINUTES_PER_DAY) if unattended else 1
    fee = hourly // MINUTES_PER_HOUR + form.per_day * stage.units * days
    fee += form.setup_fee + form.per_sample * stage.samples + form.per_case * stage.cases
    for percent in discounts_of(schemes, company, option.centre):
        fee = fee * (PERCENT - percent) // PERCENT
    return Least(fee, form.materials_per_sample * stage.samples)
