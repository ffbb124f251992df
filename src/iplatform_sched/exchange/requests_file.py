"""One YAML file of requests, as companies submit and amend them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from iplatform_sched.domain.request import Company, Request, Template
from iplatform_sched.domain.snapshot import Catalogue
from iplatform_sched.errors import InputError, Issue, Places
from iplatform_sched.exchange.documents import items_of
from iplatform_sched.exchange.references import (
    Known,
    duplicate_documents,
    operators_of,
    unknown_names,
    workflow_flaws,
)
from iplatform_sched.exchange.requests_reading import request_of
from iplatform_sched.exchange.text_files import read_text
from iplatform_sched.exchange.yaml_reading import parse_yaml


def read_requests(
    path: Path,
    templates: Iterable[Template],
    *,
    catalogue: Catalogue | None = None,
    companies: Iterable[Company] = (),
    stored: Iterable[Request] = (),
    submitted: datetime | None = None,
) -> tuple[tuple[Request, ...], Places]:
    """Return the requests of a YAML file in its order, and where each stands.

    Those by template have stages of their own.

    Parameters
    ----------
    templates
        Those that requests may name.
    catalogue, companies
        With a catalogue the ids of centres, capabilities, operators and companies are checked against both.
    stored
        Requests that the file may amend: whom one of them prefers it may prefer still.
    submitted
        For requests that do not say when they were submitted.

    Raises
    ------
    InputError
        With every issue of the file.
    """
    name = str(path)
    issues: list[Issue] = []
    documents = items_of(parse_yaml(read_text(path), name), issues, "request")
    if not documents and not issues:
        issues.append(Issue("is empty", file=name, hint="It should hold a request", code="empty-file"))
    known = _known(catalogue, companies) if catalogue is not None else {}
    named = None if catalogue is None else _named(catalogue)
    by_id: dict[str, Template | None] = {template.id: template for template in templates}
    had = {request.id: frozenset(request.preferred_operators) for request in stored}
    requests: list[Request] = []
    places: dict[str, tuple[str, int]] = {}
    for document in documents:
        if submitted is not None:
            document.value.setdefault("submitted", submitted)
        request = request_of(document, by_id, issues)
        if request is not None:
            requests.append(request)
            places[f"request {request.id}"] = (document.file, document.line(()))
            issues.extend(workflow_flaws(request, document, known))
            people = {"operator": named | had.get(request.id, frozenset())} if named is not None else {}
            issues.extend(unknown_names(document, operators_of(request), people))
    issues.extend(duplicate_documents(documents))
    if issues:
        raise InputError(issues)
    return tuple(requests), places


def _known(catalogue: Catalogue, companies: Iterable[Company]) -> Known:
    return {
        "centre": frozenset(centre.id for centre in catalogue.centres),
        "capability": frozenset(capability.id for capability in catalogue.capabilities),
        "company": frozenset(company.id for company in companies),
    }


def _named(catalogue: Catalogue) -> frozenset[str]:
    return frozenset(name for pool in catalogue.pools for name in pool.people)
