"""Runs beside what is known of their instances."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.bench.integral import primal_integral, proof_integral
from iplatform_sched.bench.judging import relative

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from iplatform_sched.bench.records import Record

    References = Mapping[tuple[str, str], int]
    """By set and instance."""

UNSOLVED = 1.0
"""The gap of a run without a valid schedule; no gap counts more."""


class Measured(NamedTuple):
    """A run beside what is known of its instance by now.

    Attributes
    ----------
    reference
        The best objective that others published, or else the best of all runs compared; ``None`` where
        the instance has no schedule as far as anybody knows.
    to_best, to_bound, to_bound_plain
        Gap to the reference, which is below 0 for a schedule better than published ones; gap to the run's
        own bound, and the same as a share of the whole objective.
    integral
        Primal integral by the reference; ``None`` in a run without a limit of time.
    known_lower, known_upper
        The best published bounds that any run of the instance was made with.
    """

    record: Record
    reference: int | None
    to_best: float
    to_bound: float
    to_bound_plain: float
    integral: float | None
    known_lower: int | None = None
    known_upper: int | None = None


def measure(records: Sequence[Record], references: References | None = None) -> tuple[Measured, ...]:
    """Return each run beside the reference of its instance, which all runs of it share.

    `references` are those to measure by, for instances that have one there.
    """
    given = references or {}
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        groups[record.set, record.instance].append(record)
    return tuple(each for key, group in groups.items() for each in _of_instance(group, given.get(key)))


def _of_instance(group: list[Record], given: int | None) -> list[Measured]:
    lower = max((r.known_lower for r in group if r.known_lower is not None), default=None)
    upper = min((r.known_upper for r in group if r.known_upper is not None), default=None)
    found = min((r.objective for r in group if r.solved and r.objective is not None), default=None)
    reference = given if given is not None else found if upper is None else upper
    return [_measured(record, reference)._replace(known_lower=lower, known_upper=upper) for record in group]


def _measured(record: Record, reference: int | None) -> Measured:
    if record.closed and not record.solved:  # a proof that there is no schedule
        late = proof_integral(record.seconds, record.limit_seconds)
        return Measured(record, reference, 0.0, 0.0, 0.0, late)
    value, steps = record.objective, record.trajectory if record.solved else ()
    to_best = to_bound = plain = UNSOLVED
    if record.solved and value is not None and reference is not None:
        to_best = relative(value - reference, reference)
        if record.gap is not None and record.bound is not None:
            to_bound = max(0.0, record.gap)
            plain = max(0.0, relative(value - record.bound, value))
    integral = primal_integral(steps, reference, record.limit_seconds)
    return Measured(record, reference, to_best, to_bound, plain, integral)
