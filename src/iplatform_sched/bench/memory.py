"""The memory of a process and of its children, as Linux tells it; nothing elsewhere."""

from __future__ import annotations

from pathlib import Path

PROC = Path("/proc")
KILOBYTES_PER_MB = 1024


def tree_peak(pid: int) -> float:
    """Return the MB of `pid` and of all that come from it and are still there, each at its own peak so far.

    So it is at least what those that are there hold together.
    """
    waiting, found = [pid], 0.0
    while waiting:
        each = waiting.pop()
        home = PROC / f"{each}"
        try:
            status = (home / "status").read_text(encoding="ascii", errors="replace")
            # Each thread has the children that it started.
            children = [child for file in home.glob("task/*/children") for child in file.read_text().split()]
        except OSError:  # it has ended, or this is no Linux
            continue
        peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
        found += int(peak) / KILOBYTES_PER_MB
        waiting += [int(child) for child in children]
    return found
