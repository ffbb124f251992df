"""Submit, amend, withdraw, close and list requests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.app.acting import act
from iplatform_sched.app.choices import choose
from iplatform_sched.app.known import require
from iplatform_sched.domain.vocabulary import FIXED, OCCUPYING, CompanyId, RequestId, RequestStatus
from iplatform_sched.errors import InputError, placed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.run import Act
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.report.table import Table
    from iplatform_sched.store.database import Store


def list_requests(store: Path, *, status: str | None, company: str | None) -> Table:
    """Return requests with how many of their stages are booked, and how many of these are done."""
    from iplatform_sched.report.lists import request_table
    from iplatform_sched.store.bookings import BookingFilter, list_bookings
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.requests import list_requests as stored

    database = open_store(store)
    wanted = None if status is None else choose(RequestStatus, status, "--status")
    requests = stored(database, status=wanted, company=None if company is None else CompanyId(company))
    if not requests:
        require(store, company=company)
    live = OCCUPYING | FIXED
    booked = list_bookings(database, BookingFilter(statuses=live))
    return request_table(requests, booked)


class Taken(NamedTuple):
    """Ids of the requests of a file, and what to tell of wishes that nothing can come of."""

    ids: tuple[str, ...]
    warnings: tuple[str, ...]


def submit_requests(store: Path, file: Path, now: datetime) -> Taken:
    """Submit every request of a file, all or none.

    Raises
    ------
    InputError
        The file is wrong, or a request can never be served; with all reasons.
    """
    from iplatform_sched.store.requests import submit_requests as store_requests

    return _take(store, file, now, store_requests)


def amend_requests(store: Path, file: Path, now: datetime) -> Taken:
    """Replace open requests by their amended forms, all or none."""
    from iplatform_sched.store.requests import amend_requests as store_requests

    return _take(store, file, now, store_requests)


def _take(
    store: Path, file: Path, now: datetime, keep: Callable[[Store, tuple[Request, ...], Act], object]
) -> Taken:
    from iplatform_sched.app.night import take_snapshot
    from iplatform_sched.availability.wishes import idle_wishes
    from iplatform_sched.exchange.requests_file import read_requests
    from iplatform_sched.store.database import open_store

    database = open_store(store)
    snapshot = take_snapshot(database, now)
    requests, places = read_requests(
        file,
        snapshot.catalogue.templates,
        catalogue=snapshot.catalogue,
        companies=snapshot.companies,
        stored=snapshot.requests,
        submitted=now,
    )
    try:
        _refuse_hopeless(snapshot, requests)
        keep(database, requests, act(now, f"from {file.name}"))
    except InputError as error:
        raise error.placed(places) from error
    idle = (placed(issue, places) for issue in idle_wishes(snapshot, requests))
    return Taken(tuple(each.id for each in requests), tuple(f"warning: {each}" for each in idle))


def _refuse_hopeless(snapshot: Snapshot, requests: Iterable[Request]) -> None:
    from iplatform_sched.availability.possible import never_servable

    issues = [
        replace(issue, subject=f"request {request.id}")
        for request in requests
        for issue in never_servable(snapshot, request)
    ]
    if issues:
        raise InputError(issues)


def withdraw_request(store: Path, request: str, now: datetime, reason: str) -> None:
    """Withdraw an open request and release what is planned or held for it."""
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.requests import withdraw_request as withdraw

    withdraw(open_store(store), RequestId(request), act(now, reason))


def close_request(store: Path, request: str, now: datetime, reason: str) -> None:
    """Close an open request of which enough is done and release what is planned or held for it."""
    from iplatform_sched.store.database import open_store
    from iplatform_sched.store.requests import close_request as close

    close(open_store(store), RequestId(request), act(now, reason))
