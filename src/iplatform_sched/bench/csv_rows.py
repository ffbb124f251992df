"""Rows of the CSV files of benchmarks, by column."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.cells import unguard
from iplatform_sched.exchange.text_files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class CsvRow(NamedTuple):
    """A row, and the line on which it ends."""

    line: int
    cells: dict[str, str]


def csv_rows(path: Path, needed: Iterable[str], hint: str) -> list[CsvRow]:
    """Return the rows of a CSV file; it may have more columns than are `needed`.

    Raises
    ------
    InputError
        The file is missing or is no CSV table; columns or cells that are not there, all at once.
    """
    reader = csv.DictReader(io.StringIO(read_text(path)))
    try:
        lacking = [name for name in needed if name not in (reader.fieldnames or ())]
        rows = [] if lacking else [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise InputError(
            Issue(f"is no CSV table: {error}", str(path), reader.line_num + 1, hint=hint, code="bad-csv")
        ) from None
    issues = [Issue("the column is missing", str(path), 1, name, hint=hint) for name in lacking]
    # Python names what is beyond the columns None, and fills up with None.
    issues += [
        Issue("has not as many cells as there are columns", str(path), line, hint=hint)
        for line, row in rows
        if None in row or None in row.values()
    ]
    if issues:
        raise InputError(issues)
    return [CsvRow(line, {name: unguard(cell) or "" for name, cell in row.items()}) for line, row in rows]
