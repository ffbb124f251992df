"""What people did meanwhile, which importing again does not undo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from iplatform_sched.domain.calendars import Absence, Closure, Holiday, HolidayCalendar, Opening
from iplatform_sched.domain.centre import Centre, OperatorPool
from iplatform_sched.domain.equipment import Equipment
from iplatform_sched.domain.request import Request
from iplatform_sched.domain.vocabulary import LIVE_REQUESTS, BookingStatus, Fact
from iplatform_sched.store.bookings import TRANSITIONS
from iplatform_sched.store.events import EVENTS
from iplatform_sched.store.rows import (
    BOOKINGS,
    CENTRES,
    EQUIPMENT,
    HOLIDAY_CALENDARS,
    POOLS,
    REQUESTS,
    Kind,
    load_by_id,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.facts import Facts

Place = TypeVar("Place", Centre, Equipment, OperatorPool, HolidayCalendar)
Merge = Callable[[Any, Any], Any]
"""From the stored and the coming fact of one id to what is stored."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Ids of what stays as people made it, though the import says otherwise.

    Attributes
    ----------
    requests
        Quoted, withdrawn, closed, or waiting for more nights than the import knows.
    bookings
        Further in their lives than the import knows, or placed or numbered by a night.
    calendars, places, pools
        Holiday calendars, centres and machines, and pools, whose holidays, closures and openings, or
        absences were changed by hand.
    """

    requests: tuple[str, ...] = ()
    bookings: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    pools: tuple[str, ...] = ()


def keep(connection: Connection, facts: Facts) -> tuple[Facts, Kept]:
    """Return `facts` with what people did to those that the store knows, and what that is."""
    by_hand = _by_hand(connection)

    def closures(old: Place, new: Place) -> Place:
        return _with_items(old, new, "closures", lambda closure: closure, by_hand)

    def hours(old: Centre, new: Centre) -> Centre:
        return _with_items(old, closures(old, new), "openings", lambda opening: opening, by_hand)

    def absences(old: OperatorPool, new: OperatorPool) -> OperatorPool:
        def there(absence: Absence) -> Absence:
            """Return the absence without the names of who has left: of these it counts the heads alone."""
            people = tuple(name for name in absence.people if name in new.people)
            return absence.model_copy(update={"people": people})

        merged = _with_items(old, new, "absences", there, by_hand)
        coming = {*new.absences}
        own = tuple(each if each in coming else there(each) for each in merged.absences)
        return merged if own == merged.absences else merged.model_copy(update={"absences": own})

    def holidays(old: Place, new: Place) -> Place:
        return _with_items(old, new, "holidays", lambda holiday: holiday.date, by_hand)

    catalogue = facts.catalogue
    calendars, kept_calendars = _merged(connection, HOLIDAY_CALENDARS, catalogue.holiday_calendars, holidays)
    centres, kept_centres = _merged(connection, CENTRES, catalogue.centres, hours)
    equipment, kept_equipment = _merged(connection, EQUIPMENT, catalogue.equipment, closures)
    pools, kept_pools = _merged(connection, POOLS, catalogue.pools, absences)
    requests, kept_requests = _merged(connection, REQUESTS, facts.requests, _request)
    bookings, kept_bookings = _merged(connection, BOOKINGS, facts.bookings, _booking)
    update = {
        "holiday_calendars": calendars,
        "centres": centres,
        "equipment": equipment,
        "pools": pools,
    }
    merged = facts.model_copy(
        update={
            "catalogue": catalogue.model_copy(update=update),
            "requests": requests,
            "bookings": bookings,
        }
    )
    kept_places = (*kept_centres, *kept_equipment)
    return merged, Kept(kept_requests, kept_bookings, kept_calendars, kept_places, kept_pools)


def _merged(
    connection: Connection, kind: Kind[Any], listed: Sequence[Any], merge: Merge
) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """Return the coming facts of a kind as they are stored, and the ids of those that differ."""
    there = {fact.id: fact for fact in load_by_id(connection, kind, (fact.id for fact in listed))}
    merged = tuple(merge(there[fact.id], fact) if fact.id in there else fact for fact in listed)
    return merged, tuple(fact.id for fact, came in zip(merged, listed, strict=True) if fact != came)


def _request(old: Request, new: Request) -> Request:
    """Return the coming request, but as far in its life as it is, and with the nights that it waited."""
    update: dict[str, Any] = {}
    if new.status in LIVE_REQUESTS:
        update["status"] = old.status
    if (old.waited_on or date.min) > (new.waited_on or date.min):
        update |= {"nights_waited": old.nights_waited, "waited_on": old.waited_on}
    return new.model_copy(update=update)


def _booking(old: Booking, new: Booking) -> Booking:
    """Return the stored booking, whole, where its life has gone on from the status that comes.

    Also where both are planned, as the plan is the nights' business, and where it has other units alone:
    a night may have renumbered them to make room.
    """
    if old.status in _after(new.status) or old.status is new.status is BookingStatus.PLANNED:
        return old
    renumbered = new.model_copy(update={"unit_numbers": old.unit_numbers}) == old
    return old if renumbered and len(new.unit_numbers) == len(old.unit_numbers) else new


def _after(status: BookingStatus) -> set[BookingStatus]:
    """Return the statuses that a booking can reach from this one."""
    found: set[BookingStatus] = set()
    todo = [status]
    while todo:
        each = todo.pop()
        following = {target for sources, target in TRANSITIONS.values() if each in sources} - found
        found |= following
        todo += following
    return found


def _with_items(
    old: Place, new: Place, field: str, key: Callable[[Any], object], by_hand: dict[str, set[Fact]]
) -> Place:
    """Return `new` with the items of a field that were added by hand, without those removed by hand."""
    touched = {key(item) for item in by_hand[new.id] if isinstance(item, _ITEMS[field])}
    there = {key(item): item for item in getattr(old, field)}
    coming = {key(item): item for item in getattr(new, field)}
    items = [item for name, item in coming.items() if name in there or name not in touched]
    items += [item for name, item in there.items() if name in touched and name not in coming]
    if items == list(getattr(new, field)):
        return new
    return new.model_copy(update={field: tuple(sorted(items, key=_moment))})


_ITEMS: dict[str, type[Fact]] = {
    "closures": Closure,
    "holidays": Holiday,
    "openings": Opening,
    "absences": Absence,
}
"""Fields of the calendar that people change by hand, with what they hold."""


def _moment(item: Closure | Holiday | Opening | Absence) -> tuple[date, ...]:
    return (item.date,) if isinstance(item, Holiday) else (item.span.start, item.span.end)


def _by_hand(connection: Connection) -> dict[str, set[Fact]]:
    """Return the items of calendars that were ever added or taken back by hand, by calendar and place."""
    found: dict[str, set[Fact]] = defaultdict(set)
    wanted = EVENTS.c.kind.startswith("calendar.")
    for event in connection.execute(select(EVENTS).where(wanted)).mappings():
        for field, model in _ITEMS.items():
            before, after = (
                {model.model_validate(item) for item in (event[side] or {}).get(field, ())}
                for side in ("before", "after")
            )
            found[event["subject"]] |= before ^ after
    return found
