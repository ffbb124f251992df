"""Flexible job shops: each operation of a job runs on one of several machines, and the makespan counts.

The text format of Brandimarte and of Hurink, Jurisch and Thole: the first line has the numbers of jobs
and machines and, in some files, the mean number of machines of an operation. Then each job has a line: its
number of operations, and of each operation the number of its machines and for each of them its number,
counted from one, and the duration there. Operations of a job follow each other in this order.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from iplatform_sched.exchange.instances.frame import only, timeless
from iplatform_sched.exchange.instances.numbers import Numbers
from iplatform_sched.problem.data import Job, Mode, Resource, Style, Task, TimeLag

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem


def read_fjsp(path: Path) -> Problem:
    """Return the flexible job shop in a file; the objective is the makespan.

    Raises
    ------
    InputError
        The file does not keep to the format.
    """
    numbers = Numbers(path)
    head = numbers.line
    jobs = numbers.whole("the number of jobs", low=1)
    machines = numbers.whole("the number of machines", low=1)
    if numbers.left and numbers.line == head:
        numbers.any_number("the mean number of machines")
    numbers.whole_row(head, "the numbers of jobs and machines")
    tasks: list[Task] = []
    first: list[int] = []
    for job in range(jobs):
        first.append(len(tasks))
        line = numbers.line
        tasks += [
            Task(f"job {job + 1} operation {number + 1}", job, _modes(numbers, machines))
            for number in range(numbers.whole("the number of operations", low=1))
        ]
        numbers.whole_row(line, f"job {job + 1}")
    numbers.end()
    ranges = [range(a, b) for a, b in pairwise([*first, len(tasks)])]
    horizon = sum(max(mode.run for mode in task.modes) for task in tasks)
    problem = timeless(
        horizon,
        [
            Job(
                f"job {job + 1}",
                0,
                tuple(own),
                due=horizon,
                tardiness_price=0,
                unserved_price=0,
                mandatory=True,
            )
            for job, own in enumerate(ranges)
        ],
        tasks,
        [Resource(f"machine {number + 1}", 1) for number in range(machines)],
        only(makespan=1),
    )
    return replace(problem, lags=tuple(TimeLag(a, b, 0) for own in ranges for a, b in pairwise(own)))


def _modes(numbers: Numbers, machines: int) -> tuple[Mode, ...]:
    modes = []
    for _ in range(numbers.whole("the number of machines of an operation", low=1, high=machines)):
        machine = numbers.whole("the machine", low=1, high=machines)
        duration = numbers.whole("the duration", low=1)
        modes.append(Mode(machine - 1, 0, 0, Style.ATTENDED, duration))
    return tuple(modes)
