"""Solve a scenario file: the facts of a folder or a saved night, with changes, stored only when asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iplatform_sched.report.view import View


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What solving a scenario tells people and programs."""

    view: View
    summary: str
    has_findings: bool
