"""Shops of machines that do one task at a time: schedules as sequences, heads, tails, and a bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.model.load_bound import Reach, load_bound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.problem.shop import Shop, Way


class Arc(NamedTuple):
    """Another task that must wait for one, or for which one waits: `lag` ticks and the journey between.

    Attributes
    ----------
    ticks
        By the sites of the first and of the second task, ``None`` for no way to go; ``None`` for no journey.
    """

    task: int
    lag: int
    ticks: tuple[tuple[int | None, ...], ...] | None


@dataclass(frozen=True, slots=True)
class MachineShop:
    """A shop whose every resource does one task at a time, and what each task waits for.

    Attributes
    ----------
    before, after
        By task the arcs to those it waits for, and to those that wait for it.
    """

    shop: Shop
    before: tuple[tuple[Arc, ...], ...]
    after: tuple[tuple[Arc, ...], ...]

    def way(self, task: int, number: int) -> Way:
        """Return a way of a task."""
        return self.shop.works[task].ways[number]

    def held(self, task: int, at: Sequenced) -> Iterator[int]:
        """Yield the machines of a task in a schedule."""
        return (resource for resource, _ in self.way(task, at.ways[task]).demands)


class Sequenced(NamedTuple):
    """A schedule as a sequence: each task in its way, as soon as those before it in the sequence allow.

    Attributes
    ----------
    sequence
        All tasks; whoever waits for a task, or follows it on a machine, stands behind it.
    ways, starts, ends, tails
        By task. From a task's start the makespan takes at least its tail, its own duration included.
    """

    sequence: tuple[int, ...]
    ways: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    tails: tuple[int, ...]

    @property
    def makespan(self) -> int:
        """The last end."""
        return max(self.ends, default=0)


def machine_shop(shop: Shop, makespan: int) -> MachineShop | None:
    """Return `shop` where sequences tell all of its schedules up to `makespan`; ``None`` where they do not.

    They do where each resource that matters does one task at a time, everything takes time, each lag is
    from an end to a start and not negative, nothing is used up, no task must start or end before
    `makespan`, and there is a task.
    """
    if not _sequential(shop, makespan):
        return None
    before: list[list[Arc]] = [[] for _ in shop.works]
    after: list[list[Arc]] = [[] for _ in shop.works]
    for lag in shop.lags:
        before[lag.second].append(Arc(lag.first, lag.ticks, None))
        after[lag.first].append(Arc(lag.second, lag.ticks, None))
    for journey in shop.journeys:
        before[journey.second].append(Arc(journey.first, 0, journey.ticks))
        after[journey.first].append(Arc(journey.second, 0, journey.ticks))
    return MachineShop(shop, tuple(map(tuple, before)), tuple(map(tuple, after)))


def _sequential(shop: Shop, makespan: int) -> bool:
    ways = [way for work in shop.works for way in work.ways]
    return (
        0 < len(shop.counted) == len(shop.works)
        and all(way.duration > 0 and not way.uses for way in ways)
        and all(units == shop.capacities[resource] == 1 for way in ways for resource, units in way.demands)
        and all(lag.from_end and not lag.to_end and lag.ticks >= 0 for lag in shop.lags)
        and all(min(work.latest, work.end) >= makespan for work in shop.works)
    )


def sequence_of(machines: MachineShop, schedule: Schedule) -> Sequenced:
    """Return a schedule of all tasks, with each as early as its sequence allows."""
    placed = [at for at in schedule.tasks if at is not None]
    return sequenced(machines, [at.mode for at in placed], [at.start for at in placed])


def sequenced(machines: MachineShop, ways: Sequence[int], starts: Sequence[int]) -> Sequenced:
    """Return the schedule in the order of `starts`, with each task as early as that sequence allows.

    The order of its own starts is its sequence.
    """
    order = sorted(range(len(ways)), key=lambda task: (starts[task], task))
    begins, ends = _heads(machines, order, ways)
    sequence = sorted(order, key=lambda task: (begins[task], task))
    return Sequenced(
        tuple(sequence), tuple(ways), tuple(begins), tuple(ends), tuple(_tails(machines, sequence, ways))
    )


def _heads(
    machines: MachineShop, sequence: Iterable[int], ways: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return starts and ends, each task as soon as those before it in `sequence` allow."""
    works = machines.shop.works
    starts, ends = [0] * len(works), [0] * len(works)
    free: dict[int, int] = {}
    for task in sequence:
        way = works[task].ways[ways[task]]
        start = works[task].earliest
        for other, lag, ticks in machines.before[task]:
            start = max(start, ends[other] + lag + _between(ticks, machines.way(other, ways[other]), way))
        start = max((start, *(free.get(resource, 0) for resource, _ in way.demands)))
        starts[task], ends[task] = start, start + way.duration
        free.update((resource, ends[task]) for resource, _ in way.demands)
    return starts, ends


def _tails(machines: MachineShop, sequence: Sequence[int], ways: Sequence[int]) -> list[int]:
    """Return by task how long after its start the makespan is at the earliest, with this sequence."""
    works = machines.shop.works
    tails = [0] * len(works)
    busy: dict[int, int] = {}
    for task in reversed(sequence):
        way = works[task].ways[ways[task]]
        tail = 0
        for other, lag, ticks in machines.after[task]:
            tail = max(tail, tails[other] + lag + _between(ticks, way, machines.way(other, ways[other])))
        tail = max((tail, *(busy.get(resource, 0) for resource, _ in way.demands)))
        tails[task] = tail + way.duration
        busy.update((resource, tails[task]) for resource, _ in way.demands)
    return tails


def _between(ticks: tuple[tuple[int | None, ...], ...] | None, first: Way, second: Way) -> int:
    """Return the ticks from the end of one task to the start of another, both where a schedule has them."""
    return (ticks[first.site][second.site] or 0) if ticks is not None else 0


def least_makespan(machines: MachineShop, at: Sequenced) -> int:
    """Return a lower bound of the makespan of every schedule; `at` is any of them."""
    works = machines.shop.works
    least = [min(way.duration for way in work.ways) for work in works]
    heads, tails = [work.earliest for work in works], [0] * len(works)
    # In any schedule's sequence whoever waits stands behind those it waits for.
    quickest = [
        (arc.task, task, min(ticks_by_ways(machines, arc, task).values(), default=arc.lag))
        for task in at.sequence
        for arc in machines.before[task]
    ]
    for first, second, ticks in quickest:
        heads[second] = max(heads[second], heads[first] + least[first] + ticks)
    for first, second, ticks in reversed(quickest):
        tails[first] = max(tails[first], ticks + least[second] + tails[second])
    return load_bound(machines.shop, [Reach(*pair) for pair in zip(heads, tails, strict=True)])


def ticks_by_ways(machines: MachineShop, arc: Arc, task: int) -> Mapping[tuple[int, int], int]:
    """Return the ticks from the end of the arc's task to the start of `task`, by their ways."""
    pairs = {}
    for one, leaves in enumerate(machines.shop.works[arc.task].ways):
        for other, arrives in enumerate(machines.shop.works[task].ways):
            ticks = 0 if arc.ticks is None else arc.ticks[leaves.site][arrives.site]
            if ticks is not None:
                pairs[one, other] = arc.lag + ticks
    return pairs
