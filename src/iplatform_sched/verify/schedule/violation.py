"""What a rule says about a schedule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.problem.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a schedule breaks a rule.

    Attributes
    ----------
    rule
        Name of the rule in `RULES`.
    message
        What is wrong, in a sentence for people, with names and ticks.
    tasks, jobs
        Indices of those involved.
    """

    rule: str
    message: str
    tasks: tuple[int, ...] = ()
    jobs: tuple[int, ...] = ()


class Rule(NamedTuple):
    """A name, shared with the constraint of the model, and the function that judges."""

    name: str
    check: Callable[[Problem, Schedule], tuple[Violation, ...]]
