"""The results folder of a run: every file is written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.app.writing import writable
from iplatform_sched.domain.saved import SavedNight
from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.domain.vocabulary import Fact
    from iplatform_sched.planning.nightly import NightOutcome
    from iplatform_sched.report.table import Table

INPUT = "input.json"
PLAN = "plan.json"


def results_folder(store: Path, chosen: Path | None, run: str) -> Path:
    """Return the folder of a run: below `chosen`, or below ``<store>.runs`` beside the store."""
    return (chosen or store.with_name(store.name + ".runs")) / run


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
    try:
        return SavedNight.model_validate_json(path.read_bytes())
    except OSError as error:
        hint = "Name the input.json of a run, or its folder"
        raise InputError(Issue("cannot be read", str(path), found=str(error.strerror), hint=hint)) from None
    except ValueError as error:
        first = str(error).splitlines()[0]
        raise InputError(Issue("is not the saved input of a night", str(path), found=first)) from None


def save_outcome(folder: Path, outcome: NightOutcome, tables: dict[str, Table]) -> None:
    """Write the plan as JSON and tables as CSV files that a spreadsheet opens."""
    from iplatform_sched.exchange.plan_files import write_plan_json
    from iplatform_sched.exchange.tables import write_csv

    with writable(folder):
        write_plan_json(outcome.plan, folder / PLAN)
        for name, table in tables.items():
            heads = [column.key for column in table.for_programs]
            write_csv(folder / f"{name}.csv", heads, [[row[head] for head in heads] for row in table.rows])


def _write(path: Path, fact: Fact) -> None:
    from iplatform_sched.exchange.atomic import write_text

    with writable(path):
        write_text(path, fact.model_dump_json(indent=1) + "\n")
