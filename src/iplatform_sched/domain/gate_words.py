"""The gate's refusals in people's words: pydantic errors to message, hint and stable code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import MOST_LETTERS
from iplatform_sched.timeline import YEARS

Location = tuple[str | int, ...]

_INSTANT_HINT = "Write date, time and offset, such as 2026-11-25T10:00+09:00"
_DATE_HINT = "Write it as 2026-11-25"
_WORDS: Mapping[str, tuple[str, str, str]] = {
    "missing": ("is missing", "", "missing"),
    "int_parsing": ("must be a whole number", "", "not-a-number"),
    "int_from_float": ("must be a whole number", "", "not-a-number"),
    "int_type": ("must be a whole number", "", "not-a-number"),
    "float_parsing": ("must be a number", "", "not-a-number"),
    "float_type": ("must be a number", "", "not-a-number"),
    "bool_parsing": ("must be yes or no", "", "not-yes-or-no"),
    "bool_type": ("must be yes or no", "", "not-yes-or-no"),
    "string_type": ("must be a text", "", "not-a-text"),
    "timezone_aware": ("has no time zone", _INSTANT_HINT, "no-zone"),
    "datetime_parsing": ("must be a date and time", _INSTANT_HINT, "not-a-time"),
    "datetime_from_date_parsing": ("must be a date and time", _INSTANT_HINT, "not-a-time"),
    "datetime_type": ("must be a date and time", _INSTANT_HINT, "not-a-time"),
    "date_parsing": ("must be a date", _DATE_HINT, "not-a-date"),
    "date_from_datetime_parsing": ("must be a date", _DATE_HINT, "not-a-date"),
    "date_from_datetime_inexact": ("must be a date without a time", _DATE_HINT, "not-a-date"),
    "number_as_time": ("must be a date and time, not a number", _INSTANT_HINT, "not-a-time"),
    "number_as_date": ("must be a date, not a number", _DATE_HINT, "not-a-date"),
    "year_out_of_range": (
        f"must lie in the years {YEARS[0]} to {YEARS[-1]}",
        f"For no end write {YEARS[-1]}-12-31",
        "out-of-range",
    ),
    "not_an_id": (f"must be 1 to {MOST_LETTERS} letters, digits or signs on one line", "", "not-an-id"),
    "date_type": ("must be a date", _DATE_HINT, "not-a-date"),
    "time_parsing": ("must be a time of day", "Write it as 09:00", "not-a-time"),
    "tuple_type": ("must be a list", "", "not-a-list"),
    "model_type": ("must have fields of its own", "", "not-a-mapping"),
    "dict_type": ("must have fields of its own", "", "not-a-mapping"),
    "model_attributes_type": ("must have fields of its own", "", "not-a-mapping"),
}
_BOUNDS: Mapping[str, tuple[str, str, str]] = {
    "greater_than_equal": ("must be at least", "ge", "out-of-range"),
    "greater_than": ("must be above", "gt", "out-of-range"),
    "less_than_equal": ("must be at most", "le", "out-of-range"),
    "too_short": ("the least number of items is", "min_length", "too-few"),
    "too_long": ("the largest number of items is", "max_length", "too-many"),
    "string_too_short": ("the least number of letters is", "min_length", "too-few"),
}


def words(error: ErrorDetails, shape: Any) -> tuple[str, str, str]:  # noqa: ANN401  (any annotation)
    """Return message, hint and code of a refusal of a value of `shape`: a model, or several."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in _WORDS:
        return _WORDS[kind]
    if kind in _BOUNDS:
        phrase, key, code = _BOUNDS[kind]
        return f"{phrase} {context[key]}", "", code
    if kind == "extra_forbidden":
        inner = model_at(shape, error["loc"][:-1])
        known = [field.alias or name for name, field in inner.model_fields.items()] if inner else ()
        return "unknown field", did_you_mean(str(error["loc"][-1]), known), "unknown-field"
    if kind == "enum":
        return "unknown word", f"Write {context['expected']}", "unknown-word"
    if kind == "value_error":
        return str(context["error"]), "", "inconsistent"
    return error["msg"][:1].lower() + error["msg"][1:], "", "invalid"


def details(error: ValidationError) -> list[ErrorDetails]:
    """Return the refusals of a validation."""
    return error.errors(include_url=False)


def model_at(shape: Any, location: Sequence[str | int]) -> type[BaseModel] | None:  # noqa: ANN401  (as above)
    """Return the model of the value at `location` inside `shape`; ``None`` where there is none."""
    inner = shape
    for step in location:
        if isinstance(step, str):
            models = [each for each in _models(inner) if step in each.model_fields]
            if not models:
                return None
            inner = models[0].model_fields[step].annotation
    return next(iter(_models(inner)), None)


def _models(annotation: Any) -> list[type[BaseModel]]:  # noqa: ANN401  (any annotation of a field)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for each in get_args(annotation) for model in _models(each)]


def shown(value: object) -> str:
    """Return a value as an issue shows what was found; empty for parts too large to show."""
    return str(value)[:80] if isinstance(value, str | int | float) else ""
