"""Presets compared on the sets that they ran on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.bench.integral import primal_integral
from iplatform_sched.bench.judging import relative
from iplatform_sched.bench.statistics import Interval, mean, paired_bootstrap, shifted_geometric_mean
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from iplatform_sched.bench.records import Record

UNSOLVED = 1.0
"""The gap of an instance without a valid schedule."""
TIE = 1e-9
UNSUITABLE = "unsuitable"
LATE = 1.1
"""Times of the limit above which a run has overrun it."""


class Measured(NamedTuple):
    """A run beside what is known of its instance by now.

    Attributes
    ----------
    reference
        The best objective that others published, or else the best of all runs compared; ``None`` where
        the instance has no schedule as far as anybody knows.
    to_best, to_bound
        Gap to the reference, which is below 0 for a schedule better than published ones, and gap to the
        run's own bound; 1 for a run without a valid schedule, and never more.
    integral
        Primal integral by the reference; ``None`` in a run without a limit of time.
    """

    record: Record
    reference: int | None
    to_best: float
    to_bound: float
    integral: float | None


@dataclass(frozen=True, slots=True)
class PresetRow:
    """What a preset did on a set.

    Attributes
    ----------
    runs, instances
        How many; runs that its solver cannot express are not among them.
    solved, proved
        Runs with a valid schedule or a proof that there is none; runs with a proof of either.
    unsolved, wrong, unsuitable
        Runs without a valid schedule or proof; those of them whose schedule the judge refused; runs that
        the solver cannot express.
    better
        Runs with a schedule better than the best published.
    to_best, to_best_shifted, to_bound, to_bound_shifted
        Mean and shifted geometric mean of the gaps in percent: to the reference, to the own bound.
    integral
        Mean primal integral in percent.
    seconds, memory_mb
        Mean time, most memory.
    overran
        Runs that took more than a tenth longer than their limit.
    against
        The preset that it is compared with, over the `pairs` of instance and seed that both have.
    wins, ties, losses
        Pairs in which its gap is smaller, equal, larger.
    difference, low, high
        Mean difference of the gaps in percentage points, and its 95 % interval; below 0 is better.
    """

    set: str
    preset: str
    instances: int
    runs: int
    solved: int
    proved: int
    unsolved: int
    wrong: int
    unsuitable: int
    better: int
    to_best: float | None
    to_best_shifted: float | None
    to_bound: float | None
    to_bound_shifted: float | None
    integral: float | None
    seconds: float | None
    memory_mb: float | None
    overran: int
    against: str
    pairs: int
    wins: int
    ties: int
    losses: int
    difference: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every preset on every set, and the runs behind."""

    presets: tuple[PresetRow, ...]
    measured: tuple[Measured, ...]


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
    value = record.objective
    if not record.solved or value is None or reference is None:
        to_best = to_bound = UNSOLVED
    else:
        to_best = relative(value - reference, reference)
        to_bound = UNSOLVED if record.gap is None else max(0.0, record.gap)
    steps = record.trajectory if record.solved else ()
    return Measured(
        record, reference, to_best, to_bound, primal_integral(steps, reference, record.limit_seconds)
    )


def compare(records: Sequence[Record], against: str = "default") -> Comparison:
    """Return each preset on each set, and beside `against`, in the order of their mean gaps.

    Raises
    ------
    InputError
        `against` ran on none of the sets.
    """
    measured = measure(records)
    presets = {each.record.preset for each in measured}
    if against not in presets:
        hint = f"Presets that ran: {', '.join(sorted(presets))}"
        raise InputError(Issue("did not run", field="--against", found=against, hint=hint))
    groups: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for each in measured:
        groups[each.record.set, each.record.preset].append(each)
    rows = [
        _row(group, groups.get((name, against), []), against) for (name, _), group in sorted(groups.items())
    ]
    rows.sort(key=lambda row: (row.set, UNSOLVED + 1 if row.to_best is None else row.to_best, row.preset))
    return Comparison(tuple(rows), measured)


def _row(group: list[Measured], others: list[Measured], against: str) -> PresetRow:
    runs = [each for each in group if each.record.status != UNSUITABLE]
    records = [each.record for each in runs]
    first = group[0].record
    paired = _pairs(runs, others)
    flat = [value for values in paired.values() for value in values]
    difference = paired_bootstrap(paired) if paired else None
    done = [r for r in records if r.solved or r.closed]
    return PresetRow(
        set=first.set,
        preset=first.preset,
        instances=len({r.instance for r in records}),
        runs=len(runs),
        solved=len(done),
        proved=sum(r.closed for r in records),
        unsolved=len(records) - len(done),
        wrong=sum(r.verified is False for r in records),
        unsuitable=len(group) - len(runs),
        better=sum(
            r.solved and r.known_upper is not None and r.objective < r.known_upper
            for r in records
            if r.objective is not None
        ),
        to_best=_percent(runs, lambda each: each.to_best, mean),
        to_best_shifted=_percent(runs, lambda each: each.to_best, shifted_geometric_mean),
        to_bound=_percent(runs, lambda each: each.to_bound, mean),
        to_bound_shifted=_percent(runs, lambda each: each.to_bound, shifted_geometric_mean),
        integral=_percent(runs, lambda each: each.integral, mean),
        seconds=round(mean([r.seconds for r in records]), 1) if records else None,
        memory_mb=max((r.memory_mb for r in records), default=None),
        overran=sum(r.limit_seconds is not None and r.seconds > LATE * r.limit_seconds for r in records),
        against=against,
        pairs=len(flat),
        wins=sum(value < -TIE for value in flat),
        ties=sum(abs(value) <= TIE for value in flat),
        losses=sum(value > TIE for value in flat),
        **_points(difference),
    )


def _points(difference: Interval | None) -> dict[str, float | None]:
    if difference is None:
        return {"difference": None, "low": None, "high": None}
    return {
        "difference": round(100 * difference.mean, 3),
        "low": round(100 * difference.low, 3),
        "high": round(100 * difference.high, 3),
    }


def _percent(
    runs: Sequence[Measured],
    value: Callable[[Measured], float | None],
    average: Callable[[Sequence[float]], float],
) -> float | None:
    """Return the average over instances of the mean over seeds, in percent; ``None`` where one is missing."""
    by_instance: dict[str, list[float]] = defaultdict(list)
    for each in runs:
        found = value(each)
        if found is None:
            return None
        by_instance[each.record.instance].append(found)
    if not by_instance:
        return None
    return round(100 * average([mean(values) for values in by_instance.values()]), 3)


def _pairs(runs: Sequence[Measured], others: Sequence[Measured]) -> Mapping[str, list[float]]:
    """Return by instance the differences of the gaps with the same seed."""
    known = {
        (each.record.instance, each.record.seed): each for each in others if each.record.status != UNSUITABLE
    }
    found: dict[str, list[float]] = defaultdict(list)
    for each in runs:
        other = known.get((each.record.instance, each.record.seed))
        if other is not None:
            found[each.record.instance].append(each.to_best - other.to_best)
    return found
