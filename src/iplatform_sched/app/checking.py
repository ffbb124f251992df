"""Verify a stored or exported plan from the facts alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.app.night import take_snapshot
from iplatform_sched.app.views import find_run
from iplatform_sched.domain.vocabulary import FIXED, OCCUPYING, BookingStatus
from iplatform_sched.errors import NotFoundError
from iplatform_sched.report.table import Table, columns
from iplatform_sched.store.database import open_store
from iplatform_sched.verify.plan import broken_bookings, verify_plan

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot

SETTLED = ("status", "unit_numbers")
"""What changes when a planned booking is confirmed."""
COLUMNS = columns(kind="Kind", rule="Rule", subject="Bookings", message="What is wrong")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found.

    Attributes
    ----------
    broken
        Whether a planned booking breaks a rule. A confirmed booking that the facts contradict is
        listed, but is no fault of the plan.
    """

    table: Table
    summary: str
    broken: bool


def check_stored(store: Path, file: Path | None, run: str | None, now: datetime) -> Findings:
    """Check the planned bookings of the store, of a run or of an exported file.

    A run's plan is judged at the moment that it was made for, a file that has no moment at that of `run`
    or, without one, of the last published night. What was confirmed of a plan since then is
    among the facts by now.
    """
    database = open_store(store)
    if file is not None:
        bookings, made = _exported(store, file, run, now)
    elif run is not None:
        bookings, made = _planned_by(store, run)
    else:
        snapshot = take_snapshot(database, now)
        bookings = tuple(b for b in snapshot.bookings if b.status is BookingStatus.PLANNED)
        made = _made_at(store, now)
    snapshot = take_snapshot(database, made)
    return check_bookings(snapshot, still_planned(snapshot, bookings))


Judged = tuple[tuple["Booking", ...], "datetime"]
"""Bookings, and the moment that they were made for."""


def _exported(store: Path, file: Path, run: str | None, now: datetime) -> Judged:
    """Return what occupies anything in a file; one that does not tell its moment has that of the run."""
    from iplatform_sched.exchange.plan_files import read_bookings

    bookings, made = read_bookings(file)
    if made is None:
        made = _made_at(store, now) if run is None else find_run(store, run).now
    return tuple(booking for booking in bookings if booking.status in OCCUPYING), made


def _planned_by(store: Path, run: str) -> Judged:
    found = find_run(store, run)
    if found.plan is None:
        raise NotFoundError(f"run {run} has no plan")
    return found.plan.bookings, found.now


def still_planned(snapshot: Snapshot, bookings: tuple[Booking, ...]) -> tuple[Booking, ...]:
    """Return those of a plan's `bookings` that are not by now among the facts, confirmed as planned."""
    fixed = {booking.id: booking for booking in snapshot.bookings if booking.status in FIXED}
    return tuple(
        booking
        for booking in bookings
        if booking.id not in fixed
        or booking != fixed[booking.id].model_copy(update={name: getattr(booking, name) for name in SETTLED})
    )


def _made_at(store: Path, now: datetime) -> datetime:
    """Return the moment of the last published night: notice is judged from then."""
    from iplatform_sched.domain.run import RunStatus
    from iplatform_sched.store.runs import list_runs

    published = list_runs(open_store(store), status=RunStatus.PUBLISHED, limit=1)
    return published[0].now if published else now


def check_bookings(snapshot: Snapshot, bookings: tuple[Booking, ...]) -> Findings:
    """Judge planned `bookings` as they were priced, and list fixed ones that the facts contradict."""
    violations = verify_plan(snapshot, bookings, stored=True)
    broken = broken_bookings(snapshot)
    rows = [
        {"kind": "violation", "rule": v.rule, "subject": " ".join(v.bookings), "message": v.message}
        for v in violations
    ]
    rows += [
        {"kind": "broken booking", "rule": "facts", "subject": b.booking, "message": b.reason} for b in broken
    ]
    checked = f"{len(bookings)} planned bookings checked: {len(violations)} violations"
    words = f"{checked}; {len(broken)} fixed bookings contradict the facts"
    return Findings(Table("check", "Findings", COLUMNS, tuple(rows)), words, bool(violations))
