"""The audit trail: what happened, who did it, before and after. It only grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, insert, select

from iplatform_sched.domain.run import Act, Event
from iplatform_sched.domain.vocabulary import BookingId, Fact, RequestId
from iplatform_sched.store.database import Store, reading
from iplatform_sched.store.tables import EventRow, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

EVENTS = table_of(EventRow)


def list_events(
    store: Store,
    *,
    booking: BookingId | None = None,
    request: RequestId | None = None,
    run: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> tuple[Event, ...]:
    """Return the entries about a booking, request or run, oldest first.

    Parameters
    ----------
    after
        Only entries with a greater number.
    """
    wanted = {"booking": booking, "request": request, "run": run}
    where: list[ColumnElement[bool]] = [EVENTS.c.number > after]
    where += [EVENTS.c[name] == value for name, value in wanted.items() if value is not None]
    with reading(store) as connection:
        found = connection.execute(select(EVENTS).where(*where).order_by(EVENTS.c.number).limit(limit))
        return tuple(Event.model_validate(dict(row)) for row in found.mappings())


def entry(
    act: Act,
    kind: str,
    subject: str,
    *,
    before: Fact | dict[str, Any] | None = None,
    after: Fact | dict[str, Any] | None = None,
    run: str = "",
) -> Event:
    """Return the entry for a change; ids of booking and request are taken from the facts."""
    return Event(
        at=act.at,
        actor=act.actor,
        kind=kind,
        subject=subject,
        booking=subject if kind.startswith("booking.") else "",
        request=subject if kind.startswith("request.") else _request_of(after) or _request_of(before),
        run=run,
        reason=act.reason,
        before=_plain(before),
        after=_plain(after),
    )


def record(connection: Connection, events: Sequence[Event]) -> None:
    """Append entries to the trail."""
    if events:
        fields = {name for name in Event.model_fields if name != "number"}
        rows = [{name: getattr(event, name) for name in fields} for event in events]
        connection.execute(insert(EVENTS), rows)


def _request_of(fact: Fact | dict[str, Any] | None) -> str:
    return getattr(fact, "request", None) or ""


def _plain(fact: Fact | dict[str, Any] | None) -> dict[str, Any] | None:
    return fact.model_dump(mode="json") if isinstance(fact, Fact) else fact
