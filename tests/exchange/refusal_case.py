"""A folder to spoil, and why it is refused."""

from pathlib import Path

import pytest

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.folder import read_folder


def refusals(folder: Path) -> tuple[Issue, ...]:
    """Return the issues for which `folder` is refused."""
    with pytest.raises(InputError) as caught:
        read_folder(folder)
    return caught.value.issues


def change(file: Path, old: str, new: str) -> None:
    """Replace `old`, which the file has, by `new`."""
    text = file.read_text(encoding="utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def add(file: Path, line: str) -> None:
    """Put a line at the end of a file."""
    file.write_bytes(file.read_bytes() + line.encode() + b"\n")
