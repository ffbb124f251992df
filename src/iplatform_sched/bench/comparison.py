"""Presets compared on the sets that they ran on."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

from iplatform_sched.bench.measuring import measure
from iplatform_sched.bench.rows import Comparison, InstanceRow, PresetRow, Profile
from iplatform_sched.bench.seam import UNSUITABLE
from iplatform_sched.bench.statistics import Interval, mean, paired_bootstrap, shifted_geometric_mean
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from iplatform_sched.bench.measuring import Measured, References
    from iplatform_sched.bench.records import Record

    Pair = tuple[Measured, Measured]
    """Of two presets, on one instance and with one seed."""

T = TypeVar("T")
TIE = 1e-9
PERCENT = 100
DIGITS = 3
LATE = 1.1
"""Times of the limit above which a run has overrun it."""


def compare(records: Sequence[Record], against: str, references: References | None = None) -> Comparison:
    """Return each preset on each set beside the preset `against`.

    Presets that ran on more instances come first, then those with the smaller mean gap. `references` are
    what gaps are measured by in place of the best of these runs, for instances that have one there.

    Raises
    ------
    InputError
        `against` ran on none of the sets.
    """
    measured = measure(records, references)
    names = {each.record.preset for each in measured}
    if against not in names:
        hint = f"Presets that ran: {', '.join(sorted(names)) or 'none'}"
        raise InputError(Issue("did not run", field="--against", found=against, hint=hint))
    groups: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    single: dict[tuple[str, str, str], list[Measured]] = defaultdict(list)
    for each in measured:
        groups[each.record.set, each.record.preset].append(each)
        single[each.record.set, each.record.instance, each.record.preset].append(each)
    rows = [_preset(group, groups.get((name, against), []), against) for (name, _), group in groups.items()]
    rows.sort(key=_rank)
    return Comparison(
        tuple(rows), tuple(_instance(group) for _, group in sorted(single.items())), _profiles(groups)
    )


def _rank(row: PresetRow) -> tuple[str, int, float, str]:
    """Return where a row stands: means over other instances are beside each other for nobody to compare."""
    return row.set, -row.instance_count, 2 * PERCENT if row.to_best is None else row.to_best, row.preset


def _preset(group: list[Measured], others: list[Measured], against: str) -> PresetRow:
    runs = _suitable(group)
    records = [each.record for each in runs]
    # Beside itself there is nothing to tell.
    others = [] if group[0].record.preset == against else others
    counterparts = _counterparts(runs, others)
    # A faster machine is no better preset.
    pairs = [(one, other) for one, other in counterparts if one.record.hardware == other.record.hardware]
    differences = _by_instance((one.record.instance, one.to_best - other.to_best) for one, other in pairs)
    ratios = [
        (one.record.instance, math.log(own / theirs))
        for one, other in pairs
        if (own := one.record.objective) and (theirs := other.record.objective)
    ]
    flat = [value for values in differences.values() for value in values]
    solved = sum(r.solved or r.closed for r in records)
    return PresetRow(
        set=group[0].record.set,
        preset=group[0].record.preset,
        instance_count=len({r.instance for r in records}),
        run_count=len(runs),
        solved_count=solved,
        proved_count=sum(r.closed for r in records),
        unsolved_count=len(runs) - solved,
        invalid_count=sum(r.verified is False for r in records),
        unsuitable_count=len(group) - len(runs),
        better_count=sum(each.known_upper is not None and each.to_best < 0 for each in runs),
        to_best=_percent(runs, lambda each: each.to_best),
        to_best_shifted=_percent(runs, lambda each: each.to_best, shifted_geometric_mean),
        to_bound=_percent(runs, lambda each: each.to_bound),
        to_bound_shifted=_percent(runs, lambda each: each.to_bound, shifted_geometric_mean),
        to_bound_plain=_percent(runs, lambda each: each.to_bound_plain),
        integral=_percent(runs, lambda each: each.integral),
        limit_seconds=_one({r.limit_seconds for r in records}),
        limit_work=_one({r.limit_work for r in records}),
        workers=_one({r.workers for r in records}),
        mean_seconds=round(mean([r.seconds for r in records]), 1) if records else None,
        most_memory_mb=max((r.memory_mb for r in records), default=None),
        overran_count=sum(
            r.limit_seconds is not None and r.seconds > LATE * r.limit_seconds for r in records
        ),
        against=against,
        pair_count=len(flat),
        unpaired_count=len(counterparts) - len(pairs),
        win_count=sum(value < -TIE for value in flat),
        tie_count=sum(abs(value) <= TIE for value in flat),
        loss_count=sum(value > TIE for value in flat),
        mean_objective=_rounded(_average(runs, lambda each: each.record.objective)),
        both_count=len(ratios),
        objective_ratio=_rounded(_geometric_mean(ratios)),
        **_points(paired_bootstrap(differences) if differences else None),
    )


def _one(values: set[T]) -> T | None:
    """Return the only value of a set, ``None`` where there are several or none."""
    return next(iter(values)) if len(values) == 1 else None


def _points(difference: Interval | None) -> dict[str, float | None]:
    if difference is None:
        return dict.fromkeys(("to_best_difference", "to_best_low", "to_best_high"))
    names = ("to_best_difference", "to_best_low", "to_best_high")
    return {
        name: None if value is None else _rounded(PERCENT * value)
        for name, value in zip(names, difference, strict=True)
    }


def _percent(
    runs: Sequence[Measured],
    value: Callable[[Measured], float | None],
    average: Callable[[Sequence[float]], float] = mean,
) -> float | None:
    """Return an average over instances in percent; ``None`` where one is missing."""
    found = _average(runs, value, average)
    return None if found is None else _rounded(PERCENT * found)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _average(
    runs: Sequence[Measured],
    value: Callable[[Measured], float | None],
    average: Callable[[Sequence[float]], float] = mean,
) -> float | None:
    """Return the average over instances of the mean over seeds; ``None`` where one is missing."""
    values = [(each.record.instance, value(each)) for each in runs]
    known = [(instance, found) for instance, found in values if found is not None]
    if not known or len(known) < len(values):
        return None
    return average([mean(group) for group in _by_instance(known).values()])


def _geometric_mean(logarithms: Sequence[tuple[str, float]]) -> float | None:
    """Return the geometric mean over instances of that over seeds; ``None`` where there are none."""
    means = [mean(group) for group in _by_instance(logarithms).values()]
    return math.exp(mean(means)) if means else None


def _by_instance(values: Iterable[tuple[str, float]]) -> Mapping[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for instance, value in values:
        found[instance].append(value)
    return found


def _counterparts(runs: Sequence[Measured], others: Sequence[Measured]) -> list[Pair]:
    """Return the runs that have one of the same instance and seed among `others`, each with that one."""
    known = {(each.record.instance, each.record.seed): each for each in _suitable(others)}
    places = [(each.record.instance, each.record.seed) for each in runs]
    return [(each, known[place]) for each, place in zip(runs, places, strict=True) if place in known]


def _instance(group: list[Measured]) -> InstanceRow:
    first, runs = group[0].record, _suitable(group)
    records = [each.record for each in runs]
    return InstanceRow(
        first.set,
        first.instance,
        first.preset,
        group[0].known_lower,
        group[0].known_upper,
        group[0].reference,
        run_count=len(records),
        solved_count=sum(r.solved or r.closed for r in records),
        proved_count=sum(r.closed for r in records),
        best_objective=min((r.objective for r in records if r.objective is not None), default=None),
        best_bound=max((r.bound for r in records if r.bound is not None), default=None),
        to_best=_percent(runs, lambda each: each.to_best),
    )


def _profiles(groups: Mapping[tuple[str, str], list[Measured]]) -> tuple[Profile, ...]:
    """Return for each set the profile of all its presets, and before it those of presets that ran on more."""
    by_set: dict[str, dict[str, list[Measured]]] = defaultdict(dict)
    for (name, preset), group in sorted(groups.items()):
        if runs := _suitable(group):
            by_set[name][preset] = runs
    return tuple(each for name, runs in by_set.items() for each in _of_set(name, runs))


def _of_set(name: str, runs: Mapping[str, list[Measured]]) -> Iterator[Profile]:
    ran = {preset: frozenset(each.record.instance for each in own) for preset, own in runs.items()}
    shared = {frozenset.intersection(*ran.values())}
    told: set[tuple[str, ...]] = set()
    for instances in sorted(shared | set(ran.values()), key=lambda each: (-len(each), sorted(each))):
        beside = tuple(preset for preset, own in ran.items() if instances <= own)
        # A preset by itself is beside nobody, unless there is no other.
        if beside in told or not instances or len(beside) < min(2, len(ran)):
            continue
        told.add(beside)
        gaps = {
            preset: tuple(sorted(each.to_best for each in runs[preset] if each.record.instance in instances))
            for preset in beside
        }
        yield Profile(name, len(instances), gaps)


def _suitable(group: Sequence[Measured]) -> list[Measured]:
    return [each for each in group if each.record.status != UNSUITABLE]
