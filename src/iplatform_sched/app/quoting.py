"""Quote a request: what can be promised for it now, beside everything that is booked and planned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.app.choices import choose
from iplatform_sched.availability.wishes import idle_wishes
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import BookingStatus, RequestId, RequestStatus
from iplatform_sched.errors import ConflictError, InputError, Issue, NoPlanError, NotFoundError
from iplatform_sched.exchange.requests_file import read_requests
from iplatform_sched.planning.quote import Aim, Alternative, Quote, quote
from iplatform_sched.report.quote import quote_view, refusal
from iplatform_sched.store.bookings import BookingFilter, list_bookings
from iplatform_sched.store.database import open_store
from iplatform_sched.store.facts import load_snapshot
from iplatform_sched.store.requests import list_requests

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.report.view import View
    from iplatform_sched.store.database import Store

SERVED = frozenset({BookingStatus.PLANNED, BookingStatus.HELD})
SOLVER_SECONDS = 10.0
"""For a solver, where the search finds no place."""
FILES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to quote, and the facts beside which it is quoted.

    Attributes
    ----------
    facts
        All that the store would plan from, without what the request had before.
    is_new
        Whether the store does not have it yet.
    """

    request: Request
    snapshot: Snapshot
    facts: Snapshot
    is_new: bool


class Shown(NamedTuple):
    """A quote as it is shown, and what to tell of wishes that nothing can come of."""

    view: View
    warnings: tuple[str, ...]


def show_quote(
    store: Path, target: str, best: str | None, now: datetime, *, allow_moves: bool = False
) -> Shown:
    """Return what can be promised for a request of a file or of the store; nothing is stored.

    Parameters
    ----------
    best
        The aim of the alternative to show; all are shown without one.
    allow_moves
        Show also what could be promised if planned bookings of others moved.

    Raises
    ------
    NoPlanError
        Nothing can be promised; with the reasons.
    """
    aim = None if best is None else choose(Aim, best, "--best")
    asked = look_up(open_store(store), target, now)
    found = quoted(asked, allow_moves=allow_moves)
    return Shown(quote_view(found, chosen(found, aim), asked.snapshot.catalogue), warnings_of(asked))


def warnings_of(asked: Asked) -> tuple[str, ...]:
    """Return what to tell of the request's wishes that nothing can come of."""
    return tuple(f"warning: {each}" for each in idle_wishes(asked.snapshot, [asked.request]))


def quoted(asked: Asked, *, allow_moves: bool = False) -> Quote:
    """Return the quote of a request, or raise `NoPlanError` where nothing can be promised."""
    found = quote(asked.snapshot, asked.request, allow_moves=allow_moves, solver_seconds=SOLVER_SECONDS)
    if not found.alternatives and not found.moving:
        raise NoPlanError(refusal(asked.request, found.reasons))
    return found


def chosen(found: Quote, aim: Aim | None) -> Sequence[Alternative]:
    """Return the alternative that is best at `aim`, with those that move others; all without an aim."""
    best = found.alternatives if aim is None or not found.alternatives else (found.best(aim),)
    return (*best, *found.moving)


def look_up(database: Store, target: str, now: datetime) -> Asked:
    """Return the request that a file holds or an id names, with the facts as of now.

    Raises
    ------
    InputError
        The file is wrong or holds several requests.
    NotFoundError
        The store has no such request.
    ConflictError
        The request is in the store already, is closed, or is served by bookings that it has.
    """
    snapshot = load_snapshot(database, now, now)
    if Path(target).suffix.lower() in FILES or Path(target).is_file():
        return _from_file(database, Path(target), snapshot)
    known = {each.id: each for each in list_requests(database)}
    request = known.get(RequestId(target))
    if request is None:
        hint = did_you_mean(target, known)
        raise NotFoundError(
            f"no request {target!r} in the store, and no such file" + (f". {hint}" if hint else "")
        )
    _refuse_served(database, request, now)
    return Asked(request, _with_own(database, snapshot, request), snapshot, is_new=False)


def _from_file(database: Store, file: Path, snapshot: Snapshot) -> Asked:
    requests, places = read_requests(
        file,
        snapshot.catalogue.templates,
        catalogue=snapshot.catalogue,
        companies=snapshot.companies,
        submitted=snapshot.now,
    )
    if len(requests) > 1:
        names = ", ".join(each.id for each in requests)
        hint = "Quote them one by one: what one gets the other cannot have"
        raise InputError(
            Issue("holds several requests", file=str(file), found=names, hint=hint, code="several")
        )
    (request,) = requests
    old = next((each for each in list_requests(database) if each.id == request.id), None)
    if old is not None:
        raise ConflictError(
            f"request {request.id} is in the store already, {old.status}: `quote {request.id}` quotes it as "
            "it is there; to quote what this file says give it another id"
        )
    if request.status is not RequestStatus.OPEN:
        issue = Issue(
            "must be open", field="status", found=request.status.value, subject=f"request {request.id}"
        )
        raise InputError([replace(issue, code="not-open")]).placed(places)
    return Asked(request, snapshot, snapshot, is_new=True)


def _refuse_served(database: Store, request: Request, now: datetime) -> None:
    if request.status is RequestStatus.CLOSED:
        raise ConflictError(f"request {request.id} is closed")
    own = list_bookings(database, BookingFilter(request=request.id, statuses=SERVED))
    live = [each for each in own if each.held_until is None or each.held_until > now]
    if live:
        held = live[0].status is BookingStatus.HELD
        what = "`quote --release` lets them go" if held else "`bookings confirm` makes them firm"
        raise ConflictError(
            f"request {request.id} has bookings that are {live[0].status}: "
            f"{', '.join(each.id for each in live)}; {what}"
        )


def _with_own(database: Store, snapshot: Snapshot, request: Request) -> Snapshot:
    """Return the facts with all bookings that a request ever had: a new one must not take their ids."""
    there = {each.id for each in snapshot.bookings}
    own = list_bookings(database, BookingFilter(request=request.id))
    more = tuple(each for each in own if each.id not in there)
    return snapshot.model_copy(update={"bookings": (*snapshot.bookings, *more)})
