"""What the formats of project scheduling have in common: activities that share resources, and the makespan.

A project is one mandatory job, an activity a task, a renewable resource an operator pool, and a
non-renewable one a supply. The activities stand in one place with room for all of them, which is no
constraint. An activity of no duration is a milestone: nobody attends it, and so it needs no operators.
An activity is named by its number in the file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.exchange.instances.cycles import CYCLE_HINT, find_cycle
from iplatform_sched.exchange.instances.frame import mandatory_job, only, timeless
from iplatform_sched.problem.data import Anchor, Mode, Resource, Style, Supply, Task, TimeLag
from iplatform_sched.problem.schedule import ScheduledTask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.exchange.instances.numbers import Numbers
    from iplatform_sched.problem.data import Problem


class Way(NamedTuple):
    """One way to perform an activity.

    Attributes
    ----------
    heads
        What it needs of each renewable resource while it lasts.
    uses
        What it uses up of each non-renewable resource.
    """

    duration: int
    heads: tuple[int, ...]
    uses: tuple[int, ...] = ()


class Project(NamedTuple):
    """A project as its formats tell it.

    Attributes
    ----------
    activities
        The ways of each activity. The first activity is the source, which starts at tick 0, the last
        one the sink; both have one way, of no duration and no needs.
    lags
        Indices into `activities`; none that is a maximum has the anchor `END`.
    renewable
        Capacity of each renewable resource.
    stocks
        Amount of each non-renewable resource.
    first
        The number of the source in the file.
    """

    activities: Sequence[Sequence[Way]]
    lags: Sequence[TimeLag]
    renewable: Sequence[int]
    stocks: Sequence[int] = ()
    first: int = 0


class Precedence(NamedTuple):
    """Activities by their numbers in the file, counted from one: the second starts when the first has ended.

    Attributes
    ----------
    line
        Where the file says so.
    """

    first: int
    second: int
    line: int


def amounts(
    numbers: Numbers, what: str, count: int, high: int | None = None, hint: str = ""
) -> tuple[int, ...]:
    """Return a row of numbers, one per resource: `what` says of which kind, such as ``the need of R``."""
    return tuple(numbers.whole(f"{what}{number + 1}", 0, high, hint) for number in range(count))


def way_of(numbers: Numbers, renewable: int, stocks: int = 0, *, idle: bool) -> Way:
    """Return a way: its duration, and its need of each resource, all 0 if the activity is `idle`."""
    most, hint = (0, "Source and sink take no time and need nothing") if idle else (None, "")
    duration = numbers.whole("the duration", 0, most, hint)
    heads = amounts(numbers, "the need of R", renewable, most, hint)
    return Way(duration, heads, amounts(numbers, "the need of N", stocks, most, hint))


def successors(numbers: Numbers, activity: int, known: range) -> list[int]:
    """Return the successors of an activity: how many there are comes first."""
    return [
        _successor(numbers, activity, known)
        for _ in range(numbers.whole("the number of successors", low=0, high=len(known) - 1))
    ]


def _successor(numbers: Numbers, activity: int, known: range) -> int:
    word, line = numbers.peek("the successor"), numbers.line
    found = numbers.whole("the successor", known[0], known[-1], f"Activities count from {known[0]}")
    if found == activity:
        raise numbers.fault("the successor is the activity itself", word, at=line)
    return found


def lags_of(numbers: Numbers, precedences: Sequence[Precedence]) -> list[TimeLag]:
    """Return the lag of each precedence, if they do not run in a cycle."""
    if found := find_cycle({(each.first, each.second): each.line for each in precedences}):
        raise numbers.fault("the successors run in a cycle", str(found), CYCLE_HINT, found.line)
    return [TimeLag(each.first - 1, each.second - 1, 0) for each in precedences]


def problem_of(project: Project) -> Problem:
    """Return the problem of finishing a project as early as possible.

    The source is left out where all it says is that nothing starts before tick 0; else it is pinned
    there. The sink is left out where all it says is that activities end before the project does; else it
    is a milestone whose end counts in the makespan like any other.
    """
    left_out = _left_out(project)
    kept = [i for i, _ in enumerate(project.activities) if i not in left_out]
    index = {old: new for new, old in enumerate(kept)}
    tasks = [_task(project, i) for i in kept]
    horizon = horizon_of(project)
    place = Resource("place", max(len(tasks), 1))
    pools = [Resource(f"R{r + 1}", most) for r, most in enumerate(project.renewable)]
    job = mandatory_job("project", range(len(tasks)), horizon)
    problem = timeless(horizon, [job], tasks, [place, *pools], only(makespan=1))
    return replace(
        problem,
        supplies=tuple(Supply(f"N{r + 1}", amount) for r, amount in enumerate(project.stocks)),
        lags=tuple(
            replace(lag, first=index[lag.first], second=index[lag.second])
            for lag in project.lags
            if not {lag.first, lag.second} & left_out
        ),
    )


def horizon_of(project: Project) -> int:
    """Return a tick by which the project can be finished if it can be at all.

    Each activity adds its longest duration, or the longest time by which a minimum lag puts another
    activity after its start. In a shortest schedule the next start is never later than that after all
    earlier ones: everything from there on could be earlier by as much as it is later, which keeps
    maximum lags, leaves minimum lags kept, and overlaps nothing. See Bartusch, Moehring & Radermacher,
    Ann. Oper. Res. 16 (1988) 199-240, https://doi.org/10.1007/BF02283745.
    """
    reach = [max(way.duration for way in ways) for ways in project.activities]
    after = list(reach)
    for lag in project.lags:
        if not lag.maximum:
            wait = lag.ticks + (reach[lag.first] if lag.since is Anchor.END else 0)
            after[lag.first] = max(after[lag.first], wait)
    return sum(after)


def _left_out(project: Project) -> set[int]:
    """Return those of source and sink that tell nothing which the problem does not say anyway."""
    last = len(project.activities) - 1
    shortest = [min(way.duration for way in ways) for ways in project.activities]
    told = set()
    for lag in project.lags:
        if lag.second == 0 or (lag.first == 0 and (lag.maximum or lag.ticks > 0)):
            told.add(0)
        slack = shortest[lag.first] if lag.since is Anchor.START else 0
        if lag.first == last or (lag.second == last and (lag.maximum or lag.ticks > slack)):
            told.add(last)
    return {0, last} - told


def _task(project: Project, number: int) -> Task:
    name = "source" if number == 0 else f"activity {project.first + number}"
    pinned = ScheduledTask(0, 0, 0, 0, 0) if number == 0 else None
    return Task(name, 0, tuple(_mode(way) for way in project.activities[number]), pinned=pinned)


def _mode(way: Way) -> Mode:
    uses = tuple((supply, amount) for supply, amount in enumerate(way.uses) if amount)
    if way.duration == 0:
        return Mode(0, 0, 0, Style.UNATTENDED, 0, consumes=uses)
    needed = tuple((pool, heads) for pool, heads in enumerate(way.heads, start=1) if heads)
    return Mode(0, 0, 0, Style.ATTENDED, way.duration, operators=needed, consumes=uses)
