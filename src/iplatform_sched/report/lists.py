"""Tables of bookings, requests, changes and runs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.report.item_words import item_words
from iplatform_sched.report.place import names, place
from iplatform_sched.report.table import (
    Table,
    columns,
    for_people,
    for_programs,
    shown_where_told,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.changes import Change, Slot
    from iplatform_sched.domain.request import Request
    from iplatform_sched.report.table import Cell

UNSERVED = {ChangeKind.NEWLY_UNSERVED, ChangeKind.STILL_UNSERVED}
BOOKING_COLUMNS = columns(
    booking="Booking",
    request="Request",
    stage="Stage",
    company="Company",
    centre="Centre",
    equipment="Equipment",
    units="Units",
    start="Start",
    end="End",
    people="Operator",
    status="Status",
    net_krw="Net KRW",
)
REQUEST_COLUMNS = columns(
    request="Request",
    company="Company",
    title="Title",
    sector="Sector",
    lead_centre="Lead centre",
    stages="Stages",
    booked="Booked",
    done="Done",
    due="Due",
    weight="Weight",
    nights_waited="Nights waited",
    status="Status",
)
CHANGE_COLUMNS = (
    *columns(company="Company", request="Request", stage="Stage", kind="Change"),
    *for_people(was="From", becomes="To"),
    *for_programs("from_equipment", "from_start", "to_equipment", "to_start", "to_end", "centres"),
    *for_programs("from_krw", "to_krw", "from_carriers", "to_carriers"),
    *for_programs("from_people", "to_people"),
    *columns(nights_waited="Nights waited"),
    *for_programs("reason"),
)
CENTRE_COLUMNS = columns(
    centre="Centre",
    new="New",
    moved="Moved",
    updated="Updated",
    dropped="Dropped",
    confirmed="Confirmed",
    expired="Expired",
    unserved="Unserved requests",
)


def booking_row(booking: Booking) -> dict[str, Cell]:
    """Return a booking as cells of `BOOKING_COLUMNS`."""
    return {
        "booking": booking.id,
        "request": booking.request,
        "stage": booking.stage,
        "company": booking.company,
        "centre": booking.centre,
        "equipment": booking.equipment,
        "units": " ".join(str(unit) for unit in booking.unit_numbers),
        "start": booking.start,
        "end": booking.end,
        "people": " ".join(booking.people),
        "status": booking.status.value,
        "net_krw": booking.charge.net,
    }


def booking_table(title: str, bookings: Iterable[Booking]) -> Table:
    """Return bookings in order of start."""
    ordered = sorted(bookings, key=lambda booking: (booking.start, booking.equipment, booking.id))
    rows = tuple(booking_row(booking) for booking in ordered)
    return Table("bookings", title, shown_where_told(BOOKING_COLUMNS, rows, "people"), rows)


def request_table(requests: Iterable[Request], bookings: Sequence[Booking]) -> Table:
    """Return requests with the number of their stages that are booked, and of these that are done.

    `bookings` are those that count as booked.
    """
    booked = Counter(booking.request for booking in bookings)
    done = Counter(booking.request for booking in bookings if booking.status is BookingStatus.DONE)
    rows = tuple(
        {
            "request": request.id,
            "company": request.company,
            "title": request.title,
            "sector": request.sector.value,
            "lead_centre": request.lead_centre,
            "stages": len(request.stages),
            "booked": booked[request.id],
            "done": done[request.id],
            "due": request.due,
            "weight": request.weight,
            "nights_waited": request.nights_waited,
            "status": request.status.value,
        }
        for request in sorted(requests, key=lambda item: item.id)
    )
    return Table("requests", "Requests", REQUEST_COLUMNS, rows)


def change_table(changes: Iterable[Change]) -> Table:
    """Return the change list of a night in its own order: by company, request, kind."""
    return Table("changes", "Changes", CHANGE_COLUMNS, tuple(_change_row(change) for change in changes))


def _change_row(change: Change) -> dict[str, Cell]:
    before, after = change.before, change.after
    words = _terms if change.kind is ChangeKind.UPDATED else place
    return {
        "company": change.company,
        "request": change.request,
        "stage": change.stage,
        "kind": change.kind.value,
        "was": words(before),
        "becomes": words(after),
        "from_equipment": _equipment(before),
        "from_start": before.start if before else None,
        "to_equipment": _equipment(after),
        "to_start": after.start if after else None,
        "to_end": after.end if after else None,
        "centres": " ".join(change.centres),
        "from_krw": before.krw if before else None,
        "to_krw": after.krw if after else None,
        "from_carriers": " ".join(before.carriers) if before else None,
        "to_carriers": " ".join(after.carriers) if after else None,
        "from_people": names(before),
        "to_people": names(after),
        "nights_waited": change.nights_waited,
        "reason": change.reason,
    }


def _equipment(slot: Slot | None) -> str | None:
    return slot.equipment if slot else None


def _terms(slot: Slot | None) -> str | None:
    return ", ".join((f"{slot.krw:,} KRW", *slot.carriers, *slot.people)) if slot else None


def centre_table(changes: Iterable[Change]) -> Table:
    """Return how many changes of each kind concern each centre; all unserved requests count as one kind."""
    counts: dict[str, Counter[str]] = {}
    for change in changes:
        kind = "unserved" if change.kind in UNSERVED else change.kind.value
        for centre in change.centres:
            counts.setdefault(centre, Counter())[kind] += 1
    kinds = [column.key for column in CENTRE_COLUMNS[1:]]
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"centre": centre, **{kind: counts[centre][kind] for kind in kinds}} for centre in sorted(counts)
    )
    return Table("centres", "Changes by centre", CENTRE_COLUMNS, rows)


def key_value_table(name: str, title: str, values: dict[str, Cell]) -> Table:
    """Return one row per key: programs read the key, people words for it."""
    rows = tuple({"item": key, "words": item_words(key), "value": value} for key, value in values.items())
    keyed = (*for_programs("item"), *for_people(words="Item"), *columns(value="Value"))
    return Table(name, title, keyed, rows, pairs=True)
