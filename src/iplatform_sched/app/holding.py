"""Hold a quote, look at what is held, extend it, let it go, or confirm it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from iplatform_sched.app.acting import act
from iplatform_sched.app.choices import choose
from iplatform_sched.app.quoting import look_up, quoted, warnings_of
from iplatform_sched.domain.run import fingerprint_of
from iplatform_sched.domain.vocabulary import BookingStatus, RequestId, RequestStatus
from iplatform_sched.errors import ConflictError
from iplatform_sched.planning.quote import Aim
from iplatform_sched.planning.quote.promise import recheck
from iplatform_sched.report.quote import hold_table, quote_view
from iplatform_sched.report.table import ZONE
from iplatform_sched.store.bookings import BookingFilter, list_bookings
from iplatform_sched.store.database import open_store
from iplatform_sched.store.facts import load_snapshot
from iplatform_sched.store.quotes import Offer, confirm_quote, extend_quote, hold_quote, release_quote
from iplatform_sched.store.requests import get_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, timedelta
    from pathlib import Path

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.planning.quote.promise import Promise
    from iplatform_sched.report.table import Table
    from iplatform_sched.report.view import View
    from iplatform_sched.store.database import Store


@dataclass(frozen=True, slots=True)
class HeldQuote:
    """What was held, and what to tell people of it."""

    view: View
    words: str


def hold_request(
    store: Path,
    target: str,
    best: str | None,
    length: timedelta,
    now: datetime,
    before_writing: Callable[[], object] = lambda: None,
) -> HeldQuote:
    """Quote a request and hold its best alternative, the earliest by default, for a while.

    Parameters
    ----------
    before_writing
        Called before the store changes; from then on nobody may be told that nothing was changed.

    Raises
    ------
    NoPlanError
        Nothing can be promised.
    ConflictError
        Somebody took one of the places while it was quoted; nothing is stored.
    """
    database = open_store(store)
    aim = Aim.EARLIEST if best is None else choose(Aim, best, "--best")
    asked = look_up(database, target, now)
    found = quoted(asked)
    chosen = found.best(aim)
    until = _until(now + length, chosen.bookings)
    offer = Offer(
        request=asked.request,
        is_new=asked.is_new,
        bookings=tuple(
            each.model_copy(update={"status": BookingStatus.HELD, "held_until": until})
            for each in chosen.bookings
        ),
        renumbered=chosen.renumbered,
        made_from=fingerprint_of(asked.facts),
    )
    before_writing()
    hold_quote(database, offer, act(now, f"quote, best at {aim}"))
    name = asked.request.id
    capped = "; its first stage starts then" if until < now + length else ""
    words = (
        f"held {name}, the {aim} alternative, until {_when(until)}{capped}. "
        f"`quote --confirm {name}` makes it firm, `quote --release {name}` lets it go"
    )
    view = quote_view(found, (chosen,), asked.snapshot.catalogue)
    return HeldQuote(view, "\n".join([*warnings_of(asked), words]))


def _until(wanted: datetime, bookings: Iterable[Booking]) -> datetime:
    """Return when a hold ends: what has begun can no longer be confirmed."""
    return min(wanted, *(each.start for each in bookings))


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %a %H:%M}"


def list_quotes(store: Path, now: datetime) -> Table:
    """Return what is held, by request; holds whose time has passed are marked so."""
    return hold_table(_held(open_store(store)), now)


def _held(database: Store, request: RequestId | None = None) -> tuple[Booking, ...]:
    wanted = BookingFilter(request=request, statuses=frozenset({BookingStatus.HELD}))
    return list_bookings(database, wanted)


def extend(store: Path, request: str, length: timedelta, now: datetime, reason: str) -> str:
    """Hold what is held for a request longer, counted from the present end; return what to tell people."""
    database, name = open_store(store), RequestId(request)
    held = _known_hold(database, name)
    ends = [each.held_until for each in held if each.held_until is not None]
    until = _until(max(ends) + length, held)
    if min(ends) <= now:
        raise ConflictError(f"the hold of {name} ended {_when(min(ends))}; `quote {name}` quotes it anew")
    if until <= max(ends):
        raise ConflictError(f"{name} is held until its first stage starts, {_when(until)}: no hold is longer")
    extend_quote(database, name, until, act(now, reason))
    return f"held {name} until {_when(until)}"


def release(store: Path, request: str, now: datetime, reason: str) -> str:
    """Let go what is held for a request; return what to tell people."""
    database, name = open_store(store), RequestId(request)
    _known_hold(database, name)
    released = release_quote(database, name, act(now, reason))
    status = get_request(database, name).status
    again = f"; `quote {name}` quotes it again as it was" if status is RequestStatus.WITHDRAWN else ""
    return f"released {len(released)} bookings of {name}; the request is {status}{again}"


def _known_hold(database: Store, request: RequestId) -> tuple[Booking, ...]:
    """Return what is held for a request that the store has, or say what became of it."""
    status = get_request(database, request).status
    held = _held(database, request)
    if not held:
        again = f"`quote {request} --hold 48h` quotes and holds it anew"
        hint = again if status is RequestStatus.WITHDRAWN else "`quote --list` shows all holds"
        raise ConflictError(
            f"nothing is held for {request}, which is {status}{_past(database, request)}; {hint}"
        )
    return held


def _past(database: Store, request: RequestId) -> str:
    """Return that holds of a request ended by themselves, in words; empty where none did."""
    wanted = BookingFilter(request=request, statuses=frozenset({BookingStatus.EXPIRED}))
    return ": its hold has ended" if list_bookings(database, wanted) else ""


def confirm(store: Path, request: str, now: datetime, *, at_new_price: bool) -> str:
    """Confirm all that is held for a request after looking at it again; return what to tell people.

    Raises
    ------
    ConflictError
        Nothing is held, the hold has ended, the facts now contradict it, or the price has risen and
        nobody has said that this is fine. Nothing is confirmed then.
    """
    database, name = open_store(store), RequestId(request)
    held = _known_hold(database, name)
    snapshot = load_snapshot(database, now, now)
    promise = recheck(snapshot, get_request(database, name), held)
    _refuse_ended(name, held, promise, now)
    if promise.broken:
        listed = "\n".join(f"  - {words}" for words in promise.broken)
        raise ConflictError(
            f"what is held for {name} cannot be confirmed any more, the facts have changed:\n{listed}\n"
            f"`quote --release {name}` lets it go, `quote {name}` then quotes it anew"
        )
    if promise.price_krw > promise.quoted_krw and not at_new_price:
        raise ConflictError(
            f"{name} was quoted {promise.quoted_krw:,} KRW; under the policy of today it costs "
            f"{promise.price_krw:,} KRW. `quote --confirm {name} --at-new-price` confirms it at that"
        )
    confirm_quote(database, name, promise.bookings, fingerprint_of(snapshot), act(now, "quote confirmed"))
    price = f"{promise.price_krw:,} KRW"
    if promise.price_krw != promise.quoted_krw:
        price += f" (quoted {promise.quoted_krw:,} KRW; the policy has changed)"
    return f"confirmed {name}: {len(held)} bookings, {price}"


def _refuse_ended(name: RequestId, held: Iterable[Booking], promise: Promise, now: datetime) -> None:
    ended = [each.held_until for each in held if each.held_until is not None and each.held_until <= now]
    if not ended:
        return
    still = "its places are no longer free" if promise.broken else "its places are still free"
    raise ConflictError(
        f"the hold of {name} ended {_when(min(ended))}; {still}. Nothing was confirmed: "
        f"`quote {name} --hold 48h` quotes and holds it anew"
    )
