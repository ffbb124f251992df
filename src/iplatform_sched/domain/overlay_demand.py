"""Changes to what companies ask for, to any fact by its id, and to what may move."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from iplatform_sched.domain.overlay_network import Fields, Share, one_of
from iplatform_sched.domain.request import Request
from iplatform_sched.domain.vocabulary import (
    MOST_DAYS,
    BookingId,
    CentreId,
    CompanyClass,
    CompanyId,
    Days,
    EquipmentId,
    Fact,
    Instant,
    PoolId,
    RequestId,
    Sector,
    StageId,
    TemplateId,
    VoucherId,
)

SET_KINDS = ("centre", "equipment", "pool", "company", "request", "voucher")
"""Kinds of facts that `set` can change."""


class Which(Fact):
    """Requests that a change is about: those that every field given lets through; all without any.

    Attributes
    ----------
    regions
        Of the companies.
    """

    ids: tuple[RequestId, ...] = ()
    sectors: tuple[Sector, ...] = ()
    companies: tuple[CompanyId, ...] = ()
    classes: tuple[CompanyClass, ...] = ()
    regions: tuple[str, ...] = ()
    templates: tuple[TemplateId, ...] = ()


class DropRequests(Fact):
    """Requests are withdrawn: what is planned for them goes, what is confirmed stays."""

    change: Literal["drop_requests"] = "drop_requests"
    where: Which


class AddRequests(Fact):
    """New requests, as ``requests submit`` reads them; a scenario file may name files of them."""

    change: Literal["add_requests"] = "add_requests"
    requests: tuple[Request, ...] = Field(min_length=1)


class ScaleRequests(Fact):
    """More or fewer open requests: some are copied, each by a company of its own, or some withdrawn.

    Attributes
    ----------
    percent
        Of the present number, rounded: 150 copies half of them, 50 withdraws half.
    spread_days
        Each copy's dates are later by a number of days from 0 to this, drawn by `seed`.
    seed
        Also decides which are copied or withdrawn.
    """

    change: Literal["scale_requests"] = "scale_requests"
    where: Which = Which()
    percent: Share
    spread_days: Days = 0
    seed: int = Field(default=0, ge=0)


class ShiftRequests(Fact):
    """Release, due date and deadline of requests move by some days, those that they have."""

    change: Literal["shift_requests"] = "shift_requests"
    where: Which = Which()
    days: int = Field(ge=-MOST_DAYS, le=MOST_DAYS)


class SetFields(Fact):
    """New values of one fact by dotted field; in a list an item is named by its id or its place from 0."""

    change: Literal["set"] = "set"
    centre: CentreId | None = None
    equipment: EquipmentId | None = None
    pool: PoolId | None = None
    company: CompanyId | None = None
    request: RequestId | None = None
    voucher: VoucherId | None = None
    fields: Fields = Field(min_length=1)

    @model_validator(mode="after")
    def _one_fact(self) -> SetFields:
        one_of(self, *SET_KINDS)
        return self


class Pin(Fact):
    """Planned bookings stay exactly where they are: one, or those of a request or of one of its stages.

    With a machine or a start a stage has to be there instead, wherever it is planned now, if anywhere.
    """

    change: Literal["pin"] = "pin"
    booking: BookingId | None = None
    request: RequestId | None = None
    stage: StageId | None = None
    equipment: EquipmentId | None = None
    start: Instant | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> Pin:
        subject(self)
        if self.is_placed and self.stage is None:
            message = "equipment and start go with a request and its stage"
            raise ValueError(message)
        return self

    @property
    def is_placed(self) -> bool:
        """Return whether it says where."""
        return self.equipment is not None or self.start is not None


class Unpin(Fact):
    """Confirmed bookings may be planned anew: one, or those of a request or of one of its stages."""

    change: Literal["unpin"] = "unpin"
    booking: BookingId | None = None
    request: RequestId | None = None
    stage: StageId | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> Unpin:
        subject(self)
        return self


def subject(pin: Pin | Unpin) -> None:
    """Raise ``ValueError`` unless it names a booking, or a request with or without a stage."""
    one_of(pin, "booking", "request")
    if pin.stage is not None and pin.request is None:
        message = "a stage goes with a request"
        raise ValueError(message)
