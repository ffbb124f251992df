"""What a night changes, as coordinators and companies read it in the morning."""

from __future__ import annotations

from enum import StrEnum

from iplatform_sched.domain.vocabulary import (
    BookingId,
    CarrierId,
    CentreId,
    CompanyId,
    Count,
    EquipmentId,
    Fact,
    Instant,
    Krw,
    OperatorId,
    RequestId,
    StageId,
)


class ChangeKind(StrEnum):
    """What happened to a stage or a request."""

    NEW = "new"
    MOVED = "moved"
    UPDATED = "updated"
    DROPPED = "dropped"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"
    NEWLY_UNSERVED = "newly_unserved"
    STILL_UNSERVED = "still_unserved"


class Slot(Fact):
    """Where and when a booking is, what it costs the company, who brings its specimens and who runs it.

    Attributes
    ----------
    krw
        Net fee, transport and staff travel.
    carriers
        One for each journey that the booking pays for.
    people
        Named operators who are at it.
    """

    equipment: EquipmentId
    centre: CentreId
    start: Instant
    end: Instant
    krw: Krw = 0
    carriers: tuple[CarrierId, ...] = ()
    people: tuple[OperatorId, ...] = ()


class Change(Fact):
    """One line of the change list.

    Attributes
    ----------
    stage, before, after
        ``None`` where the change is about the whole request, or there was or is no booking.
    centres
        Every centre that the change concerns.
    nights_waited
        Of an unserved request, this night included.
    """

    kind: ChangeKind
    company: CompanyId | None
    request: RequestId | None
    stage: StageId | None = None
    booking: BookingId | None = None
    before: Slot | None = None
    after: Slot | None = None
    centres: tuple[CentreId, ...] = ()
    nights_waited: Count = 0
    reason: str = ""
