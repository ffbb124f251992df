"""What limits a solve, and what comes out of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from iplatform_sched.problem.schedule import Schedule


class Stop(Protocol):
    """Somebody's wish that a solve ends, such as an event."""

    def is_set(self) -> bool:
        """Return whether it shall."""
        ...


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop, and with what to search.

    Attributes
    ----------
    seconds
        Wall-clock time, ``None`` for no limit.
    work
        Deterministic time, ``None`` for no limit; with one worker the result then depends on nothing else.
    gap
        Relative gap between objective and bound at which to stop.
    light
        Spend little on presolve; better where seconds are few.
    linearization
        How much of the model the linear relaxation sees, from 0 to 2; ``None`` for the solver's choice.
    redundant
        Add rows that tighten the bound and slow each node down; see `model.redundant`.
    presolve
        Simplify the model first.
    witness
        Call a schedule optimal only when a second configuration of the solver agrees; for steps whose
        proofs nobody reads that is time lost.
    parameters
        Further parameters of CP-SAT, each a name and its value; see `model.cp_parameters`.
    """

    seconds: float | None = None
    work: float | None = None
    workers: int = 1
    seed: int = 0
    gap: float = 0.0
    light: bool = False
    linearization: int | None = None
    redundant: bool = False
    presolve: bool = True
    witness: bool = True
    parameters: tuple[tuple[str, bool | int | float | str | tuple[str, ...]], ...] = ()


def claim(value: int, gap: float) -> int:
    """Return the bound at which a schedule of `value` is as good as a relative `gap` asks."""
    return value - math.floor(gap * value)


class Level(NamedTuple):
    """One lexicographic level: the weighted sum of its terms, its proven bound."""

    terms: tuple[str, ...]
    value: int
    bound: int
    proved: bool


class Progress(NamedTuple):
    """A better schedule, or a better bound alone, during a solve.

    Attributes
    ----------
    level
        Lexicographic level being solved; `objective` and `bound` belong to it.
    """

    seconds: float
    level: int
    objective: int | None
    bound: int | None
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures of the solver's log, summed over its runs."""

    variables: int = 0
    constraints: int = 0
    booleans: int = 0
    branches: int = 0
    conflicts: int = 0

    def plus(self, other: Statistics) -> Statistics:
        """Return the figures of both together; the size of the model is that of the larger."""
        return Statistics(
            max(self.variables, other.variables),
            max(self.constraints, other.constraints),
            max(self.booleans, other.booleans),
            self.branches + other.branches,
            self.conflicts + other.conflicts,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a solve found.

    Attributes
    ----------
    objective, bound
        Weighted sum of the terms and a proven bound of it; in lexicographic mode those of the first
        level that is not proved optimal, else of the last. ``None`` where there is none.
    terms
        Value of each term of the schedule, without weights.
    levels
        One entry per lexicographic level that was reached; one for the weighted sum.
    seconds, work
        Wall-clock and deterministic time.
    first, best
        Seconds to the first and to the best schedule; ``None`` where none was found.
    detail
        What went wrong, for people; empty where nothing did.
    """

    status: Status
    schedule: Schedule | None = None
    objective: int | None = None
    bound: int | None = None
    terms: dict[str, int] = field(default_factory=dict)
    levels: tuple[Level, ...] = ()
    seconds: float = 0.0
    work: float = 0.0
    first: float | None = None
    best: float | None = None
    statistics: Statistics = field(default_factory=Statistics)
    detail: str = ""
