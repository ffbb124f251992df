"""Requests and templates from YAML documents; a request by template is given stages of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iplatform_sched.domain.gate_words import shown
from iplatform_sched.domain.request import Request, Stage, Template
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import StageId
from iplatform_sched.errors import Issue
from iplatform_sched.exchange.documents import document_issue, fact_at
from iplatform_sched.exchange.templates import taken_specimens, taken_stages
from iplatform_sched.exchange.yaml_reading import Document

OVERRIDES = "overrides"
"""Field of a request's file: changes to stages taken from the template, by stage id."""

Templates = Mapping[str, Template | None]
"""Templates by id; ``None`` stands for one that is there but wrong."""


def request_of(document: Document, templates: Templates, issues: list[Issue]) -> Request | None:
    """Return the request of a document, or ``None`` after adding what is wrong to `issues`."""
    fields = dict(document.value)
    name = fields.get("template")
    if name is None:
        if fields.pop(OVERRIDES, None) is not None:
            hint = "Name the template whose stages are changed"
            issues.append(document_issue(document, (OVERRIDES,), "needs a template", "no-template", hint))
        return fact_at(Request, fields, document, issues)
    if name not in templates:
        hint = did_you_mean(str(name), templates)
        issues.append(
            document_issue(document, ("template",), "unknown template", "unknown-id", hint, shown(name))
        )
        return None
    template = templates[str(name)]
    return None if template is None else _by_template(document, fields, template, issues)


def _by_template(
    document: Document, fields: dict[str, Any], template: Template, issues: list[Issue]
) -> Request | None:
    before = len(issues)
    items = fields.get("stages")
    items = [stage.id for stage in template.stages] if items is None else items
    overrides = fields.pop(OVERRIDES, None) or {}
    if isinstance(items, list):
        taken = _taken(document, items, template, issues)
        changed = _changed(document, overrides, taken, issues)
        fields["stages"] = [changed.get(item, item) if isinstance(item, str) else item for item in items]
    if len(issues) > before:
        return None
    request = fact_at(Request, fields, document, issues)
    if request is None or fields.get("specimens") is not None:
        return request
    return request.model_copy(update={"specimens": taken_specimens(template, request.stages)})


def _taken(document: Document, items: list[Any], template: Template, issues: list[Issue]) -> dict[str, Stage]:
    known = {stage.id for stage in template.stages}
    for index, item in enumerate(items):
        if isinstance(item, str) and item not in known:
            hint = did_you_mean(item, known)
            message = f"unknown stage of template {template.id}"
            issues.append(document_issue(document, ("stages", index), message, "unknown-id", hint, item))
    ids = [
        item if isinstance(item, str) else item.get("id") for item in items if isinstance(item, str | Mapping)
    ]
    kept = tuple(StageId(each) for each in ids if isinstance(each, str))
    return {stage.id: stage for stage in taken_stages(template, kept)}


def _changed(
    document: Document,
    overrides: Any,  # noqa: ANN401  (whatever the file says)
    taken: dict[str, Stage],
    issues: list[Issue],
) -> dict[str, Stage]:
    changed = dict(taken)
    if not isinstance(overrides, Mapping):
        message = "must be a mapping from stage to fields"
        issues.append(
            document_issue(document, (OVERRIDES,), message, "not-a-mapping", found=shown(overrides))
        )
        return changed
    for name, fields in overrides.items():
        path = (OVERRIDES, name)
        if name not in taken:
            hint = did_you_mean(name, taken)
            issues.append(document_issue(document, path, "no stage taken here", "unknown-id", hint, name))
        elif not isinstance(fields, Mapping):
            issues.append(document_issue(document, path, "must have fields of its own", "not-a-mapping"))
        else:
            stage = fact_at(Stage, {**dict(taken[name]), **fields}, document, issues, path)
            changed |= {} if stage is None else {name: stage}
    return changed
