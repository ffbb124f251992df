"""What a solver is to a benchmark: a function from a problem and a budget to an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict

from iplatform_sched.model.outcome import Status
from iplatform_sched.problem.data import Problem

if TYPE_CHECKING:
    from iplatform_sched.model.outcome import Progress
    from iplatform_sched.problem.schedule import Schedule

__all__ = [
    "KILLED",
    "UNSUITABLE",
    "Answer",
    "Budget",
    "Found",
    "Options",
    "Solver",
    "SolverEntry",
    "Status",
    "UnsuitableError",
]

KILLED = "killed"
"""Beside the statuses of the model: a run did not end in time."""
UNSUITABLE = "unsuitable"
"""A solver cannot express the problem."""


class UnsuitableError(ValueError):
    """A solver cannot express a problem; a result of a benchmark, not a fault."""


class Found(NamedTuple):
    """A better schedule, or a better bound, on the way.

    Attributes
    ----------
    objective
        As the solver counts it; judged anew from `schedule` by whoever records it.
    """

    schedule: Schedule | None
    objective: int | None
    bound: int | None = None


def _ignore(found: Found) -> None:
    del found


@dataclass(frozen=True, slots=True)
class Budget:
    """What one run may spend, and how it is set.

    Attributes
    ----------
    seconds
        Wall-clock time from the call of the solver on, building its model included; ``None`` for no limit.
    work
        A limit that gives the same answer each time: deterministic seconds of CP-SAT, rounds of our
        search; ``None`` for no limit.
    workers
        Threads or processes.
    options
        What the preset sets beside, as the options of the solver allow.
    arrival
        Jobs in the order in which they came; ``None`` where it is that of the problem.
    start
        What is planned already and keeps every rule, which a night moves only where that pays; ``None``
        where nothing is.
    tell
        To be called with each better schedule as soon as it is found: what a solver has told is kept even
        if its process dies, and is what times and the primal integral are taken from.
    """

    seconds: float | None = None
    work: float | None = None
    workers: int = 1
    seed: int = 0
    options: Mapping[str, object] = field(default_factory=dict)
    arrival: tuple[int, ...] | None = None
    start: Schedule | None = None
    tell: Callable[[Found], None] = _ignore

    def tell_progress(self, news: Progress) -> None:
        """Tell what the model, or a solver that speaks as it does, has found."""
        self.tell(Found(news.schedule, news.objective, news.bound))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver found.

    Attributes
    ----------
    status
        Optimal and infeasible are claims of a proof.
    schedule
        ``None`` where none was found.
    bound
        A proven lower bound of the objective; ``None`` where the solver has none.
    detail
        For people; empty where there is nothing to say.
    """

    status: Status
    schedule: Schedule | None = None
    bound: int | None = None
    detail: str = ""


class Options(BaseModel):
    """Options of a solver without any; the base of those that have some."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Solver = Callable[[Problem, Budget], Answer]
"""Raises `UnsuitableError` where it cannot express the problem."""


class SolverEntry(NamedTuple):
    """A solver by the name that presets use.

    Attributes
    ----------
    options
        What a preset may say in its table ``options``.
    needs
        The distribution that must be installed; empty where nothing more than we need is.
    random
        Whether another seed may give another answer.
    """

    name: str
    solve: Solver
    options: type[Options] = Options
    needs: str = ""
    random: bool = True
