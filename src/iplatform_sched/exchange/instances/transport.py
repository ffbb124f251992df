"""Flexible job shops with transport: what an operation makes travels between machines, and that takes time.

The text format of the MSTS-FJSP collection (the shops of Brandimarte and of Fattahi, Mehrabad and Jolai
with travel times): the first line has the numbers of operations, arcs and machines. An arc is a line of
two operations, counted from zero, the first of which comes before the second, and the name of their job.
Then each operation has a line: the number of its machines and for each of them its number, counted from
zero, and the duration there. At the end stands the matrix of travel times from machine to machine. Lines
that start with ``#`` are comments.

Every machine is a site, and what travels along each arc is a specimen that its first operation makes::

    start[v] >= end[u] + travel[machine of u][machine of v]    for each arc (u, v)

Carriers are always at hand: the journeys of two specimens never wait for each other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.exchange.instances.circles import circle
from iplatform_sched.exchange.instances.frame import only, timeless
from iplatform_sched.exchange.instances.numbers import Numbers
from iplatform_sched.problem.data import (
    Carrier,
    CarrierKind,
    Job,
    Mode,
    Resource,
    Site,
    Specimen,
    Style,
    Task,
    TimeLag,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from iplatform_sched.problem.data import Problem

    Matrix = tuple[tuple[int, ...], ...]


class Arc(NamedTuple):
    """Operation `first` comes before operation `second`; `job` is the name of the job of both."""

    first: int
    second: int
    job: str


def read_transport(path: Path) -> Problem:
    """Return the flexible job shop with transport in a file; the objective is the makespan.

    Raises
    ------
    InputError
        The file does not keep to the format, or its arcs run in a circle.
    """
    numbers = Numbers(path, comment="#")
    operations = numbers.whole("the number of operations", low=1)
    count = numbers.whole("the number of arcs", low=0)
    machines = numbers.whole("the number of machines", low=1)
    names: dict[int, str] = {}
    arcs = [_arc(numbers, operations, names) for _ in range(count)]
    if found := circle((arc.first, arc.second) for arc in arcs):
        raise numbers.fault("the arcs before this line run in a circle", " ".join(map(str, found)))
    modes = [_modes(numbers, machines) for _ in range(operations)]
    travel = _matrix(numbers, machines)
    numbers.end()
    return _problem(_by_job(operations, names), modes, arcs, travel)


def _arc(numbers: Numbers, operations: int, names: dict[int, str]) -> Arc:
    """Return the next arc and note the job of its operations in `names`."""
    first = numbers.whole("the first operation of an arc", low=0, high=operations - 1)
    second = numbers.whole("the second operation of an arc", low=0, high=operations - 1)
    if first == second:
        raise numbers.fault(f"operation {first} cannot come before itself")
    job = numbers.peek("the job of an arc")
    for operation in (first, second):
        if names.setdefault(operation, job) != job:
            raise numbers.fault(f"operation {operation} belongs to {names[operation]} and to {job}")
    return Arc(first, second, numbers.word("the job of an arc"))


def _modes(numbers: Numbers, machines: int) -> tuple[Mode, ...]:
    modes = []
    for _ in range(numbers.whole("the number of machines of an operation", low=1, high=machines)):
        machine = numbers.whole("the machine", low=0, high=machines - 1)
        duration = numbers.whole("the duration", low=1)
        modes.append(Mode(machine, machine + 1, 0, Style.ATTENDED, duration))
    return tuple(modes)


def _matrix(numbers: Numbers, machines: int) -> Matrix:
    rows = []
    for origin in range(machines):
        row = []
        for destination in range(machines):
            # A thing that stays where it is does not travel.
            high = 0 if origin == destination else None
            row.append(
                numbers.whole(f"the travel time from machine {origin} to {destination}", low=0, high=high)
            )
        rows.append(tuple(row))
    return tuple(rows)


def _by_job(operations: int, names: dict[int, str]) -> dict[str, list[int]]:
    """Return the operations of each job; one without arcs is a job of its own."""
    jobs: dict[str, list[int]] = {}
    for operation in range(operations):
        jobs.setdefault(names.get(operation, f"operation {operation}"), []).append(operation)
    return jobs


def _problem(
    jobs: dict[str, list[int]], modes: Sequence[tuple[Mode, ...]], arcs: Sequence[Arc], travel: Matrix
) -> Problem:
    owner = {operation: job for job, own in enumerate(jobs.values()) for operation in own}
    # One after the other, each after the longest journey.
    longest = max((ticks for row in travel for ticks in row), default=0)
    horizon = sum(max(mode.run for mode in own) + longest for own in modes)
    problem = timeless(
        horizon,
        [
            Job(name, 0, tuple(own), due=horizon, tardiness_price=0, unserved_price=0, mandatory=True)
            for name, own in jobs.items()
        ],
        [Task(f"operation {number}", owner[number], own) for number, own in enumerate(modes)],
        [Resource(f"machine {number}", 1) for number in range(len(travel))],
        only(makespan=1),
    )
    always = problem.sites[0].open
    return replace(
        problem,
        sites=(*problem.sites, *(Site(f"machine {number}", always) for number in range(len(travel)))),
        carriers=(_carrier(travel),),
        lags=tuple(TimeLag(arc.first, arc.second, 0) for arc in arcs),
        specimens=tuple(
            Specimen(
                f"from {arc.first} to {arc.second}",
                owner[arc.first],
                (arc.first, arc.second),
                carriers_after=((0,), (0,)),
            )
            for arc in arcs
        ),
    )


def _carrier(travel: Matrix) -> Carrier:
    """Return the carrier between the sites; the first of them is no machine, and nothing ever goes there."""
    size = len(travel) + 1
    ticks = ((0,) * size, *((0, *row) for row in travel))
    return Carrier("transport", CarrierKind.DRIVE, ticks, ((0,) * size,) * size)
