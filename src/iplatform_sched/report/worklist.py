"""The morning work list of a centre: what staff do on a day, in order of time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.domain.vocabulary import OCCUPYING, Run
from iplatform_sched.report.table import Table, columns, shown_where_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.report.table import Cell

WORK_COLUMNS = columns(
    time="Time",
    until="Until",
    task="Task",
    equipment="Equipment",
    units="Units",
    request="Request",
    stage="Stage",
    company="Company",
    operators="Operators",
    people="Named",
    members="Company staff",
    consumes="Uses up",
    status="Status",
)


def work_list(centre: Centre, day: date, bookings: Iterable[Booking]) -> Table:
    """Return every attended span, run in progress, arrival and departure at `centre` on local `day`."""
    zone = ZoneInfo(centre.zone)
    begin = datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
    finish = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)
    live = [booking for booking in bookings if booking.status in OCCUPYING]
    rows = [row for booking in live for row in _rows(booking, centre, begin, finish)]
    rows.sort(key=lambda row: (str(row["time"]), str(row["equipment"]), str(row["task"])))
    title = f"{centre.name_en} ({centre.name_ko}), {day:%Y-%m-%d %a}"
    return Table("work-list", title, shown_where_told(WORK_COLUMNS, rows, "people"), tuple(rows))


def _rows(booking: Booking, centre: Centre, begin: datetime, finish: datetime) -> Iterator[dict[str, Cell]]:
    zone = ZoneInfo(centre.zone)
    if booking.centre == centre.id:
        spans = [span for span in booking.attended if span.start < finish and begin < span.end]
        for span in spans:
            yield _row(
                booking, _task(booking, span.start), max(span.start, begin), min(span.end, finish), zone
            )
        if not spans and booking.start < finish and begin < booking.end:
            yield _row(booking, "runs on", max(booking.start, begin), min(booking.end, finish), zone)
    for leg in booking.legs:
        if str(leg.destination) == centre.id and begin <= leg.arrive < finish:
            yield _row(
                booking, f"receive {leg.specimen} by {leg.carrier} from {leg.origin}", leg.arrive, None, zone
            )
        if str(leg.origin) == centre.id and begin <= leg.depart < finish:
            yield _row(
                booking, f"send {leg.specimen} by {leg.carrier} to {leg.destination}", leg.depart, None, zone
            )


def _task(booking: Booking, start: datetime) -> str:
    if booking.run is not Run.UNATTENDED:
        return "work" if start == booking.start else "go on"
    return "unload" if start >= booking.unload else "load"


def _row(
    booking: Booking, task: str, start: datetime, end: datetime | None, zone: ZoneInfo
) -> dict[str, Cell]:
    return {
        "time": start.astimezone(zone).strftime("%H:%M"),
        "until": _until(end, start, zone),
        "task": task,
        "equipment": booking.equipment,
        "units": " ".join(str(unit) for unit in booking.unit_numbers),
        "request": booking.request,
        "stage": booking.stage,
        "company": booking.company,
        "operators": " ".join(f"{use.pool}:{use.count}" for use in booking.operators),
        "people": " ".join(booking.people),
        "members": len(booking.members),
        "consumes": _uses(booking) if end is not None and start == booking.start else "",
        "status": booking.status.value,
    }


def _uses(booking: Booking) -> str:
    return " ".join(f"{use.consumable}:{use.count}" for use in booking.consumes)


def _until(end: datetime | None, start: datetime, zone: ZoneInfo) -> str:
    if end is None:
        return ""
    local = end.astimezone(zone)
    if local.date() > start.astimezone(zone).date():
        return "24:00"
    return local.strftime("%H:%M")
