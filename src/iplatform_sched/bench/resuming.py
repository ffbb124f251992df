"""What may be added to a results file: its name, and what is asked for beside the runs that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.bench.instances import load
from iplatform_sched.bench.records import hardware_of
from iplatform_sched.bench.solvers import SOLVERS
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from iplatform_sched.bench.records import Record
    from iplatform_sched.bench.runner import Bench, Run
    from iplatform_sched.bench.sets import Instance

ELSEWHERE = "Name another results file"
ENDING = ".jsonl"


def results_file(path: Path) -> Path:
    """Return the results file that `path` names, links followed: by each name it has one lock, one folder.

    Raises
    ------
    InputError
        It has not the ending of one.
    """
    if path.suffix != ENDING:
        hint = f"Its name ends in {ENDING}, such as {path.stem or 'results'}{ENDING}"
        raise InputError(Issue("is no name of a results file", str(path), hint=hint))
    return path.resolve() if path.is_symlink() else path


def refuse_runs(runs: Sequence[Run], waiting: Sequence[Run], records: Sequence[Record], bench: Bench) -> None:
    """Refuse what cannot be run here, or cannot stand beside the `records` of the results file.

    Raises
    ------
    InputError
        A preset wants more threads than there are cores, or has other settings than in the file; those that
        are `waiting` are of other versions, or of another machine. All at once.
    """
    issues = [
        Issue(
            f"wants {preset.workers} threads and there are {bench.cores} cores",
            field=f"preset {preset.name}",
            hint="Lower its workers, or raise --cores",
            code="too-few-cores",
        )
        for preset in {run.preset.name: run.preset for run in runs}.values()
        if preset.workers > bench.cores
    ]
    issues += _other_settings(runs, records, bench)
    if waiting:
        issues += _others(waiting, records, bench)
    if issues:
        raise InputError(issues)


def digests_of(instances: Iterable[Instance], records: Iterable[Record]) -> dict[Instance, str]:
    """Return the digest of each instance, which is read for that.

    Raises
    ------
    InputError
        Instances are refused or have changed since they ran; all at once.
    """
    digests: dict[Instance, str] = {}
    ran = {(record.set, record.instance): record.instance_digest for record in records}
    issues: list[Issue] = []
    for instance in instances:
        try:
            digests[instance] = load(instance).digest
        except InputError as error:
            issues += error.issues
            continue
        if ran.get((instance.set, instance.name), digests[instance]) != digests[instance]:
            issues.append(other_content(instance))
    if issues:
        raise InputError(issues)
    return digests


def other_content(instance: Instance) -> Issue:
    """Return that an instance is not what it was when it ran."""
    name = f"{instance.set} {instance.name}"
    return Issue("has changed since it ran", str(instance.path), field=name, hint=ELSEWHERE)


def _other_settings(runs: Sequence[Run], records: Sequence[Record], bench: Bench) -> Iterator[Issue]:
    """Yield why runs that are there are not those that are asked for."""
    presets = {run.preset.name: run.preset for run in runs}
    changed = {
        r.preset for r in records if r.preset in presets and r.preset_digest != presets[r.preset].digest
    }
    for name in sorted(changed):
        yield Issue(
            "has runs with other settings", str(bench.results), field=f"preset {name}", hint=ELSEWHERE
        )


def _others(waiting: Sequence[Run], records: Sequence[Record], bench: Bench) -> Iterator[Issue]:
    """Yield why those that wait cannot stand beside runs that are there."""
    solvers = {run.preset.solver for run in waiting} | {record.solver for record in records}
    # The version of a peer decides nothing where it does not run.
    spare = {entry.needs for entry in SOLVERS if entry.name not in solvers}
    now = {name: version for name, version in bench.provenance.versions.items() if name not in spare}
    if any(record.versions.get(name, now[name]) != now[name] for record in records for name in now):
        yield Issue("has runs of other versions", str(bench.results), field="versions", hint=ELSEWHERE)
    machines = {record.hardware for record in records if record.limit_seconds is not None}
    if machines - {hardware_of(bench.provenance.machine)} and any(run.preset.seconds for run in waiting):
        # What a second is worth is not the same there, and none of these runs would be a pair with another.
        yield Issue("has runs of another machine", str(bench.results), field="machine", hint=ELSEWHERE)
