"""The fee of a booking as a formula of its minutes: the arithmetic of :class:`Tariff`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Tariff

MINUTES_PER_HOUR = 60
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Usage:
    """What a fee depends on.

    Attributes
    ----------
    charged, attended, after
        Minutes charged, attended, and attended after hours.
    days
        Charged days.
    express
        Whether the booking bears the express surcharge.
    """

    charged: int
    attended: int
    days: int
    after: int = 0
    express: bool = False


def base_fee(tariff: Tariff, usage: Usage) -> int:
    """Return ``base`` of :class:`Tariff`, before surcharges."""
    first = usage.charged if tariff.tier_minutes is None else min(usage.charged, tariff.tier_minutes)
    hourly = (
        tariff.per_hour * first
        + tariff.per_hour_after * (usage.charged - first)
        + tariff.operator_per_hour * usage.attended
    )
    return hourly // MINUTES_PER_HOUR + tariff.per_day * usage.days + tariff.fixed


def is_express(tariff: Tariff, start: int) -> bool:
    """Return whether a booking with this start bears the express surcharge."""
    return start < tariff.express_before and start != tariff.spared


def express_fee(tariff: Tariff, usage: Usage) -> int:
    """Return the express surcharge, zero without one."""
    return base_fee(tariff, usage) * tariff.express_percent // PERCENT if usage.express else 0


def gross_fee(tariff: Tariff, usage: Usage) -> int:
    """Return ``gross`` of :class:`Tariff`: the base with after-hours and express surcharges."""
    base = base_fee(tariff, usage)
    after = tariff.per_hour * tariff.after_hours_percent * usage.after // (MINUTES_PER_HOUR * PERCENT)
    return base + after + express_fee(tariff, usage)


def discounted(tariff: Tariff, gross: int) -> int:
    """Return `gross` reduced by each discount in turn, rounded down each time."""
    for percent in tariff.discounts:
        gross = gross * (PERCENT - percent) // PERCENT
    return gross


def fee(tariff: Tariff, usage: Usage) -> int:
    """Return the discounted fee, without materials and before a voucher."""
    return discounted(tariff, gross_fee(tariff, usage))
