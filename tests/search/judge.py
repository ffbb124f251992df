"""What every test of the search asks of a state or schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.problem.measures import evaluate
from iplatform_sched.search.score import level_sums, score, terms_of
from iplatform_sched.verify.schedule import RULES

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.search.state import State


def broken(problem: Problem, schedule: Schedule) -> list[str]:
    """Return the rules that the independent judge finds broken."""
    return [violation.rule for rule in RULES for violation in rule.check(problem, schedule)]


def value(problem: Problem, schedule: Schedule) -> tuple[int, ...]:
    """Return the objective by the measures."""
    return level_sums(problem, evaluate(problem, schedule))


def agree(state: State) -> None:
    """Hold a state against the rules and the measures."""
    schedule = state.schedule()
    assert broken(state.problem, schedule) == []
    assert terms_of(state) == evaluate(state.problem, schedule)
    assert score(state) == value(state.problem, schedule)
