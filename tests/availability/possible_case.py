"""Requests asked whether they can ever be served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.possible import never_servable
from tests.facts import snapshot

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request


PART = [{"id": "part"}]


def codes(one: Request, **fields: object) -> list[str]:
    """Return the codes of the issues of a request; each must say where and what to do."""
    issues = never_servable(snapshot(one, **fields), one)
    assert all(issue.message and issue.field and issue.hint for issue in issues)
    return [issue.code for issue in issues]
