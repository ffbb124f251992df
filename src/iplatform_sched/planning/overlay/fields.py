"""New values of a fact by dotted field, through the domain's gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from iplatform_sched.domain.gate_words import details, shown, words
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import Fact

if TYPE_CHECKING:
    from iplatform_sched.planning.overlay.notes import Notes

F = TypeVar("F", bound=Fact)
NAMES = ("id", "capability", "name", "sector", "date")
"""Fields by which an item of a list is called."""


def with_fields(fact: F, fields: Mapping[str, Any], notes: Notes) -> F:
    """Return `fact` with new values; `fact` itself where the gate refuses them.

    A value that is a mapping changes the fields that it has; any other value takes the place of the old one.
    """
    data = fact.model_dump(mode="json")
    before = len(notes.issues)
    for name, value in fields.items():
        if name == "id":
            notes.wrong("fields.id", "an id cannot be changed", "unknown-field")
            continue
        _put(data, name.split("."), value, notes, f"fields.{name}")
    if len(notes.issues) > before:
        return fact
    return validated(type(fact), data, notes) or fact


def validated(model: type[F], data: Mapping[str, Any], notes: Notes, at: str = "fields") -> F | None:
    """Return `data` as a fact, or ``None`` after telling what the gate refuses."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in details(error):
            message, hint, code = words(detail, model)
            found = "" if code == "missing" else shown(detail["input"])
            where = ".".join((at, *(str(step) for step in detail["loc"])))
            notes.wrong(where, message, code, found=found, hint=hint)
    return None


def _put(inner: Any, steps: list[str], value: object, notes: Notes, at: str) -> None:  # noqa: ANN401 - JSON
    """Set the value at `steps` inside a mapping or a list."""
    for turn, step in enumerate(steps):
        key = _key(inner, step)
        if key is None:
            _tell_unknown(inner, step, notes, at)
        elif turn < len(steps) - 1:
            inner = inner[key]
        elif isinstance(value, Mapping) and isinstance(inner[key], dict):
            for name, each in value.items():
                _put(inner[key], str(name).split("."), each, notes, f"{at}.{name}")
        else:
            inner[key] = value
        if key is None:
            return


def _key(inner: object, step: str) -> str | int | None:
    if isinstance(inner, dict):
        return step if step in inner else None
    if isinstance(inner, list):
        for turn, item in enumerate(inner):
            if isinstance(item, dict) and any(item.get(name) == step for name in NAMES):
                return turn
        return int(step) if step.isdecimal() and int(step) < len(inner) else None
    return None


def _tell_unknown(inner: object, step: str, notes: Notes, at: str) -> None:
    if isinstance(inner, dict):
        hint = did_you_mean(step, inner)
        notes.wrong(at, "unknown field", "unknown-field", found=step, hint=hint)
    elif isinstance(inner, list):
        known = [
            str(item[name]) for item in inner if isinstance(item, dict) for name in NAMES if item.get(name)
        ]
        notes.wrong(at, "the list has no such item", "unknown-id", found=step, hint=did_you_mean(step, known))
    else:
        hint = "Set the whole field above it"
        notes.wrong(at, "has no fields of its own now", "unknown-field", found=step, hint=hint)
