"""Runs beside what is known of their instances."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.bench.integral import primal_integral
from iplatform_sched.bench.judging import relative

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.bench.records import Record

UNSOLVED = 1.0
"""The gap of a run without a valid schedule; no gap counts more."""


class Measured(NamedTuple):
    """A run beside what is known of its instance by now.

    Attributes
    ----------
    reference
        The best objective that others published, or else the best of all runs compared; ``None`` where
        the instance has no schedule as far as anybody knows.
    to_best, to_bound
        Gap to the reference, which is below 0 for a schedule better than published ones, and gap to the
        run's own bound.
    integral
        Primal integral by the reference; ``None`` in a run without a limit of time.
    """

    record: Record
    reference: int | None
    to_best: float
    to_bound: float
    integral: float | None


def measure(records: Sequence[Record]) -> tuple[Measured, ...]:
    """Return each run beside the reference of its instance, which all runs of it share."""
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        groups[record.set, record.instance].append(record)
    return tuple(each for group in groups.values() for each in _of_instance(group))


def _of_instance(group: list[Record]) -> list[Measured]:
    published = [r.known_upper for r in group if r.known_upper is not None]
    found = [r.objective for r in group if r.solved and r.objective is not None]
    reference = min(published or found, default=None)
    return [_measured(record, reference) for record in group]


def _measured(record: Record, reference: int | None) -> Measured:
    if record.closed and not record.solved:  # a proof that there is no schedule
        return Measured(record, reference, 0.0, 0.0, None if record.limit_seconds is None else 0.0)
    value, steps = record.objective, record.trajectory if record.solved else ()
    to_best = to_bound = UNSOLVED
    if record.solved and value is not None and reference is not None:
        to_best = relative(value - reference, reference)
        to_bound = UNSOLVED if record.gap is None else max(0.0, record.gap)
    return Measured(
        record, reference, to_best, to_bound, primal_integral(steps, reference, record.limit_seconds)
    )
