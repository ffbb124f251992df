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

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.exchange.instances.projects import (
    Precedence,
    Project,
    amounts,
    lags_of,
    problem_of,
    successors,
    way_of,
)
from iplatform_sched.exchange.instances.sections import Sections

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.exchange.instances.projects import Way
    from iplatform_sched.problem.data import Problem

LABELS = "Labelled lines tell how many there are, such as '- renewable : 2 R'"
SINGLE = "Put each project into a file of its own"
PROJECT = "Under its heading a line has the project, its number of jobs and its release date"
RELEASE = "A project that is released later than at 0 is not read"
HEADINGS = "Headings are PRECEDENCE RELATIONS, REQUESTS/DURATIONS and RESOURCE AVAILABILITIES"
RELATIONS = "Each job, source and sink too, has one line, which begins with its number"
RELATION = "A line has a job, its number of modes, its number of successors and the successors"
REQUESTS = "Each mode of each job has one line, as many as the precedence relations say"
REQUEST = "A line has the job where its first mode stands, a mode, its duration and its need of each resource"
AVAILABILITIES = "A line has the availability of each resource, renewable ones first"
LAST = "The availabilities are the last section, and only stars may follow"
JOBS = "Jobs stand in the order of their numbers, from the source 1 on"
MODES = "Modes of a job stand in the order of their numbers, from 1 on"
ONE_MODE = "Source and sink have one mode"


class Field(NamedTuple):
    """A labelled line with a number of `things`, from `low` to `high`."""

    label: str
    things: str
    low: int
    high: int | None = None
    hint: str = LABELS


FIELDS = (
    Field("projects", "projects", 1, 1, SINGLE),
    Field("jobs", "jobs", 2, hint="Source and sink are jobs, too"),
    Field("renewable", "renewable resources", 0),
    Field("nonrenewable", "non-renewable resources", 0),
    Field("doubly constrained", "doubly constrained resources", 0, 0, "They are not read"),
)
"""Labelled lines in the order of the file; the first may be missing."""


def read_psplib(path: Path) -> Problem:
    """Return the project in a file; the objective is the makespan.

    Raises
    ------
    InputError
        The file does not keep to the format.
    """
    numbers = Sections(path)
    counts = _counts(numbers)
    renewable, stocks = counts["renewable"], counts["nonrenewable"]
    _check_project(numbers)
    modes, precedences = _relations(numbers, counts["jobs"])
    ways = _requests(numbers, modes, renewable, stocks)
    with numbers.remembering("", HEADINGS):
        numbers.section("RESOURCE AVAILABILITIES")
        with numbers.line_of("", AVAILABILITIES):
            capacities = amounts(numbers, "the availability of R", renewable)
            supplies = amounts(numbers, "the availability of N", stocks)
        with numbers.remembering("", LAST):
            numbers.end()
    numbers.check()
    return problem_of(Project(ways, lags_of(numbers, precedences), capacities, supplies, first=1))


def _counts(numbers: Sections) -> dict[str, int]:
    """Return the numbers of the labelled lines by their labels."""
    counts: dict[str, int] = {}
    for field in FIELDS[0 if numbers.has("projects") else 1 :]:
        with numbers.remembering("", LABELS):
            numbers.field(field.label)
            what = f"the number of {field.things}"
            counts[field.label] = numbers.whole(what, field.low, field.high, field.hint)
    numbers.check()
    return counts


def _check_project(numbers: Sections) -> None:
    if numbers.has("PROJECT INFORMATION"):
        with numbers.remembering("", PROJECT):
            numbers.section("PROJECT INFORMATION")
            numbers.whole("the project", 1, 1, SINGLE)
            numbers.whole("the number of its jobs", low=0)
            numbers.whole("the release date", 0, 0, RELEASE)


def _relations(numbers: Sections, jobs: int) -> tuple[list[int], list[Precedence]]:
    """Return the number of modes of each job, and what comes before what."""
    modes: list[int] = []
    precedences: list[Precedence] = []
    with numbers.remembering("", HEADINGS):
        numbers.section("PRECEDENCE RELATIONS")
        if numbers.lines(jobs, "the precedence relations", RELATIONS):
            for job in range(1, jobs + 1):
                with numbers.line_of(f"job {job}", RELATION):
                    line = numbers.line
                    numbers.whole("the job", job, job, JOBS)
                    most, hint = (1, ONE_MODE) if job in {1, jobs} else (None, "")
                    modes.append(numbers.whole("the number of modes", 1, most, hint))
                    after = successors(numbers, job, range(1, jobs + 1))
                    precedences += [Precedence(job, other, line) for other in after]
    if len(modes) < jobs:
        # Whose modes are not known, of those nobody knows the lines that follow.
        numbers.check()
    return modes, precedences


def _requests(numbers: Sections, modes: list[int], renewable: int, stocks: int) -> list[list[Way]]:
    """Return the ways of each job, which has so many `modes`."""
    ways: list[list[Way]] = [[] for _ in modes]
    with numbers.remembering("", HEADINGS):
        numbers.section("REQUESTS/DURATIONS")
        if numbers.lines(sum(modes), "the requests", REQUESTS):
            for job, mode in _rows(modes):
                with numbers.line_of(f"job {job}", REQUEST):
                    if mode == 1:
                        numbers.whole("the job", job, job, JOBS)
                    numbers.whole("the mode", mode, mode, MODES)
                    idle = job in {1, len(modes)}
                    ways[job - 1].append(way_of(numbers, renewable, stocks, idle=idle))
    return ways


def _rows(modes: list[int]) -> list[tuple[int, int]]:
    return [(job, mode) for job, count in enumerate(modes, start=1) for mode in range(1, count + 1)]
