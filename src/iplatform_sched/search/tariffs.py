"""The fee of many placements at once: the arithmetic of :class:`Tariff` on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Mode

MINUTES_PER_HOUR = 60
PERCENT = 100


def fees_of(
    mode: Mode,
    columns: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    attended: int,
    tick_minutes: int,
) -> NDArray[np.int64]:
    """Return the discounted fee without materials, one entry per start; see :class:`Tariff`.

    Parameters
    ----------
    columns
        Starts, charged ticks, days and ticks after hours, one entry per start.
    attended
        Attended ticks.
    """
    start, charged_ticks, days, after = columns
    tariff = mode.tariff
    charged = charged_ticks * tick_minutes
    first = charged if tariff.tier_minutes is None else np.minimum(charged, tariff.tier_minutes)
    hourly = (
        tariff.per_hour * first
        + tariff.per_hour_after * (charged - first)
        + tariff.operator_per_hour * attended * tick_minutes
    )
    base = hourly // MINUTES_PER_HOUR + tariff.per_day * days + tariff.fixed
    surcharge = tariff.per_hour * tariff.after_hours_percent * (after * tick_minutes)
    gross = base + surcharge // (MINUTES_PER_HOUR * PERCENT)
    express = (start < tariff.express_before) & (start != tariff.spared)
    gross += np.where(express, base * tariff.express_percent // PERCENT, 0)
    for percent in tariff.discounts:
        gross = gross * (PERCENT - percent) // PERCENT
    return np.asarray(gross, dtype=np.int64)
