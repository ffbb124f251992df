"""What a comparison says: the rows of its tables, and the curves of its picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PresetRow:
    """What a preset did on a set.

    Attributes
    ----------
    instances, runs
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
class InstanceRow:
    """What a preset did on an instance, over its seeds.

    Attributes
    ----------
    known_lower, known_upper
        As others published them.
    reference
        What gaps are measured by: the best published, or else the best of these runs.
    objective, bound
        The best of all seeds.
    to_best
        Mean gap in percent.
    """

    set: str
    instance: str
    preset: str
    known_lower: int | None
    known_upper: int | None
    reference: int | None
    runs: int
    solved: int
    proved: int
    objective: int | None
    bound: int | None
    to_best: float


@dataclass(frozen=True, slots=True)
class Profile:
    """How far a preset's schedules are from the best ones.

    Attributes
    ----------
    gaps
        To the best, of each run on the instances on which all presets of the set ran, in ascending order.
    """

    set: str
    preset: str
    gaps: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every preset on every set, and what is behind."""

    presets: tuple[PresetRow, ...]
    instances: tuple[InstanceRow, ...]
    profiles: tuple[Profile, ...]
