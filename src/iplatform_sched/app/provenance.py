"""Where and with what benchmarks are made."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from iplatform_sched.app.versions import versions
from iplatform_sched.bench.judging import Provenance
from iplatform_sched.bench.solvers import SOLVERS, installed

CPUS = Path("/proc/cpuinfo")


def provenance() -> Provenance:
    """Return the machine, the versions of what solves, and the commit of this source."""
    return Provenance(machine_line(), versions() | peer_versions(), commit(), _moment)


def _moment() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def machine_line() -> str:
    """Return in one line what runs are made on, and how busy it is."""
    load = os.getloadavg()[0]
    return f"{cores()} cores, {_processor()}, {platform.system()} {platform.machine()}, load {load:.1f}"


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
    here = Path(__file__).parent
    words = ["git", "-C", str(here), "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*"]
    try:
        told = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our words
    except OSError:
        return ""
    return told.stdout.strip() if told.returncode == 0 else ""
