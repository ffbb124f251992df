"""Words that people choose from a closed list."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from iplatform_sched.errors import InputError, Issue

Word = TypeVar("Word", bound=StrEnum)


def choose(words: type[Word], text: str, field: str) -> Word:
    """Return the member of `words` that `text` names.

    Raises
    ------
    InputError
        It names none; the hint lists all.
    """
    try:
        return words(text)
    except ValueError:
        hint = "Choose one of " + ", ".join(word.value for word in words)
        raise InputError(
            Issue("is not known", field=field, found=text, hint=hint, code="unknown-word")
        ) from None
