"""The primal integral: how good the schedules of a run were over its time, not only at its end."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def primal_gap(value: int, best: int) -> float:
    """Return ``|value - best| / max(|value|, |best|)``, 0 where `value` is no worse, 1 across zero."""
    return min(1.0, (value - best) / max(abs(value), abs(best))) if value > best else 0.0


def primal_integral(
    trajectory: Sequence[tuple[float, int]], best: int | None, limit: float | None
) -> float | None:
    """Return the mean primal gap over the time from 0 to `limit`, 1 before the first schedule.

    Berthold 2013, doi:10.1016/j.orl.2013.08.007, divided by the limit: 0 is the best schedule at once, 1
    is none at all. ``None`` without a limit of time.

    Parameters
    ----------
    trajectory
        Second and objective of each better schedule, in order.
    best
        The objective to measure by; without one every schedule counts as none.
    """
    if limit is None:
        return None
    steps = [(0.0, 1.0)]
    if best is not None:
        steps += [(min(second, limit), primal_gap(value, best)) for second, value in trajectory]
    steps.append((limit, 0.0))
    return sum((after[0] - before[0]) * before[1] for before, after in pairwise(steps)) / limit


def proof_integral(second: float, limit: float | None) -> float | None:
    """Return the same of a run that proved after so many seconds that there is no schedule: its solution."""
    return primal_integral([(second, 0)], 0, limit)
