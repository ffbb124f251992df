"""The tables.

A field of a fact is either a column of its own or part of the column `fact`, never both, so the two
cannot contradict each other. Columns are what one searches by and what a program may change:
status, times, machine and units. The constraints that no declaration can express are triggers, see
revision 0002.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Dialect, Index, MetaData, String, Table
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from iplatform_sched.errors import InputError, Issue


class Instant(TypeDecorator[datetime]):
    """An aware instant as UTC text of fixed width, so that text order is time order."""

    impl = String
    cache_ok = True
    timespec = "microseconds"

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Return the text of an instant."""
        if value is None:
            return None
        moment = value.astimezone(UTC).replace(tzinfo=None)
        return moment.isoformat(timespec=self.timespec) + "Z"

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Return the instant of a text."""
        return None if value is None else datetime.fromisoformat(value).astimezone(UTC)


class Second(Instant):
    """An instant of whole seconds, ``2026-11-23T11:00:00Z``: the only spelling that bookings accept."""

    cache_ok = True
    timespec = "seconds"

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the text of an instant; refuse one that would have to be rounded."""
        if value is not None and value.microsecond:
            raise InputError(
                Issue("a booking's times are whole seconds", found=value.isoformat(), code="part-of-second")
            )
        return super().process_bind_param(value, dialect)


class Row(SQLModel):
    """What all tables share."""

    metadata = MetaData()


class Listed(Row):
    """A row of the catalogue: `position` keeps the order in which the facts were listed."""

    id: str = Field(primary_key=True)
    position: int
    fact: dict[str, Any] = Field(sa_type=JSON)


class HolidayCalendarRow(Listed, table=True):
    """A holiday calendar."""

    __tablename__ = "holiday_calendar"


class CapabilityRow(Listed, table=True):
    """A capability."""

    __tablename__ = "capability"


class DiscountRow(Listed, table=True):
    """A discount scheme."""

    __tablename__ = "discount"


class TemplateRow(Listed, table=True):
    """A workflow template."""

    __tablename__ = "template"


class TravelRow(Listed, table=True):
    """A known journey; its id is made of both ends and the carrier."""

    __tablename__ = "travel_entry"
    origin: str
    destination: str
    carrier: str | None


class CentreRow(Listed, table=True):
    """A centre."""

    __tablename__ = "centre"
    holiday_calendar: str = Field(foreign_key="holiday_calendar.id")


class PoolRow(Listed, table=True):
    """An operator pool."""

    __tablename__ = "operator_pool"
    centre: str = Field(foreign_key="centre.id")


class EquipmentRow(Listed, table=True):
    """A machine."""

    __tablename__ = "equipment"
    centre: str = Field(foreign_key="centre.id", index=True)
    units: int


class PolicyRow(Row, table=True):
    """The policy; one row, whose id is 1."""

    __tablename__ = "policy"
    id: int = Field(primary_key=True)
    version: str
    fact: dict[str, Any] = Field(sa_type=JSON)


class CompanyRow(Row, table=True):
    """A company."""

    __tablename__ = "company"
    id: str = Field(primary_key=True)
    fact: dict[str, Any] = Field(sa_type=JSON)


class VoucherRow(Row, table=True):
    """A voucher."""

    __tablename__ = "voucher"
    id: str = Field(primary_key=True)
    company: str = Field(foreign_key="company.id", index=True)
    fact: dict[str, Any] = Field(sa_type=JSON)


class RequestRow(Row, table=True):
    """A request."""

    __tablename__ = "request"
    id: str = Field(primary_key=True)
    company: str = Field(foreign_key="company.id", index=True)
    lead_centre: str = Field(foreign_key="centre.id")
    status: str = Field(index=True)
    due: date
    nights_waited: int
    fact: dict[str, Any] = Field(sa_type=JSON)


class BookingRow(Row, table=True):
    """A booking; `unit_numbers` is a JSON array, which the triggers of revision 0002 read."""

    __tablename__ = "booking"
    __table_args__ = (
        Index("ix_booking_equipment_start", "equipment", "start"),
        {"sqlite_with_rowid": False},
    )
    id: str = Field(primary_key=True)
    request: str | None = Field(foreign_key="request.id", index=True)
    stage: str | None
    company: str | None = Field(foreign_key="company.id")
    equipment: str = Field(foreign_key="equipment.id")
    centre: str = Field(foreign_key="centre.id")
    unit_numbers: list[int] = Field(sa_type=JSON)
    start: datetime = Field(sa_type=Second)
    run_end: datetime = Field(sa_type=Second)
    unload: datetime = Field(sa_type=Second)
    end: datetime = Field(sa_type=Second)
    status: str = Field(index=True)
    held_until: datetime | None = Field(sa_type=Second)
    fact: dict[str, Any] = Field(sa_type=JSON)


class RunRow(Row, table=True):
    """A run of the planner; its plan stands apart, so that lists of runs stay light."""

    __tablename__ = "run"
    id: str = Field(primary_key=True)
    started: datetime = Field(sa_type=Instant, index=True)
    status: str
    published_at: datetime | None = Field(sa_type=Instant)
    plan: dict[str, Any] | None = Field(sa_type=JSON)
    fact: dict[str, Any] = Field(sa_type=JSON)


class ScenarioRow(Row, table=True):
    """A scenario that is kept."""

    __tablename__ = "scenario"
    id: str = Field(primary_key=True)
    fact: dict[str, Any] = Field(sa_type=JSON)


class EventRow(Row, table=True):
    """An entry of the audit trail; triggers forbid to change or delete one."""

    __tablename__ = "event"
    __table_args__ = {"sqlite_autoincrement": True}
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)
    actor: str
    kind: str
    subject: str
    booking: str = Field(index=True)
    request: str = Field(index=True)
    run: str = Field(index=True)
    reason: str
    before: dict[str, Any] | None = Field(sa_type=JSON(none_as_null=True))
    after: dict[str, Any] | None = Field(sa_type=JSON(none_as_null=True))


def table_of(row: type[Row]) -> Table:
    """Return the table that `row` declares."""
    return Row.metadata.tables[str(row.__tablename__)]
