"""Who may be in the teams of tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Task


def people_of(task: Task) -> frozenset[int]:
    """Return the people who may be in the team of `task`."""
    return frozenset(r for need in task.needs if need.people for r in need.candidates)
