"""The policy: prices, horizons, carriers and objective of a run."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, field_validator

from iplatform_sched.domain.vocabulary import (
    CarrierId,
    Count,
    Fact,
    GoodsClass,
    Krw,
    Minutes,
    Percent,
    Positive,
    SiteId,
)

DAY_MINUTES = 1440


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
    base_krw: Krw = 0
    krw_per_km: Krw = 0


class Travel(Fact):
    """Road travel where no matrix entry says otherwise.

    ``km = great circle * circuity_percent / 100``; ``minutes = km / km_per_hour * 60 +
    handling_minutes``, both rounded up; each island end that differs adds `island_minutes`.
    """

    circuity_percent: Positive = 126
    km_per_hour: Positive = 80
    handling_minutes: Minutes = 24
    island_minutes: Minutes = 1440
    staff_base_krw: Krw = 10_000
    staff_krw_per_km: Krw = 150


class TravelEntry(Fact):
    """A known journey, one direction; overrides the formula."""

    origin: SiteId
    destination: SiteId
    carrier: CarrierId | None = None
    minutes: Minutes
    krw: Krw


class Disruption(Fact):
    """Prices of moving a planned booking; a lost one pays the most that a move could cost."""

    moved_krw: Krw = 100_000
    per_day_krw: Krw = 20_000
    other_equipment_krw: Krw = 50_000
    other_centre_krw: Krw = 150_000


class ObjectiveWeights(Fact):
    """Multiplier of each objective term; the names are those of ``docs/glossary.md``."""

    unserved: Count = 1
    tardiness: Count = 1
    fees: Count = 1
    overtime: Count = 1
    transport: Count = 1
    staff_travel: Count = 1
    disruption: Count = 1
    preference: Count = 1
    fairness: Count = 0
    finish: Count = 0
    makespan: Count = 0


class Policy(Fact):
    """Prices and rules of the network.

    Attributes
    ----------
    unserved_krw, tardiness_krw_per_day
        For a request of weight 100.
    night_growth_percent
        The weight grows by so many percent of itself per night waited.
    fence_days
        Planned bookings that start within so many working days are confirmed by a night;
        ``None`` takes the centre's notice.
    levels
        Lexicographic levels of term names; empty for the weighted sum.
    """

    version: str = "1"
    zone: str = "Asia/Seoul"
    tick_minutes: int = Field(default=30, ge=5, le=60)
    start_weeks: Positive = 13
    calendar_weeks: Positive = 40
    unserved_krw: Krw = 60_000_000
    tardiness_krw_per_day: Krw = 200_000
    preference_krw: Krw = 30_000
    night_growth_percent: Percent = 10
    fence_days: Count | None = None
    overtime_hours_per_week: Count = 12
    expected_runtime_minutes: Minutes = 30
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
