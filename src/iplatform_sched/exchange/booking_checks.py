"""Bookings against machines, requests and each other, as far as a file can contradict itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.equipment import Equipment
from iplatform_sched.domain.request import Request
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import OCCUPYING, BookingStatus, EquipmentId, RequestId
from iplatform_sched.errors import Issue
from iplatform_sched.exchange.csv_reading import Row
from iplatform_sched.exchange.facts_from_rows import cell_issue

_EXCLUSIVE = frozenset({BookingStatus.HELD, BookingStatus.CONFIRMED, BookingStatus.RUNNING})
"""Statuses that two bookings of one unit cannot have at one time; a planned one may still move."""


def booking_issues(
    bookings: Sequence[tuple[Booking, Row]],
    machines: Mapping[EquipmentId, Equipment],
    requests: Mapping[RequestId, Request],
) -> Iterator[Issue]:
    """Yield what is wrong with bookings that are right one by one.

    A booking that machine or request have outgrown since (fewer units, fewer ways) is no error of the file:
    the night lists it as broken. Past bookings may speak of stages and places that are no more.
    """
    for booking, row in bookings:
        yield from _times(booking, row)
        machine = machines.get(booking.equipment)
        if machine is not None and booking.centre != machine.centre and booking.status in OCCUPYING:
            hint = f"{machine.id} is at {machine.centre}"
            yield cell_issue(row, "centre", "is not the centre of the machine", "inconsistent", hint)
        request = requests.get(booking.request) if booking.request is not None else None
        if request is not None:
            yield from _purpose(booking, row, request)
    yield from _overlaps(bookings)


def _times(booking: Booking, row: Row) -> Iterator[Issue]:
    if booking.start >= booking.end:
        yield cell_issue(row, "end", "must be after start", "inconsistent")
    elif not booking.start <= booking.run_end <= booking.unload <= booking.end:
        message = "start, run_end, unload and end must follow each other"
        yield cell_issue(row, "run_end", message, "inconsistent")


def _purpose(booking: Booking, row: Row, request: Request) -> Iterator[Issue]:
    stages = [stage.id for stage in request.stages]
    if booking.company is not None and booking.company != request.company:
        hint = f"{request.id} belongs to {request.company}"
        yield cell_issue(row, "company", "is not the company of the request", "inconsistent", hint)
    if booking.stage is None:
        yield cell_issue(row, "stage", "is missing", "missing", f"Say which stage of {request.id} it serves")
    elif booking.stage not in stages and booking.status in OCCUPYING:
        hint = did_you_mean(booking.stage, stages)
        yield cell_issue(row, "stage", f"unknown stage of {request.id}", "unknown-id", hint)


def _overlaps(bookings: Sequence[tuple[Booking, Row]]) -> Iterator[Issue]:
    held: dict[tuple[EquipmentId, int], list[tuple[Booking, Row]]] = defaultdict(list)
    for booking, row in bookings:
        if booking.status in _EXCLUSIVE:
            for unit in set(booking.unit_numbers):
                held[booking.equipment, unit].append((booking, row))
    told: set[tuple[str, str]] = set()
    for (machine, unit), stays in held.items():
        stays.sort(key=lambda stay: (stay[0].start, stay[0].id))
        last = stays[0][0]
        for booking, row in stays[1:]:
            if booking.start < last.end and (last.id, booking.id) not in told:
                told.add((last.id, booking.id))
                message = f"overlaps booking {last.id} on unit {unit} of {machine}"
                yield cell_issue(row, "start", message, "overlap", "Move or cancel one of them")
            last = max(last, booking, key=lambda each: each.end)
