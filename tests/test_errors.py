"""Errors carry every issue, its place and what to do."""

from __future__ import annotations

import pytest

from iplatform_sched.errors import (
    ConflictError,
    InputError,
    Issue,
    NoPlanError,
    NotFoundError,
    SchedError,
    SolverError,
    VerificationError,
)


def test_issue_reads_as_a_line() -> None:
    """Place, field, message, finding and hint stand in this order."""
    issue = Issue("is negative", "equipment.csv", 7, "units", "-1", "Enter at least 1")
    assert str(issue) == "equipment.csv:7: units: is negative (found '-1'). Enter at least 1"
    assert str(Issue("nothing to read", "x.csv")) == "x.csv: nothing to read"


def test_issues_are_placed_by_their_subjects() -> None:
    """What a store finds wrong stands where the file says it; what has a place keeps it."""
    issues = [
        Issue("is early", field="start", subject="booking b7"),
        Issue("is late", "x.csv", 2, subject="booking b7"),
    ]
    placed = InputError([*issues, Issue("is gone", subject="booking b8")]).placed(
        {"booking b7": ("b.csv", 9)}
    )
    assert str(placed).splitlines() == [
        "b.csv:9: start: booking b7: is early",
        "x.csv:2: booking b7: is late",
        "booking b8: is gone",
    ]


def test_input_error_keeps_all_issues() -> None:
    """One issue, many issues or a sentence."""
    issues = [Issue("first"), Issue("second")]
    assert InputError(issues).issues == tuple(issues)
    assert InputError(issues[0]).issues == (issues[0],)
    assert str(InputError("wrong")) == "wrong"


@pytest.mark.parametrize(
    ("error", "code", "kind"),
    [
        (InputError("x"), 3, ValueError),
        (NotFoundError("x"), 3, LookupError),
        (NoPlanError("x"), 4, SchedError),
        (ConflictError("x"), 5, SchedError),
        (VerificationError("x"), 6, SchedError),
        (SolverError("x"), 70, RuntimeError),
        (SchedError("x"), 70, Exception),
    ],
)
def test_exit_codes(error: SchedError, code: int, kind: type[Exception]) -> None:
    """Each error has its documented exit code and builtin base."""
    assert error.exit_code == code
    assert isinstance(error, kind)
