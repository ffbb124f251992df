"""Whitespace-separated numbers of a file, taken in order, with the line that each stands on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from pathlib import Path


class Numbers:
    """The numbers of a text file.

    Raises
    ------
    InputError
        From each method: the file has something else where a number is wanted, with the line.
    """

    def __init__(self, path: Path) -> None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(Issue(f"cannot be read: {error}", file=str(path), code="unreadable")) from error
        self._path = path
        self._words = [
            (word, line) for line, row in enumerate(text.splitlines(), start=1) for word in row.split()
        ]
        self._next = 0
        self._last = len(text.splitlines())

    @property
    def line(self) -> int:
        """Return the line of the next number, at the end that of the last line."""
        return self._words[self._next][1] if self.left else self._last

    @property
    def left(self) -> bool:
        """Return whether anything is left."""
        return self._next < len(self._words)

    def whole(self, what: str, low: int, high: int | None = None) -> int:
        """Return the next number, which is a whole one from `low` to `high`."""
        word = self.peek(what)
        try:
            value = int(word)
        except ValueError:
            raise self.fault(f"{what} is not a whole number", found=word) from None
        if value < low or (high is not None and value > high):
            limits = f"at least {low}" if high is None else f"from {low} to {high}"
            limits = f"{low}" if high == low else limits
            raise self.fault(f"{what} must be {limits}", found=word)
        self._next += 1
        return value

    def bracketed(self, what: str) -> int:
        """Return the next number, which is a whole one in square brackets."""
        word = self.peek(what)
        if re.fullmatch(r"\[-?\d+\]", word) is None:
            raise self.fault(f"{what} is not a whole number in brackets", found=word)
        self._next += 1
        return int(word[1:-1])

    def any_number(self, what: str) -> float:
        """Return the next number, whole or not."""
        word = self.peek(what)
        try:
            value = float(word)
        except ValueError:
            raise self.fault(f"{what} is not a number", found=word) from None
        self._next += 1
        return value

    def peek(self, what: str) -> str:
        """Return the next word, and stay before it."""
        if not self.left:
            raise self.fault(f"the file ends where {what} is wanted")
        return self._words[self._next][0]

    def end(self) -> None:
        """Check that nothing is left."""
        if self.left:
            raise self.fault("the file goes on after its end", found=self._words[self._next][0])

    def fault(self, message: str, found: str = "") -> InputError:
        """Return the error that says what is wrong at the next number."""
        return InputError(
            Issue(message, file=str(self._path), row=self.line, found=found, code="bad-instance")
        )
