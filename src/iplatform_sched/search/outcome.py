"""What a run of the search hands back, and what it says on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from iplatform_sched.problem.schedule import Schedule


class SearchProgress(NamedTuple):
    """A better schedule or a better bound.

    Attributes
    ----------
    objective
        The weighted sum, or one value per level.
    bound
        Proven bound of the first entry of `objective`; ``None`` where there is none yet.
    """

    seconds: float
    objective: tuple[int, ...]
    bound: int | None
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class SearchOutcome:
    """The best schedule of a run.

    Attributes
    ----------
    objective
        The weighted sum, or one value per level.
    terms
        Every term without its weight.
    bound
        Proven bound of the first entry of `objective`; ``None`` where there is none.
    unavoidable
        KRW that the served jobs cost at least, ``C`` of the gap.
    first, best
        Seconds to the first plan and to the best.
    counters
        Rounds, exact neighbourhoods tried and won, crashes of the solver.
    """

    schedule: Schedule
    objective: tuple[int, ...]
    terms: dict[str, int]
    bound: int | None
    unavoidable: int
    seconds: float
    first: float
    best: float
    counters: dict[str, int] = field(default_factory=dict)

    @property
    def gap(self) -> float | None:
        """Return (UB - LB) / (UB - C): the open share of what a plan can do something about."""
        if self.bound is None:
            return None
        return _share(self.objective[0] - self.bound, self.objective[0] - self.unavoidable)

    @property
    def plain_gap(self) -> float | None:
        """Return (UB - LB) / UB."""
        return None if self.bound is None else _share(self.objective[0] - self.bound, self.objective[0])

    @property
    def proved(self) -> bool:
        """Return whether no schedule is better in the first level."""
        return self.bound is not None and self.bound >= self.objective[0]


def _share(part: int, whole: int) -> float:
    if part <= 0:
        return 0.0
    return part / whole if whole > 0 else 1.0
