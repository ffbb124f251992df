"""Whitespace-separated numbers of a file, taken in order, with the line that each stands on.

Where each thing has a line, lines are counted first and then read, each for itself: what is wrong in one is
remembered, reading goes on at the next, and all is told at the end. So one fault never makes others::

    numbers.lines(jobs, "the jobs", "The first line says how many jobs there are")
    for job in range(min(jobs, len(numbers.lines_left))):
        with numbers.line_of(f"job {job + 1}", "A job has a line: its duration"):
            durations.append(numbers.whole("the duration", low=1))
    numbers.check()
"""

from __future__ import annotations

import math
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.text_files import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


WHOLE = re.compile(r"-?\d{1,18}")
"""No format has numbers that are longer, and a machine word holds these."""


class Numbers:
    """The numbers, and now and then words, of a text file.

    Parameters
    ----------
    comment
        A line that starts with it is left out; without it no line is.

    Raises
    ------
    InputError
        From each method that takes something: the file has something else where a number is wanted, with
        the line. Inside of :meth:`remembering` and :meth:`line_of` it is remembered for :meth:`check`.
    """

    def __init__(self, path: Path, comment: str | None = None) -> None:
        self._path = path
        self._faults: list[Issue] = []
        self._subject = self._hint = ""
        self._rows = read_text(path).splitlines()
        self._words = [
            (word, line)
            for line, row in enumerate(self._rows, start=1)
            if comment is None or not row.lstrip().startswith(comment)
            for word in row.split()
        ]
        self._next, self._end = 0, len(self._words)
        if not self._words:
            raise self.fault("the file is empty", at=1)

    @property
    def line(self) -> int:
        """Return the line of the next number, at the end that of the last one."""
        return self._words[min(self._next, self._end - 1)][1]

    @property
    def left(self) -> bool:
        """Return whether anything is left, in :meth:`line_of` on that line."""
        return self._next < self._end

    @property
    def lines_left(self) -> list[int]:
        """Return the lines from the next number on, in order, without those that have nothing."""
        return list(dict.fromkeys(line for _, line in self._words[self._next : self._end]))

    def whole(self, what: str, low: int, high: int | None = None, hint: str = "") -> int:
        """Return the next number, which is a whole one from `low` to `high`; `hint` is for others."""
        word = self.peek(what)
        if WHOLE.fullmatch(word) is None:
            raise self.fault(f"{what} is not a whole number", word)
        value = int(word)
        if value < low or (high is not None and value > high):
            limits = f"at least {low}" if high is None else f"from {low} to {high}"
            limits = f"{low}" if high == low else limits
            raise self.fault(f"{what} must be {limits}", word, hint)
        self._next += 1
        return value

    def bracketed(self, what: str) -> int:
        """Return the next number, which is a whole one in square brackets."""
        word = self.peek(what)
        if re.fullmatch(rf"\[{WHOLE.pattern}\]", word) is None:
            hint = "It stands in square brackets, such as [3]"
            raise self.fault(f"{what} is not a whole number in brackets", word, hint)
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
            raise self.fault(f"{what} is not a number", word)
        self._next += 1
        return value

    def word(self, what: str) -> str:
        """Return the next word, whatever it is."""
        word = self.peek(what)
        self._next += 1
        return word

    def peek(self, what: str) -> str:
        """Return the next word, and stay before it."""
        if not self.left:
            whole = "file" if self._end == len(self._words) else "line"
            raise self.fault(f"the {whole} ends where {what} is wanted")
        return self._words[self._next][0]

    def lines(self, wanted: int, what: str, hint: str) -> bool:
        """Return whether as many lines are left as are `wanted`; else remember that there are not."""
        left = self.lines_left
        if len(left) > wanted:
            at = left[wanted]
            fault = self.fault(f"{what} go on after their end", self._rows[at - 1].split()[0], hint, at)
        elif len(left) < wanted:
            at = left[-1] if left else self._words[self._next - 1][1]
            fault = self.fault(f"{what} end after {len(left)} of {wanted} lines", hint=hint, at=at)
        else:
            return True
        self._faults += fault.issues
        return False

    @contextmanager
    def line_of(self, subject: str, hint: str) -> Iterator[None]:
        """Take the next line wholly and nothing else; go on after it, whatever is wrong in it.

        See :meth:`remembering` for the parameters.
        """
        start = self.line
        stop = next((i for i in range(self._next, self._end) if self._words[i][1] != start), self._end)
        end, self._end = self._end, stop
        with self.remembering(subject, hint):
            yield
            if self.left:
                raise self.fault("the line goes on after its end", self._words[self._next][0])
        self._next, self._end = stop, end

    @contextmanager
    def remembering(self, subject: str, hint: str) -> Iterator[None]:
        """Remember what is wrong inside for :meth:`check`: the first fault ends the block.

        Parameters
        ----------
        subject
            What is being read, such as ``job 3``; empty where messages say it.
        hint
            Goes with each fault that has none of its own: what should stand here.
        """
        outer = self._subject, self._hint
        self._subject, self._hint = subject, hint
        try:
            yield
        except InputError as error:
            self._faults += error.issues
        finally:
            self._subject, self._hint = outer

    def check(self) -> None:
        """Raise all that is remembered, in the order of lines."""
        if self._faults:
            raise InputError(sorted(self._faults, key=lambda issue: issue.row or 0))

    def end(self) -> None:
        """Check that nothing is left but lines of stars."""
        while self.left and set(self._words[self._next][0]) == {"*"}:
            self._next += 1
        if self.left:
            raise self.fault("the file goes on after its end", self._words[self._next][0])

    def fault(self, message: str, found: str = "", hint: str = "", at: int | None = None) -> InputError:
        """Return the error that says what is wrong in the line `at`, or in that of the next number."""
        return InputError(
            Issue(
                message,
                file=str(self._path),
                row=self.line if at is None else at,
                found=found,
                hint=hint or self._hint,
                code="bad-instance",
                subject=self._subject,
            )
        )
