"""Bookings as CSV apart from a folder: one table of bookings, one of their journeys beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.atomic import write_bytes
from iplatform_sched.exchange.cells import csv_bytes
from iplatform_sched.exchange.columns import Table, row_of
from iplatform_sched.exchange.csv_reading import Row, parse_csv
from iplatform_sched.exchange.facts_from_rows import cell_issue
from iplatform_sched.exchange.folder_files import Files
from iplatform_sched.exchange.gathering import gather
from iplatform_sched.exchange.references import duplicate_rows
from iplatform_sched.exchange.tables_bookings import BOOKINGS, LEGS
from iplatform_sched.exchange.text_files import read_text


def legs_file(path: Path) -> Path:
    """Return where the journeys to the bookings of a file are."""
    return path.with_name(f"{path.stem}_legs{path.suffix}")


def write_bookings_csv(bookings: Iterable[Booking], path: Path) -> None:
    """Write bookings in the given order, with the columns of ``bookings.csv``; their journeys beside it."""
    listed = tuple(bookings)
    journeys = (row_of(LEGS, leg, {"booking": booking.id}) for booking in listed for leg in booking.legs)
    write_bytes(legs_file(path), csv_bytes([LEGS.header, *journeys]))
    write_bytes(path, csv_bytes([BOOKINGS.header, *(row_of(BOOKINGS, booking) for booking in listed)]))


def read_bookings_csv(path: Path) -> tuple[Booking, ...]:
    """Return the bookings of a file with their journeys, if there is a file of these.

    Raises
    ------
    InputError
        With everything that is wrong with either file.
    """
    issues: list[Issue] = []
    rows = {BOOKINGS.file: _rows(path, BOOKINGS, issues)}
    if legs_file(path).exists():
        rows[LEGS.file] = _rows(legs_file(path), LEGS, issues)
    got = gather(Files(rows=rows, issues=issues))
    issues += duplicate_rows(BOOKINGS, rows[BOOKINGS.file])
    issues += _homeless(rows.get(LEGS.file, []), {row.text("id") for row in rows[BOOKINGS.file]})
    if issues:
        raise InputError(issues)
    return tuple(booking for booking, _ in got.bookings)


def _rows(path: Path, table: Table, issues: list[Issue]) -> list[Row]:
    return parse_csv(read_text(path), replace(table, file=str(path)), issues)


def _homeless(legs: Iterable[Row], bookings: set[str]) -> Iterator[Issue]:
    for row in legs:
        if row.text("booking") not in bookings:
            hint = did_you_mean(row.text("booking"), bookings)
            yield cell_issue(row, "booking", "unknown booking", "unknown-id", hint)
