"""What can be decided about a task before any other is placed: its ways and their starts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from iplatform_sched.problem.data import Style
from iplatform_sched.problem.placement import place, start_groups

if TYPE_CHECKING:
    from collections.abc import Hashable

    from numpy.typing import NDArray

    from iplatform_sched.problem.data import Mode, Problem

NEVER = -1


@dataclass(frozen=True, slots=True)
class Way:
    """Modes of a task that differ by their machine only.

    Attributes
    ----------
    modes
        Indices into `Task.modes`.
    machines
        The machine of each.
    ends
        By tick the end of the task where it starts there, `NEVER` where it may not start.
    heads
        Units needed for each of `Task.needs`.
    shortest
        Least ticks from start to end.
    """

    mode: Mode
    modes: tuple[int, ...]
    machines: tuple[int, ...]
    ends: NDArray[np.int32]
    heads: tuple[int, ...]
    shortest: int


def ways_of(problem: Problem) -> tuple[tuple[Way, ...], ...]:
    """Return the ways of each task, those without any start left out."""
    cache: dict[Hashable, NDArray[np.int32]] = {}
    return tuple(_ways(problem, i, cache) for i in range(len(problem.tasks)))


def _ways(problem: Problem, task: int, cache: dict[Hashable, NDArray[np.int32]]) -> tuple[Way, ...]:
    record = problem.tasks[task]
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for m, mode in enumerate(record.modes):
        heads = tuple(need.heads[m] for need in record.needs)
        alike[_shape(mode), mode.starts, mode.units, mode.operators, mode.site, heads].append(m)
    found = []
    for modes in alike.values():
        first = record.modes[modes[0]]
        ends = _ends(problem, task, first, cache)
        if (ends >= 0).any():
            starts = np.flatnonzero(ends >= 0)
            found.append(
                Way(
                    mode=first,
                    modes=tuple(modes),
                    machines=tuple(record.modes[m].resource for m in modes),
                    ends=ends,
                    heads=tuple(need.heads[modes[0]] for need in record.needs),
                    shortest=int((ends[starts] - starts).min()),
                )
            )
    return tuple(found)


def _shape(mode: Mode) -> tuple[int, Style, int, int, int, int]:
    return (mode.calendar, mode.style, mode.lead, mode.run, mode.tail, mode.max_wait)


def _ends(
    problem: Problem, task: int, mode: Mode, cache: dict[Hashable, NDArray[np.int32]]
) -> NDArray[np.int32]:
    """Return the ends by start that the calendar, the start window, release and deadline leave."""
    shape = _shape(mode)
    if shape not in cache:
        cache[shape] = _by_calendar(problem, mode)
    ends = cache[shape].copy()
    job = problem.jobs[problem.tasks[task].job]
    ends[: max(job.release, 0)] = NEVER
    ends[problem.latest_start + 1 :] = NEVER
    if mode.starts is not None:
        allowed = np.zeros(len(ends), dtype=bool)
        for a, b in mode.starts.clip(0, len(ends)):
            allowed[a:b] = True
        ends[~allowed] = NEVER
    if job.deadline is not None:
        ends[ends > job.deadline] = NEVER
    return ends


def _by_calendar(problem: Problem, mode: Mode) -> NDArray[np.int32]:
    ends = np.full(problem.horizon + 1, NEVER, dtype=np.int32)
    if mode.style is Style.UNATTENDED:
        for start in range(problem.horizon + 1):
            span = place(problem, mode, start)
            ends[start] = NEVER if span is None else span.end
        return ends
    for group in start_groups(problem, mode):
        for a, b in group.starts.clip(0, problem.horizon + 1):
            ends[a:b] = np.arange(a, b, dtype=np.int32) + group.end
    return ends
