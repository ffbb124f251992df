"""Test laboratories: what to test when, in which mode, on which workbench, by whom, with which equipment.

Facts of the test laboratory scheduling problem with fixed grouping, TLSP-S: F. Mischek and N. Musliu, A
local search framework for industrial test laboratory scheduling, Annals of Operations Research 302 (2021)
533-562, doi:10.1007/s10479-021-04007-1. Its projects are jobs here, and its jobs are tasks.

How the facts are read:

* A task starts at its release or later and ends at its deadline or earlier: both bind its starts, mode by
  mode.
* ``started(j)``: the task starts at 0, so its release is 0. Its mode, workbench, people and equipment are
  among those that the facts leave it.
* A mode that needs more people than may do the task is none of its modes.
* A task needs one of its workbenches, as it needs people and equipment; the machine of all modes is the
  laboratory itself, which has room for everything. So a mode is a mode of the file and no more.
* ``precedence(j,k)``: k ends before j starts, which may be the same moment.
* ``linked(j,k)`` holds both ways and from link to link: the same people do all of them.
* Employees and pieces of equipment are held from start to end. Pieces of a group that the same tasks may use
  are units of one resource: which of them a task gets can always be told afterwards.
* People whom the file prefers for a task without letting them do it are left out.
* Due dates are those of tasks, in days that are ticks: the sum of the days by which they end later.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iplatform_sched.exchange.instances.cycles import CYCLE_HINT, find_cycle
from iplatform_sched.exchange.instances.facts import Facts
from iplatform_sched.exchange.instances.frame import mandatory_job, only, timeless
from iplatform_sched.exchange.instances.tlsp_tasks import TaskReader, complete, laboratory_of
from iplatform_sched.problem.data import Link, LinkKind, TimeLag

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem

ARGUMENTS = {
    "horizon": 1,
    "project": 1,
    "job": 1,
    "projectAssignment": 2,
    "release": 2,
    "due": 2,
    "deadline": 2,
    "started": 1,
    "precedence": 2,
    "linked": 2,
    "mode": 1,
    "modeAvailable": 2,
    "durationInMode": 3,
    "requiredEmployees": 2,
    "workbench": 1,
    "workbenchRequired": 1,
    "workbenchAvailable": 2,
    "employee": 1,
    "employeeAvailable": 2,
    "employeePreferred": 2,
    "equipment": 1,
    "group": 2,
    "equipmentAvailable": 2,
    "requiredEquipment": 3,
}
"""How many numbers each fact takes."""

SORTS = {
    "projectAssignment": ("job", "project"),
    "release": ("job",),
    "due": ("job",),
    "deadline": ("job",),
    "started": ("job",),
    "precedence": ("job", "job"),
    "linked": ("job", "job"),
    "modeAvailable": ("job", "mode"),
    "durationInMode": ("job", "mode"),
    "requiredEmployees": ("mode",),
    "workbenchRequired": ("job",),
    "workbenchAvailable": ("job", "workbench"),
    "employeeAvailable": ("job", "employee"),
    "employeePreferred": ("job", "employee"),
    "group": ("equipment",),
    "equipmentAvailable": ("job", "equipment"),
    "requiredEquipment": ("job",),
}
"""What the first numbers of each fact count, so that none refers to something that there is not."""


def read_tlsp(path: Path) -> Problem:
    """Return the laboratory in a file of facts.

    The objective is the number of people who are not preferred, of people per project, of days after
    due dates, and the length of the projects, all added up.

    Raises
    ------
    InputError
        The file does not keep to the format.
    """
    facts = Facts(path, ARGUMENTS)
    _check_references(facts)
    _check_order(facts)
    horizon = _horizon(facts)
    project_of = complete(facts, "projectAssignment")
    reader = TaskReader(facts, laboratory_of(facts), horizon)
    facts.check()
    numbers = sorted(facts.set_of("job"))
    projects = [p for p in sorted(facts.set_of("project")) if p in project_of.values()]
    at = {number: i for i, number in enumerate(numbers)}
    tasks = [reader.task(number, projects.index(project_of[number])) for number in numbers]
    facts.check()
    problem = timeless(
        horizon,
        [
            mandatory_job(f"project {project}", (i for i, task in enumerate(tasks) if task.job == j), horizon)
            for j, project in enumerate(projects)
        ],
        tasks,
        reader.laboratory.resources,
        only(task_tardiness=1, unpreferred=1, team_size=1, span=1),
    )
    return replace(problem, lags=_lags(facts, at), links=_links(facts, at))


def _check_references(facts: Facts) -> None:
    known = {
        sort: facts.set_of(sort) for sort in ("job", "project", "mode", "workbench", "employee", "equipment")
    }
    for name, sorts in SORTS.items():
        for fact in facts.all(name):
            for sort, value in zip(sorts, fact.values, strict=False):
                if value not in known[sort]:
                    message, hint = f"{name} is about an undeclared {sort}", f"Declare it: {sort}({value})."
                    facts.fault(message, fact.line, str(value), hint)
    for fact in facts.all("durationInMode"):
        if fact.values[2] < 1:
            hint = "The last number of durationInMode is the duration"
            facts.fault("a duration is at least 1", fact.line, str(fact.values[2]), hint)


def _check_order(facts: Facts) -> None:
    precedences = [(*fact.values, fact.line) for fact in facts.all("precedence")]
    if found := find_cycle({(before, after): line for after, before, line in precedences}):
        facts.fault("jobs precede each other in a cycle", found.line, str(found), CYCLE_HINT)


def _horizon(facts: Facts) -> int:
    """Return the horizon; 0 where it is missing, which is a fault."""
    told = facts.all("horizon")
    if len(told) != 1:
        line = told[-1].line if told else None
        facts.fault("one horizon is wanted", line, f"{len(told)} facts", "Such as horizon(88).")
    return told[0].values[0] if told else 0


def _lags(facts: Facts, at: dict[int, int]) -> tuple[TimeLag, ...]:
    return tuple(TimeLag(at[k], at[j], 0) for j, k in (fact.values for fact in facts.all("precedence")))


def _links(facts: Facts, at: dict[int, int]) -> tuple[Link, ...]:
    pairs = sorted(
        {(min(j, k), max(j, k)) for j, k in (fact.values for fact in facts.all("linked")) if j != k}
    )
    return tuple(Link(at[j], at[k], LinkKind.SAME_TEAM) for j, k in pairs)
