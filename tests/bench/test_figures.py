"""Means, intervals, integrals: against values by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.bench.integral import primal_integral, proof_integral
from iplatform_sched.bench.judging import relative
from iplatform_sched.bench.statistics import mean, paired_bootstrap, shifted_geometric_mean

GAPS = st.lists(st.floats(0, 1), min_size=1, max_size=20)


def test_a_schedule_on_the_other_side_of_zero_counts_as_none() -> None:
    assert primal_integral([(1.0, 5)], -5, 10.0) == pytest.approx(1.0)


@pytest.mark.parametrize(("second", "share"), [(0.0, 0.0), (4.0, 0.4), (12.0, 1.0)])
def test_a_proof_that_there_is_no_schedule_counts_from_when_it_came(second: float, share: float) -> None:
    assert proof_integral(second, 10.0) == pytest.approx(share)
    assert proof_integral(second, None) is None


def test_the_shifted_geometric_mean_by_hand() -> None:
    assert shifted_geometric_mean([0.0, 0.03]) == pytest.approx(math.sqrt(0.01 * 0.04) - 0.01)
    assert math.copysign(1, shifted_geometric_mean([-0.2, 0.0, 0.0])) == 1
    assert shifted_geometric_mean([-0.2, 0.0]) == pytest.approx(0.0)


@given(gaps=GAPS)
def test_the_shifted_geometric_mean_is_not_above_the_mean(gaps: list[float]) -> None:
    assert min(gaps) - 1e-9 <= shifted_geometric_mean(gaps) <= mean(gaps) + 1e-9


def test_a_difference_that_is_always_the_same_is_sure() -> None:
    found = paired_bootstrap({"a": [0.25], "b": [0.25] * 5})
    assert found == pytest.approx((0.25, 0.25, 0.25))


def test_the_interval_is_that_of_resampled_instances() -> None:
    """Of two instances one is drawn twice in half of the resamples."""
    found = paired_bootstrap({"a": [0.0] * 3, "b": [1.0] * 3})
    assert found == (0.5, 0.0, 1.0)


def test_a_single_instance_still_tells_how_its_seeds_differ() -> None:
    values = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    found = paired_bootstrap({"a": values})
    assert found.mean == pytest.approx(0.25)
    spread = np.std(values) / math.sqrt(len(values))
    assert found.low == pytest.approx(0.25 - 1.96 * spread, abs=0.02)
    assert found.high == pytest.approx(0.25 + 1.96 * spread, abs=0.02)


def test_few_pairs_have_no_interval() -> None:
    assert paired_bootstrap({"a": [0.25]}) == (0.25, None, None)
    assert paired_bootstrap({"a": [0.25] * 3, "b": [0.25] * 2}) == (0.25, None, None)


def test_instances_count_alike_however_many_seeds_they_have() -> None:
    assert paired_bootstrap({"a": [0.0], "b": [1.0] * 9}).mean == 0.5


@pytest.mark.parametrize(
    ("trajectory", "best", "limit", "expected"),
    [
        ([(2.0, 100)], 100, 10.0, 0.2),
        ([(0.0, 200), (5.0, 100)], 100, 10.0, 0.25),
        ([(1.0, 90)], 100, 10.0, 0.1),
        ([(12.0, 100)], 100, 10.0, 1.0),
        ([], 100, 10.0, 1.0),
        ([(1.0, 5)], None, 10.0, 1.0),
        ([(0.0, 1)], 0, 10.0, 1.0),
        ([(1.0, 5)], 5, None, None),
    ],
    ids=["late", "steps", "new best", "after the limit", "nothing", "no best", "best is 0", "no limit"],
)
def test_the_primal_integral_by_hand(
    trajectory: list[tuple[float, int]], best: int | None, limit: float | None, expected: float | None
) -> None:
    assert primal_integral(trajectory, best, limit) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("difference", "value", "expected"),
    [(5, 100, 0.05), (-5, 100, -0.05), (0, 0, 0.0), (3, 0, 1.0), (-3, 0, -1.0), (900, 100, 1.0)],
)
def test_shares_of_values(difference: int, value: int, expected: float) -> None:
    assert relative(difference, value) == expected
