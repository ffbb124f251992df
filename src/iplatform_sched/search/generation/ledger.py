"""What tasks hold of every resource, tick by tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Problem


class Ledger:
    """Units in use by resource and tick, of which nobody is asked whose they are."""

    def __init__(self, problem: Problem) -> None:
        width = problem.horizon + 1
        self.capacity = np.array([r.capacity for r in problem.resources], dtype=np.int32)
        self.used = np.zeros((len(problem.resources), width), dtype=np.int32)
        for index, resource in enumerate(problem.resources):
            for held in resource.occupied:
                self.used[index, max(held.start, 0) : max(held.end, 0)] += held.amount
            for a, b in resource.blocked.clip(0, width):
                self.used[index, a:b] = resource.capacity
        self.load = np.zeros(len(problem.resources), dtype=np.int64)

    def hold(self, resource: int, start: int, end: int, units: int) -> None:
        """Hold `units` of a resource during ``[start, end)``."""
        self.used[resource, start:end] += units
        self.load[resource] += units * (end - start)

    def room(
        self, resources: Sequence[int], units: int, first: int, ends: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Return by resource and start, from tick `first` on, whether `units` are free until the end."""
        last = max(int(ends.max(initial=0)), first + len(ends))
        chosen = list(resources)
        full = self.used[chosen, first:last] + units > self.capacity[chosen, None]
        ticks = np.arange(first, last, dtype=np.int32)
        following = np.where(full, ticks, np.int32(last))
        following = np.minimum.accumulate(following[:, ::-1], axis=1)[:, ::-1]
        return following[:, : len(ends)] >= ends

    def free_units(self, resource: int, most: int, first: int, ends: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return by start, from tick `first` on, how many units are free until the end, at most `most`."""
        found = np.zeros(len(ends), dtype=np.int32)
        for units in range(1, min(most, int(self.capacity[resource])) + 1):
            more = self.room([resource], units, first, ends)[0]
            found += more
            if not more.any():
                break
        return found
