"""What steers the search inside one job: one number for all that a placement costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem

LEVEL_RATIO = 1e5
ABSENT = 1e-3


@dataclass(frozen=True, slots=True)
class Guide:
    """Weights of the terms that belong to a job; with levels, ratios between them stand in.

    The guide chooses among insertions only; whole schedules are compared exactly, level by level.

    Attributes
    ----------
    finish
        Per tick of each task's end: breaks ties towards early placements.
    span
        Per tick from the job's first start to its last end.
    number
        Tells the guides of one search apart.
    """

    unserved: float = 1.0
    tardiness: float = 1.0
    fees: float = 1.0
    overtime: float = 1.0
    transport: float = 1.0
    staff_travel: float = 1.0
    disruption: float = 1.0
    preference: float = 1.0
    finish: float = 0.5
    span: float = 0.0
    number: int = 0


def guide_of(problem: Problem) -> Guide:
    """Return the guide of a problem's objective."""
    names = (
        "unserved",
        "tardiness",
        "fees",
        "overtime",
        "transport",
        "staff_travel",
        "disruption",
        "preference",
    )
    depth = len(problem.levels)
    rank = {name: depth - 1 - level for level, terms in enumerate(problem.levels) for name in terms}

    def weight(name: str) -> float:
        scale = LEVEL_RATIO ** rank[name] if name in rank else (1.0 if depth == 0 else 0.0)
        return float(getattr(problem.weights, name)) * scale

    weights = {name: weight(name) or ABSENT for name in names}
    finish = 0.5 + problem.weights.finish
    return Guide(**weights, finish=finish, span=weight("span"), number=0)
