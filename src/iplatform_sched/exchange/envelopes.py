"""JSON files: an object that names its schema and version beside its content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from iplatform_sched.domain.booking import Booking, Plan
from iplatform_sched.domain.changes import Change
from iplatform_sched.domain.gate_words import details, shown, words
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.atomic import write_text
from iplatform_sched.exchange.text_files import read_text

SCHEMA_VERSION = 1
_FAMILY = "iplatform-sched"

KINDS: Mapping[str, Any] = {
    "plan": Plan,
    "bookings": tuple[Booking, ...],
    "snapshot": Snapshot,
    "changes": tuple[Change, ...],
}
"""What each kind of file holds, in the field of the same name."""


def schema_name(kind: str) -> str:
    """Return what a file of `kind` has in its field `schema`."""
    return f"{_FAMILY}/{kind}"


def write_envelope(kind: str, content: object, path: Path) -> None:
    """Write `content` as a JSON file of `kind`, whole or not at all."""
    body = TypeAdapter(KINDS[kind]).dump_python(content, mode="json")
    envelope = {"schema": schema_name(kind), "schema_version": SCHEMA_VERSION, kind: body}
    write_text(path, json.dumps(envelope, ensure_ascii=False, indent=1) + "\n")


def read_envelope(kind: str, path: Path) -> Any:  # noqa: ANN401  (what the kind holds)
    """Return the content of a JSON file of `kind`.

    Raises
    ------
    InputError
        The file is missing, no JSON, of another kind or version, or its content is refused.
    """
    name = str(path)
    envelope = read_json(path)
    schema = schema_name(kind)
    if envelope.get("schema") != schema:
        hint = f"Its schema should be {schema}"
        raise InputError(
            Issue(
                f"is no {kind} file",
                name,
                None,
                "schema",
                shown(envelope.get("schema")),
                hint,
                "wrong-schema",
            )
        )
    if envelope.get("schema_version") != SCHEMA_VERSION:
        found = shown(envelope.get("schema_version"))
        hint = f"This program reads version {SCHEMA_VERSION}"
        raise InputError(
            Issue("has another version", name, None, "schema_version", found, hint, "wrong-version")
        )
    return validated(KINDS[kind], envelope.get(kind), name, kind)


def read_json(path: Path) -> dict[str, Any]:
    """Return the object of a JSON file, or raise ``InputError`` with the line of the mistake."""
    name = str(path)
    try:
        content = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise InputError(Issue(f"is no JSON: {error.msg}", name, error.lineno, code="bad-json")) from None
    except RecursionError:
        raise InputError(Issue("is no JSON: nested too deeply", name, code="bad-json")) from None
    if not isinstance(content, dict):
        raise InputError(Issue("must hold a JSON object", name, code="bad-json"))
    return content


def validated(shape: Any, content: object, file: str, field: str = "") -> Any:  # noqa: ANN401  (any annotation)
    """Return `content` through the gate for `shape`, or raise every refusal with its place below `field`."""
    try:
        return TypeAdapter(shape).validate_python(content)
    except ValidationError as error:
        issues: list[Issue] = []
        for detail in details(error):
            message, hint, code = words(detail, shape)
            place = ".".join((*((field,) if field else ()), *(str(step) for step in detail["loc"])))
            issues.append(Issue(message, file, None, place, shown(detail["input"]), hint, code))
        raise InputError(issues) from None


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON schema of files of `kind`.

    Raises
    ------
    InputError
        There is no such kind.
    """
    if kind not in KINDS:
        raise InputError(
            Issue("unknown kind of file", found=kind, hint=did_you_mean(kind, KINDS), code="unknown-word")
        )
    content = TypeAdapter(KINDS[kind]).json_schema(mode="serialization", ref_template="#/$defs/{model}")
    definitions = content.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": schema_name(kind),
        "type": "object",
        "properties": {
            "schema": {"const": schema_name(kind)},
            "schema_version": {"const": SCHEMA_VERSION},
            kind: content,
        },
        "required": ["schema", "schema_version", kind],
        "additionalProperties": False,
        "$defs": definitions,
    }
