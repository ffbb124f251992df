"""Whitespace-separated numbers of a file, taken in order, with the line that each stands on."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.text_files import read_text

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
        self._path = path
        self._rows = read_text(path).splitlines()
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
        if not word.removeprefix("-").isdecimal():
            raise self.fault(f"{what} is not a whole number", found=word)
        value = int(word)
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
            value = math.nan
        if not math.isfinite(value):
            raise self.fault(f"{what} is not a number", found=word)
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

    def has(self, label: str) -> bool:
        """Return whether a row from here on begins with `label`; see :meth:`section`."""
        return self._find(label) is not None

    def no_more(self, what: str) -> None:
        """Check that no number comes next: `what` is read to its end."""
        if self.left and self._words[self._next][0].isdecimal():
            raise self.fault(f"{what} go on after their end", found=self._words[self._next][0])

    def whole_row(self, line: int, what: str) -> None:
        """Check that what was taken since the beginning of `line` is that line and nothing else."""
        last = self._words[self._next - 1][1]
        if last != line:
            raise self.fault(f"the line ends before {what} does", at=line)
        if self.left and self.line == line:
            raise self.fault(f"the line goes on after {what}", found=self._words[self._next][0])

    def _row(self, label: str) -> int:
        line = self._find(label)
        if line is None:
            raise self.fault(f"no line from here on begins with {label!r}")
        return line

    def _find(self, label: str) -> int | None:
        rows = enumerate(self._rows[self.line - 1 :], start=self.line)
        return next((line for line, row in rows if _letters(row).startswith(_letters(label))), None)

    def end(self) -> None:
        """Check that nothing is left but lines of stars."""
        while self.left and set(self._words[self._next][0]) == {"*"}:
            self._next += 1
        if self.left:
            raise self.fault("the file goes on after its end", found=self._words[self._next][0])

    def fault(self, message: str, found: str = "", at: int | None = None) -> InputError:
        """Return the error that says what is wrong in the line `at`, or in that of the next number."""
        line = self.line if at is None else at
        return InputError(Issue(message, file=str(self._path), row=line, found=found, code="bad-instance"))


def _letters(text: str) -> str:
    return re.sub("[^a-z]", "", text.lower())
