"""Plans, bookings, snapshots and changes as files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from iplatform_sched.domain.booking import Booking, Plan
from iplatform_sched.domain.changes import Change
from iplatform_sched.domain.snapshot import Snapshot
from iplatform_sched.exchange.atomic import write_bytes
from iplatform_sched.exchange.cells import csv_bytes
from iplatform_sched.exchange.columns import row_of
from iplatform_sched.exchange.envelopes import json_schema, read_envelope, write_envelope
from iplatform_sched.exchange.tables_bookings import BOOKINGS

__all__ = [
    "json_schema",
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


def write_bookings_csv(bookings: Iterable[Booking], path: Path) -> None:
    """Write bookings in the given order, with the columns of ``bookings.csv``."""
    write_bytes(path, csv_bytes([BOOKINGS.header, *(row_of(BOOKINGS, booking) for booking in bookings)]))
