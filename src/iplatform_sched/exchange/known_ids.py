"""Ids that a folder's files give to things, by kind; what is told where a whole file of them is lacking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from iplatform_sched.errors import Issue
from iplatform_sched.exchange import tables_bookings as books
from iplatform_sched.exchange import tables_equipment as lab
from iplatform_sched.exchange import tables_network as net
from iplatform_sched.exchange.columns import Table
from iplatform_sched.exchange.folder_files import Files
from iplatform_sched.exchange.gathering import Gathered
from iplatform_sched.exchange.layout import REQUESTS, TABLES
from iplatform_sched.exchange.references import Known, named_by, unknown_in_rows, unknown_names

DEFAULT_CALENDAR = "KR"
_SOURCES: Mapping[str, tuple[Table, ...]] = {
    "centre": (net.CENTRES,),
    "company": (books.COMPANIES,),
    "site": (net.CENTRES, books.COMPANIES),
    "equipment": (lab.EQUIPMENT,),
    "capability": (lab.CAPABILITIES,),
    "pool": (net.POOLS,),
    "skill": (net.POOLS,),
    "consumable": (net.CONSUMABLES,),
    "holiday calendar": (net.HOLIDAY_CALENDARS,),
    "voucher": (books.VOUCHERS,),
    "booking": (books.BOOKINGS,),
}
"""Tables whose rows have the ids of a kind."""


def ids_of(files: Files, table: Table, column: str = "id") -> frozenset[str]:
    """Return the texts of a column of a table."""
    return frozenset(row.text(column) for row in files.of(table))


def known_ids(files: Files, got: Gathered) -> Known:
    """Return the ids of a folder by kind, those of refused facts too: one mistake is told once.

    Kinds of which a file could not be read, or none is there, are absent: whatever names them may be right.
    """
    known = {
        kind: frozenset[str]().union(*(ids_of(files, table, _column(kind)) for table in tables))
        for kind, tables in _SOURCES.items()
        if _is_there(files, tables) and not any(table.file in files.unread for table in tables)
    }
    if "holiday calendar" in known:
        known["holiday calendar"] |= {DEFAULT_CALENDAR}
    if REQUESTS not in files.unread:
        known["request"] = frozenset(document.text("id") for document in files.requests)
    if got.policy is not None:
        known["carrier"] = frozenset(carrier.id for carrier in got.policy.carriers)
    return known


def _is_there(files: Files, tables: Iterable[Table]) -> bool:
    return any(table.file in files.rows for table in tables)


def _column(kind: str) -> str:
    return "skill" if kind == "skill" else "id"


def lacking_tables(files: Files, got: Gathered) -> Iterator[Issue]:
    """Yield one issue for each table that is not there although other files name ids of it."""
    for table in {table: None for tables in _SOURCES.values() for table in tables}:
        if table.file in files.rows or table.file in files.unread:
            continue
        kinds = [
            kind for kind, tables in _SOURCES.items() if table in tables and not _is_there(files, tables)
        ]
        named = list(_named(files, got, kinds))
        if named:
            first = named[0]
            hint = f"{len(named)} places name ids of it, the first in {first.file}, line {first.row}"
            yield Issue("is not there", file=table.file, found=first.found, hint=hint, code="no-file")


def _named(files: Files, got: Gathered, kinds: Iterable[str]) -> Iterator[Issue]:
    """Yield an issue for each id of `kinds` that a file names."""
    none: Known = {
        kind: frozenset({DEFAULT_CALENDAR} if kind == "holiday calendar" else ()) for kind in kinds
    }
    for table in TABLES:
        yield from unknown_in_rows(table, files.of(table), none)
    for fact, document in got.workflows:
        yield from unknown_names(document, named_by(fact), none)
