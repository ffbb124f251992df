"""Any table as a CSV file that a spreadsheet opens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from iplatform_sched.exchange.atomic import write_bytes
from iplatform_sched.exchange.cells import csv_bytes

Cell = str | float | bool | date | None


def write_csv(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows under `heads`, whole or not at all; cells that a spreadsheet would run are guarded."""
    write_bytes(path, csv_bytes([heads, *([_text(cell) for cell in row] for row in rows)]))


def _text(cell: Cell) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)
