"""All facts at once: the snapshot of a night, the export, the import."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.run import Act, Event, Fingerprint, fingerprint_of
from iplatform_sched.domain.snapshot import Catalogue, Snapshot
from iplatform_sched.domain.vocabulary import FIXED, OCCUPYING, BookingStatus, Fact, RequestId, RequestStatus
from iplatform_sched.errors import InputError
from iplatform_sched.store.database import Store, reading, writing
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.import_checks import import_issues, listed_kinds
from iplatform_sched.store.keeping import Kept, keep
from iplatform_sched.store.rows import (
    BOOKINGS,
    CATALOGUE,
    COMPANIES,
    POLICIES,
    REQUESTS,
    VOUCHERS,
    Kind,
    find,
    load,
    load_by_id,
    remove,
    save,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import ColumnElement, Connection

    from iplatform_sched.domain.booking import Booking

# A quota's month can have begun 31 days before now, a day more covers every time zone.
_QUOTA_DAYS = 32
_REPLACED = ".replaced"


def load_facts(store: Store) -> Facts:
    """Return everything that the store holds, history included, for an export."""
    with reading(store) as connection:
        return Facts(
            policy=find(connection, POLICIES, 1),
            catalogue=load_catalogue(connection),
            companies=load(connection, COMPANIES),
            vouchers=load(connection, VOUCHERS),
            requests=load(connection, REQUESTS),
            bookings=load(connection, BOOKINGS),
        )


def load_snapshot(store: Store, now: datetime, plan_from: datetime) -> Snapshot:
    """Return what a plan made at `now` needs to know, as of one moment of the store.

    Bookings: all that occupy capacity; all no-shows; all of open requests, whatever became of them (a new
    one must not take their ids); and of the others that are done those that still count, which were paid
    by a voucher, used something up, ended within a month (quotas) or were the last on a machine and left
    it set up for a family. Requests: open ones, and those with fixed bookings among these. Holds whose
    time has passed are among the bookings until someone expires them.
    """
    with reading(store) as connection:
        return _snapshot(connection, now, plan_from)


def fingerprint(store: Store) -> Fingerprint:
    """Return the fingerprint of the store as it is.

    For a plan take ``fingerprint_of(snapshot)`` of the snapshot that it was made from: a separate look
    at the store may see a change that the snapshot has not.
    """
    with reading(store) as connection:
        return current_fingerprint(connection)


def current_fingerprint(connection: Connection, wanted: Iterable[RequestId] | None = None) -> Fingerprint:
    """Return the fingerprint inside a transaction, with the requests `wanted` or all open ones."""
    table = BOOKINGS.table
    bookings = load(connection, BOOKINGS, table.c.status.in_(sorted(OCCUPYING)))
    requests = _requests(connection, bookings) if wanted is None else load_by_id(connection, REQUESTS, wanted)
    moment = datetime.fromisoformat("2000-01-01T00:00:00+00:00")  # a fingerprint knows no moment
    return fingerprint_of(
        Snapshot(
            now=moment, plan_from=moment, requests=requests, bookings=bookings, **_circumstances(connection)
        )
    )


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did beside adding.

    Attributes
    ----------
    replaced
        How many requests and bookings it changed, by the name of their kind.
    """

    kept: Kept
    replaced: Counter[str]


def import_facts(store: Store, facts: Facts, act: Act, *, overwrite: bool = False) -> Imported:
    """Write all facts or none; one whose id is known replaces the old one.

    What people did to it meanwhile stays, see :func:`keep`; but not where told to `overwrite`.

    Raises
    ------
    InputError
        With every issue: an id twice, an id that nothing has, a unit that the machine has not, bookings
        that overlap each other or those in the store.
    """
    with writing(store) as connection:
        facts, kept = (facts, Kept()) if overwrite else keep(connection, facts)
        issues = import_issues(connection, facts)
        if issues:
            raise InputError(issues)
        events = _replacements(connection, facts, act)
        _write(connection, facts)
        counts = Counter({kind.name: len(listed) for kind, listed in listed_kinds(facts) if listed})
        record(
            connection, [*events, entry(act, "store.imported", "store", after=dict(sorted(counts.items())))]
        )
    return Imported(kept, Counter(event.kind.removesuffix(_REPLACED) for event in events))


def _write(connection: Connection, facts: Facts) -> None:
    if facts.policy is not None:
        save(connection, POLICIES, (facts.policy,))
    for kind, listed in listed_kinds(facts):
        if kind is BOOKINGS:
            # Bookings may have changed places: none may stand in the way of another.
            remove(connection, kind, (booking.id for booking in listed))
        save(connection, kind, listed)


def load_catalogue(connection: Connection) -> Catalogue:
    """Return the catalogue, in listed order."""
    return Catalogue(**{field: load(connection, kind) for field, kind in CATALOGUE})


def _snapshot(connection: Connection, now: datetime, plan_from: datetime) -> Snapshot:
    bookings = load(connection, BOOKINGS, _counts(now))
    return Snapshot(
        now=now,
        plan_from=plan_from,
        bookings=bookings,
        requests=_requests(connection, bookings),
        **_circumstances(connection),
    )


def _circumstances(connection: Connection) -> dict[str, Any]:
    return {
        "policy": find(connection, POLICIES, 1) or Policy(),
        "catalogue": load_catalogue(connection),
        "companies": load(connection, COMPANIES),
        "vouchers": load(connection, VOUCHERS),
    }


def _requests(connection: Connection, bookings: Iterable[Booking]) -> tuple[Any, ...]:
    table = REQUESTS.table
    is_open = load(connection, REQUESTS, table.c.status == RequestStatus.OPEN)
    known = {request.id for request in is_open}
    fixed = {booking.request for booking in bookings if booking.request and booking.status in FIXED}
    rest = load_by_id(connection, REQUESTS, fixed - known)
    return tuple(sorted((*is_open, *rest), key=lambda request: request.id))


def _counts(now: datetime) -> ColumnElement[bool]:
    table = BOOKINGS.table
    later = table.alias()
    last_of_family = and_(
        table.c.fact["family"].as_string().is_not(None),
        ~select(later.c.id)
        .where(
            later.c.equipment == table.c.equipment,
            later.c.status == BookingStatus.DONE,
            later.c.end > table.c.end,
        )
        .exists(),
    )
    open_requests = select(REQUESTS.table.c.id).where(REQUESTS.table.c.status == RequestStatus.OPEN)
    return or_(
        table.c.status.in_([*sorted(OCCUPYING), BookingStatus.NO_SHOW]),
        table.c.request.in_(open_requests),
        and_(
            table.c.status == BookingStatus.DONE,
            or_(
                table.c.fact["charge"]["voucher"].as_string().is_not(None),
                table.c.fact["consumes"][0]["consumable"].as_string().is_not(None),
                table.c.end > now - timedelta(days=_QUOTA_DAYS),
                last_of_family,
            ),
        ),
    )


def _replacements(connection: Connection, facts: Facts, act: Act) -> list[Event]:
    """Return entries for requests and bookings that the import changes."""
    lists: tuple[tuple[Kind[Any], tuple[Fact, ...]], ...] = (
        (REQUESTS, facts.requests),
        (BOOKINGS, facts.bookings),
    )
    return [
        entry(act, f"{kind.name}{_REPLACED}", old.id, before=old, after=new)
        for kind, listed in lists
        for old, new in _pairs(connection, kind, listed)
        if new != old
    ]


def _pairs(connection: Connection, kind: Kind[Any], listed: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    coming = {fact.id: fact for fact in listed}
    for old in load_by_id(connection, kind, coming):
        yield old, coming[old.id]
