"""Whether a request fits into the calendars of empty machines before its deadline."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.availability.eligibility import is_trained, work_minutes
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.possible_flow import ancestors, handles
from iplatform_sched.availability.possible_time import earliest_end, shape_of, widest
from iplatform_sched.availability.possible_travel import carriages
from iplatform_sched.availability.starts import house_starts
from iplatform_sched.domain.vocabulary import FIXED, LagUnit, Moment
from iplatform_sched.errors import Issue
from iplatform_sched.timeline import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.availability.eligibility import Option
    from iplatform_sched.availability.possible_travel import Carriage
    from iplatform_sched.domain.calendars import Closure
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Company, Lag, Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import CentreId, SpecimenId, StageId

MOST_NAMED = 4
"""Closures that are named."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A request on its way through the network, each stage as early as it can be.

    Attributes
    ----------
    at_company
        Specimens that begin their way at the company at `release`.
    before
        All predecessors of each stage.
    ends
        Earliest end of a stage at each centre that could do it.
    """

    almanac: Almanac
    company: Company
    release: int
    carriages: dict[SpecimenId, Carriage]
    at_company: frozenset[SpecimenId]
    before: dict[StageId, frozenset[StageId]]
    handled: dict[StageId, frozenset[SpecimenId]]
    ends: dict[StageId, dict[CentreId, int]] = field(default_factory=dict)

    def take(self, stage: Stage, usable: tuple[Option, ...]) -> None:
        """Set the earliest ends of a stage whose predecessors have theirs; none where no window is long."""
        ready = max([self.release, *(self._after(lag) for lag in stage.after if lag.after in self.ends)])
        since: dict[CentreId, int] = {}
        found: dict[CentreId, int] = {}
        for option in usable:
            centre = option.centre.id
            if centre not in since:
                since[centre] = max([ready, *self._arrivals(stage, centre)])
            end = self.soonest(stage, option, since[centre])
            if end is not None:
                found[centre] = min(end, found.get(centre, end))
        self.ends[stage.id] = found

    def _after(self, lag: Lag) -> int:
        """Return the first tick at which a lag between a stage's end and another's start lets it start."""
        elapsed = lag.unit is LagUnit.ELAPSED
        if not elapsed or lag.since not in {None, Moment.END} or lag.to is not Moment.START:
            return 0
        return min(self.ends[lag.after].values()) + self.almanac.grid.up(lag.minimum)

    def _arrivals(self, stage: Stage, centre: CentreId) -> Iterator[int]:
        """Yield ticks before which a specimen of the stage cannot be at a centre."""
        for specimen in self.handled[stage.id]:
            carriage = self.carriages[specimen]
            if specimen in self.at_company:
                yield carriage.arrival(self.company.id, centre, self.release)
            for earlier in self.before[stage.id] & self.ends.keys():
                if specimen in self.handled[earlier]:
                    ends = self.ends[earlier].items()
                    yield min(carriage.arrival(origin, centre, end) for origin, end in ends)

    def soonest(self, stage: Stage, option: Option, since: int) -> int | None:
        """Return the earliest end of a stage by an option, started at `since` or later, if there is one."""
        starts = house_starts(self.almanac, option.centre, EMPTY)
        calendar = widest(self.almanac, option, trained=is_trained(self.company, option))
        return earliest_end(calendar, shape_of(self.almanac, stage, option), since, starts)


def calendar_issues(
    snapshot: Snapshot,
    almanac: Almanac,
    request: Request,
    stages: list[Stage],
    usable: dict[StageId, tuple[Option, ...]],
) -> Iterator[Issue]:
    """Yield the first stage for which no window is long enough, or that must end after the deadline.

    Every machine is taken for empty, and every specimen for as fast as any carrier that may take it: what
    is refused here can never be served. Where a prefix will do, one stage that ends in time is enough.
    """
    way = _way_of(snapshot, almanac, request)
    deadline = None if request.deadline is None else almanac.grid.floor(request.deadline)
    late: list[Issue] = []
    for stage in _in_order(stages):
        way.take(stage, usable[stage.id])
        if not way.ends[stage.id]:
            yield _no_window(stage, _closures(way, stage, usable[stage.id]))
            return
        end = min(way.ends[stage.id].values())
        if deadline is not None and end > deadline:
            late.append(_too_late(almanac, request, stage, end))
    if late and not (request.prefix_will_do and len(late) < len(stages)):
        yield late[0]


def _way_of(snapshot: Snapshot, almanac: Almanac, request: Request) -> _Way:
    network = index_network(snapshot)
    handled = {stage.id: handles(stage) for stage in request.stages}
    booked = {each.stage for each in snapshot.bookings if each.request == request.id and each.status in FIXED}
    gone = {name for stage in request.stages for name in stage.makes}
    # What a fixed booking works on may have left the company before.
    gone |= {name for stage in request.stages if stage.id in booked for name in handled[stage.id]}
    return _Way(
        almanac=almanac,
        company=network.companies[request.company],
        release=almanac.grid.ceil(max(snapshot.plan_from, request.release or snapshot.plan_from)),
        carriages=carriages(snapshot, almanac, network, request),
        at_company=frozenset(each.id for each in request.specimens) - gone,
        before=ancestors(request),
        handled=handled,
    )


def _closures(way: _Way, stage: Stage, usable: tuple[Option, ...]) -> list[str]:
    """Return the closures without which a machine and its centre would have a window for a stage."""
    found: dict[tuple[str, int], str] = {}
    for option in usable:
        places: tuple[Centre | Equipment, ...] = (option.centre, option.equipment)
        opened = replace(
            option,
            centre=option.centre.model_copy(update={"closures": ()}),
            equipment=option.equipment.model_copy(update={"closures": ()}),
        )
        if way.soonest(stage, opened, way.release) is not None:
            for place in places:
                lasting = [each for each in place.closures if each.span.end > way.almanac.now]
                found |= {
                    (place.id, n): _words(way.almanac, place.id, each) for n, each in enumerate(lasting)
                }
    return list(found.values())


def _words(almanac: Almanac, place: str, closure: Closure) -> str:
    zone = ZoneInfo(almanac.zone)
    start, end = (each.astimezone(zone) for each in (closure.span.start, closure.span.end))
    return f"{place} is {closure.kind.value.replace('_', ' ')} {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"


def _no_window(stage: Stage, closures: list[str]) -> Issue:
    message = f"stage {stage.id}: no window is long enough for it on any machine that could do it"
    minutes = f"{work_minutes(stage.ways[0], stage)} minutes"
    if closures:
        more = f", and {len(closures) - MOST_NAMED} more" if len(closures) > MOST_NAMED else ""
        return Issue(
            f"{message}; there would be one but for: {', '.join(closures[:MOST_NAMED])}{more}",
            field="stages.ways",
            found=minutes,
            hint="Lift the closures of one of these places, or allow another machine",
            code="closed",
        )
    return Issue(
        message,
        field="stages.ways",
        found=minutes,
        hint="Let it run pausable or unattended, split it, or ask for longer opening hours",
        code="no-window",
    )


def _too_late(almanac: Almanac, request: Request, stage: Stage, end: int) -> Issue:
    return Issue(
        f"stage {stage.id} cannot end before the deadline, however empty the machines are",
        field="deadline",
        found=f"{request.deadline}",
        hint=f"Its earliest end is {almanac.grid.instant(end).astimezone(ZoneInfo(almanac.zone))}",
        code="deadline",
    )


def _in_order(stages: list[Stage]) -> Iterator[Stage]:
    """Yield stages after all their predecessors among them."""
    left = list(stages)
    while left:
        names = {stage.id for stage in left}
        ready = [stage for stage in left if not any(lag.after in names for lag in stage.after)]
        yield from ready
        done = {stage.id for stage in ready}
        left = [stage for stage in left if stage.id not in done]
