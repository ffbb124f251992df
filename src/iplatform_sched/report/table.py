"""A table as data: what `cli` prints as text, CSV or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

Cell = str | int | float | bool | datetime | date | None
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in CSV and JSON, and its heading for people."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns.

    Attributes
    ----------
    name
        Names the JSON schema ``iplatform-sched/<name>``.
    rows
        One mapping per row; every column key is present.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...]

    def envelope(self) -> dict[str, object]:
        """Return the table as a JSON object with its schema and version."""
        return {
            "schema": f"iplatform-sched/{self.name}",
            "schema_version": SCHEMA_VERSION,
            "rows": [{column.key: plain(row[column.key]) for column in self.columns} for row in self.rows],
        }


def columns(**titles: str) -> tuple[Column, ...]:
    """Return columns from ``key=title`` pairs, in order."""
    return tuple(Column(key, title) for key, title in titles.items())


def plain(cell: Cell) -> str | int | float | bool | None:
    """Return a cell as JSON knows it: instants in ISO 8601 with their offset."""
    return cell.isoformat() if isinstance(cell, (datetime, date)) else cell


def human(cell: Cell, zone: str) -> str:
    """Return a cell for people: local times without seconds, thousands with commas."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %a %H:%M")
    if isinstance(cell, int):
        return f"{cell:,}"
    return str(cell)
