"""Ids across all tables: no two alike, none that nothing has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from iplatform_sched.domain.request import Request, Stage, Template
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import Issue
from iplatform_sched.exchange.columns import Column, Table
from iplatform_sched.exchange.csv_reading import Row
from iplatform_sched.exchange.documents import document_issue
from iplatform_sched.exchange.facts_from_rows import cell_issue
from iplatform_sched.exchange.workflow import flaws
from iplatform_sched.exchange.yaml_reading import Document, Path

Known = Mapping[str, frozenset[str]]
"""Ids by kind of thing; a kind that is absent is not checked."""


def duplicate_rows(table: Table, rows: Iterable[Row]) -> list[Issue]:
    """Return an issue for each row whose key an earlier row has."""
    issues: list[Issue] = []
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row.text(column) for column in table.key)
        if not any(key):
            continue
        if key in first:
            hint = f"It is also on line {first[key]}"
            issues.append(cell_issue(row, table.key[0], "appears twice", "duplicate-id", hint))
        first.setdefault(key, row.line)
    return issues


def duplicate_documents(documents: Iterable[Document]) -> Iterator[Issue]:
    """Yield an issue for each document whose id an earlier one has."""
    first: dict[str, Document] = {}
    for document in documents:
        key = document.text("id")
        if key and key in first:
            other = first[key]
            hint = f"It is also in {other.file}, line {other.line(('id',))}"
            yield document_issue(document, ("id",), "appears twice", "duplicate-id", hint, key)
        first.setdefault(key, document)


def unknown_in_rows(table: Table, rows: Iterable[Row], known: Known) -> list[Issue]:
    """Return an issue for each id in `rows` that nothing has."""
    columns = [column for column in table.columns if column.refers in known]
    issues: list[Issue] = []
    for row in rows:
        for column in columns:
            cell = row.cells.get(column.name)
            if cell is None:
                continue
            for name in names_in(column, cell):
                if name not in known[column.refers]:
                    hint = did_you_mean(name, known[column.refers])
                    message = (
                        f"unknown {column.refers}"
                        if name == row.text(column.name)
                        else f"unknown {column.refers} {name}"
                    )
                    issues.append(cell_issue(row, column.name, message, "unknown-id", hint))
    return issues


def names_in(column: Column, cell: str) -> list[str]:
    """Return the ids in a cell; none where its notation cannot be read, which has its issue already."""
    try:
        return [name.strip() for name in column.codec.names(column.codec.read(cell))]
    except ValueError:
        return []


Named = tuple[Path, str, str]
"""Where a document names something, its kind, and its id."""


def named_by(fact: Request | Template) -> Iterator[Named]:
    """Yield what a request or a template names of other files."""
    if isinstance(fact, Request):
        yield ("company",), "company", fact.company
        yield ("lead_centre",), "centre", fact.lead_centre
        for field in ("preferred_centres", "excluded_centres"):
            yield from (((field, turn), "centre", each) for turn, each in enumerate(getattr(fact, field)))
    for index, stage in enumerate(fact.stages):
        yield from _stage_names(index, stage)


def operators_of(request: Request) -> Iterator[Named]:
    """Yield the operators whom a request prefers: they come and go, and who has left may be in what was."""
    for turn, name in enumerate(request.preferred_operators):
        yield ("preferred_operators", turn), "operator", name


def workflow_flaws(fact: Request | Template, document: Document, known: Known) -> list[Issue]:
    """Return what is wrong with the names that a request or a template mentions."""
    return unknown_names(document, named_by(fact), known) + [
        document_issue(document, flaw.path, flaw.message, flaw.code, flaw.hint, flaw.found)
        for flaw in flaws(fact.stages, fact.specimens)
    ]


def _stage_names(index: int, stage: Stage) -> Iterator[Named]:
    for turn, way in enumerate(stage.ways):
        yield ("stages", index, "ways", turn, "capability"), "capability", way.capability
    if stage.trains is not None:
        yield ("stages", index, "trains"), "capability", stage.trains


def unknown_names(document: Document, named: Iterable[Named], known: Known) -> list[Issue]:
    """Return an issue for each id that nothing has."""
    return [
        document_issue(document, path, f"unknown {kind}", "unknown-id", did_you_mean(name, known[kind]), name)
        for path, kind, name in named
        if kind in known and name not in known[kind]
    ]
