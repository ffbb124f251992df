"""Price lists and discounts as the tariff of a mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.prices import discounts_of
from iplatform_sched.availability.starts import express_before
from iplatform_sched.problem.data import Tariff

if TYPE_CHECKING:
    from iplatform_sched.availability.eligibility import Option
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Company, Stage
    from iplatform_sched.problem.compile.ground import Ground

MINUTES_PER_HOUR = 60


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
