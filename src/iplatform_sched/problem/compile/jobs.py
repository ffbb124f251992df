"""Requests as jobs and their stages as tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.availability.almanac import DAY, midnight
from iplatform_sched.availability.eligibility import is_optional, work_minutes
from iplatform_sched.domain.policy import MOST_WEIGHT
from iplatform_sched.problem.compile.modes import compile_mode
from iplatform_sched.problem.compile.pins import baseline_of, pinned_mode, pinned_placement
from iplatform_sched.problem.compile.travel import release_of
from iplatform_sched.problem.data import DisruptionPrices, Job, Task

if TYPE_CHECKING:
    from iplatform_sched.domain.policy import Policy
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.problem.compile.ground import Ground
    from iplatform_sched.problem.compile.modes import Places, Shelf, Variant
    from iplatform_sched.problem.compiled import ModeFact

PERCENT = 100
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Entry:
    """A stage on its way to being a task."""

    job: int
    request: Request
    stage: Stage
    variants: tuple[Variant, ...]


def grown_weight(request: Request, policy: Policy) -> int:
    """Return a request's weight after the nights that it waited, rounded down, up to the most."""
    nights = request.nights_waited
    grown = int(request.weight * (PERCENT + policy.night_growth_percent) ** nights // PERCENT**nights)
    return min(grown, MOST_WEIGHT)


def compile_job(ground: Ground, request: Request, company: int, tasks: tuple[int, ...]) -> Job:
    """Return a request as a job; `tasks` are those of its stages."""
    policy, grid = ground.snapshot.policy, ground.grid
    weight = grown_weight(request, policy)
    pinned = [
        ground.pinned[key] for stage in request.stages if (key := (request.id, stage.id)) in ground.pinned
    ]
    budget = request.budget_krw
    return Job(
        name=request.id,
        company=company,
        tasks=tasks,
        due=grid.ceil(midnight(policy.zone, request.due + DAY)),
        tardiness_price=policy.tardiness_krw_per_day * weight // PERCENT,
        unserved_price=policy.unserved_krw * weight // PERCENT,
        release=release_of(ground, request),
        deadline=None if request.deadline is None else grid.floor(request.deadline),
        prefix=request.prefix_will_do,
        budget=None if budget is None else budget - sum(each.company_krw for each in pinned),
        max_centres=request.max_centres,
    )


def compile_task(
    ground: Ground, shelf: Shelf, places: Places, entry: Entry
) -> tuple[Task, tuple[ModeFact, ...]]:
    """Return a stage as a task, and what its modes are in the facts' words."""
    key = (entry.request.id, entry.stage.id)
    fixed, planned = ground.pinned.get(key), ground.baselines.get(key)
    if fixed is not None:
        pairs = [pinned_mode(ground, shelf, places, fixed)]
    else:
        pairs = [
            compile_mode(ground, shelf, places, entry.request, entry.stage, variant)
            for variant in entry.variants
        ]
    task = Task(
        name=f"{entry.request.id}/{entry.stage.id}",
        job=entry.job,
        modes=tuple(mode for mode, _ in pairs),
        optional=is_optional(entry.stage),
        share=work_minutes(entry.stage.ways[0], entry.stage),
        pinned=None if fixed is None else pinned_placement(ground, fixed),
        baseline=None if planned is None else baseline_of(ground, places, planned),
    )
    return task, tuple(fact for _, fact in pairs)


def disruption_prices(policy: Policy) -> DisruptionPrices:
    """Return the prices of disruption; a lost booking pays the most that a move could cost."""
    form = policy.disruption
    days = WEEK_DAYS * policy.start_weeks
    dearest = max(form.other_equipment_krw, form.other_centre_krw)
    return DisruptionPrices(
        moved=form.moved_krw,
        per_day=form.per_day_krw,
        other_resource=form.other_equipment_krw,
        other_centre=form.other_centre_krw,
        lost=form.moved_krw + days * form.per_day_krw + dearest,
    )
