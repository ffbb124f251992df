"""Local dates that people name."""

from __future__ import annotations

from datetime import date

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.timeline import YEARS


def read_day(text: str, field: str) -> date:
    """Return the date that `text` writes.

    Raises
    ------
    InputError
        It writes none, or one beyond the years that are planned in.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        hint = "Write it like 2026-11-24"
        raise InputError(Issue("is not a date", field=field, found=text, hint=hint)) from None
    if day.year not in YEARS:
        message = f"must lie in the years {YEARS[0]} to {YEARS[-1]}"
        raise InputError(Issue(message, field=field, found=text, code="out-of-range"))
    return day
