"""Where and with what benchmarks are made."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from iplatform_sched.app.versions import versions
from iplatform_sched.bench.judging import Provenance
from iplatform_sched.bench.records import LOAD
from iplatform_sched.bench.solvers import SOLVERS, installed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from iplatform_sched.bench.records import Record

CPUS = Path("/proc/cpuinfo")
PACKAGE = Path(__file__).parents[1]


def provenance() -> Provenance:
    """Return the machine, the versions of what solves, and the commit of this source."""
    return Provenance(machine_line(), versions() | peer_versions(), commit(), _moment, source_digest)


def _moment() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def machine_line() -> str:
    """Return in one line what runs are made on, and how busy it is."""
    load = os.getloadavg()[0]
    return f"{cores()} cores, {_processor()}, {platform.system()} {platform.machine()}{LOAD}{load:.1f}"


def _processor() -> str:
    lines = CPUS.read_text(encoding="utf-8").splitlines() if CPUS.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def peer_versions() -> dict[str, str]:
    """Return the versions of the peers that are installed."""
    return {entry.needs: version(entry.needs) for entry in SOLVERS if entry.needs and installed(entry)}


def commit() -> str:
    """Return the commit of this source, with ``+`` where it was changed since; empty if unknown."""
    # Installed, this file may lie in somebody else's repository, which does not have it.
    if _git("ls-files", Path(__file__).name):
        return _git("describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*")
    return ""


def source_digest() -> str:
    """Return a hash of the modules of this program, as they are on the disk now."""
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        found.update(str(path.relative_to(PACKAGE)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _git(*words: str) -> str:
    """Return what git says in the folder of this file; nothing where it fails or is not there."""
    command = ["git", "-C", str(Path(__file__).parent), *words]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our words
    except OSError:
        return ""
    return told.stdout.strip() if told.returncode == 0 else ""


def made_with(records: Sequence[Record]) -> list[str]:
    """Return in lines when, where and with what runs were made."""
    moments = sorted(record.ended for record in records)
    versions = {", ".join(f"{name} {value}" for name, value in sorted(r.versions.items())) for r in records}
    return [
        f"{len(records)} runs, {moments[0]} to {moments[-1]}",
        f"commit {', '.join(sorted({record.commit or 'unknown' for record in records}))}",
        *_machines(records),
        *sorted(versions),
    ]


def which_runs(records: Sequence[Record]) -> list[str]:
    """Return a line for all runs of one set, preset, limit, commit and machine: how to make them again.

    Each seed of a line ran on all its instances.
    """
    groups: dict[tuple[str, str, str, str, str], dict[int, set[str]]] = {}
    for each in records:
        limit = f"{each.limit_seconds:g} s" if each.limit_seconds is not None else f"work {each.limit_work:g}"
        limit = f"{limit}, {each.workers} worker{'s' * (each.workers > 1)}"
        key = each.set, each.preset, limit, each.commit or "unknown", each.hardware
        groups.setdefault(key, {}).setdefault(each.seed, set()).add(each.instance)
    return [
        f"{name}, {preset}: seed {' '.join(map(str, seeds))}, "
        f"{len(ran)} instance{'s' * (len(ran) > 1)}, {limit}; commit {commit}; {hardware}"
        for (name, preset, limit, commit, hardware), found in sorted(groups.items())
        for ran, seeds in _alike(found)
    ]


def _alike(found: Mapping[int, set[str]]) -> list[tuple[frozenset[str], list[int]]]:
    """Return the seeds that ran on the same instances together, in their order."""
    groups: dict[frozenset[str], list[int]] = {}
    for seed, instances in sorted(found.items()):
        groups.setdefault(frozenset(instances), []).append(seed)
    return list(groups.items())


def _machines(records: Sequence[Record]) -> list[str]:
    """Return each machine once, with the least and the largest load at the start of a benchmark."""
    loads: dict[str, list[float]] = {}
    for record in records:
        load = record.machine.partition(LOAD)[2]
        loads.setdefault(record.hardware, []).extend([float(load)] if load else [])
    return [
        f"{machine}{LOAD}{min(found):g} to {max(found):g}" if found else machine
        for machine, found in sorted(loads.items())
    ]
