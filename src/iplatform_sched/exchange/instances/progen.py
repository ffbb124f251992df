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
from iplatform_sched.exchange.instances.projects import (
    Project,
    amounts,
    problem_of,
    successors,
    way_of,
)
from iplatform_sched.problem.data import Anchor, TimeLag

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.exchange.instances.projects import Way
    from iplatform_sched.problem.data import Problem

HEAD = "The first line has the number of activities, then those of renewable resources and two other kinds"
ONLY_RENEWABLE = "Only projects with nothing but renewable resources are read"
LINES = (
    "Source, activities and sink have a line of successors each, then one of needs; the last has capacities"
)
LAGS = "A line has an activity, the 1 mode it has, its number of successors, the successors and a lag to each"
NEEDS = "A line has an activity, its mode 1, its duration and its need of each resource"
CAPACITIES = "The last line has the capacity of each renewable resource"
ORDER = "Activities stand in the order of their numbers, from the source 0 on"
ONE_MODE = "Each activity has one mode in this format"


def read_progen(path: Path) -> Problem:
    """Return the project in a file; the objective is the makespan.

    Raises
    ------
    InputError
        The file does not keep to the format.
    """
    numbers = Numbers(path)
    with numbers.line_of("", HEAD):
        last = numbers.whole("the number of activities", low=1) + 1
        resources = numbers.whole("the number of renewable resources", low=0)
        numbers.whole("the number of non-renewable resources", 0, 0, ONLY_RENEWABLE)
        numbers.whole("the number of doubly constrained resources", 0, 0, ONLY_RENEWABLE)
    numbers.check()
    numbers.lines(2 * (last + 1) + min(resources, 1), "the activities and capacities", LINES)
    numbers.check()
    lags: list[TimeLag] = []
    for number in range(last + 1):
        with numbers.line_of(f"activity {number}", LAGS):
            lags += _lags(numbers, number, last)
    ways: list[list[Way]] = []
    for number in range(last + 1):
        with numbers.line_of(f"activity {number}", NEEDS):
            ways.append([_way(numbers, number, last, resources)])
    with numbers.line_of("", CAPACITIES):
        capacities = amounts(numbers, "the capacity of R", resources)
    numbers.check()
    return problem_of(Project(ways, lags, capacities))


def _lags(numbers: Numbers, number: int, last: int) -> list[TimeLag]:
    numbers.whole("the number of the activity", number, number, ORDER)
    numbers.whole("the number of modes", 1, 1, ONE_MODE)
    return [
        _lag(number, other, numbers.bracketed(f"the lag to {other}"))
        for other in successors(numbers, number, range(last + 1))
    ]


def _lag(first: int, second: int, ticks: int) -> TimeLag:
    if ticks < 0:
        return TimeLag(second, first, -ticks, Anchor.START, Anchor.START, maximum=True)
    return TimeLag(first, second, ticks, Anchor.START, Anchor.START)


def _way(numbers: Numbers, number: int, last: int, resources: int) -> Way:
    numbers.whole("the number of the activity", number, number, ORDER)
    numbers.whole("the mode", 1, 1, ONE_MODE)
    return way_of(numbers, resources, idle=number in {0, last})
