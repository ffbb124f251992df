"""Projects of PSPLIB: activities in one mode (`.sm`) or several (`.mm`), renewable and other resources.

Labelled lines tell the number of jobs, source and sink included, and of resources of each kind. Then follow
three sections: the precedence relations (job, modes, number of successors, successors), the requests and
durations (job, and for each mode its number, duration, and need of each resource, renewable ones first), and
the availabilities. A successor starts when the activity has ended, or later. Resources that are constrained
doubly, in each tick and in total, are refused, and so are several projects in a file, and one that is
released later than at tick 0. Its due date, its price of tardiness and the horizon of the file are left out:
they say nothing of the makespan. See Kolisch & Sprecher, Eur. J. Oper. Res. 96 (1997) 205-216,
https://doi.org/10.1016/S0377-2217(96)00170-1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.exchange.instances.numbers import Numbers
from iplatform_sched.exchange.instances.projects import Project, Way, precedences, problem_of, successors

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem


def read_psplib(path: Path) -> Problem:
    """Return the project in a file; the objective is the makespan.

    Raises
    ------
    InputError
        The file does not keep to the format.
    """
    numbers = Numbers(path)
    if numbers.has("projects"):
        _field(numbers, "projects", "the number of projects", low=1, high=1)
    jobs = _field(numbers, "jobs", "the number of jobs", low=2)
    renewable = _field(numbers, "renewable", "the number of renewable resources", low=0)
    stocks = _field(numbers, "nonrenewable", "the number of non-renewable resources", low=0)
    _field(numbers, "doubly constrained", "the number of doubly constrained resources", low=0, high=0)
    if numbers.has("PROJECT INFORMATION"):
        numbers.section("PROJECT INFORMATION")
        numbers.whole("the project", low=1, high=1)
        numbers.whole("the number of its jobs", low=0)
        numbers.whole("the release date", low=0, high=0)
    numbers.section("PRECEDENCE RELATIONS")
    modes, pairs = [], []
    for job in range(1, jobs + 1):
        numbers.whole("the job", low=job, high=job)
        modes.append(numbers.whole("the number of modes", low=1, high=1 if job in {1, jobs} else None))
        pairs += [(job, other) for other in successors(numbers, job, range(1, jobs + 1))]
    numbers.no_more("the precedence relations")
    lags = precedences(numbers, pairs)
    numbers.section("REQUESTS/DURATIONS")
    ways = [
        _ways(numbers, job, count, (renewable, stocks), free=job in {1, jobs})
        for job, count in enumerate(modes, start=1)
    ]
    numbers.no_more("the requests")
    numbers.section("RESOURCE AVAILABILITIES")
    capacities = [numbers.whole(f"the availability of R{r + 1}", low=0) for r in range(renewable)]
    amounts = [numbers.whole(f"the availability of N{r + 1}", low=0) for r in range(stocks)]
    numbers.end()
    return problem_of(Project(ways, lags, capacities, amounts))


def _field(numbers: Numbers, label: str, what: str, low: int, high: int | None = None) -> int:
    numbers.field(label)
    return numbers.whole(what, low, high)


def _ways(numbers: Numbers, job: int, count: int, kinds: tuple[int, int], *, free: bool) -> list[Way]:
    numbers.whole("the job", low=job, high=job)
    return [_way(numbers, mode, kinds, 0 if free else None) for mode in range(1, count + 1)]


def _way(numbers: Numbers, mode: int, kinds: tuple[int, int], most: int | None) -> Way:
    renewable, stocks = kinds
    numbers.whole("the mode", low=mode, high=mode)
    duration = numbers.whole("the duration", low=0, high=most)
    heads = [numbers.whole(f"the need of R{r + 1}", low=0, high=most) for r in range(renewable)]
    uses = [numbers.whole(f"the need of N{r + 1}", low=0, high=most) for r in range(stocks)]
    return Way(duration, tuple(heads), tuple(uses))
