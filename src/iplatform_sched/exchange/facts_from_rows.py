"""Rows of table files through the domain's gate; every refusal becomes an issue at its cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from iplatform_sched.domain.vocabulary import Fact
from iplatform_sched.errors import Issue
from iplatform_sched.exchange.columns import Column, Table, column_at, fields_of, value_of
from iplatform_sched.exchange.csv_reading import Row
from iplatform_sched.exchange.gate_words import details, shown, words


def fact_of(
    table: Table, row: Row, issues: list[Issue], children: Mapping[Column, tuple[Fact, ...]] | None = None
) -> Any | None:  # noqa: ANN401  (a fact of the table's model)
    """Return the fact of a row, or ``None`` after adding what is wrong to `issues`.

    Parameters
    ----------
    children
        Facts of other tables' rows that belong to this one, by a column that says into which field.
    """
    before = len(issues)
    values = _values(table, row, issues)
    wrong = {issue.field for issue in issues[before:]}
    try:
        fact = table.fact.model_validate(fields_of({**values, **(children or {})}))
    except ValidationError as error:
        issues.extend(_cell_issues(error, table, row, wrong))
        return None
    return None if wrong else fact


def _values(table: Table, row: Row, issues: list[Issue]) -> dict[Column, Any]:
    values: dict[Column, Any] = {}
    for column in table.columns:
        cell = row.cells.get(column.name)
        if column.owner:
            if cell is None and column.needed:
                issues.append(cell_issue(row, column.name, "is missing", "missing"))
        elif cell is not None or (column.codec.many and column.name in row.cells):
            try:
                values[column] = value_of(column, cell)
            except ValueError as error:
                issues.append(cell_issue(row, column.name, str(error), "bad-notation", f"Such as {column.example}"))
    return values


def _cell_issues(error: ValidationError, table: Table, row: Row, wrong: set[str]) -> list[Issue]:
    issues: list[Issue] = []
    for detail in details(error):
        message, hint, code = words(detail, table.fact)
        column = column_at(table, detail["loc"])
        if column is None:
            name = ".".join(str(step) for step in detail["loc"])
            found = shown(detail["input"])
            issues.append(Issue(message, row.file, row.line, name, found, hint, code))
        elif column.name not in wrong:
            wrong.add(column.name)
            issues.append(cell_issue(row, column.name, message, code, hint))
    return issues


def cell_issue(row: Row, column: str, message: str, code: str, hint: str = "") -> Issue:
    """Return an issue about a cell of `row`."""
    return Issue(message, row.file, row.line, column, row.text(column)[:80], hint, code)
