"""Numbers of a file that stand after labels and in sections under headings."""

from __future__ import annotations

import re
from itertools import takewhile

from iplatform_sched.exchange.instances.numbers import Numbers

RULERS = frozenset("-*=")
HEADS = frozenset({"jobnr", "pronr", "r", "n", "d"})
"""What heads of columns begin with."""


class Sections(Numbers):
    """The numbers of a file with labels and headings, of which only letters count, small or large.

    A line without a digit, such as a heading or a line of stars, ends a section.
    """

    @property
    def lines_left(self) -> list[int]:
        """Return the lines from the next number to the end of the section, in order."""
        return list(takewhile(lambda line: re.search(r"\d", self._rows[line - 1]), super().lines_left))

    def has(self, label: str) -> bool:
        """Return whether a row from here on begins with `label`."""
        return self._find(label) is not None

    def field(self, label: str) -> None:
        """Go on after the colon of the next row that begins with `label`, of which there is one."""
        line = self._row(label)
        if again := self._find(label, line + 1):
            raise self.fault(f"a second line begins with {label!r}", at=again)
        here = [i for i, (_, at) in enumerate(self._words) if at == line]
        colon = next((i for i in here if self._words[i][0].endswith(":")), here[-1])
        self._next = colon + 1

    def section(self, heading: str) -> None:
        """Go on at the first row of the section after the next row that begins with `heading`.

        Rulers and the heads of columns are no rows of it.
        """
        line = self._row(heading)
        firsts = [i for i, (_, at) in enumerate(self._words) if i == 0 or self._words[i - 1][1] != at]
        after = (i for i in firsts if self._words[i][1] > line and not _is_head(self._words[i][0]))
        self._next = next(after, len(self._words))

    def _row(self, label: str) -> int:
        line = self._find(label)
        if line is None:
            raise self.fault(f"no line from here on begins with {label!r}")
        return line

    def _find(self, label: str, since: int | None = None) -> int | None:
        first = since or self.line
        rows = enumerate(self._rows[first - 1 :], start=first)
        return next((line for line, row in rows if _letters(row).startswith(_letters(label))), None)


def _is_head(word: str) -> bool:
    """Return whether a row that begins with this word is a ruler or the head of columns."""
    return set(word) <= RULERS or _letters(word) in HEADS


def _letters(text: str) -> str:
    return re.sub("[^a-z]", "", text.lower())
