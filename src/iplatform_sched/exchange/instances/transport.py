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

from iplatform_sched.exchange.instances.cycles import CYCLE_HINT, find_cycle
from iplatform_sched.exchange.instances.frame import mandatory_job, only, timeless
from iplatform_sched.exchange.instances.numbers import Numbers
from iplatform_sched.problem.data import (
    Carrier,
    CarrierKind,
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

HEAD = "The first line has the numbers of operations, arcs and machines"
LINES = "After the first line stand a line per arc, per operation and per machine, as many as it says"
ARC = "An arc is a line of two different operations and the name of their job"
OPERATION = "An operation has its number of machines, and each of them with the duration there"
TRAVEL = "At the end each machine has a line of travel times, one to each machine"
FROM_ZERO = "Operations and machines count from zero, and the first line says how many there are"


class Arc(NamedTuple):
    """Operation `first` comes before operation `second`; `job` is the name of the job of both.

    Attributes
    ----------
    line
        Where the file says so.
    """

    first: int
    second: int
    job: str
    line: int


def read_transport(path: Path) -> Problem:
    """Return the flexible job shop with transport in a file; the objective is the makespan.

    Raises
    ------
    InputError
        The file does not keep to the format, or its arcs run in a cycle.
    """
    numbers = Numbers(path, comment="#")
    with numbers.line_of("", HEAD):
        operations = numbers.whole("the number of operations", low=1)
        count = numbers.whole("the number of arcs", low=0)
        machines = numbers.whole("the number of machines", low=1)
    numbers.check()
    numbers.lines(count + operations + machines, "the arcs, operations and travel times", LINES)
    numbers.check()
    arcs, names = _arcs(numbers, count, operations)
    modes: list[tuple[Mode, ...]] = []
    for operation in range(operations):
        with numbers.line_of(f"operation {operation}", OPERATION):
            modes.append(_modes(numbers, machines))
    travel = _matrix(numbers, machines)
    numbers.check()
    if found := find_cycle({(arc.first, arc.second): arc.line for arc in arcs}):
        raise numbers.fault("the arcs run in a cycle", str(found), CYCLE_HINT, found.line)
    return _problem(_by_job(operations, names), modes, arcs, travel)


def _arcs(numbers: Numbers, count: int, operations: int) -> tuple[list[Arc], dict[int, str]]:
    """Return the arcs, and the name of the job of each operation that has one."""
    arcs: list[Arc] = []
    names: dict[int, str] = {}
    for _ in range(count):
        with numbers.line_of("", ARC):
            arcs.append(_arc(numbers, operations, names))
    return arcs, names


def _arc(numbers: Numbers, operations: int, names: dict[int, str]) -> Arc:
    """Return the next arc and note the job of its operations in `names`."""
    line = numbers.line
    first = numbers.whole("the first operation of an arc", 0, operations - 1, FROM_ZERO)
    second = numbers.whole("the second operation of an arc", 0, operations - 1, FROM_ZERO)
    if first == second:
        raise numbers.fault(f"operation {first} cannot come before itself")
    job = numbers.peek("the job of an arc")
    for operation in (first, second):
        if names.setdefault(operation, job) != job:
            message = f"operation {operation} belongs to {names[operation]} and to {job}"
            raise numbers.fault(message, hint="All arcs of an operation have the name of the same job")
    return Arc(first, second, numbers.word("the job of an arc"), line)


def _modes(numbers: Numbers, machines: int) -> tuple[Mode, ...]:
    modes = []
    for _ in range(numbers.whole("the number of machines of an operation", low=1, high=machines)):
        machine = numbers.whole("the machine", 0, machines - 1, FROM_ZERO)
        duration = numbers.whole("the duration", low=1)
        modes.append(Mode(machine, machine + 1, 0, Style.ATTENDED, duration))
    return tuple(modes)


def _matrix(numbers: Numbers, machines: int) -> Matrix:
    rows: list[tuple[int, ...]] = []
    for origin in range(machines):
        with numbers.line_of("", TRAVEL):
            rows.append(tuple(_travel(numbers, origin, destination) for destination in range(machines)))
    return tuple(rows)


def _travel(numbers: Numbers, origin: int, destination: int) -> int:
    most, hint = (0, "What stays where it is does not travel") if origin == destination else (None, "")
    return numbers.whole(f"the travel time from machine {origin} to {destination}", 0, most, hint)


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
        [mandatory_job(name, own, horizon) for name, own in jobs.items()],
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
