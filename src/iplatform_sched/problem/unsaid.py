"""What in a problem peers cannot say: all that is in none of the fields that they know.

Peers that know a :class:`~iplatform_sched.problem.shop.Shop` know the fields of `SHOP`, those that know
people and pieces of equipment too the fields of `LABORATORY`.
"""

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
    Link,
    LinkKind,
    Mode,
    Need,
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
    from collections.abc import Iterator, Mapping, Sequence

    Vocabulary = Mapping[type, frozenset[str]]

SHOP: Vocabulary = {
    Problem: frozenset(
        {
            *("horizon", "latest_start", "jobs", "tasks", "resources", "calendars", "sites", "companies"),
            *("carriers", "lags", "specimens", "supplies", "working_days", "weights", "tick_minutes"),
        }
    ),
    # Due dates of jobs and prices matter to terms alone, of which none that is known counts them.
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

LABORATORY: Vocabulary = {
    **SHOP,
    Problem: SHOP[Problem] | {"links"},
    Task: SHOP[Task] | {"needs", "due", "tardiness_price"},
    Mode: SHOP[Mode] | {"starts"},
    Weights: SHOP[Weights] | {"task_tardiness", "unpreferred", "team_size", "span"},
    Link: frozenset({"first", "second", "kind"}),
    Need: frozenset({"candidates", "heads", "preferred", "people"}),
}
"""The fields of a shop whose tasks have windows, due dates and teams."""


def unsaid(problem: Problem, known: Vocabulary) -> Iterator[str]:
    """Yield the name of each thing in a problem that the fields of `known` cannot tell."""
    records: list[object] = [
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
        # Where these are not known at all, neither are the fields that they stand in.
        *(link for link in problem.links if Link in known),
        *(need for task in problem.tasks for need in task.needs if Need in known),
    ]
    for record in records:
        yield from _unknown(record, known)
    yield from _unlike(problem)


def _unknown(record: Any, known: Vocabulary) -> Iterator[str]:  # noqa: ANN401 - any record of a problem
    """Yield the fields of a record that are not known and that say something."""
    kind = type(record)
    for each in fields(record):
        if each.name in known[kind]:
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
    if any(link.kind is not LinkKind.SAME_TEAM for link in problem.links):
        yield "links of machines or sites"
    # No-overlap would keep them out of what others hold, where they may be at the same moment.
    if any(
        mode.run == 0 for task in problem.tasks if task.needs and task.pinned is None for mode in task.modes
    ):
        yield "teams of tasks that take no time"


def _orders(lag: TimeLag) -> bool:
    return lag.since is not Anchor.START and lag.to is Anchor.START and lag.ticks >= 0 and not lag.maximum


def settled(problem: Problem, tasks: Sequence[int]) -> bool:
    """Return whether all of `tasks` are pinned."""
    return all(problem.tasks[i].pinned is not None for i in tasks)
