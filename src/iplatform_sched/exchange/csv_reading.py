"""CSV text to rows that know their line; every cell stays the text that it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import accumulate
from typing import TYPE_CHECKING

from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import Issue
from iplatform_sched.exchange.cells import unguard
from iplatform_sched.exchange.columns import Table

if TYPE_CHECKING:
    import pandas as pd

_SPARE_COLUMNS = 32  # beyond the widest line, for records that run over several lines
_MOST_CELLS = 1_000  # of a line: a table has some twenty columns, and each costs time and memory
_OTHER_SEPARATOR = re.compile("[;\t]")
_UNCLOSED = re.compile(r"EOF inside string starting at row (\d+)")


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a table file.

    Attributes
    ----------
    line
        1-based line on which it begins.
    cells
        Unguarded texts by column; ``None`` where the cell is empty.
    """

    file: str
    line: int
    cells: Mapping[str, str | None]

    def text(self, column: str) -> str:
        """Return the text of a cell without the blanks around it; empty where there is none."""
        return (self.cells.get(column) or "").strip()


def parse_csv(text: str, table: Table, issues: list[Issue]) -> list[Row]:
    """Return the rows of a table file; what is wrong with its form is added to `issues`."""
    records = _records(text, table.file, issues)
    if not records:
        if not any(issue.file == table.file for issue in issues):
            hint = f"The first line names the columns: {', '.join(table.header)}"
            issues.append(Issue("is empty", file=table.file, hint=hint, code="empty-file"))
        return []
    (first, header), *body = records
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    if not _header_is_right(first, names, table, issues):
        return []
    return [_row(line, cells, names, table.file, issues) for line, cells in body]


def _records(text: str, file: str, issues: list[Issue]) -> list[tuple[int, list[str]]]:
    """Return the records that are not blank with the lines on which they begin."""
    from pandas.errors import EmptyDataError, ParserError  # noqa: PLC0415  (heavy)

    for number, content in enumerate(text.split("\n"), start=1):
        if content.count(",") >= _MOST_CELLS:
            message = f"a line has more than {_MOST_CELLS} cells"
            issues.append(Issue(message, file, number, code="bad-csv", hint="Save it as CSV again"))
            return []
    try:
        frame = _frame(text)
    except EmptyDataError:
        return []
    except ParserError as error:
        unclosed = _UNCLOSED.search(str(error))
        line = _lines(_frame(text, int(unclosed[1])).to_numpy().tolist(), text)[-1] if unclosed else None
        message = "a quoted cell is never closed" if unclosed else f"is no CSV table: {error}"
        issues.append(Issue(message, file=file, row=line, code="bad-csv", hint="Save it as CSV again"))
        return []
    rows: list[list[str]] = frame.to_numpy().tolist()
    return [(line, cells) for line, cells in zip(_lines(rows, text), rows, strict=False) if any(cells)]


def _frame(text: str, rows: int | None = None) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  (heavy)

    widest = max((line.count(",") for line in text.split("\n")), default=0) + 1
    return pd.read_csv(
        StringIO(text, newline=""),
        header=None,
        names=range(widest + (_SPARE_COLUMNS if '"' in text else 0)),
        index_col=False,
        dtype=str,
        na_filter=False,
        skip_blank_lines=False,
        nrows=rows,
    )


def _lines(rows: Sequence[Sequence[str]], text: str) -> list[int]:
    """Return the line on which each record begins, and the one after the last."""
    if len(rows) == text.removesuffix("\n").count("\n") + 1:
        return list(range(1, len(rows) + 2))
    within = (1 + sum(cell.count("\n") for cell in cells) for cells in rows)
    return list(accumulate(within, initial=1))


def _header_is_right(line: int, names: Sequence[str], table: Table, issues: list[Issue]) -> bool:
    known = set(table.header)

    def tell(message: str, code: str, found: str = "", hint: str = "") -> None:
        issues.append(Issue(message, file=table.file, row=line, found=found[:80], hint=hint, code=code))

    separator = _OTHER_SEPARATOR.search("".join(names))
    if separator and known & set(",".join(names).split(separator[0])):
        name = "tabs" if separator[0] == "\t" else "semicolons"
        tell(f"is separated by {name}, not by commas", "bad-header", ",".join(names), "Save it as CSV UTF-8")
        return False
    if not known & set(names):
        hint = f"The first line names the columns: {', '.join(table.header)}"
        tell("has none of the columns of this table", "bad-header", ",".join(names), hint)
        return False
    for name in sorted({name for name in names if names.count(name) > 1}):
        tell("a column appears more than once", "duplicate-column", name)
    for name in names:
        if name not in known:
            tell("unknown column", "unknown-column", name, did_you_mean(name, table.header))
    for column in table.columns:
        if column.needed and column.name not in names:
            tell(f"column {column.name} is missing", "missing-column", hint=column.meaning)
    return all(column.name in names for column in table.columns if column.needed)


def _row(line: int, cells: Sequence[str], names: Sequence[str], file: str, issues: list[Issue]) -> Row:
    extra = [cell for cell in cells[len(names) :] if cell.strip()]
    if extra:
        hint = "A text with a comma needs double quotes around it"
        issues.append(
            Issue(
                "more cells than columns", file=file, row=line, found=extra[0], hint=hint, code="extra-cell"
            )
        )
    return Row(file, line, {name: unguard(cell) for name, cell in zip(names, cells, strict=False)})
