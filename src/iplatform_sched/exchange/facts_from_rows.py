"""Rows of table files through the domain's gate; every refusal becomes an issue at its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from iplatform_sched.domain.gate_words import details, shown, words
from iplatform_sched.errors import Issue
from iplatform_sched.exchange.columns import Table, column_at, nested, value_of
from iplatform_sched.exchange.csv_reading import Row


@dataclass(frozen=True, slots=True)
class Children:
    """Facts of another table's rows that belong to one fact.

    Attributes
    ----------
    complete
        No row was refused, so a fact that still lacks one lacks it in the file.
    """

    file: str
    facts: tuple[Any, ...] = ()
    complete: bool = True


def fact_of(
    table: Table, row: Row, issues: list[Issue], children: Mapping[str, Children] | None = None
) -> Any | None:  # noqa: ANN401  (a fact of the table's model)
    """Return the fact of a row, or ``None`` after adding what is wrong to `issues`.

    Parameters
    ----------
    children
        By the dotted field that they fill.
    """
    children = children or {}
    before = len(issues)
    values = _values(table, row, issues)
    wrong = {issue.field for issue in issues[before:]}
    values |= {tuple(path.split(".")): each.facts for path, each in children.items() if each.facts}
    try:
        fact = table.fact.model_validate(nested(values))
    except ValidationError as error:
        for detail in details(error):
            issue = _issue(detail, table, row, children)
            if issue is not None and issue.field not in wrong:
                wrong.add(issue.field)
                issues.append(issue)
        return None
    return None if wrong else fact


def _values(table: Table, row: Row, issues: list[Issue]) -> dict[tuple[str, ...], Any]:
    values: dict[tuple[str, ...], Any] = {}
    for column in table.columns:
        cell = row.cells.get(column.name)
        if column.owner:
            if cell is None and column.needed:
                issues.append(cell_issue(row, column.name, "is missing", "missing"))
        elif cell is not None or (column.codec.many and column.name in row.cells):
            try:
                values[column.steps] = value_of(column, cell)
            except ValueError as error:
                hint = f"Write it as {column.example}"
                issues.append(cell_issue(row, column.name, str(error), "bad-notation", hint))
    return values


def _issue(detail: ErrorDetails, table: Table, row: Row, children: Mapping[str, Children]) -> Issue | None:
    message, hint, code = words(detail, table.fact)
    column = column_at(table, detail["loc"])
    if column is not None:
        return cell_issue(row, column.name, message, code, hint)
    field = ".".join(str(step) for step in detail["loc"])
    if field in children:
        own = children[field]
        hint = f"Add a row to {own.file}"
        return Issue(message, row.file, row.line, field, "", hint, code) if own.complete else None
    return Issue(message, row.file, row.line, field, shown(detail["input"]), hint, code)


def cell_issue(row: Row, column: str, message: str, code: str, hint: str = "") -> Issue:
    """Return an issue about a cell of `row`."""
    return Issue(message, row.file, row.line, column, row.text(column)[:80], hint, code)
