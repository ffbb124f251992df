"""YAML documents through the domain's gate; every refusal becomes an issue at its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from iplatform_sched.domain.gate_words import details, shown, words
from iplatform_sched.errors import Issue
from iplatform_sched.exchange.yaml_reading import Document, Path, dotted

_M = TypeVar("_M", bound=BaseModel)


def fact_at(
    model: type[_M],
    fields: Any,  # noqa: ANN401  (the gate decides what it is)
    document: Document,
    issues: list[Issue],
    path: Path = (),
) -> _M | None:
    """Return `fields` as a fact, or ``None`` after adding what is wrong to `issues`.

    Parameters
    ----------
    path
        Where in `document` the fields stand.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        for detail in details(error):
            message, hint, code = words(detail, model)
            found = "" if code == "missing" else shown(detail["input"])
            issues.append(document_issue(document, (*path, *detail["loc"]), message, code, hint, found))
    return None


def document_issue(
    document: Document, path: Path, message: str, code: str, hint: str = "", found: str = ""
) -> Issue:
    """Return an issue about the value at `path` of `document`."""
    return Issue(message, document.file, document.line(path), dotted(path), found, hint, code)


def items_of(documents: Sequence[Document], issues: list[Issue], what: str) -> list[Document]:
    """Return the mappings of a file that holds one, or a sequence of them, or several documents of either."""
    items: list[Document] = []
    for document in documents:
        if isinstance(document.value, list):
            items.extend(document.part(index) for index in range(len(document.value)))
        else:
            items.append(document)
    message = f"must be {'an' if what[0] in 'aeiou' else 'a'} {what}: a mapping of fields"
    issues.extend(
        document_issue(item, (), message, "not-a-mapping", found=shown(item.value))
        for item in items
        if not isinstance(item.value, Mapping)
    )
    return [item for item in items if isinstance(item.value, Mapping)]
