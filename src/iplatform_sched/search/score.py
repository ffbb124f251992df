"""The objective of a state: one number, or one per lexicographic level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.search.ledger import JobTerms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.state import State

ADDITIVE = JobTerms._fields[:8]
OF_TEAMS = ("task_tardiness", "unpreferred", "team_size")
"""Terms of tasks with teams or due dates of their own, which no state has."""


def terms_of(state: State) -> dict[str, int]:
    """Return every term of the objective without its weight, by name."""
    sums = [sum(column) for column in zip(*(terms[:8] for terms in state.terms), strict=True)] or [0] * 8
    ends = [
        p.end
        for placed in state.placed
        for task, p in placed.items()
        if state.problem.tasks[task].pinned is None
    ]
    return {
        **dict(zip(ADDITIVE, sums, strict=True)),
        "fairness": max((terms.days_late for terms in state.terms), default=0),
        "finish": sum(max(terms.last_end, 0) for terms in state.terms),
        "makespan": max(ends, default=0),
        **dict.fromkeys(OF_TEAMS, 0),
        "span": sum(terms.span for terms in state.terms),
    }


def score(state: State) -> tuple[int, ...]:
    """Return the weighted sum of the terms, or one sum per level; smaller is better."""
    return level_sums(state.problem, terms_of(state))


def level_sums(problem: Problem, terms: Mapping[str, int]) -> tuple[int, ...]:
    """Return the weighted sum of `terms`, or one sum per level."""
    levels = problem.levels or (tuple(terms),)
    return tuple(sum(getattr(problem.weights, name) * terms[name] for name in level) for level in levels)
