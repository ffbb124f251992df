"""Requests and bookings that fare differently in a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.report.place import names, place
from iplatform_sched.report.table import Table, columns, for_people, for_programs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.changes import Slot
    from iplatform_sched.planning.whatif.compare_bookings import BookingChange
    from iplatform_sched.planning.whatif.compare_requests import RequestChange
    from iplatform_sched.planning.whatif.measuring import Fate
    from iplatform_sched.report.table import Cell
    from iplatform_sched.report.whatif_words import Compared

REQUEST_COLUMNS = columns(
    scenario="Scenario",
    request="Request",
    company="Company",
    sector="Sector",
    kinds="What differs",
    service_baseline="Before",
    service="Now",
    end_baseline="Ended",
    end="Ends",
    late_days_baseline="Days late before",
    late_days="Days late",
    krw_baseline="KRW before",
    krw="KRW",
    reason="Reason",
)
BOOKING_COLUMNS = (
    *columns(
        scenario="Scenario",
        kind="What differs",
        booking="Booking",
        request="Request",
        stage="Stage",
        company="Company",
    ),
    *for_people(was="Baseline", becomes="Scenario"),
    *for_programs("from_equipment", "from_start", "from_end", "from_krw", "from_people"),
    *for_programs("to_equipment", "to_start", "to_end", "to_krw", "to_people"),
    *columns(reason="Reason"),
)


def request_difference_table(found: Sequence[Compared]) -> Table:
    """Return the requests that fare differently."""
    rows = tuple(
        _request_row(each.name, change)
        for each in found
        if each.comparison is not None
        for change in each.comparison.requests
    )
    return Table("request-differences", "Requests that fare differently", REQUEST_COLUMNS, rows)


def _request_row(scenario: str, change: RequestChange) -> dict[str, Cell]:
    request = (change.after or change.before).request  # type: ignore[union-attr] # one of them is there
    return {
        "scenario": scenario,
        "request": request.id,
        "company": request.company,
        "sector": request.sector.value,
        "kinds": ", ".join(kind.replace("_", " ") for kind in change.kinds),
        **_fate(change.before, "_baseline"),
        **_fate(change.after, ""),
        "reason": change.after.reason if change.after else "",
    }


def _fate(fate: Fate | None, ending: str) -> dict[str, Cell]:
    values: dict[str, Cell] = (
        {"service": None, "end": None, "late_days": None, "krw": None}
        if fate is None
        else {"service": fate.served, "end": fate.end, "late_days": fate.late_days, "krw": fate.krw}
    )
    return {name + ending: value for name, value in values.items()}


def booking_difference_table(found: Sequence[Compared]) -> Table:
    """Return the bookings that have another place or operator, or none."""
    rows = tuple(
        _booking_row(each.name, change)
        for each in found
        if each.comparison is not None
        for change in each.comparison.bookings
    )
    return Table("booking-differences", "Bookings that have another place", BOOKING_COLUMNS, rows)


def _booking_row(scenario: str, change: BookingChange) -> dict[str, Cell]:
    return {
        "scenario": scenario,
        "kind": change.kind,
        "booking": change.booking,
        "request": change.request,
        "stage": change.stage,
        "company": change.company,
        "was": place(change.before),
        "becomes": place(change.after),
        **_slot(change.before, "from"),
        **_slot(change.after, "to"),
        "reason": change.reason,
    }


def _slot(slot: Slot | None, side: str) -> dict[str, Cell]:
    return {
        f"{side}_equipment": None if slot is None else slot.equipment,
        f"{side}_start": None if slot is None else slot.start,
        f"{side}_end": None if slot is None else slot.end,
        f"{side}_krw": None if slot is None else slot.krw,
        f"{side}_people": names(slot),
    }
