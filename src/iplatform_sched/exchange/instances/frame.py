"""What problems of the field's own formats have in common: time without calendars, one company, no money."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Calendar, Company, Job, Problem, Site, Weights
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iplatform_sched.problem.data import Resource, Task

TICK_MINUTES = 1440
"""A tick is a day, so that days late are ticks late: these formats know no clock."""


def always(horizon: int) -> Calendar:
    """Return the calendar in which all ticks up to `horizon` are worked, in one window."""
    ticks = IntervalSet.of([(0, horizon)])
    return Calendar(ticks, ticks)


def only(**weights: int) -> Weights:
    """Return weights of zero but for those named."""
    return Weights(**(dict.fromkeys((each.name for each in fields(Weights)), 0) | weights))


def mandatory_job(name: str, tasks: Iterable[int], horizon: int) -> Job:
    """Return a job that must be done; when, is of no price."""
    return Job(name, 0, tuple(tasks), due=horizon, tardiness_price=0, unserved_price=0, mandatory=True)


def timeless(
    horizon: int, jobs: Sequence[Job], tasks: Sequence[Task], resources: Sequence[Resource], weights: Weights
) -> Problem:
    """Return a problem on one site and one calendar that is always open, for one company.

    Modes refer to site 0 and calendar 0.
    """
    calendar = always(horizon)
    return Problem(
        horizon=horizon,
        latest_start=horizon,
        jobs=tuple(jobs),
        tasks=tuple(tasks),
        resources=tuple(resources),
        calendars=(calendar,),
        sites=(Site("everywhere", calendar.work),),
        companies=(Company("everybody", 0),),
        weights=weights,
        tick_minutes=TICK_MINUTES,
    )
