"""Whitespace-separated numbers of a file, taken in order, with the line that each stands on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from pathlib import Path


class Numbers:
    """The numbers, and now and then words, of a text file.

    Parameters
    ----------
    comment
        A line that starts with it is left out; without it no line is.

    Raises
    ------
    InputError
        From each method: the file has something else where a number is wanted, with the line.
    """

    def __init__(self, path: Path, comment: str | None = None) -> None:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(Issue(f"cannot be read: {error}", file=str(path), code="unreadable")) from error
        self._path = path
        self._rows = text.splitlines()
        self._words = [
            (word, line)
            for line, row in enumerate(self._rows, start=1)
            if comment is None or not row.lstrip().startswith(comment)
            for word in row.split()
        ]
        self._next = 0
        if not self._words:
            raise self.fault("the file is empty")

    @property
    def line(self) -> int:
        """Return the line of the next number, at the end that of the last line."""
        return self._words[self._next][1] if self.left else max(len(self._rows), 1)

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

    def word(self, what: str) -> str:
        """Return the next word, whatever it is."""
        if not self.left:
            raise self.fault(f"the file ends where {what} is wanted")
        self._next += 1
        return self._words[self._next - 1][0]

    def peek(self, what: str) -> str:
        """Return the next word, and stay before it."""
        if not self.left:
            raise self.fault(f"the file ends where {what} is wanted")
        return self._words[self._next][0]

    def field(self, label: str) -> None:
        """Go on after the colon of the next row that begins with `label`; see :meth:`section`."""
        line = self._row(label)
        here = [i for i, (_, at) in enumerate(self._words) if at == line]
        colon = next((i for i in here if self._words[i][0].endswith(":")), here[-1])
        self._next = colon + 1

    def section(self, heading: str) -> None:
        """Go on at the first row that begins with a digit after the next row that begins with `heading`.

        Of both only letters count, small or large.
        """
        line = self._row(heading)
        firsts = [i for i, (_, at) in enumerate(self._words) if i == 0 or self._words[i - 1][1] != at]
        after = (i for i in firsts if self._words[i][1] > line and self._words[i][0][0].isdigit())
        self._next = next(after, len(self._words))

    def _row(self, label: str) -> int:
        for line, row in enumerate(self._rows, start=1):
            if line >= self.line and _letters(row).startswith(_letters(label)):
                return line
        raise self.fault(f"no line from here on begins with {label!r}")

    def end(self) -> None:
        """Check that nothing is left but lines of stars."""
        while self.left and set(self._words[self._next][0]) == {"*"}:
            self._next += 1
        if self.left:
            raise self.fault("the file goes on after its end", found=self._words[self._next][0])

    def fault(self, message: str, found: str = "") -> InputError:
        """Return the error that says what is wrong at the next number."""
        return InputError(
            Issue(message, file=str(self._path), row=self.line, found=found, code="bad-instance")
        )


def _letters(text: str) -> str:
    return re.sub("[^a-z]", "", text.lower())
