"""Runs a benchmark: what is not in the results file yet, as many runs at a time as there are cores."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.bench.child import Order, run_in_child
from iplatform_sched.bench.contradictions import refuse
from iplatform_sched.bench.instances import load
from iplatform_sched.bench.judging import Provenance, judged
from iplatform_sched.bench.records import Key, append, mend, read_results
from iplatform_sched.bench.resuming import digests_of, other_content, refuse_runs
from iplatform_sched.bench.seam import Budget
from iplatform_sched.bench.solutions import solutions_of, unpack_solutions
from iplatform_sched.bench.solvers import solver_named
from iplatform_sched.errors import ConflictError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from iplatform_sched.bench.child import Watched
    from iplatform_sched.bench.instances import Loaded
    from iplatform_sched.bench.presets import Preset
    from iplatform_sched.bench.records import Record
    from iplatform_sched.bench.sets import Instance

POLL_SECONDS = 0.1
MINUTES = 60
STOPS = "the benchmark stops"
SOURCE_CHANGED = (
    "the source of the program has changed since the benchmark began; the runs under way are not kept. "
    "Name another results file, and benchmark from a copy that nobody edits (git worktree)"
)
KEPT_INSTANCES = 4
"""Read instances that are kept, for the next preset on them."""


class Run(NamedTuple):
    """One run to be made."""

    instance: Instance
    preset: Preset
    seed: int

    @property
    def key(self) -> Key:
        """What the run is called."""
        return Key(self.instance.set, self.instance.name, self.preset.name, self.seed)


def runs_of(instances: Sequence[Instance], presets: Sequence[Preset], seeds: Sequence[int]) -> list[Run]:
    """Return every run, all presets on an instance together: what is done by then can be compared.

    A solver without dice runs with the first seed only.
    """
    return [
        Run(instance, preset, seed)
        for seed in seeds
        for instance in instances
        for preset in presets
        if seed == seeds[0] or solver_named(preset.solver).random
    ]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where runs go, and what is said of them.

    Attributes
    ----------
    cores
        Threads of all runs at a time are not more.
    stop
        Whether to end: runs on their way are given up, those that ended are kept.
    report
        Takes what happened and the share that is done.
    clock
        Seconds.
    """

    results: Path
    cores: int
    provenance: Provenance
    stop: Callable[[], bool]
    report: Callable[[str, float], None]
    clock: Callable[[], float]

    @property
    def solutions(self) -> Path:
        """The folder of the schedules."""
        return solutions_of(self.results)


class Done(NamedTuple):
    """What came of a benchmark: runs made now, runs still to be made, and all in the file."""

    made: int
    left: int
    records: tuple[Record, ...]


@dataclass(slots=True)
class _Progress:
    """The runs on their way and those that ended."""

    bench: Bench
    waiting: list[Run]
    records: list[Record]
    began: float
    total: int
    digests: Mapping[Instance, str]
    source: str
    loaded: dict[Instance, Loaded] = field(default_factory=dict)
    underway: dict[Future[Watched], Run] = field(default_factory=dict)
    ending: threading.Event = field(default_factory=threading.Event)

    def threads(self) -> int:
        return sum(run.preset.workers for run in self.underway.values())


def run_bench(runs: Sequence[Run], bench: Bench) -> Done:
    """Make the runs that the results file does not have, and add each to it as it ends.

    Raises
    ------
    InputError
        An instance is refused, a preset wants more threads than there are cores, or the file has runs with
        other settings or of other versions; said before the first run.
    ConflictError
        The source of the program changed meanwhile.
    VerificationError
        A run contradicts what others proved or another run: one of them is wrong, and no table may be made.
    """
    source = bench.provenance.source()
    records = list(read_results(bench.results))
    known = {record.key for record in records}
    waiting = [run for run in runs if run.key not in known and not _is_said(run, known)]
    refuse_runs(runs, waiting, records, bench)
    refuse(records, STOPS)
    bench.report(f"{len(waiting)} runs, {len(runs) - len(waiting)} made before", 0.0)
    digests = digests_of(dict.fromkeys(run.instance for run in waiting), records)
    progress = _Progress(bench, waiting, records, bench.clock(), len(waiting), digests, source)
    if waiting:
        mend(bench.results)
        bench.results.parent.mkdir(parents=True, exist_ok=True)
        unpack_solutions(bench.results)
        _make(progress)
    return Done(progress.total - len(progress.waiting), len(progress.waiting), tuple(progress.records))


def _is_said(run: Run, known: Iterable[Key]) -> bool:
    """Return whether a solver without dice has run on the instance, with whatever seed."""
    return not solver_named(run.preset.solver).random and any(key[:3] == run.key[:3] for key in known)


def _make(progress: _Progress) -> None:
    bench = progress.bench
    with ThreadPoolExecutor(max_workers=bench.cores) as pool:
        try:
            while (progress.waiting or progress.underway) and not bench.stop():
                _start(progress, pool)
                done, _ = wait(progress.underway, POLL_SECONDS, FIRST_COMPLETED)
                # What ends after it may have been cut short.
                for future in () if bench.stop() else done:
                    _finish(progress, future)
        finally:
            progress.ending.set()
            progress.waiting[:0] = progress.underway.values()


def _start(progress: _Progress, pool: ThreadPoolExecutor) -> None:
    while progress.waiting:
        run = progress.waiting[0]
        if progress.threads() + run.preset.workers > progress.bench.cores:
            return
        loaded = _loaded(progress, run.instance)
        order = Order(loaded.problem, run.preset.solver, _budget(run, loaded))
        progress.underway[pool.submit(run_in_child, order, progress.ending.is_set)] = progress.waiting.pop(0)


def _budget(run: Run, loaded: Loaded) -> Budget:
    asked = run.preset
    return Budget(
        seconds=asked.seconds,
        work=asked.work,
        workers=asked.workers,
        seed=run.seed,
        options=asked.options,
        arrival=loaded.arrival,
        start=loaded.start,
    )


def _loaded(progress: _Progress, instance: Instance) -> Loaded:
    if instance not in progress.loaded:
        while len(progress.loaded) >= KEPT_INSTANCES:
            del progress.loaded[next(iter(progress.loaded))]
        found = load(instance)
        if found.digest != progress.digests[instance]:
            raise InputError(other_content(instance))
        progress.loaded[instance] = found
    return progress.loaded[instance]


def _finish(progress: _Progress, future: Future[Watched]) -> None:
    run, bench = progress.underway.pop(future), progress.bench
    if bench.provenance.source() != progress.source:
        # Every run reads the source anew, and its line would name a commit that it was not made with.
        raise ConflictError(SOURCE_CHANGED)
    loaded = _loaded(progress, run.instance)
    record = judged(run, loaded, future.result(), bench.solutions, bench.provenance)
    append(bench.results, record)
    progress.records.append(record)
    made = progress.total - len(progress.waiting) - len(progress.underway)
    bench.report(
        f"{made} of {progress.total}, {_left(progress, made)}; {_told(record)}", made / progress.total
    )
    refuse([each for each in progress.records if each.instance_digest == record.instance_digest], STOPS)


def _left(progress: _Progress, made: int) -> str:
    """Return in words how long the rest takes at the pace so far."""
    seconds = (progress.bench.clock() - progress.began) / made * (progress.total - made)
    hours, minutes = divmod(round(seconds / MINUTES), MINUTES)
    if hours:
        return f"about {hours} h {minutes} min left"
    return f"about {minutes} min left" if minutes else "less than a minute left"


def _told(record: Record) -> str:
    name = f"{record.set} {record.instance}, {record.preset}, seed {record.seed}"
    value = "" if record.objective is None else f" {record.objective:,}"
    wrong = "" if record.verified is not False else " NOT VALID"
    return f"{name}: {record.status}{value}{wrong}"
