"""Where the network is short: demand against free time by capability and region, queues and bottlenecks.

Cheap figures, from one plan and without another solve. They choose what is worth solving, no more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.eligibility import is_optional, options, run_minutes
from iplatform_sched.availability.free import use_of
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.travel import open_roads, place_of, road_km
from iplatform_sched.domain.vocabulary import FIXED, Condition, LagUnit
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.measures import late_days
from iplatform_sched.search.construct import construct
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.options import options as room_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from iplatform_sched.availability.eligibility import Option
    from iplatform_sched.availability.network import Network
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.vocabulary import CapabilityId, RequestId, StageId
    from iplatform_sched.planning.upgrade.baseline import Baseline
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.state import State

MINUTES_PER_HOUR = 60


class Spot(NamedTuple):
    """A capability in a region."""

    capability: CapabilityId
    region: str


@dataclass(slots=True)
class Scarce:
    """How short a spot is.

    Attributes
    ----------
    demand_hours
        Unit hours of work of open requests: what is planned there, and what waits and is nearest there.
    free_hours
        Open unit hours of its machines, until bookings may no longer start, that nothing fixed holds.
    waiting_days
        Days between the moment at which each stage planned there could have begun and its start.
    unserved
        Requests that are not served and whose narrowest stage belongs here.
    cost_krw
        What these and the late requests cost that waited here longest: the most that relief could save,
        and what the spots are ranked by.
    stages
        Stages of the demand, by request.
    """

    spot: Spot
    demand_hours: float = 0.0
    free_hours: float = 0.0
    waiting_days: int = 0
    unserved: list[RequestId] = field(default_factory=list)
    cost_krw: int = 0
    stages: list[tuple[Request, Stage]] = field(default_factory=list)

    @property
    def pressure_percent(self) -> int | None:
        """Return demand in percent of free time; ``None`` where there is no free time."""
        return round(100 * self.demand_hours / self.free_hours) if self.free_hours else None


class Study(NamedTuple):
    """What the figures are made from."""

    base: Baseline
    network: Network
    planned: dict[tuple[RequestId, StageId], Booking]
    state: State
    guide: Guide
    found: dict[Spot, Scarce]


def scarce_spots(base: Baseline) -> tuple[Scarce, ...]:
    """Return every spot with a demand, the shortest first: by cost, then waiting, then pressure."""
    problem = base.compiled.problem
    state = construct(problem, order=(), start=to_schedule(base.compiled, base.plan.bookings))
    planned = {
        (each.request, each.stage): each
        for each in base.plan.bookings
        if each.request is not None and each.stage is not None and each.status not in FIXED
    }
    study = Study(base, index_network(base.facts), planned, state, guide_of(problem), {})
    for job in range(len(problem.jobs)):
        _take_job(study, job)
    _measure_free(study)
    return tuple(sorted(study.found.values(), key=_order))


def _order(each: Scarce) -> tuple[int, int, float, Spot]:
    return (-each.cost_krw, -each.waiting_days, -each.demand_hours / (each.free_hours or 1.0), each.spot)


def _take_job(study: Study, job: int) -> None:
    request = study.base.compiled.requests[job]
    required = [
        stage
        for stage in request.stages
        if not is_optional(stage)
        and study.base.compiled.problem.tasks[study.base.compiled.tasks[request.id, stage.id]].pinned is None
    ]
    placed = [stage for stage in required if (request.id, stage.id) in study.planned]
    waits = [_take_planned(study, request, stage) for stage in placed]
    days = late_days(
        study.base.compiled.problem, study.state.schedule(), study.base.compiled.problem.jobs[job]
    )
    if waits and days:
        _, spot = max(waits, key=lambda each: (each[0], each[1]))
        study.found[spot].cost_krw += days * study.base.compiled.problem.jobs[job].tardiness_price
    missing = [stage for stage in required if stage not in placed]
    if missing:
        _take_missing(study, job, request, missing)


def _spot(study: Study, capability: CapabilityId, region: str) -> Scarce:
    spot = Spot(capability, region)
    return study.found.setdefault(spot, Scarce(spot))


def _take_planned(study: Study, request: Request, stage: Stage) -> tuple[int, Spot]:
    """Count a planned stage; return the days that it waited, and where."""
    booking = study.planned[request.id, stage.id]
    machine = study.network.equipment[booking.equipment]
    way = stage.ways[booking.way]
    offer = next(each for each in machine.offers if each.capability == way.capability)
    here = _spot(study, way.capability, study.network.centres[machine.centre].region)
    here.demand_hours += stage.units * run_minutes(way, stage, offer) / MINUTES_PER_HOUR
    here.stages.append((request, stage))
    days = max(0, (booking.start - _ready(study, request, stage)).days)
    here.waiting_days += days
    return days, here.spot


def _ready(study: Study, request: Request, stage: Stage) -> datetime:
    """Return when a planned stage could have begun, were its machine free: after what it waits for."""
    moments = [study.base.facts.plan_from]
    if request.release is not None:
        moments.append(request.release)
    for lag in stage.after:
        before = study.planned.get((request.id, lag.after))
        if before is not None:
            unit = timedelta(minutes=1) if lag.unit is LagUnit.ELAPSED else timedelta(days=1)
            moments.append(before.end + lag.minimum * unit)
    return max(moments)


def _take_missing(study: Study, job: int, request: Request, missing: list[Stage]) -> None:
    """Count the stages of a request that is not served; its price goes to the narrowest of them."""
    spots = {stage.id: _nearest(study, request, stage) for stage in missing}
    reachable = [stage for stage in missing if spots[stage.id] is not None]
    for stage in reachable:
        spot = spots[stage.id]
        if spot is not None:
            here = _spot(study, *spot)
            here.stages.append((request, stage))
            here.demand_hours += stage.units * stage_hours(stage)
    if reachable:
        narrow = min(reachable, key=lambda stage: (_room(study, request, stage), stage.id))
        spot = spots[narrow.id]
        if spot is not None:
            study.found[spot].unserved.append(request.id)
            study.found[spot].cost_krw += study.base.compiled.problem.jobs[job].unserved_price


def stage_hours(stage: Stage) -> float:
    """Return the hours of work of a stage in its first way at nominal speed."""
    way = stage.ways[0]
    return (way.work_minutes + way.minutes_per_sample * stage.samples) / MINUTES_PER_HOUR


def _nearest(study: Study, request: Request, stage: Stage) -> Spot | None:
    """Return the spot of the machine nearest to the company that could do a stage."""
    company = place_of(study.network.companies[request.company])
    roads = open_roads(study.base.facts)

    def order(option: Option) -> tuple[int, str]:
        return road_km(roads, company, place_of(option.centre)), option.equipment.id

    best = min(options(study.network, request, stage), key=order, default=None)
    return None if best is None else Spot(stage.ways[best.way].capability, best.centre.region)


def _room(study: Study, request: Request, stage: Stage) -> int:
    """Return how many starts the plan leaves a stage by itself, between release and deadline."""
    compiled = study.base.compiled
    task = compiled.tasks[request.id, stage.id]
    job = compiled.problem.jobs[compiled.problem.tasks[task].job]
    last = compiled.problem.horizon if job.deadline is None else job.deadline
    total = 0
    for index in range(len(compiled.problem.tasks[task].modes)):
        found = room_of(study.state, study.guide, task, index).options
        total += int(((found.start >= job.release) & (found.end <= last)).sum())
    return total


def _measure_free(study: Study) -> None:
    facts = study.base.facts
    almanac = open_almanac(facts)
    held: dict[str, list[Booking]] = defaultdict(list)
    for each in facts.bookings:
        if each.status in FIXED:
            held[each.equipment].append(each)
    span = (
        almanac.grid.ceil(facts.plan_from),
        almanac.grid.ceil(facts.now + timedelta(weeks=facts.policy.start_weeks)),
    )
    for here in study.found.values():
        for machine in machines_at(study.network, here.spot):
            use = use_of(almanac, study.network.centres[machine.centre], machine, held[machine.id], span)
            here.free_hours += (use.open - use.held) * almanac.grid.minutes / MINUTES_PER_HOUR


def machines_at(network: Network, spot: Spot) -> Iterator[Equipment]:
    """Yield the machines in use of a spot, in catalogue order."""
    for machine in network.offering.get(spot.capability, ()):
        if (
            machine.condition is not Condition.RETIRED
            and network.centres[machine.centre].region == spot.region
        ):
            yield machine
