"""The case before the judge: the snapshot's facts by id, the fixed bookings and the proposed ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import FIXED, OCCUPYING, BookingStatus, RequestStatus
from iplatform_sched.verify.plan.clock import WallClock
from iplatform_sched.verify.plan.work import Work, work_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre, OperatorPool
    from iplatform_sched.domain.equipment import Equipment, Voucher
    from iplatform_sched.domain.policy import Policy, TravelEntry
    from iplatform_sched.domain.request import Company, Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import (
        BookingId,
        CentreId,
        CompanyId,
        EquipmentId,
        PoolId,
        RequestId,
        StageId,
        VoucherId,
    )

StageKey = tuple["RequestId", "StageId"]
LIVE = FIXED | {BookingStatus.PLANNED}


@dataclass(frozen=True, slots=True)
class Case:
    """Facts, fixed bookings and proposed bookings, each findable by its id.

    Attributes
    ----------
    clock, minutes
        The wall clock on the tick grid, and the same minute by minute.
    fixed
        Bookings of the snapshot that stay: held, confirmed, running and done, and planned ones that are
        for no open request; with the unit numbers of the proposal where it renumbers them.
    proposed
        The planned bookings before the judge.
    baseline
        Planned bookings of the snapshot, by stage: the plan before this one.
    journeys
        Travel entries by origin, destination and carrier.
    on_machine
        Fixed bookings by machine, done ones included.
    holding
        Fixed bookings that hold capacity.
    of_pool
        Those of them that hold operators, by pool.
    paid
        KRW that fixed bookings have of each voucher.
    ended_ids
        Of bookings of the snapshot that hold nothing any more.
    of_request
        Fixed and proposed bookings by request and stage.
    stored
        Whether the proposed bookings are kept ones: each bears the prices that were copied onto it.
    """

    snapshot: Snapshot
    clock: WallClock
    minutes: WallClock
    centres: dict[CentreId, Centre]
    machines: dict[EquipmentId, Equipment]
    pools: dict[PoolId, OperatorPool]
    companies: dict[CompanyId, Company]
    requests: dict[RequestId, Request]
    stages: dict[StageKey, Stage]
    vouchers: dict[VoucherId, Voucher]
    fixed: tuple[Booking, ...]
    fixed_ids: frozenset[BookingId]
    fixed_stages: dict[StageKey, Booking]
    baseline: dict[StageKey, Booking]
    journeys: dict[tuple[str, str, str | None], TravelEntry]
    on_machine: dict[EquipmentId, tuple[Booking, ...]]
    holding: tuple[Booking, ...]
    of_pool: dict[PoolId, tuple[Booking, ...]]
    paid: Counter[VoucherId]
    ended_ids: frozenset[BookingId]
    proposed: tuple[Booking, ...] = ()
    of_request: dict[RequestId, dict[StageId, Booking]] = field(default_factory=dict)
    stored: bool = False
    _work: dict[BookingId, Work | None] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        """Return the policy of the snapshot."""
        return self.snapshot.policy

    def request_of(self, booking: Booking) -> Request:
        """Return the request of a proposed booking."""
        return self.requests[stage_key(booking)[0]]

    def stage_of(self, booking: Booking) -> Stage:
        """Return the stage of a proposed booking."""
        return self.stages[stage_key(booking)]

    def company_of(self, booking: Booking) -> Company:
        """Return the company of a proposed booking."""
        return self.companies[self.request_of(booking).company]

    def payer(self, booking: Booking) -> CompanyId | None:
        """Return the company that any booking is for: its own, else its request's."""
        if booking.company is None and booking.request in self.requests:
            return self.requests[booking.request].company
        return booking.company

    def centre_of(self, booking: Booking) -> Centre:
        """Return the centre at which a booking's machine stands."""
        return self.centres[self.machines[booking.equipment].centre]

    def work_of(self, booking: Booking) -> Work | None:
        """Return what a proposed booking's stage takes on its machine, ``None`` where it cannot be done."""
        if booking.id not in self._work:
            self._work[booking.id] = work_of(
                self.clock.grid,
                self.stage_of(booking),
                booking,
                self.machines[booking.equipment],
                tuple(pool for pool in self.pools.values() if pool.centre == booking.centre),
            )
        return self._work[booking.id]

    def worked(self) -> Iterator[tuple[Booking, Work]]:
        """Yield the proposed bookings whose machine can do their stage, with the work it takes."""
        for booking in self.proposed:
            work = self.work_of(booking)
            if work is not None:
                yield booking, work

    def present(self, request: RequestId) -> dict[StageId, Booking]:
        """Return the bookings of a request by stage, fixed ones included."""
        return self.of_request.get(request, {})

    def is_fixed(self, booking: Booking) -> bool:
        """Return whether the booking stays where it is."""
        return booking.id in self.fixed_ids

    def is_copied(self, booking: Booking) -> bool:
        """Return whether a booking bears prices of another policy, which nobody can compute any more."""
        return self.stored and booking.policy_version != self.policy.version

    def by_request(self) -> Iterator[tuple[Request, dict[StageId, Booking]]]:
        """Yield each request with a proposed booking, and all its bookings by stage."""
        for name in dict.fromkeys(booking.request for booking in self.proposed):
            if name is not None:
                yield self.requests[name], self.present(name)

    def when(self, moment: datetime) -> str:
        """Return an instant as people of the network read it."""
        return f"{moment.astimezone(self.clock.zone):%Y-%m-%d %H:%M}"

    def proposing(self, bookings: Sequence[Booking]) -> Case:
        """Return the same facts with all of `bookings` but renumberings before the judge.

        The cases share what they work out of the facts; what follows from a proposal is its own.
        """
        known = {each.id: each for each in self.fixed} if any(map(self.is_fixed, bookings)) else {}
        renumbered = {
            each.id: each for each in bookings if each.id in known and _is_renumbered(each, known[each.id])
        }
        case = self._renumbered(renumbered) if renumbered else self
        return case.with_proposed(each for each in bookings if each.id not in renumbered)

    def _renumbered(self, bookings: dict[BookingId, Booking]) -> Case:
        fixed = tuple(bookings.get(each.id, each) for each in self.fixed)
        return replace(
            self,
            fixed=fixed,
            fixed_stages=_by_stage(fixed),
            on_machine=_by_machine(fixed),
            holding=_holding(fixed),
        )

    def with_proposed(self, bookings: Iterable[Booking]) -> Case:
        """Return the same facts with these bookings before the judge."""
        proposed = tuple(bookings)
        of_request: dict[RequestId, dict[StageId, Booking]] = defaultdict(dict)
        for booking in (*proposed, *self.fixed):
            if booking.request is not None and booking.stage is not None:
                of_request[booking.request][booking.stage] = booking
        return replace(self, proposed=proposed, of_request=dict(of_request), _work={})


def stage_key(booking: Booking) -> StageKey:
    """Return request and stage of a proposed booking."""
    if booking.request is None or booking.stage is None:
        message = f"booking {booking.id} has no request or no stage"
        raise ValueError(message)
    return booking.request, booking.stage


def _is_renumbered(booking: Booking, before: Booking) -> bool:
    """Return whether a booking is as before, with other unit numbers at most if it has not begun."""
    if before.status in {BookingStatus.RUNNING, BookingStatus.DONE}:
        return booking == before
    return booking == before.model_copy(update={"unit_numbers": booking.unit_numbers})


def _stays(snapshot: Snapshot) -> Callable[[Booking], bool]:
    """Return the question whether a booking of the snapshot stays.

    Fixed bookings do, but for a hold whose time has passed; planned ones that are for no open request do.
    """
    live = {request.id for request in snapshot.requests if request.status is RequestStatus.OPEN}

    def stays(booking: Booking) -> bool:
        if booking.status is BookingStatus.HELD and booking.held_until is not None:
            return booking.held_until > snapshot.now
        if booking.status is BookingStatus.PLANNED:
            return booking.request not in live
        return booking.status in FIXED

    return stays


def case_of(snapshot: Snapshot, *, stored: bool = False) -> Case:
    """Return the case in which nothing is proposed yet: the facts by id."""
    catalogue, clock = snapshot.catalogue, WallClock.of(snapshot)
    fixed = tuple(filter(_stays(snapshot), snapshot.bookings))
    return Case(
        snapshot=snapshot,
        clock=clock,
        minutes=clock.by_minutes(),
        centres={centre.id: centre for centre in catalogue.centres},
        machines={machine.id: machine for machine in catalogue.equipment},
        pools={pool.id: pool for pool in catalogue.pools},
        companies={company.id: company for company in snapshot.companies},
        requests={request.id: request for request in snapshot.requests},
        stages={(request.id, stage.id): stage for request in snapshot.requests for stage in request.stages},
        vouchers={voucher.id: voucher for voucher in snapshot.vouchers},
        fixed=fixed,
        fixed_ids=frozenset(booking.id for booking in fixed),
        fixed_stages=_by_stage(fixed),
        baseline=_by_stage(each for each in snapshot.bookings if each.status is BookingStatus.PLANNED),
        journeys={(each.origin, each.destination, each.carrier): each for each in catalogue.travel},
        on_machine=_by_machine(fixed),
        holding=_holding(fixed),
        of_pool=_by_pool(_holding(fixed)),
        paid=_paid(fixed),
        ended_ids=frozenset(each.id for each in snapshot.bookings if each.status not in LIVE),
        stored=stored,
    )


def _by_stage(bookings: Iterable[Booking]) -> dict[StageKey, Booking]:
    return {
        (each.request, each.stage): each
        for each in bookings
        if each.request is not None and each.stage is not None
    }


def _by_machine(bookings: Iterable[Booking]) -> dict[EquipmentId, tuple[Booking, ...]]:
    on_machine: dict[EquipmentId, list[Booking]] = defaultdict(list)
    for booking in bookings:
        on_machine[booking.equipment].append(booking)
    return {machine: tuple(each) for machine, each in on_machine.items()}


def _holding(bookings: Iterable[Booking]) -> tuple[Booking, ...]:
    return tuple(booking for booking in bookings if booking.status in OCCUPYING)


def _paid(bookings: Iterable[Booking]) -> Counter[VoucherId]:
    paid: Counter[VoucherId] = Counter()
    for booking in bookings:
        if booking.charge.voucher is not None:
            paid[booking.charge.voucher] += booking.charge.subsidy
    return paid


def _by_pool(bookings: Iterable[Booking]) -> dict[PoolId, tuple[Booking, ...]]:
    of_pool: dict[PoolId, list[Booking]] = defaultdict(list)
    for booking in bookings:
        for pool in {use.pool for use in booking.operators}:
            of_pool[pool].append(booking)
    return {pool: tuple(each) for pool, each in of_pool.items()}
