"""Benchmarks: make runs, and judge their solutions again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.app.locking import results_lock
from iplatform_sched.app.provenance import provenance
from iplatform_sched.app.results import INPUT, runs_folder
from iplatform_sched.bench.again import judge_again
from iplatform_sched.bench.best_known import read_best_known
from iplatform_sched.bench.presets import read_presets
from iplatform_sched.bench.records import read_results
from iplatform_sched.bench.resuming import results_file
from iplatform_sched.bench.runner import Bench, run_bench, runs_of
from iplatform_sched.bench.sets import STORED, Instance, Places, instances_of, read_sets
from iplatform_sched.bench.solutions import kept_solutions
from iplatform_sched.bench.solvers import installed, solver_named
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.report.benchmark.tables import judged_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.bench.best_known import Known
    from iplatform_sched.bench.presets import Preset
    from iplatform_sched.bench.records import Record
    from iplatform_sched.bench.runner import Done
    from iplatform_sched.report.table import Table

BEST_KNOWN = "best_known.csv"


@dataclass(frozen=True, slots=True)
class BenchPlaces:
    """Where things are.

    Attributes
    ----------
    folder
        The folder with ``presets``, ``sets`` and ``fixtures``.
    instances
        The folder of public sets; ``None`` where only our own are run.
    store
        The store whose nights are a set too; ``None`` without them.
    """

    folder: Path
    results: Path
    instances: Path | None = None
    store: Path | None = None


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """What is to be run.

    Attributes
    ----------
    sets, presets
        By name; all without names.
    seeds
        How many, from `first_seed` on.
    most
        So many instances of each set, the first of its sample.
    whole
        Every instance of a set, not its sample.
    seconds, work
        Instead of the presets' own limits, at most one of the two; with `work` one worker each, and the same
        answers each time.
    cores
        Threads of all runs at a time.
    """

    cores: int
    sets: tuple[str, ...] = ()
    presets: tuple[str, ...] = ()
    seeds: int = 1
    first_seed: int = 0
    most: int | None = None
    whole: bool = False
    seconds: float | None = None
    work: float | None = None


def run_benchmark(places: BenchPlaces, options: BenchOptions, hooks: Hooks) -> Done:
    """Make the runs that are not in the results file yet.

    Raises
    ------
    InputError, NotFoundError
        Something is wrong with sets, presets, instances or the results file; said before the first run.
    ConflictError
        Another benchmark writes to the same results file.
    VerificationError
        A run contradicts another or what is known.
    """
    bench = bench_of(places, options.cores, hooks)
    presets = [limited(each, options) for each in chosen_presets(places.folder, options.presets, hooks)]
    instances = chosen_instances(places, options, hooks)
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    with results_lock(bench.results):
        return run_bench(runs_of(instances, presets, seeds), bench)


def chosen_presets(folder: Path, names: Sequence[str], hooks: Hooks) -> tuple[Preset, ...]:
    """Return the presets called `names`; without names all whose solvers are installed.

    Raises
    ------
    InputError, NotFoundError
        A preset is refused, or its solver is not installed; all at once.
    """
    found = read_presets(folder / "presets", names)
    lacking = [each for each in found if not installed(solver_named(each.solver))]
    if lacking and names:
        hint = "Install the extra bench-peers"
        raise InputError(
            [Issue("its solver is not installed", field=f"preset {each.name}", hint=hint) for each in lacking]
        )
    if lacking:
        left_out = ", ".join(each.name for each in lacking)
        hooks.tell(f"left out, for their solvers are not installed: {left_out}")
    return tuple(each for each in found if each not in lacking)


def bench_of(places: BenchPlaces, cores: int, hooks: Hooks) -> Bench:
    """Return where the runs of a benchmark go.

    Raises
    ------
    InputError
        The results file is called as none is.
    """
    return Bench(results_file(places.results), cores, provenance(), hooks.stop, hooks.report, hooks.monotonic)


def limited(preset: Preset, options: BenchOptions) -> Preset:
    """Return a preset with the limit that is asked for instead of its own."""
    if options.work is not None:
        return preset.model_copy(update={"seconds": None, "work": options.work, "workers": 1})
    if options.seconds is not None:
        return preset.model_copy(update={"seconds": options.seconds, "work": None})
    return preset


def chosen_instances(places: BenchPlaces, options: BenchOptions, hooks: Hooks) -> tuple[Instance, ...]:
    """Return the instances that are asked for; without names only the store's nights if asked, or all sets.

    All but the public ones where nobody says where these are.

    Raises
    ------
    InputError, NotFoundError
        As `instances_of` and `read_sets`.
    """
    stored = () if places.store is None else stored_nights(places.store)[: options.most]
    if stored and not options.sets:
        return stored
    sought = _places(places, hooks.tell)
    sets = read_sets(sought.sets, options.sets)
    public = [each for each in sets if each.folder and not options.sets and places.instances is None]
    if public:
        names = ", ".join(each.name for each in public)
        hooks.tell(f"left out, for nobody says where their instances are (--instances DIR): {names}")
    found: list[Instance] = []
    unheard = []
    for chosen in sets:
        if chosen not in public:
            found += instances_of(chosen, sought, whole=options.whole)[: options.most]
            if chosen.folder and not sought.says_of(chosen):
                unheard.append(chosen.name)
    if unheard and places.instances is not None and (places.instances / BEST_KNOWN).exists():
        hooks.tell(f"{BEST_KNOWN} says nothing of {', '.join(unheard)}: gaps are to the best of the runs")
    return (*found, *stored)


def stored_nights(store: Path) -> tuple[Instance, ...]:
    """Return the nights and kept scenarios of a store as a set of instances.

    Raises
    ------
    InputError
        There is none.
    """
    folder = runs_folder(store)
    found = tuple(
        Instance(STORED, path.parent.name, "saved-night", path) for path in sorted(folder.glob(f"*/{INPUT}"))
    )
    if not found:
        raise InputError(Issue("has no stored nights", str(folder), hint="`nightly` leaves them"))
    return found


def _places(places: BenchPlaces, tell: Callable[[str], None]) -> Places:
    known: dict[Path, Known] = {}
    for folder in (places.folder / "fixtures", places.instances):
        if folder is None:
            continue
        if (file := folder / BEST_KNOWN).exists():
            known |= read_best_known(file)
        elif folder == places.instances:
            tell(f"{file} is not there: nobody says what others have found")
    return Places(places.folder / "sets", places.instances, known)


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """What came of judging solutions again: all that are not valid as a table, and how many there were."""

    table: Table
    judged: int
    wrong: int
    missing: int


def verify_results(places: BenchPlaces, hooks: Hooks) -> JudgedAgain:
    """Judge every solution file of a results file again.

    Raises
    ------
    InputError, NotFoundError
        The results file, a set or an instance is refused.
    """
    if not places.results.exists():
        raise InputError(Issue("does not exist", str(places.results), hint="`bench run` writes it"))
    results = results_file(places.results)
    records = read_results(results)
    instances = {(each.set, each.name): each for each in _ran_on(records, places, hooks)}
    judged = judge_again(records, instances, kept_solutions(results), hooks.report)
    rows = [
        {
            **{name: getattr(each.record, name) for name in ("set", "instance", "preset", "seed")},
            "judgement": each.outcome,
            "message": each.message,
        }
        for each in judged
        if each.outcome != "valid"
    ]
    wrong, missing = (sum(each.outcome == word for each in judged) for word in ("wrong", "missing"))
    return JudgedAgain(judged_table(rows), len(judged) - missing, wrong, missing)


def _ran_on(records: Sequence[Record], places: BenchPlaces, hooks: Hooks) -> Iterator[Instance]:
    """Yield all instances of the sets that `records` are of."""
    names = {record.set for record in records}
    if STORED in names:
        if places.store is None:
            hint = "Give the store with --from-runs and --store"
            raise InputError(Issue("needs the nights of a store", field=STORED, hint=hint))
        yield from stored_nights(places.store)
    if others := names - {STORED}:
        sought = _places(places, hooks.tell)
        for chosen in read_sets(sought.sets, sorted(others)):
            yield from instances_of(chosen, sought, whole=True)
