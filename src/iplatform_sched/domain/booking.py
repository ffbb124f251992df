"""Bookings and plans."""

from __future__ import annotations

from pydantic import Field

from iplatform_sched.domain.vocabulary import (
    BookingId,
    BookingStatus,
    CarrierId,
    CentreId,
    CompanyId,
    ConsumableUse,
    Count,
    EquipmentId,
    Fact,
    Instant,
    Krw,
    OperatorId,
    PoolId,
    Positive,
    RequestId,
    Run,
    SiteId,
    Span,
    SpecimenId,
    StageId,
    VoucherId,
)


class OperatorUse(Fact):
    """Operators of a pool during the attended spans of a booking."""

    pool: PoolId
    count: Positive


class TransportLeg(Fact):
    """One journey of a specimen to the booking that carries it.

    Attributes
    ----------
    depart
        When it leaves: not before the end of the booking before, or before the company has it ready.
    arrive
        When it is there; at or before the booking's start.
    """

    specimen: SpecimenId
    origin: SiteId
    destination: SiteId
    carrier: CarrierId
    depart: Instant
    arrive: Instant
    krw: Krw


class Charge(Fact):
    """What a booking costs, step by step; each step is rounded down to 1 KRW.

    ``net = fee - subsidy + materials``.

    Attributes
    ----------
    express
        Part of `gross` that is the surcharge for a short notice; it tells a booking made with it.
    """

    gross: Krw = 0
    express: Krw = 0
    fee: Krw = 0
    subsidy: Krw = 0
    voucher: VoucherId | None = None
    materials: Krw = 0
    net: Krw = 0
    overtime: Krw = 0
    staff_travel: Krw = 0


class Booking(Fact):
    """Equipment held for a stage of a request, or by someone outside the queue.

    Attributes
    ----------
    request, stage
        ``None`` for a booking made before the request was in the store (background use).
    unit_numbers
        1-based labels of the units held.
    run_end, unload
        As in ``docs/glossary.md``; for unattended work unloading starts at `unload`.
    attended
        When operators and members are there, in order; lunch and pauses lie between the spans.
    way
        Index of the chosen way of the stage.
    people
        Those of its operators who are named, because its request asks for them.
    members
        Numbers of the company's members who attend.
    consumes
        What it uses up of the centre's consumables, each named once.
    policy_version
        Version of the policy and prices that the charge was computed with.
    """

    id: BookingId
    request: RequestId | None = None
    stage: StageId | None = None
    company: CompanyId | None = None
    equipment: EquipmentId
    centre: CentreId
    unit_numbers: tuple[Positive, ...] = Field(min_length=1)
    start: Instant
    run_end: Instant
    unload: Instant
    end: Instant
    run: Run
    attended: tuple[Span, ...] = ()
    operators: tuple[OperatorUse, ...] = ()
    people: tuple[OperatorId, ...] = ()
    members: tuple[Count, ...] = ()
    consumes: tuple[ConsumableUse, ...] = ()
    way: Count = 0
    self_use: bool = False
    after_hours: bool = False
    family: str | None = None
    status: BookingStatus
    held_until: Instant | None = None
    charge: Charge = Charge()
    legs: tuple[TransportLeg, ...] = ()
    policy_version: str = ""

    @property
    def transport_krw(self) -> int:
        """Return the price of the journeys that end at this booking."""
        return sum(leg.krw for leg in self.legs)

    @property
    def company_krw(self) -> int:
        """Return what the booking costs its company: net fee, transport and staff travel."""
        return self.charge.net + self.transport_krw + self.charge.staff_travel


class Unserved(Fact):
    """A request, or the rest of one, that the plan does not serve.

    Attributes
    ----------
    stages
        Stages left out.
    code
        Stable word of the reason, such as ``capacity`` or ``dearer-than-unserved``.
    """

    request: RequestId
    stages: tuple[StageId, ...]
    code: str
    reason: str


class Placement(Fact):
    """Where a stage of an open request has to be done: on one machine, from one instant on, or both."""

    request: RequestId
    stage: StageId
    equipment: EquipmentId | None = None
    start: Instant | None = None


class Plan(Fact):
    """What a run proposes: bookings with status planned, the rest with reasons, and the price.

    Attributes
    ----------
    bookings
        Planned bookings, and fixed ones that get other unit numbers; all other fixed ones are in the
        snapshot alone.
    terms
        Objective by term, unweighted, in its own unit: KRW, but fairness in days; finish, makespan
        and span in ticks.
    objective
        Weighted sum of all terms.
    bound
        Proven bound of `objective`; ``None`` where there is none, as in lexicographic mode.
    broken
        Ids of confirmed bookings that the facts now contradict.
    """

    snapshot_hash: str
    made_at: Instant
    bookings: tuple[Booking, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    terms: dict[str, int] = Field(default_factory=dict)
    objective: int = 0
    bound: int | None = None
    broken: tuple[BookingId, ...] = ()
