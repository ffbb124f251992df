"""The levels of an objective: which terms, times what, are minimised one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.model.objective import TERMS

if TYPE_CHECKING:
    from iplatform_sched.model.objective import Term
    from iplatform_sched.problem.data import Problem


def factors(problem: Problem, terms: tuple[Term, ...] = TERMS) -> tuple[dict[str, int], ...]:
    """Return the factor of each term in each level: one level for the weighted sum.

    A term that a level names counts at least once, whatever its weight.
    """
    weights = {term.name: getattr(problem.weights, term.name) for term in terms}
    if not problem.levels:
        return ({name: weight for name, weight in weights.items() if weight},)
    return tuple({name: weights[name] or 1 for name in level if name in weights} for level in problem.levels)


def weigh(level: dict[str, int], terms: dict[str, int]) -> int:
    """Return the sum of `terms`, each times its factor in `level`."""
    return sum(factor * terms[name] for name, factor in level.items())
