"""The results folder of a run: every file is written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.app.writing import writable
from iplatform_sched.exchange.saved_night import read_saved_night

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.domain.saved import SavedNight
    from iplatform_sched.domain.vocabulary import Fact
    from iplatform_sched.planning.nightly import NightOutcome
    from iplatform_sched.report.table import Table

INPUT = "input.json"
PLAN = "plan.json"


def results_folder(store: Path, chosen: Path | None, run: str) -> Path:
    """Return the folder of a run: below `chosen`, or below that of the store's runs."""
    return (chosen or runs_folder(store)) / run


def runs_folder(store: Path) -> Path:
    """Return the folder of a store's runs: ``<store>.runs`` beside it."""
    return store.with_name(store.name + ".runs")


def save_input(folder: Path, saved: SavedNight) -> None:
    """Write a night's input before its search begins, or the changed facts of a what-if that is kept."""
    _write(folder / INPUT, saved)


def read_input(file: Path) -> SavedNight:
    """Return a saved night.

    Raises
    ------
    InputError
        The file is missing or is no saved night.
    """
    path = file / INPUT if file.is_dir() else file
    return read_saved_night(path, hint="Name the input.json of a run, or its folder")


def save_outcome(folder: Path, outcome: NightOutcome, tables: dict[str, Table]) -> None:
    """Write the plan as JSON and tables as CSV files that a spreadsheet opens."""
    from iplatform_sched.exchange.plan_files import write_plan_json

    with writable(folder):
        write_plan_json(outcome.plan, folder / PLAN)
        for name, table in tables.items():
            write_table(folder / f"{name}.csv", table)


def write_table(path: Path, table: Table) -> None:
    """Write what a table has for programs as a CSV file that a spreadsheet opens."""
    from iplatform_sched.exchange.tables import write_csv

    heads = [column.key for column in table.for_programs]
    write_csv(path, heads, [[row[head] for head in heads] for row in table.rows])


def _write(path: Path, fact: Fact) -> None:
    from iplatform_sched.exchange.atomic import write_text

    with writable(path):
        write_text(path, fact.model_dump_json(indent=1) + "\n")
