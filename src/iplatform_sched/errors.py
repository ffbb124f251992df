"""The whole exception tree.

::

    SchedError                         exit code
    |-- InputError(ValueError)         3   wrong file, row, field or option value
    |-- NotFoundError(LookupError)     3   an id that nothing has
    |-- NoPlanError                    4   a search ended without a plan that can be used
    |-- ConflictError                  5   someone else changed or locked what we need
    |-- VerificationError              6   a plan broke a rule; nothing was stored
    `-- SolverError(RuntimeError)      70  our fault: a solver or worker misbehaved

Infeasible, timed out and unserved are *results*, never exceptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with an input, and where.

    Attributes
    ----------
    message
        What is wrong, in a sentence.
    file
        File name, or the empty string where there is none.
    row
        1-based line of the file as an editor counts it; ``None`` where there is none.
    field
        Column or dotted path of the value.
    found
        The offending value as it was written.
    hint
        What to do about it.
    code
        Stable short word for programs, such as ``unknown-id``.
    subject
        What it is about, such as ``booking b7``; empty where the place says it.
    """

    message: str
    file: str = ""
    row: int | None = None
    field: str = ""
    found: str = ""
    hint: str = ""
    code: str = "invalid"
    subject: str = ""

    def __str__(self) -> str:
        """Return ``file:row: field: subject: message (found ...). hint``."""
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        text = ": ".join(part for part in (place, self.field, self.subject, self.message) if part)
        if self.found:
            text += f" (found {self.found!r})"
        return f"{text}. {self.hint}" if self.hint else text


Places = Mapping[str, tuple[str, int]]
"""File and 1-based line by subject, such as ``booking b7``."""


def placed(issue: Issue, places: Places) -> Issue:
    """Return an issue with file and row of its subject, where `places` knows it."""
    if issue.file or issue.subject not in places:
        return issue
    file, row = places[issue.subject]
    return replace(issue, file=file, row=row)


class SchedError(Exception):
    """Root of all exceptions that this package raises on purpose."""

    exit_code = 70


class InputError(SchedError, ValueError):
    """Wrong input: carries every issue found, never only the first."""

    exit_code = 3

    def __init__(self, issues: Sequence[Issue] | Issue | str) -> None:
        if isinstance(issues, str):
            issues = Issue(issues)
        self.issues: tuple[Issue, ...] = (issues,) if isinstance(issues, Issue) else tuple(issues)
        super().__init__("\n".join(str(issue) for issue in self.issues))

    def placed(self, places: Places) -> InputError:
        """Return the same issues with file and row of their subjects, where `places` knows them."""
        return InputError([placed(issue, places) for issue in self.issues])


class NotFoundError(SchedError, LookupError):
    """An id that nothing has."""

    exit_code = 3


class NoPlanError(SchedError):
    """A search ended without a plan that can be used; nothing was stored."""

    exit_code = 4


class ConflictError(SchedError):
    """Someone else changed or locked what this operation needs."""

    exit_code = 5


class VerificationError(SchedError):
    """A plan broke a rule; nothing was stored."""

    exit_code = 6


class SolverError(SchedError, RuntimeError):
    """A solver or one of our workers misbehaved."""

    exit_code = 70
