"""The policy: prices, horizons, carriers and objective of a run."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from iplatform_sched.domain.vocabulary import (
    CarrierId,
    Days,
    Fact,
    GoodsClass,
    Minutes,
    Percent,
    Price,
    SiteId,
)

DAY_MINUTES = 1440
MOST_WEIGHT = 1_000_000
"""Where a weight ends to grow: ten thousand times the normal one; prices fit into 64 bits."""
Weight = Annotated[int, Field(ge=0, le=1_000)]


class CarrierMode(StrEnum):
    """How a carrier takes time."""

    DRIVE = "drive"
    PARCEL = "parcel"


class CarrierForm(Fact):
    """A means of transport; price ``base_krw + krw_per_km * km``, rounded down."""

    id: CarrierId
    name_ko: str
    name_en: str
    mode: CarrierMode
    goods: tuple[GoodsClass, ...]
    base_krw: Price = 0
    krw_per_km: Price = 0


class Travel(Fact):
    """Road travel where no matrix entry says otherwise.

    ``km = great circle * circuity_percent / 100``; ``minutes = km / km_per_hour * 60 +
    handling_minutes``, both rounded up; each island end that differs adds `island_minutes`.
    """

    circuity_percent: int = Field(default=126, ge=100, le=1_000)
    km_per_hour: int = Field(default=80, ge=1, le=1_000)
    handling_minutes: Minutes = 24
    island_minutes: Minutes = 1440
    staff_base_krw: Price = 10_000
    staff_krw_per_km: Price = 150


class TravelEntry(Fact):
    """A known journey, one direction; overrides the formula."""

    origin: SiteId
    destination: SiteId
    carrier: CarrierId | None = None
    minutes: Minutes
    krw: Price


class Disruption(Fact):
    """Prices of moving a planned booking; a lost one pays the most that a move could cost."""

    moved_krw: Price = 100_000
    per_day_krw: Price = 20_000
    other_equipment_krw: Price = 50_000
    other_centre_krw: Price = 150_000


class ObjectiveWeights(Fact):
    """Multiplier of each objective term; the names are those of ``docs/glossary.md``.

    The last four are not in KRW: theirs is the price of a day or a tick.
    """

    unserved: Weight = 1
    tardiness: Weight = 1
    fees: Weight = 1
    overtime: Weight = 1
    transport: Weight = 1
    staff_travel: Weight = 1
    disruption: Weight = 1
    preference: Weight = 1
    fairness: Price = 0
    finish: Price = 0
    makespan: Price = 0
    span: Price = 0


class Policy(Fact):
    """Prices and rules of the network.

    Attributes
    ----------
    unserved_krw, tardiness_krw_per_day
        For a request of weight 100.
    night_growth_percent
        The weight grows by so many percent of itself per night waited, up to `MOST_WEIGHT`.
    fence_days
        Planned bookings that start within so many working days are confirmed by a night;
        ``None`` takes the centre's notice.
    levels
        Lexicographic levels of term names; empty for the weighted sum.
    """

    version: str = "1"
    zone: str = "Asia/Seoul"
    tick_minutes: int = Field(default=30, ge=5, le=60)
    start_weeks: int = Field(default=13, ge=1, le=104)
    calendar_weeks: int = Field(default=40, ge=1, le=208, validate_default=True)
    unserved_krw: int = Field(default=60_000_000, ge=0, le=10**11)
    tardiness_krw_per_day: Price = 200_000
    preference_krw: Price = 30_000
    night_growth_percent: Percent = 10
    fence_days: Days | None = None
    overtime_hours_per_week: int = Field(default=12, ge=0, le=168)
    expected_runtime_minutes: int = Field(default=30, ge=0, le=DAY_MINUTES)
    disruption: Disruption = Disruption()
    weights: ObjectiveWeights = ObjectiveWeights()
    levels: tuple[tuple[str, ...], ...] = ()
    carriers: tuple[CarrierForm, ...] = ()
    travel: Travel = Travel()

    @field_validator("tick_minutes")
    @classmethod
    def _divides_a_day(cls, tick_minutes: int) -> int:
        if DAY_MINUTES % tick_minutes:
            message = f"must divide a day of {DAY_MINUTES} minutes"
            raise ValueError(message)
        return tick_minutes

    @field_validator("calendar_weeks")
    @classmethod
    def _beyond_the_starts(cls, calendar_weeks: int, info: ValidationInfo) -> int:
        if calendar_weeks < info.data.get("start_weeks", 0):
            message = f"must be at least start_weeks, {info.data['start_weeks']}"
            raise ValueError(message)
        return calendar_weeks
