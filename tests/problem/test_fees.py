"""The steps of a fee, by hand."""

from __future__ import annotations

import pytest

from iplatform_sched.problem.data import Tariff
from iplatform_sched.problem.fees import Usage, base_fee, discounted, fee, gross_fee


@pytest.mark.parametrize(
    ("tariff", "usage", "expected"),
    [
        pytest.param(Tariff(per_hour=10_001), Usage(90, 90, 1), 15_001, id="per-hour-rounds-down"),
        pytest.param(
            Tariff(per_hour=710, tier_minutes=1440, per_hour_after=500), Usage(1500, 0, 2), 17_540, id="tier"
        ),
        pytest.param(
            Tariff(per_hour=710, tier_minutes=1440, per_hour_after=500), Usage(600, 0, 1), 7_100, id="in-tier"
        ),
        pytest.param(Tariff(operator_per_hour=30_000), Usage(600, 90, 1), 45_000, id="operator"),
        pytest.param(Tariff(per_day=400_000, fixed=70_000), Usage(600, 90, 3), 1_270_000, id="day-and-fixed"),
    ],
)
def test_base(tariff: Tariff, usage: Usage, expected: int) -> None:
    """Hours, tiers, operators, days and fixed parts add up."""
    assert base_fee(tariff, usage) == expected


def test_surcharges_and_discounts_round_down_step_by_step() -> None:
    """After hours on the hourly rate, express on the base, then one discount after the other."""
    tariff = Tariff(per_hour=10_001, after_hours_percent=33, express_percent=50, discounts=(30, 7))
    usage = Usage(charged=90, attended=90, days=1, after=30, express=True)
    assert gross_fee(tariff, usage) == 15_001 + 1_650 + 7_500
    assert discounted(tariff, 24_151) == 15_721
    assert fee(tariff, usage) == 15_721
