"""Tables to stdout as text, CSV or JSON; words for people to stderr."""

from __future__ import annotations

import csv
import io
import json
import sys
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table as RichTable

from iplatform_sched.cli.context import Format
from iplatform_sched.report.table import ZONE, human, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iplatform_sched.report.table import Table

UNFOLDED = 100_000
"""Columns of a pipe: more than any row has."""


def show_table(table: Table, output: Format) -> None:
    """Write one table to stdout."""
    if output is Format.JSON:
        show_json(table.envelope())
    elif output is Format.CSV:
        _show_csv(table)
    else:
        _show_text(table)


def show_json(value: Mapping[str, object]) -> None:
    """Write one JSON object to stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str, *, quiet: bool = False) -> None:
    """Write words for people to stderr."""
    if not quiet:
        print(text, file=sys.stderr)


def _show_csv(table: Table) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([column.key for column in table.for_programs])
    for row in table.rows:
        writer.writerow([_guard(plain(row[column.key])) for column in table.for_programs])


def _guard(cell: object) -> object:
    # A spreadsheet runs cells that begin like a formula; a leading apostrophe keeps them text.
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@"} else cell


def _show_text(table: Table) -> None:
    _show_rows(table)
    if table.most is not None and len(table.rows) > table.most:
        print(f" and {len(table.rows) - table.most} more rows; --format json writes all\n")


def _show_rows(table: Table) -> None:
    if not table.rows:
        print(f"{table.title}: none\n")
    elif sys.stdout.isatty():
        Console().print(_drawn(table), markup=False)
    else:
        # A pipe gets one plain line per row, however long, that grep and awk can use.
        text = io.StringIO()
        Console(file=text, width=UNFOLDED, color_system=None).print(_drawn(table), markup=False)
        print("\n".join(line.rstrip() for line in text.getvalue().splitlines()))


def _drawn(table: Table) -> RichTable:
    view = RichTable(title=table.title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    view.show_header = not table.pairs
    for column in table.for_people:
        numbers = all(isinstance(row[column.key], int) for row in table.rows)
        view.add_column(column.title, justify="right" if numbers else "left", overflow="fold")
    for row in table.rows[: table.most]:
        view.add_row(*(human(row[column.key], ZONE) for column in table.for_people))
    return view
