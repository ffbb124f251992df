"""Facts to rows and back: the only translator.

A field of a fact that has a column of its name goes there; the others go into the column `fact`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Table, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.calendars import HolidayCalendar
from iplatform_sched.domain.centre import Centre, OperatorPool
from iplatform_sched.domain.equipment import Capability, DiscountScheme, Equipment, Voucher
from iplatform_sched.domain.policy import Policy, TravelEntry
from iplatform_sched.domain.request import Company, Request, Template
from iplatform_sched.domain.vocabulary import Fact
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.store.tables import (
    BookingRow,
    CapabilityRow,
    CentreRow,
    CompanyRow,
    DiscountRow,
    EquipmentRow,
    HolidayCalendarRow,
    Listed,
    PolicyRow,
    PoolRow,
    RequestRow,
    Row,
    TemplateRow,
    TravelRow,
    VoucherRow,
    table_of,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

F = TypeVar("F", bound=Fact)

_MANY = 500  # ids in one statement; SQLite allows at least 999 parameters


@dataclass(frozen=True, slots=True)
class Kind(Generic[F]):
    """A kind of fact and where it is kept.

    Attributes
    ----------
    name
        What people call one of it.
    fact, row
        Its model and its table.
    links
        Columns that name a fact of another kind, with the name of that kind.
    key
        The id of a fact.
    """

    name: str
    fact: type[F]
    row: type[Row]
    links: tuple[tuple[str, str], ...] = ()
    key: Callable[[Any], str | int] = lambda fact: fact.id

    @property
    def table(self) -> Table:
        """Return the table."""
        return table_of(self.row)

    @property
    def columns(self) -> frozenset[str]:
        """Return the fields of the fact that are columns."""
        return frozenset(self.row.model_fields) & frozenset(self.fact.model_fields)


def journey_key(entry: TravelEntry) -> str:
    """Return the id of a known journey."""
    return f"{entry.origin}>{entry.destination}>{entry.carrier or '*'}"


HOLIDAY_CALENDARS = Kind("holiday calendar", HolidayCalendar, HolidayCalendarRow)
CENTRES = Kind("centre", Centre, CentreRow, (("holiday_calendar", "holiday calendar"),))
POOLS = Kind("pool", OperatorPool, PoolRow, (("centre", "centre"),))
CAPABILITIES = Kind("capability", Capability, CapabilityRow)
EQUIPMENT = Kind("equipment", Equipment, EquipmentRow, (("centre", "centre"),))
DISCOUNTS = Kind("discount", DiscountScheme, DiscountRow)
JOURNEYS = Kind("journey", TravelEntry, TravelRow, key=journey_key)
TEMPLATES = Kind("template", Template, TemplateRow)
POLICIES = Kind("policy", Policy, PolicyRow, key=lambda _policy: 1)
COMPANIES = Kind("company", Company, CompanyRow)
VOUCHERS = Kind("voucher", Voucher, VoucherRow, (("company", "company"),))
REQUESTS = Kind("request", Request, RequestRow, (("company", "company"), ("lead_centre", "centre")))
BOOKINGS = Kind(
    "booking",
    Booking,
    BookingRow,
    (("request", "request"), ("company", "company"), ("equipment", "equipment"), ("centre", "centre")),
)

CATALOGUE: tuple[tuple[str, Kind[Any]], ...] = (
    ("holiday_calendars", HOLIDAY_CALENDARS),
    ("centres", CENTRES),
    ("pools", POOLS),
    ("capabilities", CAPABILITIES),
    ("equipment", EQUIPMENT),
    ("discounts", DISCOUNTS),
    ("travel", JOURNEYS),
    ("templates", TEMPLATES),
)
"""Fields of `Catalogue` with their kinds, those that are referred to first."""


def values(kind: Kind[F], fact: F) -> dict[str, Any]:
    """Return the columns of a fact's row, without its position."""
    own = kind.columns
    row = {name: getattr(fact, name) for name in own}
    return {"id": kind.key(fact), **row, "fact": fact.model_dump(mode="json", exclude=set(own))}


def load(
    connection: Connection, kind: Kind[F], *where: ColumnElement[bool], limit: int | None = None
) -> tuple[F, ...]:
    """Return the facts of a kind that meet all conditions, in listed order, else by id."""
    table = kind.table
    order = (table.c.position, table.c.id) if issubclass(kind.row, Listed) else (table.c.id,)
    found = connection.execute(select(table).where(*where).order_by(*order).limit(limit))
    own = kind.columns
    return tuple(_fact_of(kind, row, own) for row in found.mappings())


def find(connection: Connection, kind: Kind[F], key: str | int) -> F | None:
    """Return the fact with an id, or ``None``."""
    return next(iter(load(connection, kind, kind.table.c.id == key)), None)


def keys(connection: Connection, kind: Kind[Any]) -> set[str]:
    """Return the ids of all facts of a kind."""
    return set(connection.execute(select(kind.table.c.id)).scalars())


def save(connection: Connection, kind: Kind[F], facts: Sequence[F]) -> None:
    """Write facts, replacing those with the same id; new ones of the catalogue are listed last."""
    if not facts:
        return
    rows = [values(kind, fact) for fact in facts]
    if issubclass(kind.row, Listed):
        last = connection.execute(select(func.max(kind.table.c.position))).scalar()
        first = 0 if last is None else last + 1
        rows = [{**row, "position": first + index} for index, row in enumerate(rows)]
    statement = insert(kind.table)
    changed = {
        column.name: statement.excluded[column.name]
        for column in kind.table.c
        if column.name not in {"id", "position"}
    }
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed), rows)


def remove(connection: Connection, kind: Kind[Any], ids: Iterable[str]) -> None:
    """Delete the rows with these ids."""
    for some in in_portions(ids):
        connection.execute(delete(kind.table).where(kind.table.c.id.in_(some)))


def load_by_id(connection: Connection, kind: Kind[F], ids: Iterable[str]) -> tuple[F, ...]:
    """Return the facts with these ids, those that exist."""
    return tuple(
        fact for some in in_portions(ids) for fact in load(connection, kind, kind.table.c.id.in_(some))
    )


def in_portions(ids: Iterable[str]) -> Iterable[list[str]]:
    """Yield sorted ids in portions that fit into one statement."""
    listed = sorted(set(ids))
    for first in range(0, len(listed), _MANY):
        yield listed[first : first + _MANY]


def _fact_of(kind: Kind[F], row: RowMapping, own: frozenset[str]) -> F:
    try:
        return kind.fact.model_validate({**row["fact"], **{name: row[name] for name in own}})
    except ValidationError as error:
        raise InputError(
            [
                Issue(
                    f"the store holds a wrong {kind.name} {row['id']}: {each['msg']}",
                    field=".".join(map(str, each["loc"])),
                    found=str(each["input"]),
                    hint="Another program has changed it; import it again or restore a backup",
                    code="damaged",
                )
                for each in error.errors()
            ]
        ) from error
