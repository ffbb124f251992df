"""What a night does before it plans: confirm what is near, let holds expire."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.verify.plan import broken_bookings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import Centre
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId


@dataclass(frozen=True, slots=True)
class Housekeeping:
    """The outcome.

    Attributes
    ----------
    snapshot
        The facts with both changes made: what the night plans from.
    confirmed, expired
        Ids of planned bookings now confirmed, of held ones now expired.
    """

    snapshot: Snapshot
    confirmed: tuple[BookingId, ...]
    expired: tuple[BookingId, ...]


def keep_house(snapshot: Snapshot) -> Housekeeping:
    """Confirm planned bookings inside the fence and expire holds whose time has passed.

    With a booking all earlier planned ones of its request are confirmed: what it stands on must not
    move or go any more. Where the facts contradict one of these, none of them is confirmed: the
    night plans them anew.
    """
    expired = {
        booking.id
        for booking in snapshot.bookings
        if booking.status is BookingStatus.HELD
        and booking.held_until is not None
        and booking.held_until <= snapshot.now
    }
    wanted = with_earlier(snapshot.bookings, _within_fence(snapshot))
    broken = _broken_as_confirmed(snapshot, wanted, expired)
    confirmed = {key for key in wanted if not with_earlier(snapshot.bookings, {key}) & broken}
    after = settled(snapshot, confirmed, expired)
    return Housekeeping(after, tuple(sorted(confirmed)), tuple(sorted(expired)))


def with_earlier(bookings: Iterable[Booking], ids: Collection[BookingId]) -> set[BookingId]:
    """Return `ids` and every planned booking of the same requests that starts no later than one of them."""
    by_request = defaultdict(list)
    for booking in bookings:
        if booking.request is not None:
            by_request[booking.request].append(booking)
    found = set(ids)
    for group in by_request.values():
        latest = max((booking.start for booking in group if booking.id in found), default=None)
        if latest is not None:
            found |= {
                booking.id
                for booking in group
                if booking.status is BookingStatus.PLANNED and booking.start <= latest
            }
    return found


def _broken_as_confirmed(
    snapshot: Snapshot, wanted: set[BookingId], expired: set[BookingId]
) -> set[BookingId]:
    if not wanted:
        return set()
    return {finding.booking for finding in broken_bookings(settled(snapshot, wanted, expired))}


def settled(snapshot: Snapshot, confirmed: Collection[BookingId], expired: Collection[BookingId]) -> Snapshot:
    """Return the facts with planned bookings confirmed and holds expired."""
    changed = dict.fromkeys(confirmed, BookingStatus.CONFIRMED)
    changed |= dict.fromkeys(expired, BookingStatus.EXPIRED)
    bookings = tuple(
        booking.model_copy(update={"status": changed[booking.id]}) if booking.id in changed else booking
        for booking in snapshot.bookings
    )
    return snapshot.model_copy(update={"bookings": bookings})


def _within_fence(snapshot: Snapshot) -> set[BookingId]:
    centres = {centre.id: centre for centre in snapshot.catalogue.centres}
    holidays = {
        calendar.id: frozenset(holiday.date for holiday in calendar.holidays)
        for calendar in snapshot.catalogue.holiday_calendars
    }
    return {
        booking.id
        for booking in snapshot.bookings
        if booking.status is BookingStatus.PLANNED
        and booking.centre in centres
        and _is_near(snapshot, booking, centres[booking.centre], holidays)
    }


def _is_near(
    snapshot: Snapshot, booking: Booking, centre: Centre, holidays: dict[str, frozenset[date]]
) -> bool:
    fence = snapshot.policy.fence_days
    limit = centre.rules.notice_days if fence is None else fence
    zone = ZoneInfo(centre.zone)
    day = snapshot.now.astimezone(zone).date() + timedelta(days=1)
    start = booking.start.astimezone(zone).date()
    closed = holidays.get(centre.holiday_calendar, frozenset())
    between = 0
    while day < start and between <= limit:
        between += bool(centre.hours.days[day.weekday()]) and day not in closed
        day += timedelta(days=1)
    return between <= limit
