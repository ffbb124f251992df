"""Changes to the network: calendars, machines, people, prices and rules."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from iplatform_sched.domain.calendars import OperatorsAway
from iplatform_sched.domain.equipment import DiscountScheme
from iplatform_sched.domain.policy import TravelEntry
from iplatform_sched.domain.vocabulary import (
    MOST_HEADS,
    CapabilityId,
    CentreId,
    ClosureKind,
    Day,
    DiscountId,
    EquipmentId,
    Fact,
    Instant,
    PoolId,
)

Fields = dict[str, Any]
"""New values by dotted field, as JSON knows them: ``{"rules.notice_days": 0}``."""
Share = Annotated[int, Field(ge=0, le=10_000)]
"""Percent of what is there now; 100 changes nothing."""


def one_of(fact: Fact, *names: str) -> None:
    """Raise ``ValueError`` unless exactly one of these fields is given."""
    if sum(getattr(fact, name) is not None for name in names) != 1:
        message = f"names one of {', '.join(names)}"
        raise ValueError(message)


class Period(Fact):
    """A half-open stretch of time ``[from, to)``."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        if self.start >= self.end:
            message = f"must end after it starts (from {self.start}, to {self.end})"
            raise ValueError(message)
        return self


class Close(Period):
    """A centre or a machine is closed or out of service for a while.

    Attributes
    ----------
    place
        Id of a centre or of a machine.
    """

    change: Literal["close"] = "close"
    place: str
    kind: ClosureKind = ClosureKind.CLOSED
    reason: str = ""


class Open(Period):
    """A centre or a machine is open for a while.

    One-off closures in the period are cut. A centre that has none then is opened once beside its weekly
    hours: an open Saturday, a working holiday.
    """

    change: Literal["open"] = "open"
    place: str
    reason: str = ""


class Absent(Period, OperatorsAway):
    """Operators of a pool are away for a while, `people` of them named; as many by default."""

    change: Literal["absent"] = "absent"
    pool: PoolId
    reason: str = ""


class DeclareHoliday(Fact):
    """A date becomes a temporary holiday of a calendar, or a working day again."""

    change: Literal["holiday"] = "holiday"
    date: Day
    calendar: str = "KR"
    name: str = "temporary holiday"
    remove: bool = False


class AddEquipment(Fact):
    """A new machine.

    Attributes
    ----------
    like
        Machine whose facts it takes, closures left out; without it `fields` are the whole fact.
    centre
        Where it stands; that of `like` by default.
    """

    change: Literal["add_equipment"] = "add_equipment"
    id: EquipmentId
    like: EquipmentId | None = None
    centre: CentreId | None = None
    fields: Fields = Field(default_factory=dict)


class RemoveEquipment(Fact):
    """A machine is retired: nothing new is planned on it."""

    change: Literal["remove_equipment"] = "remove_equipment"
    equipment: EquipmentId


class MoveEquipment(Fact):
    """A machine stands at another centre."""

    change: Literal["move_equipment"] = "move_equipment"
    equipment: EquipmentId
    centre: CentreId


class ChangeOperators(Fact):
    """Other numbers of operators, in one pool or in the pools of a centre.

    Attributes
    ----------
    skill
        Only the pools of this skill, where a centre is named.
    headcount
        New number in each pool.
    percent
        Of the present number, rounded up, so that at least one stays.
    """

    change: Literal["operators"] = "operators"
    pool: PoolId | None = None
    centre: CentreId | None = None
    skill: str | None = None
    headcount: int | None = Field(default=None, ge=1, le=MOST_HEADS)
    percent: Share | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _complete(self) -> ChangeOperators:
        one_of(self, "pool", "centre")
        one_of(self, "headcount", "percent")
        if self.skill is not None and self.centre is None:
            message = "a skill goes with a centre"
            raise ValueError(message)
        return self


class ChangeTariff(Fact):
    """Other prices of one machine, of the machines of a centre or of those with a capability.

    Attributes
    ----------
    fields
        New values by field of the tariff.
    percent
        Of every present price, rounded down; surcharges are percentages and stay.
    """

    change: Literal["tariff"] = "tariff"
    equipment: EquipmentId | None = None
    centre: CentreId | None = None
    capability: CapabilityId | None = None
    fields: Fields = Field(default_factory=dict)
    percent: Share | None = None

    @model_validator(mode="after")
    def _complete(self) -> ChangeTariff:
        one_of(self, "equipment", "centre", "capability")
        if bool(self.fields) == (self.percent is not None):
            message = "has either fields or a percent"
            raise ValueError(message)
        return self


class ChangeDiscount(Fact):
    """A scheme of discounts is added, replaced (the same id) or removed."""

    change: Literal["discount"] = "discount"
    scheme: DiscountScheme | None = None
    remove: DiscountId | None = None

    @model_validator(mode="after")
    def _complete(self) -> ChangeDiscount:
        one_of(self, "scheme", "remove")
        return self


class ChangeTravel(Fact):
    """Journeys take other times or prices.

    Attributes
    ----------
    entry
        A known journey that is added or replaced.
    minutes_percent, krw_percent
        Of the times and prices of every road, carrier, known journey and trip of staff.
    """

    change: Literal["travel"] = "travel"
    entry: TravelEntry | None = None
    minutes_percent: int | None = Field(default=None, ge=1, le=10_000)
    krw_percent: Share | None = None

    @model_validator(mode="after")
    def _complete(self) -> ChangeTravel:
        if self.entry is None and self.minutes_percent is None and self.krw_percent is None:
            message = "has an entry, a minutes_percent or a krw_percent"
            raise ValueError(message)
        return self


class ChangePolicy(Fact):
    """Other prices and rules of the network."""

    change: Literal["policy"] = "policy"
    fields: Fields = Field(min_length=1)
