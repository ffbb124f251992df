"""What an import would break in the store, all of it at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from iplatform_sched.domain.name_flaws import NameFlaw, name_flaws
from iplatform_sched.domain.vocabulary import OCCUPYING
from iplatform_sched.errors import Issue
from iplatform_sched.store.rows import (
    BOOKINGS,
    CATALOGUE,
    COMPANIES,
    EQUIPMENT,
    POOLS,
    REQUESTS,
    VOUCHERS,
    Kind,
    keys,
    load,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from sqlalchemy import Connection

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.facts import Facts


def listed_kinds(facts: Facts) -> tuple[tuple[Kind[Any], tuple[Any, ...]], ...]:
    """Return every list of `facts` with its kind, those that are referred to first."""
    return (
        *((kind, getattr(facts.catalogue, field)) for field, kind in CATALOGUE),
        (COMPANIES, facts.companies),
        (VOUCHERS, facts.vouchers),
        (REQUESTS, facts.requests),
        (BOOKINGS, facts.bookings),
    )


def import_issues(connection: Connection, facts: Facts) -> list[Issue]:
    """Return everything that is wrong with `facts` seen together with the store."""
    issues = [*_doubles(facts), *_dangling(connection, facts), *_names(connection, facts)]
    machines = {each.id: each for each in load(connection, EQUIPMENT)}
    machines |= {each.id: each for each in facts.catalogue.equipment}
    for booking in facts.bookings:
        issues += booking_issues(booking, machines.get(booking.equipment))
    coming = {booking.id for booking in facts.bookings}
    there = load(connection, BOOKINGS, BOOKINGS.table.c.status.in_(sorted(OCCUPYING)))
    together = (*(booking for booking in there if booking.id not in coming), *facts.bookings)
    return [*issues, *overlaps(together, coming)]


def booking_issues(booking: Booking, machine: Equipment | None) -> Iterator[Issue]:
    """Yield what the database would refuse in one booking; `machine` is its equipment if known."""
    moments = (booking.start, booking.run_end, booking.unload, booking.end)
    if list(moments) != sorted(moments) or booking.start >= booking.end:
        yield Issue(
            "start, run_end, unload and end must be in this order",
            field="bookings.start",
            found=" / ".join(moment.isoformat() for moment in moments),
            code="times",
            subject=f"booking {booking.id}",
        )
    if any(moment.microsecond for moment in moments):
        yield Issue(
            "times must be whole seconds",
            field="bookings.start",
            found=" / ".join(moment.isoformat() for moment in moments),
            code="part-of-second",
            subject=f"booking {booking.id}",
        )
    if machine is None:
        return
    if machine.centre != booking.centre:
        yield Issue(
            f"{machine.id} stands at centre {machine.centre}",
            field="bookings.centre",
            found=booking.centre,
            code="other-centre",
            subject=f"booking {booking.id}",
        )
    if max(booking.unit_numbers) > machine.units or len(set(booking.unit_numbers)) < len(
        booking.unit_numbers
    ):
        yield Issue(
            f"units must be different numbers from 1 to {machine.units}",
            field="bookings.unit_numbers",
            found=",".join(map(str, booking.unit_numbers)),
            code="units",
            subject=f"booking {booking.id}",
        )


def overlaps(bookings: Iterable[Booking], coming: Container[str] = ()) -> Iterator[Issue]:
    """Yield an issue for each occupying booking that starts on a unit before an earlier one ends.

    Parameters
    ----------
    coming
        Ids of the bookings that are new: an issue is about one of these, if it can be.
    """
    held: dict[tuple[str, int], list[Booking]] = defaultdict(list)
    for booking in bookings:
        if booking.status in OCCUPYING:
            for unit in set(booking.unit_numbers):
                held[booking.equipment, unit].append(booking)
    for (equipment, unit), listed in sorted(held.items()):
        listed.sort(key=lambda booking: (booking.start, booking.end, booking.id))
        last = listed[0]
        for booking in listed[1:]:
            if booking.start < last.end:
                known, new = (last, booking) if booking.id in coming else (booking, last)
                yield Issue(
                    f"overlaps with booking {known.id} on {equipment}, unit {unit}",
                    field="bookings.start",
                    found=f"{booking.start.isoformat()} before {last.end.isoformat()}",
                    hint="Move or cancel one of them",
                    code="overlap",
                    subject=f"booking {new.id}",
                )
            last = max(last, booking, key=lambda each: each.end)


def _doubles(facts: Facts) -> Iterator[Issue]:
    for kind, listed in listed_kinds(facts):
        for key, count in Counter(kind.key(fact) for fact in listed).items():
            if count > 1:
                yield Issue(
                    f"is there {count} times",
                    field="id",
                    code="duplicate-id",
                    subject=f"{kind.name} {key}",
                )


def _names(connection: Connection, facts: Facts) -> Iterator[Issue]:
    pools = {pool.id: pool for pool in (*load(connection, POOLS), *facts.catalogue.pools)}
    coming = {pool.id for pool in facts.catalogue.pools}
    for flaw in name_flaws(sorted(pools.values(), key=lambda pool: pool.id in coming)):
        hint = _take_back(flaw) if flaw.code == "overlap" else flaw.hint
        message, subject = flaw.message.removeprefix(f"{flaw.pool.id} "), f"pool {flaw.pool.id}"
        yield Issue(message, field="people", found=flaw.name, hint=hint, code=flaw.code, subject=subject)


def _take_back(flaw: NameFlaw) -> str:
    """Return how to take an absence back that was told by hand and is in the files otherwise."""
    span = flaw.pool.absences[flaw.turn].span
    when = f"--from {span.start.isoformat()} --to {span.end.isoformat()}"
    return f"`calendar absent {flaw.pool.id} {when} --remove` takes it back"


def _dangling(connection: Connection, facts: Facts) -> Iterator[Issue]:
    known = {
        kind.name: keys(connection, kind) | {str(kind.key(fact)) for fact in listed}
        for kind, listed in listed_kinds(facts)
    }
    for kind, listed in listed_kinds(facts):
        for fact in listed:
            for column, target in kind.links:
                value = getattr(fact, column)
                if value is not None and value not in known[target]:
                    yield Issue(
                        f"there is no such {target}",
                        field=column,
                        found=value,
                        code="unknown-id",
                        subject=f"{kind.name} {kind.key(fact)}",
                    )
