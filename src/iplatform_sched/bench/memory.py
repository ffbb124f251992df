"""The memory of a process and of its children, as Linux tells it; nothing elsewhere."""

from __future__ import annotations

from pathlib import Path

PROC = Path("/proc")
KILOBYTES_PER_MB = 1024


def tree_peaks(pid: int, peaks: dict[int, float]) -> None:
    """Raise `peaks`, MB by process, to the highest use so far of `pid` and of all that come from it.

    Each process counts at its own peak, so their sum is at least what they held together at any moment.
    """
    waiting = [pid]
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
        peaks[each] = max(peaks.get(each, 0.0), int(peak) / KILOBYTES_PER_MB)
        waiting += [int(child) for child in children]
