"""Capabilities, equipment, tariffs, discounts and vouchers."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from iplatform_sched.domain.calendars import Closure, RecurringClosure, WeeklyHours
from iplatform_sched.domain.vocabulary import (
    MOST_HEADS,
    CapabilityId,
    CentreId,
    CompanyClass,
    CompanyId,
    Condition,
    ConsumableUse,
    Count,
    Day,
    DiscountId,
    EquipmentId,
    Fact,
    Krw,
    Minutes,
    Percent,
    Positive,
    Price,
    Sector,
    VoucherId,
)


class Capability(Fact):
    """Something that equipment can do and a stage can need."""

    id: CapabilityId
    name_ko: str
    name_en: str
    sectors: tuple[Sector, ...] = ()


class Specification(Fact):
    """Range of a quantity that a machine reaches, in `unit`."""

    name: str
    low: float
    high: float
    unit: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Specification:
        if self.low > self.high:
            message = f"low {self.low} is above high {self.high}"
            raise ValueError(message)
        return self


class OperatorNeed(Fact):
    """Operators of a skill, from the pool of the centre that has it."""

    skill: str
    count: Positive = 1


class CapabilityOffer(Fact):
    """A capability that a machine offers.

    Attributes
    ----------
    speed_percent
        100 is nominal; the run takes ``work * 100 / speed_percent`` minutes, rounded up.
    operators
        Needed in the attended parts of operated use.
    consumes, consumes_per_sample
        What a booking uses up of its centre's consumables, once and for each sample of the stage.
    """

    capability: CapabilityId
    specifications: tuple[Specification, ...] = ()
    speed_percent: Positive = 100
    operators: tuple[OperatorNeed, ...] = ()
    consumes: tuple[ConsumableUse, ...] = ()
    consumes_per_sample: tuple[ConsumableUse, ...] = ()


class Changeover(Fact):
    """Minutes between the end of work of family `before` and the start of work of family `after`."""

    before: str
    after: str
    minutes: Minutes


class UsePolicy(StrEnum):
    """Who may run a machine."""

    OPERATED_ONLY = "operated_only"
    SELF_USE_ALLOWED = "self_use_allowed"


class TariffForm(Fact):
    """Price list of a machine; see ``docs/glossary.md`` for the order of the steps.

    Attributes
    ----------
    tier_hours
        Hours of one booking at `per_hour`; later ones cost `per_hour_after`.
    operator_per_hour
        Added for attended hours of operated use.
    materials_per_sample
        Never discounted.
    """

    per_hour: Price = 0
    tier_hours: Positive | None = None
    per_hour_after: Price = 0
    operator_per_hour: Price = 0
    per_day: Price = 0
    per_sample: Price = 0
    per_case: Price = 0
    setup_fee: Price = 0
    materials_per_sample: Price = 0
    after_hours_percent: Count = 0
    express_percent: Count = 0


class Equipment(Fact):
    """A machine, or a group of identical channels or shelves (`units`).

    Attributes
    ----------
    nfec_class
        Code of the national standard classification, such as ``EQ00020004``.
    changeovers
        Minutes between families of work; families not named need none. Obeys the triangle
        inequality. A machine with changeovers has one unit.
    family_at_start
        Family that it is set up for before its first booking.
    hours
        Own opening hours inside the centre's; ``None`` takes the centre's.
    """

    id: EquipmentId
    centre: CentreId
    name_ko: str
    name_en: str
    nfec_class: str = ""
    offers: tuple[CapabilityOffer, ...] = Field(min_length=1)
    setup_minutes: Minutes = 0
    teardown_minutes: Minutes = 0
    units: int = Field(default=1, ge=1, le=MOST_HEADS)
    changeovers: tuple[Changeover, ...] = ()
    family_at_start: str | None = None
    hours: WeeklyHours | None = None
    closures: tuple[Closure, ...] = ()
    recurring_closures: tuple[RecurringClosure, ...] = ()
    tariff: TariffForm = TariffForm()
    use: UsePolicy = UsePolicy.OPERATED_ONLY
    year_acquired: int = Field(default=2015, ge=1950, le=2100)
    service_life_years: Positive = 10
    condition: Condition = Condition.GOOD


class DiscountScheme(Fact):
    """Discount for classes of companies, at all centres or some.

    The stackable schemes that apply are taken one after the other in listed order; each other one
    stands alone; a booking gets whichever leaves the lowest fee.
    """

    id: DiscountId
    name: str
    rate_percent: Percent
    classes: tuple[CompanyClass, ...] = Field(min_length=1)
    centres: tuple[CentreId, ...] = ()
    stackable: bool = False


class Voucher(Fact):
    """A voucher of a company.

    Attributes
    ----------
    spent_krw
        Used before the bookings that the store knows.
    expires
        Last local date (Asia/Seoul) on which a booking that it pays may end.
    """

    id: VoucherId
    company: CompanyId
    scheme: str
    rate_percent: Percent
    cap_krw: Krw
    spent_krw: Krw = 0
    issued: Day
    expires: Day
