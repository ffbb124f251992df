"""Centres, their operator pools and their house rules."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from iplatform_sched.domain.calendars import (
    Absence,
    Closure,
    DailyHours,
    Opening,
    RecurringClosure,
    WeeklyHours,
)
from iplatform_sched.domain.vocabulary import (
    MOST_HEADS,
    CentreId,
    ConsumableId,
    Count,
    Day,
    Days,
    EquipmentId,
    Fact,
    OperatorId,
    PoolId,
    Positive,
    Price,
    Sector,
)


class QuotaUnit(StrEnum):
    """What a quota counts."""

    HOURS = "hours"
    BOOKINGS = "bookings"


class QuotaPeriod(StrEnum):
    """Period of a quota: ISO week or calendar month, local dates, by a booking's start."""

    WEEK = "week"
    MONTH = "month"


class QuotaRule(Fact):
    """At most `limit` hours or bookings of one company per period at the centre or one machine of it.

    Hours are those of the whole booking, from start to end, in minutes.
    For an unattended booking the planned shortest hold (no waiting, no lunch) counts.
    """

    unit: QuotaUnit
    period: QuotaPeriod
    limit: Positive
    equipment: EquipmentId | None = None


class NoShowRule(Fact):
    """After `strikes` no-shows at the centre a company may not book there for `ban_days` days.

    The ban runs from the start of the booking that completed the number of strikes.
    """

    strikes: Positive
    ban_days: Annotated[Days, Field(ge=1)]


class HouseRules(Fact):
    """Rules that a centre sets for bookings.

    Attributes
    ----------
    notice_days
        Whole working days of the centre strictly between the day of ``now`` and the start day.
    express_notice_days
        Shorter notice at which a booking is accepted at the express surcharge; ``None`` for none.
    booking_horizon_days
        A booking starts at most so many calendar days after the day of ``now``.
    latest_start
        Latest wall-clock time of day at which a booking may start.
    after_hours_trained_only
        After-hours use needs a qualification of the company for the machine.
    """

    notice_days: Days = 0
    express_notice_days: Days | None = None
    booking_horizon_days: Annotated[Days, Field(ge=1)] | None = None
    latest_start: time | None = None
    after_hours_trained_only: bool = True
    quotas: tuple[QuotaRule, ...] = ()
    no_show: NoShowRule | None = None


class SectorRole(StrEnum):
    """A centre leads a sector or takes part in it."""

    LEAD = "lead"
    PARTICIPANT = "participant"


class SectorMembership(Fact):
    """A centre's part in a sector."""

    sector: Sector
    role: SectorRole = SectorRole.PARTICIPANT


class OperatorPool(Fact):
    """Operators of one skill at a centre: a number, and the names of some of them where the centre tells.

    Attributes
    ----------
    hours
        Regular shift; ``None`` takes the centre's opening hours. The centre's lunch and
        holidays apply.
    overtime
        Hours outside the shift in which operators can be asked to work, at most 12 h per head and
        ISO week.
    absences
        Times in which some of them are away; those of one moment add up, and more than all is all.
    people
        Named operators, at most all of them: whom a request can ask for, and ask to stay with it.
    """

    id: PoolId
    centre: CentreId
    skill: str
    headcount: int = Field(ge=1, le=MOST_HEADS)
    hours: WeeklyHours | None = None
    overtime: WeeklyHours | None = None
    overtime_krw_per_hour: Price = 0
    absences: tuple[Absence, ...] = ()
    people: tuple[OperatorId, ...] = ()

    @field_validator("people")
    @classmethod
    def _names(cls, people: tuple[OperatorId, ...]) -> tuple[OperatorId, ...]:
        for name in people:
            cls._name(name)
        return people

    @model_validator(mode="after")
    def _people(self) -> OperatorPool:
        if len(set(self.people)) < len(self.people):
            message = "names an operator twice"
            raise ValueError(message)
        if len(self.people) > self.headcount:
            message = f"names {len(self.people)} operators; the headcount is {self.headcount}"
            raise ValueError(message)
        return self


class Consumable(Fact):
    """Something that bookings at a centre use up: electrolyte, sample holders, a bottle of gas.

    Attributes
    ----------
    on_hand
        How many there were at the beginning of the local date `counted`. What bookings that start then or
        later use up is taken off.
    unit
        What one of it is, for people, such as ``100 ml``.
    """

    id: ConsumableId
    name: str
    on_hand: Count
    counted: Day
    unit: str = ""


class Centre(Fact):
    """A centre of the network.

    Attributes
    ----------
    after_hours
        Hours outside `hours` in which the centre can be used by arrangement.
    openings
        Hours added once to `hours`, holidays or not; closures and lunch still apply.
    lunch
        Break on every open day in which attended work and operators pause.
    island
        Roads do not reach it: travel takes a day more.
    """

    id: CentreId
    name_ko: str
    name_en: str
    city: str
    region: str
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    island: bool = False
    sectors: tuple[SectorMembership, ...]
    zone: str = "Asia/Seoul"
    holiday_calendar: str = "KR"
    hours: WeeklyHours
    after_hours: WeeklyHours | None = None
    lunch: DailyHours | None = None
    closures: tuple[Closure, ...] = ()
    recurring_closures: tuple[RecurringClosure, ...] = ()
    openings: tuple[Opening, ...] = ()
    consumables: tuple[Consumable, ...] = ()
    rules: HouseRules = HouseRules()
