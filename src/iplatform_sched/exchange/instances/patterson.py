"""Projects with one mode in Patterson's format (`.rcp`): one activity after another, numbers only.

The numbers of activities, source and sink included, and of renewable resources; the capacities; then for
each activity its duration, its need of each resource, its number of successors and the successors,
counted from one. A successor starts when the activity has ended, or later. Numbers flow over lines: after a
fault nobody knows where the next activity begins, and so the first one is the only one that is told. See
Patterson, Manage. Sci. 30 (1984) 854-867, https://doi.org/10.1287/mnsc.30.7.854.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.exchange.instances.numbers import Numbers
from iplatform_sched.exchange.instances.projects import (
    Precedence,
    Project,
    amounts,
    lags_of,
    problem_of,
    successors,
    way_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem

HEAD = "The file begins with the numbers of activities and renewable resources, and the capacity of each"
ACTIVITY = "An activity has its duration, its needs, its number of successors and the successors"
END = "The first number says how many activities there are, source and sink included"


def read_patterson(path: Path) -> Problem:
    """Return the project in a file; the objective is the makespan.

    Raises
    ------
    InputError
        The file does not keep to the format.
    """
    numbers = Numbers(path)
    with numbers.remembering("", HEAD):
        count = numbers.whole("the number of activities", low=2)
        resources = numbers.whole("the number of renewable resources", low=0)
        capacities = amounts(numbers, "the capacity of R", resources)
    numbers.check()
    ways, precedences = [], []
    for activity in range(1, count + 1):
        with numbers.remembering(f"activity {activity}", ACTIVITY):
            line = numbers.line
            ways.append([way_of(numbers, resources, idle=activity in {1, count})])
            after = successors(numbers, activity, range(1, count + 1))
            precedences += [Precedence(activity, other, line) for other in after]
        numbers.check()
    with numbers.remembering("", END):
        numbers.end()
    numbers.check()
    return problem_of(Project(ways, lags_of(numbers, precedences), capacities, first=1))
