"""What a run of the search hands back, and what it says on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.model.outcome import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        Rounds, exact neighbourhoods tried and won, crashes of the solver, its schedules that break a rule.
    levels
        What is known of each lexicographic level; empty for the weighted sum.
    start_objective
        Objective of the schedule that the run began with; ``None`` where it began with none.
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
    levels: tuple[Level, ...] = ()
    start_objective: tuple[int, ...] | None = None

    @property
    def gap(self) -> float | None:
        """Return (UB - LB) / (UB - C): the open share of what a plan can do something about.

        ``None`` with levels too: their values do not add up to a sum of which `bound` is a bound.
        """
        if self.bound is None or self.levels:
            return None
        return _share(self.objective[0] - self.bound, self.objective[0] - self.unavoidable)

    @property
    def plain_gap(self) -> float | None:
        """Return (UB - LB) / UB; ``None`` with levels."""
        if self.bound is None or self.levels:
            return None
        return _share(self.objective[0] - self.bound, self.objective[0])

    @property
    def proved(self) -> bool:
        """Return whether no schedule is better, in any level."""
        if self.levels:
            return self.levels[-1].proved
        return self.bound is not None and self.bound >= self.objective[0]


def credible(bound: int, objective: int, sure: int | None = None) -> int | None:
    """Return a `bound`, but the `sure` one where a plan that keeps every rule is below it: then it is wrong.

    What is above a `sure` bound has one witness, and proves no plan optimal.
    """
    if bound > objective:
        return sure if sure is not None and sure <= objective else None
    return bound if sure is None else max(sure, min(bound, objective - 1))


def known_levels(
    names: Sequence[tuple[str, ...]],
    values: Sequence[int],
    bound: int,
    solved: Sequence[Level] = (),
) -> tuple[Level, ...]:
    """Return what is known of each level, from the `bound` of the first.

    `solved` are the levels of a run of the solver, which bounds a level with those before it at most at its
    values; what it has not proved closes nothing, for it has one witness. No term is negative, so where it
    says nothing the bound is 0; nor does a bound above a value, which is wrong. A level is proved only if all
    before are.
    """
    levels: list[Level] = []
    proved = comparable = True
    for number, (terms, value) in enumerate(zip(names, values, strict=True)):
        least = 0 if levels else bound
        comparable = comparable and number < len(solved)
        if comparable:
            known = solved[number]
            comparable = known.bound <= value
            if comparable:
                least = max(least, known.bound if known.proved else min(known.bound, value - 1))
            comparable = comparable and value <= known.value
        proved = proved and least >= value
        levels.append(Level(terms, value, least, proved))
    return tuple(levels)


def _share(part: int, whole: int) -> float:
    if part <= 0:
        return 0.0
    return part / whole if whole > 0 else 1.0
