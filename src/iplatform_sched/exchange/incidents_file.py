"""A YAML file of incidents: what went wrong, as it is told to ``repair``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from iplatform_sched.domain.incidents import (
    Absent,
    Cancellation,
    DeclaredHoliday,
    Down,
    Incident,
    Overrun,
    title,
)
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import InputError, Issue, Places
from iplatform_sched.exchange.documents import document_issue, fact_at, items_of
from iplatform_sched.exchange.text_files import read_text
from iplatform_sched.exchange.yaml_reading import Document, parse_yaml

KINDS: dict[str, tuple[type[BaseModel], str]] = {
    "down": (Down, "place"),
    "absent": (Absent, "pool"),
    "holiday": (DeclaredHoliday, "date"),
    "overran": (Overrun, "booking"),
    "cancelled": (Cancellation, "booking"),
}
"""The key that tells what happened: the fact that it is, and the field that the key's value fills."""
_DERIVED = {"kind", "attended", "span"}
_WORDS = {"span.start": "from", "span.end": "to"}
"""What the file calls a field."""


def read_incidents(path: Path, now: datetime) -> tuple[tuple[Incident, ...], Places]:
    """Return the incidents of a YAML file in its order, and where each stands, by its title.

    Parameters
    ----------
    now
        When an outage or an absence begins that does not say it.

    Raises
    ------
    InputError
        With every issue of the file.
    """
    name = str(path)
    issues: list[Issue] = []
    documents = items_of(parse_yaml(read_text(path), name), issues, "incident")
    if not documents and not issues:
        issues.append(Issue("is empty", file=name, hint="It should list incidents", code="empty-file"))
    incidents: list[Incident] = []
    places: dict[str, tuple[str, int]] = {}
    for document in documents:
        incident = _incident(document, now, issues)
        if incident is not None:
            incidents.append(incident)
            places.setdefault(title(incident), (document.file, document.line(())))
    if issues:
        raise InputError(issues)
    return tuple(incidents), places


def _incident(document: Document, now: datetime, issues: list[Issue]) -> Incident | None:
    fields: dict[str, Any] = dict(document.value)
    kinds = [key for key in fields if key in KINDS]
    if len(kinds) != 1:
        hint = f"Begin it with one of {', '.join(KINDS)}"
        found = next((key for key in fields if not kinds), "")
        hint = (did_you_mean(found, KINDS) if found else "") or hint
        issues.append(document_issue(document, (), "does not say what happened", "unknown-word", hint, found))
        return None
    model, subject = KINDS[kinds[0]]
    fields[subject] = fields.pop(kinds[0])
    if "span" in model.model_fields:
        fields["span"] = {"start": fields.pop("from", now)} | _end(fields)
    wrong = _DERIVED & document.value.keys()
    if wrong:
        issues.extend(document_issue(document, (key,), "is not allowed", "unknown-field") for key in wrong)
        return None
    refused: list[Issue] = []
    fact = fact_at(model, fields, document, refused)
    issues.extend(replace(each, field=_WORDS.get(each.field, each.field)) for each in refused)
    return fact  # type: ignore[return-value]  # one of the models that an incident is


def _end(fields: dict[str, Any]) -> dict[str, Any]:
    return {"end": fields.pop("to")} if "to" in fields else {}
