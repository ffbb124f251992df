"""What a night does before it plans: confirm what is near, let go what nobody confirmed in time."""

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
    from datetime import datetime

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
        Ids of planned bookings now confirmed, of held and planned ones now expired.
    """

    snapshot: Snapshot
    confirmed: tuple[BookingId, ...]
    expired: tuple[BookingId, ...]


def keep_house(snapshot: Snapshot, spare: Collection[BookingId] = ()) -> Housekeeping:
    """Confirm planned bookings inside the fence; let holds expire, and planned bookings never confirmed.

    A planned booking whose start has come was confirmed by no night and by nobody: nobody knows of it, so
    it has not taken place. It expires and its stage is planned anew.

    With a booking all earlier planned ones of its request are confirmed: what it stands on must not
    move or go any more. Where one of these has expired or the facts contradict it, none of them is
    confirmed: the night plans them anew.

    Parameters
    ----------
    spare
        Planned bookings that stay planned even inside the fence, with those of their requests after them.
    """
    expired = {booking.id for booking in snapshot.bookings if _is_over(booking, snapshot.now)}
    fence = _near(snapshot, snapshot.bookings, snapshot.policy.fence_days)
    wanted = with_earlier(snapshot.bookings, fence - expired)
    unsound = expired | set(spare) | _broken_as_confirmed(snapshot, wanted - expired, expired)
    confirmed = {key for key in wanted if not with_earlier(snapshot.bookings, {key}) & unsound}
    after = settled(snapshot, confirmed, expired)
    return Housekeeping(after, tuple(sorted(confirmed)), tuple(sorted(expired)))


def _is_over(booking: Booking, now: datetime) -> bool:
    if booking.status is BookingStatus.HELD:
        return booking.held_until is not None and booking.held_until <= now
    return booking.status is BookingStatus.PLANNED and booking.start <= now


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
    """Return the facts with bookings confirmed and expired."""
    changed = dict.fromkeys(confirmed, BookingStatus.CONFIRMED)
    changed |= dict.fromkeys(expired, BookingStatus.EXPIRED)
    bookings = tuple(
        booking.model_copy(update={"status": changed[booking.id]}) if booking.id in changed else booking
        for booking in snapshot.bookings
    )
    return snapshot.model_copy(update={"bookings": bookings})


def at_once(snapshot: Snapshot, planned: Iterable[Booking]) -> tuple[BookingId, ...]:
    """Return the ids of newly planned bookings that no later night can confirm before they start.

    No working day of the centre lies between the night and these; with each go the earlier ones of its
    request.
    """
    planned = tuple(planned)
    return tuple(sorted(with_earlier(planned, _near(snapshot, planned, 0))))


def _near(snapshot: Snapshot, bookings: Iterable[Booking], fence: int | None) -> set[BookingId]:
    """Return the planned bookings within `fence` working days; ``None`` takes the centre's notice."""
    centres = {centre.id: centre for centre in snapshot.catalogue.centres}
    holidays = {
        calendar.id: frozenset(holiday.date for holiday in calendar.holidays)
        for calendar in snapshot.catalogue.holiday_calendars
    }
    found = set()
    for booking in bookings:
        if booking.status is BookingStatus.PLANNED and booking.centre in centres:
            centre = centres[booking.centre]
            limit = centre.rules.notice_days if fence is None else fence
            closed = holidays.get(centre.holiday_calendar, frozenset())
            if _is_near(snapshot.now, booking, centre, closed, limit):
                found.add(booking.id)
    return found


def _is_near(now: datetime, booking: Booking, centre: Centre, closed: frozenset[date], limit: int) -> bool:
    """Return whether at most `limit` whole working days lie between now and the start's date."""
    zone = ZoneInfo(centre.zone)
    day = now.astimezone(zone).date() + timedelta(days=1)
    start = booking.start.astimezone(zone).date()
    between = 0
    while day < start and between <= limit:
        between += bool(centre.hours.days[day.weekday()]) and day not in closed
        day += timedelta(days=1)
    return between <= limit
