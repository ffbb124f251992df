"""Projects with one mode in Patterson's format (`.rcp`): one activity after another, numbers only.

The numbers of activities, source and sink included, and of renewable resources; the capacities; then for
each activity its duration, its need of each resource, its number of successors and the successors,
counted from one. A successor starts when the activity has ended, or later. See Patterson, Manage. Sci. 30
(1984) 854-867, https://doi.org/10.1287/mnsc.30.7.854.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.exchange.instances.numbers import Numbers
from iplatform_sched.exchange.instances.projects import Project, Way, precedences, problem_of, successors

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem


def read_patterson(path: Path) -> Problem:
    """Return the project in a file; the objective is the makespan.

    Raises
    ------
    InputError
        The file does not keep to the format.
    """
    numbers = Numbers(path)
    count = numbers.whole("the number of activities", low=2)
    resources = numbers.whole("the number of renewable resources", low=0)
    capacities = [numbers.whole(f"the capacity of R{r + 1}", low=0) for r in range(resources)]
    ways, pairs = [], []
    for activity in range(1, count + 1):
        most = 0 if activity in {1, count} else None
        duration = numbers.whole("the duration", low=0, high=most)
        heads = [numbers.whole(f"the need of R{r + 1}", low=0, high=most) for r in range(resources)]
        ways.append([Way(duration, tuple(heads))])
        pairs += [(activity, other) for other in successors(numbers, activity, range(1, count + 1))]
    numbers.end()
    return problem_of(Project(ways, precedences(numbers, pairs), capacities))
