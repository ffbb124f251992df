"""Figures of many runs: means that one instance does not decide, and how sure a difference is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

SHIFT = 0.01
"""Gaps below one percent are told apart little: the last tenth of a percent must not decide."""
RESAMPLES = 10_000
SEED = 0
LEVEL = 0.95
LEAST_PAIRS = 6
"""By chance all of so many have one sign in less than one of twenty cases; of five in one of sixteen."""


class Interval(NamedTuple):
    """A mean and the interval in which it lies with 95 % of the resamples; none around a few values."""

    mean: float
    low: float | None
    high: float | None


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean."""
    return float(np.mean(values))


def shifted_geometric_mean(values: Sequence[float], shift: float = SHIFT) -> float:
    """Return ``exp(mean(log(value + shift))) - shift``; a gap below 0 counts as 0.

    Achterberg 2007, Constraint Integer Programming, appendix A.3: far less ruled by a few large values
    than the mean, and by tiny ones than the geometric mean.
    """
    # Of nothing but zeros a little less than 0 may come out.
    return max(0.0, float(np.exp(np.mean(np.log(np.maximum(values, 0.0) + shift))) - shift))


def paired_bootstrap(differences: Mapping[str, Sequence[float]], resamples: int = RESAMPLES) -> Interval:
    """Return the mean difference and its interval from resampled instances, and seeds within them.

    Percentile bootstrap, Efron and Tibshirani 1993, in two stages: instances differ more than seeds, and
    a set with one instance still tells how much its seeds differ.

    Parameters
    ----------
    differences
        By instance the differences of two presets, one entry per seed that both have; not empty.
    """
    rng = np.random.default_rng(SEED)
    groups = [np.asarray(values, dtype=np.float64) for values in differences.values()]
    middle = float(np.mean([np.mean(group) for group in groups]))
    if sum(map(len, groups)) < LEAST_PAIRS:
        return Interval(middle, None, None)
    times = rng.multinomial(len(groups), np.full(len(groups), 1 / len(groups)), size=resamples)
    total = np.zeros(resamples)
    for number, group in enumerate(groups):
        total += _drawn(group, times[:, number], rng)
    means = total / len(groups)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(middle, float(low), float(high))


def _drawn(
    group: NDArray[np.float64], times: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return for each resample the sum of `times` means, each of as many seeds drawn anew."""
    if len(group) == 1:
        return np.asarray(group[0] * times, dtype=np.float64)
    draws = rng.integers(len(group), size=(int(times.sum()), len(group)))
    drawn = np.concatenate([[0.0], np.cumsum(group[draws].mean(axis=1))])
    ends = np.cumsum(times)
    return np.asarray(drawn[ends] - drawn[ends - times], dtype=np.float64)
