"""Quotes: all bookings of a request held for a while, all or none, then confirmed, released or lapsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.request import Request
from iplatform_sched.domain.run import Fingerprint, differences
from iplatform_sched.domain.vocabulary import BookingStatus, RequestId, RequestStatus
from iplatform_sched.errors import ConflictError
from iplatform_sched.store.bookings import BookingAction, change_all, hold_all
from iplatform_sched.store.closing import settle_quoted
from iplatform_sched.store.database import Store, writing
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.facts import current_fingerprint
from iplatform_sched.store.rows import BOOKINGS, REQUESTS, find, load, load_by_id, remove, save

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from iplatform_sched.domain.run import Act


@dataclass(frozen=True, slots=True)
class Offer:
    """What a company is offered.

    Attributes
    ----------
    is_new
        Whether the store does not have the request yet.
    bookings
        With status held, all until the same moment.
    renumbered
        Bookings of others with the unit numbers that make room, nothing else of them changed.
    made_from
        Fingerprint of the facts that the offer was made from.
    """

    request: Request
    is_new: bool
    bookings: tuple[Booking, ...]
    renumbered: tuple[Booking, ...]
    made_from: Fingerprint


def hold_quote(store: Store, offer: Offer, act: Act) -> None:
    """Hold all bookings of an offer, or none; holds whose time has passed go first.

    A new request is kept as quoted, one that was withdrawn is quoted again, an open one stays open.

    Raises
    ------
    ConflictError
        Somebody has one of the places by now, or the facts have changed since the offer was made.
    InputError
        A booking is not held, or names something unknown.
    """
    with writing(store) as connection:
        changed = differences(
            offer.made_from, current_fingerprint(connection, offer.made_from.requests.keys())
        )
        if changed:
            raise ConflictError(
                f"the facts changed while {offer.request.id} was quoted: {', '.join(changed)}; quote it again"
            )
        _lapse(connection, act)
        _keep_request(connection, offer, act)
        _renumber(connection, offer.renumbered, act)
        hold_all(connection, offer.bookings, act)


def _keep_request(connection: Connection, offer: Offer, act: Act) -> None:
    old = find(connection, REQUESTS, offer.request.id)
    if offer.is_new and old is not None:
        raise ConflictError(f"request {old.id} is in the store by now")
    if not offer.is_new and old is None:
        raise ConflictError(f"request {offer.request.id} is not in the store any more")
    if old is not None and old.status is RequestStatus.OPEN:
        return
    if old is not None and old.status is RequestStatus.CLOSED:
        raise ConflictError(f"request {old.id} is closed by now")
    new = offer.request.model_copy(update={"status": RequestStatus.QUOTED})
    save(connection, REQUESTS, (new,))
    record(connection, [entry(act, "request.quoted", new.id, before=old, after=new)])


def _renumber(connection: Connection, bookings: Sequence[Booking], act: Act) -> None:
    """Give bookings other unit numbers; all go first, so that none stands in another's way."""
    old = {each.id: each for each in load_by_id(connection, BOOKINGS, (each.id for each in bookings))}
    remove(connection, BOOKINGS, old)
    new = [
        old[each.id].model_copy(update={"unit_numbers": each.unit_numbers})
        for each in bookings
        if each.id in old
    ]
    save(connection, BOOKINGS, new)
    record(
        connection,
        [entry(act, "booking.renumbered", each.id, before=old[each.id], after=each) for each in new],
    )


def held_bookings(connection: Connection, request: RequestId) -> tuple[Booking, ...]:
    """Return what is held for a request."""
    columns = BOOKINGS.table.c
    return load(connection, BOOKINGS, columns.request == request, columns.status == BookingStatus.HELD)


def extend_quote(store: Store, request: RequestId, until: datetime, act: Act) -> tuple[Booking, ...]:
    """Hold what is held for a request until a later moment.

    Raises
    ------
    ConflictError
        Nothing is held for it, its time has passed, or it is held longer already.
    """
    with writing(store) as connection:
        held = _still_held(connection, request, act)
        late = [each for each in held if each.held_until is not None and each.held_until >= until]
        if late:
            raise ConflictError(f"{request} is held until {until.isoformat()} or longer already")
        longer = tuple(each.model_copy(update={"held_until": until}) for each in held)
        save(connection, BOOKINGS, longer)
        record(
            connection,
            [
                entry(act, "booking.extended", old.id, before=old, after=new)
                for old, new in zip(held, longer, strict=True)
            ],
        )
    return longer


def release_quote(store: Store, request: RequestId, act: Act) -> tuple[Booking, ...]:
    """Let go what is held for a request; a quoted one is withdrawn by this.

    Raises
    ------
    ConflictError
        Nothing is held for it.
    """
    with writing(store) as connection:
        held = held_bookings(connection, request)
        if not held:
            raise ConflictError(f"nothing is held for {request}")
        released = change_all(connection, held, BookingAction.RELEASE, act)
        settle_quoted(connection, released, act)
    return released


def confirm_quote(
    store: Store, request: RequestId, prices: Sequence[Booking], checked: Fingerprint, act: Act
) -> tuple[Booking, ...]:
    """Confirm all that is held for a request, or nothing; it is open afterwards.

    Parameters
    ----------
    prices
        The held bookings, with the charges that they are confirmed at.
    checked
        Fingerprint of the facts by which they were found to keep every rule.

    Raises
    ------
    ConflictError
        The facts have changed since they were checked, or the hold's time has passed.
    """
    with writing(store) as connection:
        changed = differences(checked, current_fingerprint(connection, checked.requests.keys()))
        if changed:
            raise ConflictError(
                f"the facts changed while {request} was checked: {', '.join(changed)}; confirm it again"
            )
        held = _still_held(connection, request, act)
        wanted = {each.id: each for each in prices}
        repriced = [
            (old, old.model_copy(update={name: getattr(wanted[old.id], name) for name in _PRICES}))
            for old in held
        ]
        repriced = [(old, new) for old, new in repriced if old != new]
        save(connection, BOOKINGS, [new for _, new in repriced])
        record(
            connection,
            [entry(act, "booking.repriced", old.id, before=old, after=new) for old, new in repriced],
        )
        confirmed = change_all(connection, held_bookings(connection, request), BookingAction.CONFIRM, act)
        settle_quoted(connection, confirmed, act)
    return confirmed


_PRICES = ("charge", "legs", "policy_version")


def _still_held(connection: Connection, request: RequestId, act: Act) -> tuple[Booking, ...]:
    held = held_bookings(connection, request)
    if not held:
        raise ConflictError(f"nothing is held for {request}")
    over = [each for each in held if each.held_until is not None and each.held_until <= act.at]
    if over:
        raise ConflictError(f"what was held for {request} is so no longer: its time has passed")
    return held


def _lapse(connection: Connection, act: Act) -> None:
    """Let holds expire whose time has passed; requests that were only quoted are withdrawn with them."""
    columns = BOOKINGS.table.c
    over = load(connection, BOOKINGS, columns.status == BookingStatus.HELD, columns.held_until <= act.at)
    settle_quoted(connection, change_all(connection, over, BookingAction.EXPIRE, act), act)
