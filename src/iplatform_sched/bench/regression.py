"""The table of this version beside the one committed last."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.text_files import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from iplatform_sched.bench.rows import PresetRow

TOLERANCE = 0.1
"""Percentage points of a mean gap that say nothing."""


HINT = "Name the table.csv that `bench compare --out` wrote"
NEEDED = frozenset(
    {"set", "preset", "instance_count", "run_count", "unsuitable_count", "proved_count", "to_best"}
)


class Then(NamedTuple):
    """What a table says of a preset on a set; `to_best` is ``None`` where it cannot express the set."""

    instances: int
    runs: int
    unsuitable: int
    proved: int
    to_best: float | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A preset on a set, then and now.

    Attributes
    ----------
    trend
        ``better``, ``same``, ``worse``, also where its solver can express fewer runs than before, ``new``,
        ``gone`` where the preset did not run on the set this time, ``no runs`` where it cannot express the
        set and never could, ``other runs`` where the numbers of runs differ.
    """

    set: str
    preset: str
    trend: str
    to_best_then: float | None
    to_best_now: float | None
    to_best_change: float | None
    proved_then: int | None
    proved_now: int | None


def read_table(path: Path) -> Mapping[tuple[str, str], Then]:
    """Return what a table that `bench compare --out` wrote says, by set and preset.

    Raises
    ------
    InputError
        The file is missing or is no such table.
    """
    found: dict[tuple[str, str], Then] = {}
    issues: list[Issue] = []
    reader = csv.DictReader(io.StringIO(read_text(path)))
    if lacking := NEEDED - set(reader.fieldnames or ()):
        raise InputError(
            Issue(f"lacks the columns {', '.join(sorted(lacking))}", str(path), hint=HINT, code="missing")
        )
    for row in reader:
        try:
            numbers = Then(
                int(row["instance_count"]),
                int(row["run_count"]),
                int(row["unsuitable_count"]),
                int(row["proved_count"]),
                float(row["to_best"]) if row["to_best"] else None,
            )
            found[row["set"], row["preset"]] = numbers
        except (KeyError, TypeError, ValueError):
            issues.append(Issue("is no row of such a table", str(path), reader.line_num, hint=HINT))
    if issues:
        raise InputError(issues)
    return found


def changes(
    rows: Sequence[PresetRow], then: Mapping[tuple[str, str], Then], tolerance: float = TOLERANCE
) -> tuple[ChangeRow, ...]:
    """Return for each preset on each set what has changed; of sets that were not compared nothing."""
    now = {(row.set, row.preset) for row in rows}
    gone = [
        ChangeRow(name, preset, "gone", last.to_best, None, None, last.proved, None)
        for (name, preset), last in then.items()
        if (name, preset) not in now and name in {row.set for row in rows}
    ]
    return (*(_change(row, then.get((row.set, row.preset)), tolerance) for row in rows), *gone)


def _change(row: PresetRow, then: Then | None, tolerance: float) -> ChangeRow:
    if then is None:
        trend = "no runs" if row.to_best is None else "new"
        return ChangeRow(row.set, row.preset, trend, None, row.to_best, None, None, row.proved_count)
    change = None
    if row.to_best is not None and then.to_best is not None:
        change = round(row.to_best - then.to_best, 3)
    trend = _trend(row, then, change, tolerance)
    return ChangeRow(
        row.set, row.preset, trend, then.to_best, row.to_best, change, then.proved, row.proved_count
    )


def _trend(row: PresetRow, then: Then, change: float | None, tolerance: float) -> str:
    if row.to_best is None and not then.runs:
        return "no runs"
    if row.run_count + row.unsuitable_count != then.runs + then.unsuitable:
        return "other runs"
    if row.unsuitable_count > then.unsuitable:
        return "worse"
    if change is None or (row.instance_count, row.run_count) != (then.instances, then.runs):
        return "other runs"
    return _moved(change, row.proved_count - then.proved, tolerance)


def _moved(change: float, proved: int, tolerance: float) -> str:
    """Return where a mean gap that changed so much and so many more proofs lead."""
    if abs(change) > tolerance:
        return "worse" if change > 0 else "better"
    if proved:
        return "worse" if proved < 0 else "better"
    return "same"
