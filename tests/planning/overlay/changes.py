"""Changes as a scenario file states them, and what they make of the tiny network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import TypeAdapter

from iplatform_sched.domain.overlay import AnyChange, FactChange
from iplatform_sched.errors import InputError
from iplatform_sched.planning.overlay import Overlaid, apply_overlay
from tests import facts

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot

GATE: TypeAdapter[Any] = TypeAdapter(FactChange)
WEEK = {"from": "2026-12-07T00:00+09:00", "to": "2026-12-14T00:00+09:00"}
NIL = facts.snapshot(facts.request("r1"), facts.request("r2", sector="MA", company="bolt"))


def change(kind: str, /, **fields: object) -> AnyChange:
    """Return a change that the gate let through."""
    found: AnyChange = GATE.validate_python({"change": kind, **fields})
    return found


def overlaid(*changes: AnyChange, snapshot: Snapshot = NIL) -> Overlaid:
    """Return the outcome of changes to two requests on the tiny network."""
    return apply_overlay(snapshot, changes)


def after(*changes: AnyChange, snapshot: Snapshot = NIL) -> Snapshot:
    """Return the facts after changes that nothing is said about."""
    found = overlaid(*changes, snapshot=snapshot)
    assert found.warnings == ()
    return found.snapshot


def issues(*changes: AnyChange, snapshot: Snapshot = NIL) -> list[tuple[str, str]]:
    """Return place and code of the issues of changes."""
    with pytest.raises(InputError) as caught:
        overlaid(*changes, snapshot=snapshot)
    return [(issue.field, issue.code) for issue in caught.value.issues]
