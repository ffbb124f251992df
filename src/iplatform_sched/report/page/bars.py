"""The bars of the chart: every shown booking once, and a ghost where the plan before had it elsewhere."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from iplatform_sched.report.page.subject import LEAST, local_day
from iplatform_sched.report.page.wording import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Stage
    from iplatform_sched.report.page.places import Places
    from iplatform_sched.report.page.subject import Key, Subject
    from iplatform_sched.report.page.wording import Language

MINUTE = timedelta(minutes=1)
Columns = dict[str, list[object]]
"""A table by column: compact in the page, and one row of it is one bar."""


class Lateness(StrEnum):
    """Whether a booking ends after its request's due date, or another of its request does."""

    LATE = "late"
    BEHIND = "behind"
    IN_TIME = "in_time"
    NO_DUE = "no_due"


class Shift(StrEnum):
    """What became of a booking against the plan that it is compared with."""

    NEW = "new"
    MOVED = "moved"
    REASSIGNED = "reassigned"
    KEPT = "kept"
    FIXED = "fixed"


def days_late(subject: Subject) -> dict[str, int]:
    """Return the started days by which each shown booking of a request ends after its due date."""
    due = {request.id: request.due for request in subject.facts.requests}
    return {
        booking.id: max(0, (local_day(booking.end - LEAST) - due[booking.request]).days)
        for booking in subject.bookings
        if booking.request in due
    }


def requests_late(subject: Subject) -> dict[str, int]:
    """Return the days by which each late request ends after its due date."""
    late = days_late(subject)
    found: dict[str, int] = {}
    for booking in subject.bookings:
        if booking.request and late.get(booking.id):
            found[booking.request] = max(found.get(booking.request, 0), late[booking.id])
    return found


def shift_of(subject: Subject, booking: Booking) -> Shift:
    """Return what became of a shown booking."""
    old = subject.before.get(_key(booking))
    if old is None:
        return Shift.NEW if booking.id in subject.planned else Shift.FIXED
    if old.equipment != booking.equipment:
        return Shift.REASSIGNED
    return Shift.KEPT if (old.start, old.end) == (booking.start, booking.end) else Shift.MOVED


def dropped(subject: Subject) -> tuple[Booking, ...]:
    """Return the bookings before whose stages have none any more."""
    kept = {_key(booking) for booking in subject.bookings}
    return tuple(booking for key, booking in subject.before.items() if key not in kept)


def _key(booking: Booking) -> Key:
    return booking.request or "", booking.stage or ""


def bar_columns(subject: Subject, places: Places, language: Language) -> Columns:
    """Return one row per shown booking, in order of start."""
    late, behind = days_late(subject), requests_late(subject)
    stages: dict[Key, Stage] = {
        (request.id, stage.id): stage for request in subject.facts.requests for stage in request.stages
    }
    rows = [
        {
            "id": booking.id,
            "request": places.requests.get(booking.request or "", -1),
            "stage": _stage(booking, stages, language),
            "company": places.companies.get(booking.company or "", -1),
            **_place(subject, booking, places),
            "lead": _lead(booking, places),
            "tail": (booking.end - booking.unload) // MINUTE,
            "status": booking.status.value,
            "planned": int(booking.id in subject.planned),
            "days": late.get(booking.id, 0),
            "lateness": _lateness(booking, late, behind),
            "change": shift_of(subject, booking).value,
            "was": -1,
            "krw": booking.company_krw,
            "people": ", ".join(booking.people),
        }
        for booking in subject.bookings
    ]
    ghosts = {_key(booking): number for number, booking in enumerate(moved_from(subject))}
    for row, booking in zip(rows, subject.bookings, strict=True):
        row["was"] = ghosts.get(_key(booking), -1)
    return columns_of(rows)


def moved_from(subject: Subject) -> tuple[Booking, ...]:
    """Return the bookings before that are elsewhere or gone by now, in order of start."""
    elsewhere = {Shift.MOVED, Shift.REASSIGNED}
    keys = {_key(booking) for booking in subject.bookings if shift_of(subject, booking) in elsewhere}
    found = [*(subject.before[key] for key in keys), *dropped(subject)]
    return tuple(sorted(found, key=lambda booking: (booking.start, booking.id)))


def ghost_columns(subject: Subject, places: Places) -> Columns:
    """Return one row per booking of `moved_from`."""
    gone = {booking.id for booking in dropped(subject)}
    return columns_of(
        {
            "id": booking.id,
            "request": places.requests.get(booking.request or "", -1),
            "stage": booking.stage,
            "company": places.companies.get(booking.company or "", -1),
            **_place(subject, booking, places),
            "dropped": int(booking.id in gone),
        }
        for booking in moved_from(subject)
    )


def columns_of(rows: Iterable[Mapping[str, object]]) -> Columns:
    """Return rows by column; no rows have no columns."""
    found: Columns = {}
    for row in rows:
        for key, value in row.items():
            found.setdefault(key, []).append(value)
    return found


def _place(subject: Subject, booking: Booking, places: Places) -> dict[str, object]:
    return {
        "machine": places.machines[booking.equipment],
        "units": list(booking.unit_numbers),
        "start": subject.minute(booking.start),
        "end": subject.minute(booking.end),
    }


def _stage(booking: Booking, stages: Mapping[Key, Stage], language: Language) -> str:
    stage = stages.get(_key(booking))
    if stage is None:
        return booking.stage or ""
    return f"{stage.id} {name_of(stage, language)}"


def _lead(booking: Booking, places: Places) -> int:
    return min(places.setup.get(booking.equipment, 0), (booking.end - booking.start) // MINUTE)


def _lateness(booking: Booking, late: Mapping[str, int], behind: Mapping[str, int]) -> Lateness:
    if booking.id not in late:
        return Lateness.NO_DUE
    if late[booking.id]:
        return Lateness.LATE
    return Lateness.BEHIND if booking.request in behind else Lateness.IN_TIME
