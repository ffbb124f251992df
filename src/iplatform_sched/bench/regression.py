"""The table of this version beside the one committed last."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from iplatform_sched.bench.csv_rows import csv_rows
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from iplatform_sched.bench.rows import PresetRow

    Row = dict[str, str]

T = TypeVar("T")
TOLERANCE = 0.1
"""Percentage points of a mean gap that say nothing."""


INSTANCES = "instances.csv"
HINT = f"Name the table.csv that `bench compare --out` wrote, and keep {INSTANCES} beside it"
COUNTS = ("instance_count", "run_count", "unsuitable_count", "proved_count")
FIGURES = ("to_best", "limit_seconds", "limit_work", "workers")
NEEDED = ("set", "preset", *COUNTS, *FIGURES)
REFERENCES = ("set", "instance", "reference")


class Then(NamedTuple):
    """What a table says of a preset on a set.

    Attributes
    ----------
    to_best
        ``None`` where it cannot express the set.
    seconds, work, workers
        Of every run.
    """

    instances: int
    runs: int
    unsuitable: int
    proved: int
    to_best: float | None
    seconds: float | None
    work: float | None
    workers: float | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A preset on a set, then and now.

    Attributes
    ----------
    trend
        ``better``, ``same``, ``worse``, also where its solver can express fewer runs than before, ``new``,
        ``gone`` where the preset did not run on the set this time, ``no runs`` where it cannot express the
        set and never could, ``other runs`` where their numbers, limits or workers differ.
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

    def then(row: Row) -> tuple[tuple[str, str], Then]:
        counts = (int(row[name]) for name in COUNTS)
        figures = (_figure(row[name]) for name in FIGURES)
        return (row["set"], row["preset"]), Then(*counts, *figures)

    return dict(_read(path, NEEDED, then))


def read_references(table: Path) -> Mapping[tuple[str, str], int]:
    """Return by set and instance what the gaps of `table` were measured by, as the file beside it tells.

    Raises
    ------
    InputError
        The file is missing or is not the one of instances.
    """

    def reference(row: Row) -> tuple[tuple[str, str], int | None]:
        return (row["set"], row["instance"]), int(row["reference"]) if row["reference"] else None

    found = _read(table.with_name(INSTANCES), REFERENCES, reference)
    return {key: value for key, value in found if value is not None}


def _read(path: Path, needed: Sequence[str], parse: Callable[[Row], T]) -> list[T]:
    """Return what `parse` makes of each row of a table with the columns `needed`."""
    found: list[T] = []
    issues: list[Issue] = []
    for line, row in csv_rows(path, needed, HINT):
        try:
            found.append(parse(row))
        except ValueError:
            issues.append(Issue("is no row of such a table", str(path), line, hint=HINT))
    if issues:
        raise InputError(issues)
    return found


def _figure(cell: str) -> float | None:
    """Return the number in a cell; raises `ValueError` where it is none, also for ``nan``."""
    if not cell:
        return None
    value = float(cell)
    if not math.isfinite(value):
        raise ValueError(cell)
    return value


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
    now = row.instance_count, row.run_count, row.limit_seconds, row.limit_work, row.workers
    if change is None or now != (then.instances, then.runs, then.seconds, then.work, then.workers):
        return "other runs"
    return _moved(change, row.proved_count - then.proved, tolerance)


def _moved(change: float, proved: int, tolerance: float) -> str:
    """Return where a mean gap that changed so much and so many more proofs lead."""
    if abs(change) > tolerance:
        return "worse" if change > 0 else "better"
    if proved:
        return "worse" if proved < 0 else "better"
    return "same"
