"""Presets searched for on one set and judged on another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.app.benchmarking import bench_of, chosen_instances, chosen_presets, limited
from iplatform_sched.app.locking import results_lock
from iplatform_sched.app.writing import writable
from iplatform_sched.bench.instances import load
from iplatform_sched.bench.presets import write_preset
from iplatform_sched.bench.runner import runs_of
from iplatform_sched.bench.solvers import installed, solver_named
from iplatform_sched.bench.statistics import LEAST_PAIRS
from iplatform_sched.bench.tuning import read_space, trials, tune
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.report.benchmark.tables import rung_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from iplatform_sched.app.benchmarking import BenchOptions, BenchPlaces
    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.bench.presets import Preset
    from iplatform_sched.bench.rows import PresetRow
    from iplatform_sched.bench.sets import Instance
    from iplatform_sched.bench.tuning import Space, Trial, Tuned
    from iplatform_sched.report.table import Table


@dataclass(frozen=True, slots=True)
class TuneOptions:
    """What is searched.

    Attributes
    ----------
    space
        The file of choices.
    most
        Candidates beside the base.
    training, judging
        What the candidates run on, and what the best of them is judged on.
    draw_seed
        Seed by which candidates are drawn.
    """

    space: Path
    out: Path
    training: BenchOptions
    judging: BenchOptions
    most: int = 16
    draw_seed: int = 0


@dataclass(frozen=True, slots=True)
class TuneReport:
    """What a search of presets tells; `left` runs were not made."""

    table: Table
    words: str
    left: int


def tune_presets(places: BenchPlaces, options: TuneOptions, hooks: Hooks) -> TuneReport:
    """Search presets; the best one becomes a file where it is better than its base on the judging set too.

    Raises
    ------
    InputError, NotFoundError
        The choices, a set or an instance is refused, the two sets share instances, or that which judges is
        too small to tell anything.
    ConflictError, VerificationError
        As `run_benchmark`.
    """
    bench = bench_of(places, options.training.cores, hooks)
    space = read_space(options.space)
    base = _base(places, space, str(options.space), hooks)
    candidates = trials(
        limited(base, options.training), space, options.most, options.draw_seed, str(options.space)
    )
    _refuse_candidates(candidates, str(options.space))
    training = chosen_instances(places, options.training, hooks)
    judging = chosen_instances(places, options.judging, hooks)
    seeds = range(options.training.first_seed, options.training.first_seed + options.training.seeds)
    pairs = {
        name: len(runs_of([each for each in judging if each.set == name], [base], seeds))
        for name in dict.fromkeys(each.set for each in judging)
    }
    _refuse_judging(training, judging, pairs)
    with results_lock(bench.results):
        tuned = tune(candidates, training, judging, seeds, bench)
    table = rung_table(
        {
            "instance_count": rung.instances,
            "preset": rung.preset,
            "choice": rung.chosen,
            "to_best": rung.to_best,
            "went_on": rung.kept,
        }
        for rung in tuned.rungs
    )
    return TuneReport(table, _told(tuned, options.out, base), tuned.left)


def _base(places: BenchPlaces, space: Space, file: str, hooks: Hooks) -> Preset:
    found = chosen_presets(places.folder, (space.base,), hooks)
    if len(found) > 1:
        names = ", ".join(each.name for each in found)
        raise InputError(Issue("names several presets", file, field="base", found=f"{space.base}: {names}"))
    return found[0]


def _refuse_candidates(candidates: Sequence[Trial], file: str) -> None:
    lacking = {each.preset.solver for each in candidates if not installed(solver_named(each.preset.solver))}
    if lacking:
        hint = "Install the extra bench-peers"
        raise InputError(
            [
                Issue("the solver is not installed", file, field="choices", found=name, hint=hint)
                for name in sorted(lacking)
            ]
        )


def _refuse_judging(
    training: Sequence[Instance], judging: Sequence[Instance], pairs: Mapping[str, int]
) -> None:
    issues = []
    if {load(each).digest for each in training} & {load(each).digest for each in judging}:
        hint = "What is judged must not be what was trained on"
        issues.append(Issue("shares instances with the training set", field="--judge", hint=hint))
    issues += [
        Issue(
            f"has {count} pairs of instance and seed, and fewer than {LEAST_PAIRS} say nothing",
            field="--judge",
            found=name,
            hint="More seeds (--seeds), or a larger set",
        )
        for name, count in pairs.items()
        if count < LEAST_PAIRS
    ]
    if issues:
        raise InputError(issues)


def _told(tuned: Tuned, out: Path, base: Preset) -> str:
    if tuned.left:
        return f"{tuned.left} runs are left; the same command goes on with them"
    if tuned.best is None:
        return "no candidate was better than the base on the training set"
    judged = "; ".join(_judged(row) for row in tuned.judged)
    if any(row.to_best_high is None or row.to_best_high >= 0 for row in tuned.judged):
        return f"{tuned.best.preset.name} was best on the training set, but judged it is not: {judged}"
    with writable(out):
        write_preset(out, _kept(tuned.best, base, judged))
    return f"{out}: {judged}"


def _judged(row: PresetRow) -> str:
    if row.to_best_difference is None:
        return f"no run on {row.set} can be put beside one of {row.against}"
    points = f"{row.to_best_difference:+} percentage points of gap to {row.against} on {row.set}"
    if row.to_best_low is None or row.to_best_high is None:
        return f"{points}, from {row.pair_count} pairs, too few to say anything"
    return f"{points}, 95 % from {row.to_best_low:+} to {row.to_best_high:+}, over {row.pair_count} pairs"


def _kept(best: Trial, base: Preset, judged: str) -> Preset:
    """Return the best as a preset; a limit of time that only the search had gives way to that of its base."""
    own = {} if {"seconds", "work"} & best.chosen.keys() else {"seconds": base.seconds, "work": base.work}
    tried = best.preset.seconds
    within = f", within {tried:g} s" if own and tried is not None and tried != base.seconds else ""
    chosen = ", ".join(f"{name}={value}" for name, value in best.chosen.items())
    words = {
        "hypothesis": f"Found by a search of presets: {chosen} instead of what {base.name} has.",
        "best_on": f"{judged}{within}",
        "kept": "",
    }
    return best.preset.model_copy(update=words | own)
