"""Plans, bookings, snapshots and changes as files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from iplatform_sched.domain.booking import Booking, Plan
from iplatform_sched.domain.changes import Change
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.exchange.booking_files import read_bookings_csv, write_bookings_csv
from iplatform_sched.exchange.envelopes import (
    json_schema,
    read_envelope,
    read_json,
    schema_name,
    write_envelope,
)

__all__ = [
    "json_schema",
    "read_bookings",
    "read_plan_json",
    "read_snapshot_json",
    "write_bookings_csv",
    "write_bookings_json",
    "write_changes_json",
    "write_plan_json",
    "write_snapshot_json",
]


def write_plan_json(plan: Plan, path: Path) -> None:
    """Write a plan; :func:`read_plan_json` returns the same."""
    write_envelope("plan", plan, path)


def read_plan_json(path: Path) -> Plan:
    """Return an exported plan, or raise ``InputError`` with everything that is wrong with the file."""
    plan: Plan = read_envelope("plan", path)
    return plan


def write_snapshot_json(snapshot: Snapshot, path: Path) -> None:
    """Write all facts at a moment; :func:`read_snapshot_json` returns the same."""
    write_envelope("snapshot", snapshot, path)


def read_snapshot_json(path: Path) -> Snapshot:
    """Return an exported snapshot, or raise ``InputError`` with everything that is wrong with the file."""
    snapshot: Snapshot = read_envelope("snapshot", path)
    return snapshot


def write_changes_json(changes: Iterable[Change], path: Path) -> None:
    """Write what a night changes."""
    write_envelope("changes", tuple(changes), path)


def write_bookings_json(bookings: Iterable[Booking], path: Path) -> None:
    """Write bookings in the given order."""
    write_envelope("bookings", tuple(bookings), path)


def read_bookings(path: Path) -> tuple[tuple[Booking, ...], datetime | None]:
    """Return the bookings of an exported plan or list, CSV or JSON, and when it was made where it says so."""
    if path.suffix.lower() == ".csv":
        return read_bookings_csv(path), None
    if read_json(path).get("schema") == schema_name("bookings"):
        bookings: tuple[Booking, ...] = read_envelope("bookings", path)
        return bookings, None
    plan = read_plan_json(path)
    return plan.bookings, plan.made_at
