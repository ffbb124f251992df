"""The changes of a scenario file: compact notations to values, and each through the domain's gate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from iplatform_sched.domain.overlay import KINDS, AnyChange, kind_of
from iplatform_sched.domain.overlay_demand import AddRequests
from iplatform_sched.domain.request import Request, Template
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange import notation
from iplatform_sched.exchange.documents import document_issue, fact_at
from iplatform_sched.exchange.requests_file import read_requests
from iplatform_sched.exchange.requests_reading import request_of
from iplatform_sched.exchange.yaml_reading import Document
from iplatform_sched.exchange.yaml_reading import Path as Where

MODELS = {kind_of(model): model for model in KINDS}
FILES = "files"
"""Field of `add_requests` in a file: YAML files of requests, relative to it."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NOTATIONS: Mapping[str, Callable[[str], Any]] = {
    "hours": notation.read_week,
    "after_hours": notation.read_week,
    "overtime": notation.read_week,
    "lunch": notation.read_day_hours,
}
"""Fields that may be written in the compact notation of opening hours."""


def read_changes(document: Document, issues: list[Issue]) -> tuple[tuple[int, AnyChange], ...]:
    """Return the changes of a scenario with their places, but for new requests: these need the base.

    What is wrong is added to `issues`.
    """
    items = document.value.get("changes")
    items = [] if items is None else items
    if not isinstance(items, list):
        issues.append(document_issue(document, ("changes",), "must be a list", "not-a-list"))
        return ()
    found = []
    for turn, item in enumerate(items):
        where: Where = ("changes", turn)
        model = _model(document, item, where, issues)
        if model is None or model is AddRequests:
            continue
        before = len(issues)
        fields = _plain(item, document, where, issues)
        change = fact_at(model, fields, document, issues, where) if len(issues) == before else None
        if change is not None:
            found.append((turn, change))
    return tuple(found)


def read_new_requests(
    document: Document, folder: Path, base: Snapshot, issues: list[Issue]
) -> tuple[tuple[int, AnyChange], ...]:
    """Return the changes that add requests, with their places; templates are those of `base`."""
    items = document.value.get("changes") or []
    name = kind_of(AddRequests)
    found: list[tuple[int, AnyChange]] = []
    for turn, item in enumerate(items):
        if item.get("change") != name:
            continue
        before = len(issues)
        where: Where = ("changes", turn)
        requests = [
            *_inline(document, item, where, base, issues),
            *_filed(document, where, folder, base, issues),
        ]
        fields = {key: value for key, value in item.items() if key not in {FILES, "requests"}}
        if len(issues) == before:
            change = fact_at(AddRequests, fields | {"requests": requests}, document, issues, where)
            found += [] if change is None else [(turn, change)]
    return tuple(found)


def _model(document: Document, item: Any, where: Where, issues: list[Issue]) -> Any:  # noqa: ANN401 - a kind of change
    if not isinstance(item, Mapping):
        issues.append(document_issue(document, where, "must have fields of its own", "not-a-mapping"))
        return None
    name = str(item.get("change", ""))
    if name not in MODELS:
        hint = did_you_mean(name, MODELS) or f"Known: {', '.join(MODELS)}"
        code = "unknown-word" if name else "missing"
        message = "unknown kind of change" if name else "is missing"
        issues.append(document_issue(document, (*where, "change"), message, code, hint, name))
        return None
    return MODELS[name]


def _plain(value: Any, document: Document, where: Where, issues: list[Issue]) -> Any:  # noqa: ANN401 - whatever the file says
    """Return a value of a file with its dates and opening hours as the domain's gate reads them."""
    if isinstance(value, list):
        return [_plain(item, document, (*where, turn), issues) for turn, item in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    return {key: _field(key, inner, document, (*where, key), issues) for key, inner in value.items()}


def _field(key: str, value: Any, document: Document, where: Where, issues: list[Issue]) -> Any:  # noqa: ANN401 - as above
    read = _NOTATIONS.get(key.rpartition(".")[2])
    if key in {"from", "to"} and isinstance(value, str):
        return _midnight(value, after=key == "to")
    if read is None or not isinstance(value, str):
        return _plain(value, document, where, issues)
    try:
        return read(value)
    except ValueError as error:
        issues.append(document_issue(document, where, str(error), "bad-notation", found=value))
        return None


def _midnight(text: str, *, after: bool) -> str:
    """Return a date as the midnight in Korea that begins or, for an end, follows it; other text as it is."""
    if _DATE.fullmatch(text.strip()) is None:
        return text
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:  # the thirteenth month: the gate tells
        return text
    if day == date.max:  # has no midnight after it: the gate tells
        return text
    moment = datetime.combine(day, time(), tzinfo=notation.WRITTEN_ZONE)
    return (moment + timedelta(days=int(after))).isoformat()


def _inline(
    document: Document, item: Mapping[str, Any], where: Where, base: Snapshot, issues: list[Issue]
) -> list[Request]:
    listed = item.get("requests") or []
    templates: dict[str, Template | None] = {each.id: each for each in base.catalogue.templates}
    requests = []
    for turn, fields in enumerate(listed if isinstance(listed, list) else [listed]):
        at = (*where, "requests", turn)
        if not isinstance(fields, dict):
            issues.append(document_issue(document, at, "must have fields of its own", "not-a-mapping"))
            continue
        part = Document(
            document.file, {"submitted": base.now, **fields}, document.lines, (*document.root, *at)
        )
        request = request_of(part, templates, issues)
        requests += [] if request is None else [request]
    return requests


def missing_file(document: Document, where: Where, folder: Path, name: str) -> Issue | None:
    """Return an issue at the line that names a path where there is nothing of that name."""
    if (folder / name).exists():
        return None
    hint = f"Paths start at the folder of the scenario: there is no {(folder / name).resolve()}"
    return document_issue(document, where, "does not exist", "no-file", hint, name)


def _filed(
    document: Document, where: Where, folder: Path, base: Snapshot, issues: list[Issue]
) -> list[Request]:
    """Return the requests of all files of a change; what is wrong with any is told."""
    item = document.value["changes"][where[-1]]
    names = item.get(FILES) or []
    requests: list[Request] = []
    listed: Mapping[Where, Any] = (
        {(*where, FILES, turn): name for turn, name in enumerate(names)}
        if isinstance(names, list)
        else {(*where, FILES): names}
    )
    for at, name in listed.items():
        missing = missing_file(document, at, folder, str(name))
        if missing is not None:
            issues.append(missing)
            continue
        try:
            requests += read_requests(
                folder / str(name),
                base.catalogue.templates,
                catalogue=base.catalogue,
                companies=base.companies,
                submitted=base.now,
            )[0]
        except InputError as error:
            issues.extend(error.issues)
    return requests
