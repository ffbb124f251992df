"""What an insertion works on: partial placements of a job, and ways to extend them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from iplatform_sched.problem.data import Job
    from iplatform_sched.problem.schedule import ScheduledTask
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.masks import Flags, Reached, Route
    from iplatform_sched.search.options import Found, Options
    from iplatform_sched.search.shape import Shape
    from iplatform_sched.search.state import State


@dataclass(frozen=True, slots=True)
class Beam:
    """How hard an insertion looks.

    Attributes
    ----------
    width
        Partial placements kept after each task.
    blink
        Chance to overlook a placement, for variety.
    """

    width: int = 6
    blink: float = 0.0


class Within(NamedTuple):
    """What an insertion keeps to besides the rules.

    Attributes
    ----------
    sites
        Where the tasks may be; ``None`` for anywhere.
    end
        Last tick at which a task may end; ``None`` for the horizon.
    """

    sites: frozenset[int] | None = None
    end: int | None = None


ANYWHERE = Within()


class Partial(NamedTuple):
    """Part of a job's placements.

    Attributes
    ----------
    placed
        Present tasks, the pinned ones included.
    skipped
        Tasks decided to be absent.
    cost
        Guide cost of what is placed and skipped, without tardiness.
    money
        What counts towards budgets.
    subsidies
        KRW by voucher.
    finish
        Least end of the job.
    """

    placed: dict[int, ScheduledTask]
    skipped: frozenset[int]
    cost: float
    money: int
    subsidies: dict[int, int]
    finish: int


class Choice(NamedTuple):
    """One way to extend a partial placement: entry `row` of `found`, or leaving tasks out."""

    partial: Partial
    task: int
    mode: int
    found: Options | None
    row: int
    flags: Flags | None
    fare: float
    skipped: frozenset[int]


@dataclass(slots=True)
class Insertion:
    """One search for a job: its inputs, and what it learns on the way.

    Attributes
    ----------
    found, ranked, least
        For each task the options of its modes, the modes that have some by least cost, and that cost.
    places
        For each task the (machine, site) of the modes that have options.
    crews
        For each task that shares operators with another the named ones of the modes that have options.
    latest
        For each task a start after which what must follow comes too late.
    soonest
        End of the job before which one of its tasks, placed alone, leaves it no end.
    hurry
        Guide cost of each tick of a task's end; not zero in a second try, when the first found no way.
    floors
        Ticks before which a task must not start, learned from maximum lags.
    late
        For each task the least by which it has to start later, learned in this pass.
    reached
        Whether and for how much specimens reach options, by task, mode, first option and routes: many
        partial placements ask the same.
    """

    state: State
    guide: Guide
    job: int
    beam: Beam
    dice: Random | None
    shape: Shape
    found: dict[int, list[Found]]
    ranked: dict[int, list[int]]
    least: dict[int, float]
    places: dict[int, set[tuple[int, int]]]
    crews: dict[int, tuple[dict[int, frozenset[int]], ...]]
    latest: dict[int, int]
    soonest: int
    hurry: float = 0.0
    floors: dict[int, int] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)
    reached: dict[tuple[int, int, int, tuple[Route, ...]], Reached] = field(default_factory=dict)

    @property
    def record(self) -> Job:
        """Return the job."""
        return self.state.problem.jobs[self.job]


class Ceiling:
    """The score that a choice must beat: enough others are below it."""

    def __init__(self, enough: int) -> None:
        self.enough = enough
        self.scores: list[float] = []
        self.value = float("inf")

    def note(self, scores: Iterable[float]) -> None:
        """Take note of the scores of new choices."""
        self.scores += scores
        if len(self.scores) >= self.enough:
            self.scores = sorted(self.scores)[: self.enough]
            self.value = self.scores[-1]


def lateness(search: Insertion, finish: int) -> float:
    """Return the guide cost of ending at `finish`."""
    record = search.record
    days = max(-(-(finish - record.due) // search.state.problem.ticks_per_day), 0)
    return search.guide.tardiness * record.tardiness_price * days


def first_start(partial: Partial) -> float:
    """Return the start of what is placed first, infinity where nothing is."""
    return min((at.start for at in partial.placed.values()), default=float("inf"))


def least_end(search: Insertion, partial: Partial) -> int:
    """Return the least end of the job: of a prefix that of what is placed, for the rest may be left out."""
    if search.record.prefix:
        return max((at.end for at in partial.placed.values()), default=0)
    return max(partial.finish, search.soonest)


def timing(search: Insertion, partial: Partial) -> float:
    """Return the guide cost of when a partial placement begins and ends at least."""
    late = lateness(search, partial.finish)
    if not search.guide.span or not partial.placed:
        return late
    return late + search.guide.span * (least_end(search, partial) - first_start(partial))
