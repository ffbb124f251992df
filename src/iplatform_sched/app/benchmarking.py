"""Benchmarks: run, compare, judge again."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from iplatform_sched.app.versions import versions
from iplatform_sched.bench.best_known import read_best_known
from iplatform_sched.bench.comparison import compare
from iplatform_sched.bench.judging import Provenance
from iplatform_sched.bench.presets import read_presets
from iplatform_sched.bench.records import several
from iplatform_sched.bench.runner import Bench, run_bench, runs_of
from iplatform_sched.bench.sets import Places, instances_of, read_sets
from iplatform_sched.report.benchmark import comparison_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.app.hooks import Hooks
    from iplatform_sched.bench.best_known import Known
    from iplatform_sched.bench.runner import Done
    from iplatform_sched.report.view import View

BEST_KNOWN = "best_known.csv"


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """What is to be run.

    Attributes
    ----------
    folder
        The folder with ``presets``, ``sets`` and ``fixtures``.
    instances
        The folder of public sets; ``None`` where only our own are run.
    sets, presets
        By name; all without names.
    seeds
        How many, from `first_seed` on.
    most
        So many instances of each set, the first of its sample.
    whole
        Every instance of a set, not its sample.
    seconds
        Instead of the presets' own limits.
    """

    folder: Path
    results: Path
    instances: Path | None = None
    sets: tuple[str, ...] = ()
    presets: tuple[str, ...] = ()
    seeds: int = 1
    first_seed: int = 0
    most: int | None = None
    whole: bool = False
    seconds: float | None = None
    cores: int = 2


def run_benchmark(options: BenchOptions, hooks: Hooks) -> Done:
    """Make the runs that are not in the results file yet.

    Raises
    ------
    InputError, NotFoundError
        Something wrong with sets, presets, instances or the results file; said before the first run.
    VerificationError
        A run contradicts another or what is known.
    """
    known: dict[Path, Known] = {}
    for place in (options.folder / "fixtures", options.instances):
        if place is not None and (file := place / BEST_KNOWN).exists():
            known |= read_best_known(file)
    places = Places(options.folder / "sets", options.instances, known)
    presets = read_presets(options.folder / "presets", options.presets)
    if options.seconds is not None:
        presets = tuple(each.model_copy(update={"seconds": options.seconds}) for each in presets)
    instances = [
        instance
        for chosen in read_sets(places.sets, options.sets)
        for instance in instances_of(chosen, places, whole=options.whole)[: options.most]
    ]
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    bench = Bench(options.results, options.cores, _provenance(), hooks.stop, hooks.report, hooks.monotonic)
    return run_bench(runs_of(instances, presets, seeds), bench)


def compare_results(results: Sequence[Path], against: str) -> View:
    """Return the tables of results files."""
    found = compare(several(results), against)
    return comparison_view(asdict(row) for row in found.presets)


def _provenance() -> Provenance:
    return Provenance(
        machine_line(), versions(), commit(), lambda: datetime.now(UTC).isoformat(timespec="seconds")
    )


def machine_line() -> str:
    """Return in one line what runs are made on, and how busy it is."""
    load = os.getloadavg()[0]
    return f"{cores()} cores, {_processor()}, {platform.system()} {platform.machine()}, load {load:.1f}"


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text(encoding="utf-8").splitlines() if cpus.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def commit() -> str:
    """Return the commit of the source that runs, with ``+`` where it was changed since; empty if unknown."""
    here = Path(__file__).parent
    asked = ["git", "-C", str(here), "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    except OSError:
        return ""
    return told.stdout.strip() if told.returncode == 0 else ""
