"""Benchmarks compared: the tables of results files, and the folder of this version's results."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from iplatform_sched.app.provenance import made_with, which_runs
from iplatform_sched.app.results import write_table
from iplatform_sched.app.writing import writable
from iplatform_sched.bench.comparison import compare
from iplatform_sched.bench.contradictions import refuse
from iplatform_sched.bench.regression import changes, read_references, read_table
from iplatform_sched.bench.several import several
from iplatform_sched.exchange.atomic import write_text
from iplatform_sched.report.benchmark.page import comparison_page
from iplatform_sched.report.benchmark.tables import comparison_view

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from iplatform_sched.bench.records import Record
    from iplatform_sched.bench.regression import ChangeRow
    from iplatform_sched.bench.rows import Comparison
    from iplatform_sched.report.view import View


FILES = {"table": "bench-presets", "instances": "bench-instances", "changes": "bench-changes"}
"""What is written as CSV, and of which table; one without rows leaves no file, nor that of another time."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The tables of a comparison.

    Attributes
    ----------
    worse
        Whether a preset is worse than in the table committed last.
    """

    view: View
    worse: bool


def compare_results(
    results: Sequence[Path], against: str, last: Path | None = None, out: Path | None = None
) -> Compared:
    """Return the tables of results files, beside those of the table `last`; write them to the folder `out`.

    Raises
    ------
    InputError
        A file is missing, also that of instances beside `last`; has runs that were not verified; or
        `against` did not run.
    VerificationError
        Runs contradict each other or what is known of an instance.
    """
    records = several(results)
    refuse(records, "no table is made")
    found = compare(records, against)
    changed = () if last is None else _changed(records, against, last)
    view = comparison_view(
        map(asdict, found.presets), map(asdict, found.instances), map(asdict, changed), against
    )
    if out is not None:
        _write(out, view, found, records, against)
    return Compared(view, any(row.trend == "worse" for row in changed))


def _changed(records: Sequence[Record], against: str, last: Path) -> tuple[ChangeRow, ...]:
    then = read_table(last)
    # By the references of then: the best of all runs is another one wherever one preset has become better.
    return changes(compare(records, against, read_references(last)).presets, then)


def _write(out: Path, view: View, found: Comparison, records: Sequence[Record], against: str) -> None:
    made = made_with(records)
    with writable(out):
        for name, kind in FILES.items():
            path = out / f"{name}.csv"
            if (table := view.table(kind)).rows:
                write_table(path, table)
            else:
                path.unlink(missing_ok=True)
        write_text(out / "made.txt", "\n".join([*made, *which_runs(records)]) + "\n")
        write_text(out / "page.html", comparison_page(view, found.profiles, against, made))
