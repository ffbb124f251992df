"""Ids, closed word lists and the base of all fact models."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NewType, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from iplatform_sched.timeline import YEARS, in_years

CentreId = NewType("CentreId", str)
EquipmentId = NewType("EquipmentId", str)
CapabilityId = NewType("CapabilityId", str)
PoolId = NewType("PoolId", str)
ConsumableId = NewType("ConsumableId", str)
OperatorId = NewType("OperatorId", str)
"""A named operator: the network has each name once."""
CompanyId = NewType("CompanyId", str)
VoucherId = NewType("VoucherId", str)
DiscountId = NewType("DiscountId", str)
TemplateId = NewType("TemplateId", str)
RequestId = NewType("RequestId", str)
StageId = NewType("StageId", str)
SpecimenId = NewType("SpecimenId", str)
BookingId = NewType("BookingId", str)
CarrierId = NewType("CarrierId", str)
SiteId = NewType("SiteId", str)
"""A centre's or a company's id, where either will do; the two never share an id."""

MOST_MINUTES = 5_256_000
"""Ten years."""
MOST_DAYS = 3_650
MOST_HEADS = 10_000
MOST_LETTERS = 200
"""Of an id: people type it, and it stands in one line of a list."""

# The upper ends are far beyond what anybody means, and near enough for sums to fit into 64 bits.
Minutes = Annotated[int, Field(ge=0, le=MOST_MINUTES)]
Days = Annotated[int, Field(ge=0, le=MOST_DAYS)]
Price = Annotated[int, Field(ge=0, le=10**9)]
"""KRW for one of something: an hour, a sample, a kilometre."""
Krw = Annotated[int, Field(ge=0, le=10**15)]
Percent = Annotated[int, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0, le=10**9)]
Positive = Annotated[int, Field(ge=1, le=10**9)]

_NUMBER = re.compile(r"\s*[+-]?[\d.]+([eE][+-]?\d+)?\s*", re.ASCII)


def _is_number(value: object) -> bool:
    # Text first: a store has a hundred thousand moments, and all of them are text.
    if isinstance(value, str):
        return _NUMBER.fullmatch(value) is not None
    return isinstance(value, int | float)


def _day(value: object) -> object:
    # pydantic would read a number as seconds since 1970, and 20261125 is not meant so.
    if _is_number(value):
        raise PydanticCustomError("number_as_date", "must be a date, not a number")
    return value


def _moment(value: object) -> object:
    if _is_number(value):
        raise PydanticCustomError("number_as_time", "must be a date and time, not a number")
    return value


_When = TypeVar("_When", date, datetime)


def _in_years(value: _When) -> _When:
    if value.year not in YEARS:
        raise PydanticCustomError("year_out_of_range", "must lie in another year")
    return value


def _aware_in_years(value: datetime) -> datetime:
    if not in_years(value):
        raise PydanticCustomError("year_out_of_range", "must lie in another year")
    return value


Day = Annotated[date, BeforeValidator(_day), AfterValidator(_in_years)]
Instant = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_aware_in_years)]
LocalMoment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_in_years)]


class Fact(BaseModel):
    """Base of every fact: frozen, no unknown fields, no silent coercion of numbers to text."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False)

    @field_validator("id", check_fields=False)
    @classmethod
    def _name(cls, value: str) -> str:
        if not value or len(value) > MOST_LETTERS or not value.isprintable():
            raise PydanticCustomError("not_an_id", "must be an id")
        return value


class Span(Fact):
    """A half-open stretch of time ``[start, end)`` between aware instants."""

    start: Instant
    end: Instant

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.start >= self.end:
            message = f"must end after it starts (start {self.start}, end {self.end})"
            raise ValueError(message)
        return self


class ConsumableUse(Fact):
    """How many of a consumable are used up, in its unit."""

    consumable: ConsumableId
    count: Positive = 1


class Sector(StrEnum):
    """The six sectors of the i-Platform."""

    MACHINERY = "MR"
    BIO = "BI"
    MATERIALS = "MA"
    AUTOMOTIVE = "AA"
    ELECTRONICS = "EE"
    SHIPBUILDING = "SH"


class Run(StrEnum):
    """How a stage runs; see ``docs/glossary.md``."""

    ATTENDED = "attended"
    PAUSABLE = "pausable"
    UNATTENDED = "unattended"


class StageKind(StrEnum):
    """What the programme offers at a stage."""

    EQUIPMENT = "equipment"
    ANALYSIS = "analysis"
    CONSULTING = "consulting"
    TRAINING = "training"


class ClosureKind(StrEnum):
    """Closed time lets unattended runs go on; out of service does not."""

    CLOSED = "closed"
    OUT_OF_SERVICE = "out_of_service"


class LagUnit(StrEnum):
    """Unit of a time lag."""

    ELAPSED = "elapsed"
    WORKING_DAYS = "working_days"


class Moment(StrEnum):
    """Moment of a stage that a lag is measured from or to."""

    START = "start"
    RUN_END = "run_end"
    END = "end"


class CompanyClass(StrEnum):
    """Class of a company for discounts."""

    START_UP = "start_up"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    ACADEMIC = "academic"


class RequestStatus(StrEnum):
    """Life of a request.

    A quoted one is held for a while and nobody has confirmed it: nights leave it alone.
    """

    QUOTED = "quoted"
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


LIVE_REQUESTS = frozenset({RequestStatus.QUOTED, RequestStatus.OPEN})
"""Statuses whose bookings count towards the budget of the company."""


class BookingStatus(StrEnum):
    """Life of a booking. Held, planned, confirmed and running occupy capacity."""

    WISHED = "wished"
    HELD = "held"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    EXPIRED = "expired"


OCCUPYING = frozenset(
    {BookingStatus.HELD, BookingStatus.PLANNED, BookingStatus.CONFIRMED, BookingStatus.RUNNING}
)
FIXED = frozenset({BookingStatus.HELD, BookingStatus.CONFIRMED, BookingStatus.RUNNING, BookingStatus.DONE})
"""Statuses whose booking stays exactly where it is. Done occupies nothing but still counts."""


class Condition(StrEnum):
    """State of a machine."""

    GOOD = "good"
    AGEING = "ageing"
    RETIRED = "retired"


class GoodsClass(StrEnum):
    """Class of goods of a specimen; the policy lists the carriers that may take it."""

    ORDINARY = "ordinary"
    COLD = "cold"
    BULKY = "bulky"
    DANGEROUS = "dangerous"
