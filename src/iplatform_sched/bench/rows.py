"""What a comparison says: the rows of its tables, and the curves of its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class PresetRow:
    """What a preset did on a set.

    Attributes
    ----------
    instance_count, run_count
        How many; runs that its solver cannot express are not among them.
    solved_count, proved_count
        Runs with a valid schedule or a proof that there is none; runs with a proof of either.
    unsolved_count, invalid_count, unsuitable_count
        Runs without a valid schedule or proof; those of them whose schedule the judge refused; runs that
        the solver cannot express.
    better_count
        Runs with a schedule better than the best published.
    to_best, to_best_shifted, to_bound, to_bound_shifted
        Mean and shifted geometric mean of the gaps in percent: to the reference, to the own bound.
    to_bound_plain
        Mean gap to the own bound as a share of the whole objective, also of what nobody can avoid.
    integral
        Mean primal integral in percent.
    limit_seconds, limit_work, workers
        Of every run; ``None`` where they differ, or have no such limit.
    mean_seconds, most_memory_mb
        Mean time, most memory.
    overran_count
        Runs that took more than a tenth longer than their limit.
    against
        The preset that it is compared with, over the `pair_count` pairs of instance and seed that both
        have and one machine made.
    unpaired_count
        Pairs that are left out, since two machines made them.
    win_count, tie_count, loss_count
        Pairs in which its gap is smaller, equal, larger.
    mean_objective
        ``None`` where a run has no valid schedule.
    both_count, objective_ratio
        Pairs in which both have a schedule, and a cost; geometric mean of the own objective as a multiple
        of the other's over these; below 1 is better.
    to_best_difference, to_best_low, to_best_high
        Mean difference of the gaps in percentage points, and its 95 % interval; below 0 is better.
    """

    set: str
    preset: str
    instance_count: int
    run_count: int
    solved_count: int
    proved_count: int
    unsolved_count: int
    invalid_count: int
    unsuitable_count: int
    better_count: int
    to_best: float | None
    to_best_shifted: float | None
    to_bound: float | None
    to_bound_shifted: float | None
    to_bound_plain: float | None
    integral: float | None
    limit_seconds: float | None
    limit_work: float | None
    workers: int | None
    mean_seconds: float | None
    most_memory_mb: float | None
    overran_count: int
    against: str
    pair_count: int
    unpaired_count: int
    win_count: int
    tie_count: int
    loss_count: int
    mean_objective: float | None
    both_count: int
    objective_ratio: float | None
    to_best_difference: float | None
    to_best_low: float | None
    to_best_high: float | None


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """What a preset did on an instance, over its seeds.

    Attributes
    ----------
    known_lower, known_upper
        As others published them.
    reference
        What gaps are measured by: the best published, or else the best of these runs.
    best_objective, best_bound
        The best of all seeds.
    to_best
        Mean gap in percent; ``None`` where its solver cannot express the instance.
    """

    set: str
    instance: str
    preset: str
    known_lower: int | None
    known_upper: int | None
    reference: int | None
    run_count: int
    solved_count: int
    proved_count: int
    best_objective: int | None
    best_bound: int | None
    to_best: float | None


@dataclass(frozen=True, slots=True)
class Profile:
    """How far the schedules of presets are from the best ones, on instances on which all of them ran.

    Attributes
    ----------
    gaps
        By preset: to the best, of each run on these instances, in ascending order.
    """

    set: str
    instance_count: int
    gaps: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every preset on every set, and what is behind."""

    presets: tuple[PresetRow, ...]
    instances: tuple[InstanceRow, ...]
    profiles: tuple[Profile, ...]
