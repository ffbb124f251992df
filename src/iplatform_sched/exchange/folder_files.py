"""The files of a folder as they stand: tables as rows, YAML as documents, nothing validated yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.columns import Table
from iplatform_sched.exchange.csv_reading import Row, parse_csv
from iplatform_sched.exchange.documents import items_of
from iplatform_sched.exchange.layout import POLICY, REQUESTS, TABLES, TEMPLATES
from iplatform_sched.exchange.text_files import read_text
from iplatform_sched.exchange.yaml_reading import Document, parse_yaml


@dataclass(slots=True)
class Files:
    """What a folder holds, and the issues found on the way.

    Attributes
    ----------
    rows
        By table file, of those that are there and could be read.
    unread
        Table files, and folders of documents, of which nothing or only a part could be read.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    policy: Document | None = None
    templates: list[Document] = field(default_factory=list)
    requests: list[Document] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def of(self, table: Table) -> list[Row]:
        """Return the rows of `table`."""
        return self.rows.get(table.file, [])


def open_folder(folder: Path) -> Files:
    """Return the files of `folder`.

    Raises
    ------
    InputError
        There is no such folder, or nothing in it that could be read as input.
    """
    if not folder.is_dir():
        problem = "is no folder" if folder.exists() else "does not exist"
        hint = "Check the path"
        raise InputError(Issue(problem, file=str(folder), hint=hint, code="no-folder"))
    names = sorted(path.name for path in folder.iterdir())
    tables = {table.file: table for table in TABLES}
    if not {*tables, POLICY, TEMPLATES, REQUESTS}.intersection(names):
        hint = f"It should hold files such as {', '.join(list(tables)[:4])}"
        raise InputError(Issue("holds no input files", file=str(folder), hint=hint, code="empty-folder"))
    files = Files(issues=_strangers(names, tables))
    for name, table in tables.items():
        if name in names:
            _read_table(folder, table, files)
    if POLICY in names:
        files.policy = next(iter(_documents(folder, POLICY, files.issues, "policy")), None)
    files.templates = _folder_documents(folder, TEMPLATES, files, "template")
    files.requests = _folder_documents(folder, REQUESTS, files, "request")
    return files


def _read_table(folder: Path, table: Table, files: Files) -> None:
    before = len(files.issues)
    text = _text(folder, table.file, files.issues)
    rows = [] if text is None else parse_csv(text, table, files.issues)
    if rows or len(files.issues) == before:
        files.rows[table.file] = rows
    else:
        files.unread.add(table.file)


def _text(folder: Path, name: str, issues: list[Issue]) -> str | None:
    try:
        return read_text(folder / name, name)
    except InputError as error:
        issues.extend(error.issues)
        return None


def _folder_documents(folder: Path, part: str, files: Files, what: str) -> list[Document]:
    before = len(files.issues)
    paths = sorted(path for path in (folder / part).glob("*") if path.suffix in {".yaml", ".yml"})
    names = [f"{part}/{path.name}" for path in paths]
    documents = [each for name in names for each in _documents(folder, name, files.issues, what)]
    if len(files.issues) > before:
        files.unread.add(part)
    return documents


def _documents(folder: Path, name: str, issues: list[Issue], what: str) -> list[Document]:
    text = _text(folder, name, issues)
    if text is None:
        return []
    try:
        documents = parse_yaml(text, name)
    except InputError as error:
        issues.extend(error.issues)
        return []
    if not documents:
        issues.append(Issue("is empty", file=name, hint=f"It should hold a {what}", code="empty-file"))
    return items_of(documents, issues, what)


def _strangers(names: list[str], tables: Mapping[str, Table]) -> list[Issue]:
    return [
        Issue("unknown table", file=name, hint=did_you_mean(name, tables), code="unknown-file")
        for name in names
        if name.endswith(".csv") and name not in tables
    ]
