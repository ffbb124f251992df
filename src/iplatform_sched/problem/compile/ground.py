"""What is in play: which requests become jobs, which bookings are pinned, movable or just there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.eligibility import is_optional
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.travel import open_roads
from iplatform_sched.domain.vocabulary import FIXED, OCCUPYING, BookingStatus, RequestStatus, Run
from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.availability.memory import Memory
    from iplatform_sched.availability.network import Network
    from iplatform_sched.availability.travel import Roads
    from iplatform_sched.domain.booking import Booking, Placement
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import CentreId, CompanyId, RequestId, StageId
    from iplatform_sched.timeline import TimeGrid

    StageKey = tuple[RequestId, StageId]


@dataclass(frozen=True, slots=True)
class Ground:
    """A snapshot sorted for compilation.

    Attributes
    ----------
    requests
        Open requests with an unpinned required stage, in the snapshot's order.
    pinned
        Fixed booking of a stage of a request in play.
    baselines
        Planned booking of an unpinned stage of a request in play.
    placements
        Where stages have to be done.
    outside
        Every booking that occupies or is done, but the planned ones of requests in play.
    by_company
        `outside` by company: the booking's own, else its request's.
    missed
        Starts of no-shows by company and centre.
    release, latest_start
        First and last tick at which anything unpinned may start.
    """

    snapshot: Snapshot
    almanac: Almanac
    network: Network
    roads: Roads
    requests: tuple[Request, ...]
    pinned: dict[StageKey, Booking]
    baselines: dict[StageKey, Booking]
    placements: dict[StageKey, Placement]
    outside: tuple[Booking, ...]
    by_company: dict[CompanyId, tuple[Booking, ...]]
    missed: dict[tuple[CompanyId, CentreId], tuple[datetime, ...]]
    release: int
    latest_start: int

    @property
    def grid(self) -> TimeGrid:
        """Return the planner's grid."""
        return self.almanac.grid


def counts(booking: Booking, now: datetime) -> bool:
    """Return whether a booking occupies or is done at `now`; a hold whose time passed does neither."""
    if booking.status is BookingStatus.HELD and booking.held_until is not None:
        return booking.held_until > now
    return booking.status in OCCUPYING or booking.status is BookingStatus.DONE


def survey(snapshot: Snapshot, memory: Memory | None = None) -> Ground:
    """Sort a snapshot's requests and bookings for compilation."""
    almanac = open_almanac(snapshot, memory)
    live = [each for each in snapshot.bookings if counts(each, snapshot.now)]
    fixed = {key: each for each in live if each.status in FIXED and (key := _stage_key(each)) is not None}
    requests = tuple(each for each in snapshot.requests if _in_play(each, fixed))
    stages = {(each.id, stage.id) for each in requests for stage in each.stages}
    in_play = {each.id for each in requests}
    movable = [each for each in live if each.status is BookingStatus.PLANNED and each.request in in_play]
    planned = {key: each for each in movable if (key := _stage_key(each)) in stages and key not in fixed}
    moving = {each.id for each in movable}
    outside = tuple(each for each in live if each.id not in moving)
    grid, policy = almanac.grid, snapshot.policy
    return Ground(
        snapshot=snapshot,
        almanac=almanac,
        network=index_network(snapshot),
        roads=open_roads(snapshot),
        requests=requests,
        pinned={key: each for key, each in fixed.items() if key in stages},
        baselines=planned,
        placements={(each.request, each.stage): each for each in snapshot.placements},
        outside=outside,
        by_company={company: tuple(each) for company, each in _by_company(snapshot, outside).items()},
        missed=_missed(snapshot),
        release=grid.ceil(max(snapshot.plan_from, snapshot.now)),
        latest_start=grid.ceil(snapshot.now + timedelta(weeks=policy.start_weeks)) - 1,
    )


def _stage_key(booking: Booking) -> StageKey | None:
    if booking.request is None or booking.stage is None:
        return None
    return booking.request, booking.stage


def _in_play(request: Request, fixed: dict[StageKey, Booking]) -> bool:
    return request.status is RequestStatus.OPEN and any(
        (request.id, stage.id) not in fixed and not is_optional(stage) for stage in request.stages
    )


def _by_company(snapshot: Snapshot, bookings: Iterable[Booking]) -> dict[CompanyId, list[Booking]]:
    companies = {each.id: each.company for each in snapshot.requests}
    found: dict[CompanyId, list[Booking]] = {}
    for booking in bookings:
        company = booking.company
        if company is None and booking.request is not None:
            company = companies.get(booking.request)
        if company is not None:
            found.setdefault(company, []).append(booking)
    return found


def _missed(snapshot: Snapshot) -> dict[tuple[CompanyId, CentreId], tuple[datetime, ...]]:
    missed = [each for each in snapshot.bookings if each.status is BookingStatus.NO_SHOW]
    found: dict[tuple[CompanyId, CentreId], list[datetime]] = {}
    for company, bookings in _by_company(snapshot, missed).items():
        for booking in bookings:
            found.setdefault((company, booking.centre), []).append(booking.start)
    return {key: tuple(sorted(starts)) for key, starts in found.items()}


def attended_ticks(grid: TimeGrid, booking: Booking) -> IntervalSet:
    """Return the ticks that the attended spans of a booking touch.

    A booking that lists none is attended throughout, unless it runs unattended.
    """
    if booking.attended:
        return IntervalSet.of((grid.floor(span.start), grid.ceil(span.end)) for span in booking.attended)
    if booking.run is Run.UNATTENDED:
        return EMPTY
    return IntervalSet.of([(grid.floor(booking.start), grid.ceil(booking.end))])
