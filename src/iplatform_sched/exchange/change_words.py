"""Changes that are written on one line, as on a command line."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from typing import Any

from iplatform_sched.domain.overlay_demand import SET_KINDS
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.yaml_reading import parse_yaml
from iplatform_sched.exchange.yaml_writing import yaml_text

COMMAND_LINE = "command line"
"""What stands in the place of a file where an issue is about such a change."""
_CLOSE = re.compile(r"(?P<place>[^=]+)=(?P<start>.+?)\.\.(?P<end>.+)")
_SET = re.compile(rf"(?P<kind>{'|'.join(SET_KINDS)}):(?P<id>[^:]+):(?P<field>[^=]+)=(?P<value>.*)", re.DOTALL)


def changes_text(
    changes: Iterable[str] = (),
    closed: Iterable[str] = (),
    values: Iterable[str] = (),
    dropped: Iterable[str] = (),
) -> str:
    """Return changes on one line each as the text of a scenario file; empty where there are none.

    Parameters
    ----------
    changes
        ``close place=kimm from=2026-12-07 to=2026-12-20``: the kind, then its fields; dotted names
        for fields inside fields.
    closed
        ``kimm=2026-12-07..2026-12-20``.
    values
        ``equipment:eq-1:units=2``.
    dropped
        Ids of requests.

    Raises
    ------
    InputError
        With every one that cannot be read.
    """
    issues: list[Issue] = []
    items = [
        *(_any(text, issues) for text in changes),
        *(_closed(text, issues) for text in closed),
        *(_value(text, issues) for text in values),
        *_dropped(dropped),
    ]
    if issues:
        raise InputError(issues)
    return yaml_text({"changes": items}) if items else ""


def _any(text: str, issues: list[Issue]) -> dict[str, Any]:
    hint = "Write it like: close place=kimm from=2026-12-07 to=2026-12-20"
    try:
        kind, *pairs = shlex.split(text)
    except ValueError:
        issues.append(_wrong("--change", text, hint))
        return {}
    fields: dict[str, Any] = {"change": kind}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name:
            issues.append(_wrong("--change", pair, hint))
            continue
        _put(fields, name, _scalar(value, "--change", issues))
    return fields


def _put(fields: dict[str, Any], name: str, value: object) -> None:
    """Set a field; new values of facts keep their dotted names below ``fields``."""
    first, _, rest = name.partition(".")
    if not rest:
        fields[first] = value
        return
    inner = fields.setdefault(first, {})
    if first == "fields":
        inner[rest] = value
    else:
        _put(inner, rest, value)


def _scalar(text: str, option: str, issues: list[Issue]) -> Any:  # noqa: ANN401 - whatever was written
    """Return a value as YAML reads it, so that ``[R01, R02]`` is a list."""
    try:
        documents = parse_yaml(text, option)
    except InputError as error:
        issues.extend(error.issues)
        return None
    return documents[0].value if documents else None


def _closed(text: str, issues: list[Issue]) -> dict[str, Any]:
    found = _CLOSE.fullmatch(text)
    if found is None:
        issues.append(_wrong("--close", text, "Write it like kimm=2026-12-07..2026-12-20"))
        return {}
    return {"change": "close", "place": found["place"], "from": found["start"], "to": found["end"]}


def _value(text: str, issues: list[Issue]) -> dict[str, Any]:
    found = _SET.fullmatch(text)
    if found is None:
        hint = f"Write it like equipment:ID:units=2; kinds are {', '.join(SET_KINDS)}"
        issues.append(_wrong("--set", text, hint))
        return {}
    value = _scalar(found["value"], "--set", issues)
    return {"change": "set", found["kind"]: found["id"], "fields": {found["field"]: value}}


def _dropped(dropped: Iterable[str]) -> Iterator[dict[str, Any]]:
    ids = list(dropped)
    if ids:
        yield {"change": "drop_requests", "where": {"ids": ids}}


def _wrong(option: str, found: str, hint: str) -> Issue:
    return Issue("cannot be read", field=option, found=found, hint=hint, code="bad-notation")
