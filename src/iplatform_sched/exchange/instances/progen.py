"""Projects with minimum and maximum lags between starts (RCPSP/max), as ProGen/max writes them.

The first line has the numbers of activities, of renewable resources and of two other kinds, of which there
are none. Then each activity, from the source with the number 0 to the sink, has a line of its number, its
number of modes, which is one, its number of successors, the successors, and for each of them the lag in
brackets: the successor starts at least that many ticks after the activity's start or, where the lag is
negative, the activity starts at most so many ticks after the successor's. Then each has a line of its number,
mode, duration and needs; the last line has the capacities. See Kolisch, Schwindt & Sprecher, "Benchmark
instances for project scheduling problems", in Weglarz (ed.), Project Scheduling (1999) 197-212,
https://doi.org/10.1007/978-1-4615-5533-9_9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.exchange.instances.numbers import Numbers
from iplatform_sched.exchange.instances.projects import Project, Way, problem_of, successors
from iplatform_sched.problem.data import Anchor, TimeLag

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem


def read_progen(path: Path) -> Problem:
    """Return the project in a file; the objective is the makespan.

    Raises
    ------
    InputError
        The file does not keep to the format.
    """
    numbers = Numbers(path)
    last = numbers.whole("the number of activities", low=1) + 1
    resources = numbers.whole("the number of renewable resources", low=0)
    numbers.whole("the number of non-renewable resources", low=0, high=0)
    numbers.whole("the number of doubly constrained resources", low=0, high=0)
    lags = [lag for number in range(last + 1) for lag in _lags(numbers, number, last)]
    ways = [_way(numbers, number, last, resources) for number in range(last + 1)]
    capacities = [numbers.whole(f"the capacity of R{r + 1}", low=0) for r in range(resources)]
    numbers.end()
    return problem_of(Project([[way] for way in ways], lags, capacities))


def _lags(numbers: Numbers, number: int, last: int) -> list[TimeLag]:
    numbers.whole("the number of the activity", low=number, high=number)
    numbers.whole("the number of modes", low=1, high=1)
    return [
        _lag(number, other, numbers.bracketed(f"the lag to {other}"))
        for other in successors(numbers, number, range(last + 1))
    ]


def _lag(first: int, second: int, ticks: int) -> TimeLag:
    if ticks < 0:
        return TimeLag(second, first, -ticks, Anchor.START, Anchor.START, maximum=True)
    return TimeLag(first, second, ticks, Anchor.START, Anchor.START)


def _way(numbers: Numbers, number: int, last: int, resources: int) -> Way:
    most = 0 if number in {0, last} else None
    numbers.whole("the number of the activity", low=number, high=number)
    numbers.whole("the mode", low=1, high=1)
    duration = numbers.whole("the duration", low=0, high=most)
    heads = [numbers.whole(f"the need of R{r + 1}", low=0, high=most) for r in range(resources)]
    return Way(duration, tuple(heads))
