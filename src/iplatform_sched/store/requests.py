"""The life of a request: submit, amend, withdraw, close."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from iplatform_sched.domain.request import Request
from iplatform_sched.domain.run import Act
from iplatform_sched.domain.vocabulary import (
    FIXED,
    LIVE_REQUESTS,
    BookingStatus,
    CompanyId,
    RequestId,
    RequestStatus,
)
from iplatform_sched.errors import ConflictError, InputError, Issue, NotFoundError
from iplatform_sched.store.bookings import BookingAction, change_all
from iplatform_sched.store.database import Store, reading, writing
from iplatform_sched.store.events import entry, record
from iplatform_sched.store.rows import (
    BOOKINGS,
    CENTRES,
    COMPANIES,
    REQUESTS,
    find,
    keys,
    load,
    load_by_id,
    save,
)

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from sqlalchemy import Connection

    from iplatform_sched.domain.booking import Booking

_MOVABLE = frozenset({BookingStatus.WISHED, BookingStatus.PLANNED, BookingStatus.HELD})
_FIRM = frozenset({BookingStatus.CONFIRMED, BookingStatus.RUNNING})
_ID = "unknown-id"


def get_request(store: Store, request: RequestId) -> Request:
    """Return a request.

    Raises
    ------
    NotFoundError
        Nothing has this id.
    """
    with reading(store) as connection:
        return _the_request(connection, request)


def list_requests(
    store: Store, *, status: RequestStatus | None = None, company: CompanyId | None = None
) -> tuple[Request, ...]:
    """Return requests in order of their ids."""
    wanted = {"status": status, "company": company}
    where = [REQUESTS.table.c[name] == value for name, value in wanted.items() if value is not None]
    with reading(store) as connection:
        return load(connection, REQUESTS, *where)


def submit_requests(store: Store, requests: Sequence[Request], act: Act) -> None:
    """Add requests, all or none.

    Raises
    ------
    ConflictError
        An id is taken.
    InputError
        With every issue: an unknown company or lead centre, an id twice, a request that is not open.
    """
    with writing(store) as connection:
        _check(connection, requests)
        taken = [each.id for each in load_by_id(connection, REQUESTS, (each.id for each in requests))]
        if taken:
            raise ConflictError(
                f"there are requests {', '.join(taken)} already: amend them, or choose other ids"
            )
        save(connection, REQUESTS, requests)
        record(connection, [entry(act, "request.submitted", each.id, after=each) for each in requests])


def amend_requests(store: Store, requests: Sequence[Request], act: Act) -> None:
    """Replace open requests, all or none; when they were submitted and how long they waited stay.

    Planned bookings of stages that are gone are cancelled.

    Raises
    ------
    NotFoundError
        Nothing has one of these ids.
    ConflictError
        An old one is not open, belongs to another company, or a stage that is gone has a booking
        that is held, confirmed, running or done.
    InputError
        As for `submit_requests`.
    """
    with writing(store) as connection:
        _check(connection, requests)
        for request in requests:
            _amend(connection, request, act)


def withdraw_request(store: Store, request: RequestId, act: Act) -> Request:
    """Withdraw an open or quoted request and cancel what is planned or held for it.

    Raises
    ------
    NotFoundError
        Nothing has this id.
    ConflictError
        It is not open, or has confirmed or running bookings: someone decides about those first.
    """
    return _end(store, request, RequestStatus.WITHDRAWN, act)


def close_request(store: Store, request: RequestId, act: Act) -> Request:
    """Close an open request of which enough is done; see `withdraw_request` for the rest.

    One of which every stage is done has closed by itself.
    """
    return _end(store, request, RequestStatus.CLOSED, act)


def _end(store: Store, request: RequestId, status: RequestStatus, act: Act) -> Request:
    with writing(store) as connection:
        ended = LIVE_REQUESTS if status is RequestStatus.WITHDRAWN else {RequestStatus.OPEN}
        old = _the_request_in(connection, request, ended)
        bookings = _bookings(connection, request)
        firm = [f"{each.id} ({each.status})" for each in bookings if each.status in _FIRM]
        if firm:
            raise ConflictError(
                f"request {request} has bookings: {', '.join(firm)}; cancel or finish them first"
            )
        movable = [each for each in bookings if each.status in _MOVABLE]
        change_all(connection, movable, BookingAction.CANCEL, act)
        new = old.model_copy(update={"status": status})
        save(connection, REQUESTS, (new,))
        record(connection, [entry(act, f"request.{status}", request, before=old, after=new)])
    return new


def _amend(connection: Connection, request: Request, act: Act) -> None:
    old = _the_request_in(connection, request.id, {RequestStatus.OPEN})
    if request.company != old.company:
        raise ConflictError(f"request {request.id} belongs to company {old.company}")
    stages = {stage.id for stage in request.stages}
    left_over = [each for each in _bookings(connection, request.id) if each.stage not in stages]
    fixed = [f"{each.id} ({each.stage}, {each.status})" for each in left_over if each.status in FIXED]
    if fixed:
        raise ConflictError(f"request {request.id}: these stages have bookings: {', '.join(fixed)}")
    movable = [each for each in left_over if each.status in _MOVABLE]
    change_all(connection, movable, BookingAction.CANCEL, act)
    kept = ("submitted", "nights_waited", "waited_on")
    new = request.model_copy(update={name: getattr(old, name) for name in kept})
    save(connection, REQUESTS, (new,))
    record(connection, [entry(act, "request.amended", new.id, before=old, after=new)])


def _the_request(connection: Connection, request: RequestId) -> Request:
    found = find(connection, REQUESTS, request)
    if found is None:
        raise NotFoundError(f"there is no request {request}")
    return found


def _the_request_in(
    connection: Connection, request: RequestId, statuses: Container[RequestStatus]
) -> Request:
    found = _the_request(connection, request)
    if found.status not in statuses:
        raise ConflictError(f"request {request} is {found.status}")
    return found


def _bookings(connection: Connection, request: RequestId) -> tuple[Booking, ...]:
    return load(connection, BOOKINGS, BOOKINGS.table.c.request == request)


def _check(connection: Connection, requests: Sequence[Request]) -> None:
    companies, centres = keys(connection, COMPANIES), keys(connection, CENTRES)
    counts = Counter(request.id for request in requests)
    issues = [
        Issue(message, field=field, found=found, code=code, subject=f"request {request.id}")
        for request in requests
        for wrong, message, field, found, code in (
            (request.company not in companies, "there is no such company", "company", request.company, _ID),
            (
                request.lead_centre not in centres,
                "there is no such centre",
                "lead_centre",
                request.lead_centre,
                _ID,
            ),
            (
                request.status is not RequestStatus.OPEN,
                "must be open",
                "status",
                request.status.value,
                "not-open",
            ),
        )
        if wrong
    ]
    issues += [
        Issue(f"is there {count} times", field="id", code="duplicate-id", subject=f"request {key}")
        for key, count in counts.items()
        if count > 1
    ]
    if issues:
        raise InputError(issues)
