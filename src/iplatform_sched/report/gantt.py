"""Text Gantt charts for a terminal: days of a request, half hours of a machine's week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.domain.vocabulary import BookingStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from iplatform_sched.domain.booking import Booking

MARKS = {
    BookingStatus.PLANNED: "=",
    BookingStatus.CONFIRMED: "#",
    BookingStatus.RUNNING: "@",
    BookingStatus.HELD: "~",
    BookingStatus.DONE: "+",
}
LEGEND = "= planned  # confirmed  @ running  ~ held  + done"
SLOT = timedelta(minutes=30)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart: a label and the booking drawn on it."""

    label: str
    booking: Booking


def day_chart(bars: Sequence[Bar], zone: str) -> str:
    """Return one row per bar and one character per day, with a ruler of weeks; empty without bars."""
    if not bars:
        return ""
    tz = ZoneInfo(zone)
    days = [bar.booking.start.astimezone(tz).date() for bar in bars]
    first = min(days) - timedelta(days=min(days).weekday())
    last = max((bar.booking.end - timedelta(microseconds=1)).astimezone(tz).date() for bar in bars)
    width = (last - first).days + 1
    margin = max(len(bar.label) for bar in bars)
    ruler = "".join(f"{first + timedelta(days=d):%m-%d}".ljust(7) for d in range(0, width, 7))
    lines = [f"{'':{margin}} {ruler}".rstrip()]
    for bar in bars:
        begin = (bar.booking.start.astimezone(tz).date() - first).days
        end = ((bar.booking.end - timedelta(microseconds=1)).astimezone(tz).date() - first).days
        row = "." * begin + MARKS.get(bar.booking.status, "?") * (end - begin + 1) + "." * (width - end - 1)
        lines.append(f"{bar.label:{margin}} {row}")
    return "\n".join([*lines, LEGEND])


def week_chart(bookings: Sequence[Booking], monday: date, zone: str) -> str:
    """Return seven rows of 48 half hours for one machine; a digit tells how many units are held."""
    tz = ZoneInfo(zone)
    lines = ["            00    03    06    09    12    15    18    21"]
    for offset in range(7):
        day = monday + timedelta(days=offset)
        begin = datetime.combine(day, time(), tzinfo=tz).astimezone(UTC)
        finish = datetime.combine(day + DAY, time(), tzinfo=tz).astimezone(UTC)
        cells = []
        moment = begin
        while moment < finish:
            cells.append(_cell([b for b in bookings if b.start < moment + SLOT and moment < b.end]))
            moment += SLOT
        lines.append(f"{day:%a %m-%d}   {''.join(cells)}")
    return "\n".join([*lines, LEGEND + "  2-9 units held by several bookings"])


def _cell(holders: Sequence[Booking]) -> str:
    if not holders:
        return "."
    if len(holders) == 1:
        return MARKS.get(holders[0].status, "?")
    units = sum(len(booking.unit_numbers) for booking in holders)
    return str(min(units, 9))
