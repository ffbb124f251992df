"""A table as data: what `cli` prints as text, CSV or JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Cell = str | int | float | bool | datetime | date | None
SCHEMA_VERSION = 1
ZONE = "Asia/Seoul"
"""Where people read the tables."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in CSV and JSON, and its heading for people.

    Attributes
    ----------
    people, programs
        Who sees it: tables of text are for people, CSV and JSON for programs.
    """

    key: str
    title: str
    people: bool = True
    programs: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns.

    Attributes
    ----------
    name
        Names the JSON schema ``iplatform-sched/<name>``.
    rows
        One mapping per row; every column key is present.
    pairs
        Whether the rows are items with values: one JSON object instead of a list.
    most
        Rows that people see of it, the first ones; ``None`` for all.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Cell], ...]
    pairs: bool = False
    most: int | None = None

    @property
    def for_people(self) -> tuple[Column, ...]:
        """The columns of a table of text."""
        return tuple(column for column in self.columns if column.people)

    @property
    def for_programs(self) -> tuple[Column, ...]:
        """The columns of CSV and JSON."""
        return tuple(column for column in self.columns if column.programs)

    def body(self) -> object:
        """Return the rows as JSON knows them: a list of objects, or of pairs one object."""
        if self.pairs:
            return {str(row["item"]): plain(row["value"]) for row in self.rows}
        return [{column.key: plain(row[column.key]) for column in self.for_programs} for row in self.rows]

    def envelope(self) -> dict[str, object]:
        """Return the table as a JSON object with its schema and version."""
        return {
            "schema": f"iplatform-sched/{self.name}",
            "schema_version": SCHEMA_VERSION,
            "values" if self.pairs else "rows": self.body(),
        }


def columns(**titles: str) -> tuple[Column, ...]:
    """Return columns from ``key=title`` pairs, in order."""
    return tuple(Column(key, title) for key, title in titles.items())


def for_people(**titles: str) -> tuple[Column, ...]:
    """Return columns that only tables of text have."""
    return tuple(Column(key, title, programs=False) for key, title in titles.items())


def for_programs(*keys: str) -> tuple[Column, ...]:
    """Return columns that only CSV and JSON have."""
    return tuple(Column(key, "", people=False) for key in keys)


def shown_where_told(
    columns: tuple[Column, ...], rows: Iterable[Mapping[str, Cell]], key: str
) -> tuple[Column, ...]:
    """Return the columns, of which people see the one with this key only where a row has something in it."""
    told = any(row[key] for row in rows)
    return tuple(replace(each, people=told) if each.key == key else each for each in columns)


def plain(cell: Cell) -> str | int | float | bool | None:
    """Return a cell as CSV and JSON know it: instants in ISO 8601 with Korea's offset."""
    if isinstance(cell, datetime):
        return cell.astimezone(ZoneInfo(ZONE)).isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell


def human(cell: Cell, zone: str) -> str:
    """Return a cell for people: local times without seconds, thousands with commas."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %a %H:%M")
    if isinstance(cell, int | float):
        return f"{cell:,}"
    return str(cell)
