"""Flexible job shops: each operation of a job runs on one of several machines, and the makespan counts.

The text format of Brandimarte and of Hurink, Jurisch and Thole: the first line has the numbers of jobs
and machines and, in some files, the mean number of machines of an operation. Then each job has a line: its
number of operations, and of each operation the number of its machines and for each of them its number,
counted from one, and the duration there. Operations of a job follow each other in this order.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from iplatform_sched.exchange.instances.frame import mandatory_job, only, timeless
from iplatform_sched.exchange.instances.numbers import Numbers
from iplatform_sched.problem.data import Mode, Resource, Style, Task, TimeLag

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from iplatform_sched.problem.data import Problem

    Modes = tuple[Mode, ...]

MOST_MACHINES = 10_000
"""No shop has more, and a number without sense must not fill the memory."""

HEAD = "The first line has the numbers of jobs and machines"
JOBS = "Each job has a line, and the first line says how many there are"
JOB = "A job has its number of operations; each of them its number of machines; each of these its duration"
MACHINE = "Machines count from one, and the first line says how many there are"


def read_fjsp(path: Path) -> Problem:
    """Return the flexible job shop in a file; the objective is the makespan.

    Raises
    ------
    InputError
        The file does not keep to the format.
    """
    numbers = Numbers(path)
    with numbers.line_of("", HEAD):
        jobs = numbers.whole("the number of jobs", low=1)
        machines = numbers.whole("the number of machines", 1, MOST_MACHINES)
        if numbers.left:
            numbers.any_number("the mean number of machines")
    numbers.check()
    numbers.lines(jobs, "the jobs", JOBS)
    shop: list[list[Modes]] = []
    for job in range(min(jobs, len(numbers.lines_left))):
        with numbers.line_of(f"job {job + 1}", JOB):
            shop.append(_operations(numbers, machines))
    numbers.check()
    return _problem(shop, machines)


def _operations(numbers: Numbers, machines: int) -> list[Modes]:
    return [_modes(numbers, machines) for _ in range(numbers.whole("the number of operations", low=1))]


def _modes(numbers: Numbers, machines: int) -> Modes:
    modes = []
    for _ in range(numbers.whole("the number of machines of an operation", low=1, high=machines)):
        machine = numbers.whole("the machine", low=1, high=machines, hint=MACHINE)
        duration = numbers.whole("the duration", low=1)
        modes.append(Mode(machine - 1, 0, 0, Style.ATTENDED, duration))
    return tuple(modes)


def _problem(shop: Sequence[Sequence[Modes]], machines: int) -> Problem:
    """Return the problem of a shop, which has the modes of each operation of each job."""
    tasks = [
        Task(f"job {job + 1} operation {operation + 1}", job, modes)
        for job, operations in enumerate(shop)
        for operation, modes in enumerate(operations)
    ]
    ends = accumulate((len(operations) for operations in shop), initial=0)
    ranges = [range(start, end) for start, end in pairwise(ends)]
    horizon = sum(max(mode.run for mode in task.modes) for task in tasks)
    problem = timeless(
        horizon,
        [mandatory_job(f"job {job + 1}", own, horizon) for job, own in enumerate(ranges)],
        tasks,
        [Resource(f"machine {number + 1}", 1) for number in range(machines)],
        only(makespan=1),
    )
    return replace(problem, lags=tuple(TimeLag(a, b, 0) for own in ranges for a, b in pairwise(own)))
