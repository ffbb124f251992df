"""Specimens: in one place at a time, and brought from stop to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.model.journeys import journey

if TYPE_CHECKING:
    from iplatform_sched.model.context import Context


def specimen(context: Context) -> None:
    """Let no stops of a specimen overlap and give every leg a carrier that arrives in time."""
    for s, _ in enumerate(context.problem.specimens):
        journey(context, s)
