"""What a table file is: its columns, and how a row and a fact become each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from iplatform_sched.domain.vocabulary import Fact
from iplatform_sched.exchange.codecs import TEXT, Codec

Cells = Mapping[str, str | None]
"""Texts of a row by column; ``None`` is an empty cell."""


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table file.

    Attributes
    ----------
    meaning, unit, example
        For ``docs/formats.md``.
    path
        Dotted field of the table's fact; empty: the column's own name.
    owner
        The column says where the row belongs and is no field of the fact.
    refers
        Kind of thing whose ids the cell names, such as ``centre``; empty for none.
    """

    name: str
    meaning: str
    codec: Codec = TEXT
    unit: str = ""
    example: str = ""
    path: str = ""
    owner: bool = False
    needed: bool = False
    refers: str = ""

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Return the fields from the fact down to the value; none for an owner."""
        return () if self.owner else tuple((self.path or self.name).split("."))


@dataclass(frozen=True, slots=True)
class Table:
    """A table file.

    Attributes
    ----------
    fact
        What a row becomes.
    key
        Columns whose texts together are unique in the file; empty where rows may repeat.
    """

    file: str
    meaning: str
    fact: type[Fact]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """Return the names of the columns in order."""
        return tuple(column.name for column in self.columns)


def row_of(table: Table, fact: Fact, owners: Cells | None = None) -> list[str | None]:
    """Return the texts of `fact`, one per column; `owners` fills the owner columns."""
    return [
        (owners or {}).get(column.name) if column.owner else _text(table.fact, fact, column)
        for column in table.columns
    ]


def _text(model: type[BaseModel], fact: Fact, column: Column) -> str | None:
    value: Any = fact
    for step in column.steps:
        if value is None:
            return None
        value = getattr(value, step)
    if value is None or (column.codec.many and not value):
        return None
    text = column.codec.write(value)
    return text if text or not _blank_by_default(model, column.steps[0]) else None


def _blank_by_default(model: type[BaseModel], field: str) -> bool:
    return bool(model.model_fields[field].default == "")


def value_of(column: Column, cell: str | None) -> Any:  # noqa: ANN401  (the gate decides what it is)
    """Return what the domain's gate reads for a cell; an empty one of a list column is an empty list."""
    return column.codec.read(cell) if cell is not None else []


def nested(values: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    """Return values by path as mappings inside mappings."""
    fields: dict[str, Any] = {}
    for (*above, last), value in values.items():
        inner = fields
        for step in above:
            inner = inner.setdefault(step, {})
        inner[last] = value
    return fields


def column_at(table: Table, location: tuple[str | int, ...]) -> Column | None:
    """Return the column of the value at `location` of a refusal, of its whole or of a part of it."""
    for column in table.columns:
        shared = min(len(column.steps), len(location))
        if shared and column.steps[:shared] == location[:shared]:
            return column
    return None
