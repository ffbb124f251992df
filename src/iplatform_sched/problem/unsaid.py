"""What in a problem a :class:`Shop` cannot say."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

from iplatform_sched.problem.data import (
    Anchor,
    Calendar,
    Carrier,
    CarrierKind,
    Company,
    Job,
    Mode,
    Problem,
    Resource,
    Site,
    Specimen,
    Style,
    Supply,
    Task,
    TimeLag,
    Weights,
)
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KNOWN: dict[type, frozenset[str]] = {
    Problem: frozenset(
        {
            *("horizon", "latest_start", "jobs", "tasks", "resources", "calendars", "sites", "companies"),
            *("carriers", "lags", "specimens", "supplies", "working_days", "weights", "tick_minutes"),
        }
    ),
    # Due dates and prices matter to terms alone, of which only the makespan is known here.
    Job: frozenset(
        {
            *("name", "company", "tasks", "due", "tardiness_price", "unserved_price"),
            *("release", "deadline", "mandatory"),
        }
    ),
    Task: frozenset({"name", "job", "modes", "share", "pinned"}),
    Mode: frozenset(
        {
            *("resource", "site", "calendar", "style", "run", "units", "operators", "tariff", "label"),
            "consumes",
        }
    ),
    Resource: frozenset({"name", "capacity"}),
    Supply: frozenset({"name", "amount"}),
    Calendar: frozenset({"work", "windows"}),
    Site: frozenset({"name", "open"}),
    Company: frozenset({"name", "site", "members"}),
    Carrier: frozenset({"name", "kind", "ticks", "price"}),
    TimeLag: frozenset({"first", "second", "ticks", "since", "to", "maximum"}),
    Specimen: frozenset({"name", "job", "stops", "carriers_after"}),
    Weights: frozenset({"makespan"}),
}
"""By record: the fields that a shop tells. Every other one must be what it is when nobody gives it."""


def unsaid(problem: Problem) -> Iterator[str]:
    """Yield the name of each thing in a problem that a shop cannot tell."""
    records = [
        problem,
        problem.weights,
        *problem.jobs,
        *problem.tasks,
        *(mode for task in problem.tasks for mode in task.modes),
        *problem.resources,
        *problem.supplies,
        *problem.calendars,
        *problem.sites,
        *problem.companies,
        *problem.carriers,
        *problem.lags,
        *problem.specimens,
    ]
    for record in records:
        yield from _unknown(record)
    yield from _unlike(problem)


def _unknown(record: Any) -> Iterator[str]:  # noqa: ANN401 - any record of a problem
    """Yield the fields of a record that are not known here and that say something."""
    kind = type(record)
    for each in fields(record):
        if each.name in KNOWN[kind]:
            continue
        # A weight that nobody gives may count, and counts for nothing only where it is zero.
        silent = 0 if kind is Weights else _default(each)
        if getattr(record, each.name) != silent:
            yield f"{kind.__name__}.{each.name}"


def _default(field: Any) -> object:  # noqa: ANN401 - a field of a dataclass; its type has a parameter for its value
    return field.default if field.default_factory is MISSING else field.default_factory()


def _unlike(problem: Problem) -> Iterator[str]:
    """Yield what the known fields may not say."""
    always = IntervalSet.of([(0, problem.horizon)])
    if any(calendar.work != always or calendar.windows != always for calendar in problem.calendars):
        yield "calendars"
    if any(mode.style is Style.PAUSABLE for task in problem.tasks for mode in task.modes):
        yield "pauses"
    if any(carrier.kind is not CarrierKind.DRIVE for carrier in problem.carriers):
        yield "parcels"
    if not all(job.mandatory or settled(problem, job.tasks) for job in problem.jobs):
        yield "jobs that may be left out"
    ordered = {(lag.first, lag.second) for lag in problem.lags if _orders(lag)}
    if any(specimen.stops not in ordered for specimen in problem.specimens):
        yield "specimens without two stops in a known order"


def _orders(lag: TimeLag) -> bool:
    return lag.since is not Anchor.START and lag.to is Anchor.START and lag.ticks >= 0 and not lag.maximum


def settled(problem: Problem, tasks: Sequence[int]) -> bool:
    """Return whether all of `tasks` are pinned."""
    return all(problem.tasks[i].pinned is not None for i in tasks)
