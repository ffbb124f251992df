"""Segments of sequences: cut out with the heads and tails of what stays, and put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iplatform_sched.model.segment import Choice, Passage, Segment
from iplatform_sched.search.sequence import sequenced, ticks_by_ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from iplatform_sched.problem.shop import Way
    from iplatform_sched.search.sequence import MachineShop, Sequenced


def segment_of(machines: MachineShop, at: Sequenced, begin: int, end: int) -> Segment:
    """Return the tasks from place `begin` to before place `end` of the sequence, to be placed anew.

    Those before stay where they are; those behind keep their ways and their sequence, and may come
    earlier. Only makespans up to that of `at` are wanted.
    """
    most = at.makespan
    cut = _cut(machines, at, begin, end)
    tasks = at.sequence[begin:end]
    inside = frozenset(tasks)
    choices = {
        task: tuple(
            choice for choice in cut.choices(task) if choice.head + choice.duration + choice.tail <= most
        )
        for task in tasks
    }
    passages = tuple(
        Passage(arc.task, task, ticks_by_ways(machines, arc, task))
        for task in tasks
        for arc in machines.before[task]
        if arc.task in inside
    )
    return Segment(choices, passages, cut.beside(), most)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A schedule, cut into what is before a segment, the segment, and what is behind it.

    Attributes
    ----------
    free
        By resource the last end before the segment.
    busy
        By resource the tail of the first task behind it.
    """

    machines: MachineShop
    at: Sequenced
    before: frozenset[int]
    behind: frozenset[int]
    free: dict[int, int] = field(default_factory=dict)
    busy: dict[int, int] = field(default_factory=dict)

    def _way(self, task: int) -> Way:
        return self.machines.way(task, self.at.ways[task])

    def choices(self, task: int) -> Iterator[Choice]:
        """Yield the ways of a task with their heads and tails."""
        for number, way in enumerate(self.machines.shop.works[task].ways):
            head, tail = self._head(task, way), self._tail(task, way)
            if head is not None and tail is not None:
                machines = tuple(resource for resource, _ in way.demands)
                head = max((head, *(self.free.get(machine, 0) for machine in machines)))
                tail = max((tail, *(self.busy.get(machine, 0) for machine in machines)))
                yield Choice(number, way.duration, head, tail, machines)

    def _head(self, task: int, way: Way) -> int | None:
        """Return when those before the segment let a task start, were no machine busy; ``None`` for never."""
        head = self.machines.shop.works[task].earliest
        for other, lag, ticks in self.machines.before[task]:
            if other in self.before:
                journey = 0 if ticks is None else ticks[self._way(other).site][way.site]
                if journey is None:
                    return None
                head = max(head, self.at.ends[other] + lag + journey)
        return head

    def _tail(self, task: int, way: Way) -> int | None:
        """Return what those behind the segment need after the end of a task; ``None`` if it is no use."""
        tail = 0
        for other, lag, ticks in self.machines.after[task]:
            if other in self.behind:
                journey = 0 if ticks is None else ticks[way.site][self._way(other).site]
                if journey is None:
                    return None
                tail = max(tail, lag + journey + self.at.tails[other])
        return tail

    def beside(self) -> int:
        """Return the longest path that does not touch the segment."""
        longest = max((self.at.ends[task] for task in self.before), default=0)
        for resource, tail in self.busy.items():
            longest = max(longest, self.free.get(resource, 0) + tail)
        for task in self.behind:
            head = self._head(task, self._way(task))
            # No schedule has a journey that there is not.
            longest = max(longest, (head or 0) + self.at.tails[task])
        return longest


def _cut(machines: MachineShop, at: Sequenced, begin: int, end: int) -> _Cut:
    ahead, behind = at.sequence[:begin], at.sequence[end:]
    cut = _Cut(machines, at, frozenset(ahead), frozenset(behind))
    for task in ahead:
        cut.free.update((resource, at.ends[task]) for resource in machines.held(task, at))
    for task in reversed(behind):
        cut.busy.update((resource, at.tails[task]) for resource in machines.held(task, at))
    return cut


def moved(machines: MachineShop, at: Sequenced, end: int, places: Mapping[int, tuple[int, int]]) -> Sequenced:
    """Return what becomes of all tasks when those of a segment up to before `end` have new `places`.

    A place is a way and a start.
    """
    ways, order = list(at.ways), list(at.starts)
    for task, (way, start) in places.items():
        ways[task], order[task] = way, start
    # Those behind the segment come after all of it, in their own order.
    for task in at.sequence[end:]:
        order[task] += at.makespan
    return sequenced(machines, ways, order)
