"""Files of the field's formats that are refused, and what is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from iplatform_sched.errors import InputError
from iplatform_sched.exchange.instances import read_instance

if TYPE_CHECKING:
    from pathlib import Path


class Told(NamedTuple):
    """The line of a fault, what is wrong, and what to do about it."""

    line: int | None
    message: str
    hint: str = ""


def told_of(path: Path, name: str, text: str) -> list[Told]:
    """Return what is told of `text` as a file of the format called `name`: always with the file."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_instance(path, name)
    assert {issue.file for issue in caught.value.issues} == {str(path)}
    return [Told(issue.row, issue.message, issue.hint) for issue in caught.value.issues]


def changed(text: str, changes: dict[str, str]) -> str:
    """Return a text in which each of the `changes`, of something that stands there once, is made."""
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text
