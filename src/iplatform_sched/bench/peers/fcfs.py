"""First come, first served: what a coordinator does by hand.

Whoever came first gets the best place that is still free, and nobody is ever moved for somebody else.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from iplatform_sched.model.levels import factors, weigh
from iplatform_sched.model.outcome import Outcome, Progress, Status
from iplatform_sched.problem.data import Mode, Problem, Task
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.shop import shop_of
from iplatform_sched.problem.unsaid import LABORATORY, SHOP, unsaid
from iplatform_sched.search.construct import construct
from iplatform_sched.search.generation import place_in_order
from iplatform_sched.search.partial import Beam
from iplatform_sched.search.serial import links_of, serial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iplatform_sched.problem.schedule import Schedule
    from iplatform_sched.problem.unsaid import Vocabulary

BY_HAND: Vocabulary = {
    **LABORATORY,
    Problem: LABORATORY[Problem] - {"specimens", "supplies"},
    Task: LABORATORY[Task] - {"pinned"},
    Mode: LABORATORY[Mode] - {"consumes"},
}
"""What is heeded where a task of a laboratory is placed."""


def solve_fcfs(
    problem: Problem,
    *,
    seconds: float = math.inf,
    on_solution: Callable[[Progress], None] | None = None,
    arrival: Sequence[int] | None = None,
    start: Schedule | None = None,
) -> Outcome:
    """Return the schedule of serving jobs as they came.

    Requests that may be refused are inserted one by one, each at its cheapest place, and those that `start`
    has planned already stay where they are; where every job must be done, its tasks are placed one after
    the other, each where it ends first, those of laboratories where they cost least. `arrival` are the jobs
    in the order in which they came, by default that of the problem. The rule has no dice and uses one core;
    who is not yet inserted after so many `seconds` is left unserved.

    Raises
    ------
    InputError
        Some jobs must be done, and :func:`list_schedule` refuses the problem.
    """
    began = time.monotonic()
    order = range(len(problem.jobs)) if arrival is None else arrival
    if any(job.mandatory for job in problem.jobs):
        schedule = list_schedule(problem, order)
    else:
        late = lambda: time.monotonic() - began > seconds  # noqa: E731 - a clock in a word
        schedule = construct(problem, order=order, start=start, beam=Beam(width=1), stop=late).schedule()
    return _told(problem, schedule, time.monotonic() - began, on_solution)


def _told(
    problem: Problem, schedule: Schedule | None, seconds: float, tell: Callable[[Progress], None] | None
) -> Outcome:
    if schedule is None:
        return Outcome(Status.UNKNOWN, seconds=seconds, detail="a task found no place after those before it")
    terms = evaluate(problem, schedule)
    objective = weigh(factors(problem)[0], terms)
    if tell is not None:
        tell(Progress(seconds, 0, objective, None, schedule))
    return Outcome(
        Status.FEASIBLE,
        schedule=schedule,
        objective=objective,
        terms=terms,
        seconds=seconds,
        first=seconds,
        best=seconds,
    )


def list_schedule(problem: Problem, order: Sequence[int]) -> Schedule | None:
    """Return the schedule of placing tasks one after the other; ``None`` where one finds no place.

    Jobs in `order`, within a job each task after those that lags put before it. In a shop each task is
    placed in the way and at the start with the first end at which its resources are free and its lags and
    journeys are kept; in a laboratory, where tasks have prices, with whom and where it costs least.

    Raises
    ------
    InputError
        The problem is more than a shop, and more than a laboratory of which nothing is pinned, used up or
        sent from task to task.
    """
    laboratory = any(unsaid(problem, SHOP))
    shop = shop_of(problem, BY_HAND if laboratory else SHOP)
    came = {task: float(number) for number, task in enumerate(t for job in order for t in shop.jobs[job])}
    keys = [came[task] for task, _ in enumerate(shop.works)]
    if laboratory:
        return place_in_order(problem, keys)
    return serial(problem, shop, links_of(shop), keys)
