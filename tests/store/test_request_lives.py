"""Requests through their lives."""

import pytest

from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.request import Request, Stage
from iplatform_sched.domain.run import Act
from iplatform_sched.domain.vocabulary import (
    BookingId,
    BookingStatus,
    CompanyId,
    RequestId,
    RequestStatus,
)
from iplatform_sched.errors import ConflictError, InputError, NotFoundError
from iplatform_sched.store.bookings import BookingAction, BookingFilter, change_bookings, list_bookings
from iplatform_sched.store.database import Store
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import import_facts, load_facts
from iplatform_sched.store.requests import (
    amend_requests,
    close_request,
    get_request,
    list_requests,
    submit_requests,
    withdraw_request,
)
from tests import facts
from tests.store.examples import get_booking


def test_a_request_is_submitted_amended_and_withdrawn(store: Store, later: Act) -> None:
    given = facts.request("new", nights_waited=2, waited_on="2026-11-20")
    submit_requests(store, [given], later)
    amended = facts.request("new", weight=300, submitted=facts.NOW)
    amend_requests(store, [amended], later)
    expected = amended.model_copy(
        update={name: getattr(given, name) for name in ("submitted", "nights_waited", "waited_on")}
    )
    assert get_request(store, given.id) == expected
    assert withdraw_request(store, given.id, later).status is RequestStatus.WITHDRAWN
    kinds = [each.kind for each in list_events(store, request=given.id)]
    assert kinds == ["request.submitted", "request.amended", "request.withdrawn"]
    assert [each.id for each in list_requests(store, status=RequestStatus.WITHDRAWN)] == ["new"]
    assert [each.id for each in list_requests(store, company=CompanyId("bolt"))] == ["r2"]
    for change in (
        lambda: amend_requests(store, [amended], later),
        lambda: withdraw_request(store, given.id, later),
    ):
        with pytest.raises(ConflictError, match="is withdrawn"):
            change()


def test_withdrawing_frees_what_is_planned(store: Store, later: Act) -> None:
    withdraw_request(store, RequestId("battery"), later)
    bookings = list_bookings(store, BookingFilter(request=RequestId("battery")))
    assert {booking.status for booking in bookings} == {BookingStatus.CANCELLED}


def test_a_stage_that_goes_takes_its_planned_booking_with_it(store: Store, later: Act) -> None:
    amend_requests(store, [facts.request("battery", facts.stage("form"))], later)
    assert get_booking(store, BookingId("p1")).status is BookingStatus.PLANNED
    assert get_booking(store, BookingId("p2")).status is BookingStatus.CANCELLED


FINISHED = (BookingAction.CONFIRM, BookingAction.START, BookingAction.FINISH)


T = facts.stage("t", kind="training", trains="age")


@pytest.mark.parametrize(
    ("stages", "steps", "closed"),
    [
        pytest.param([], {"p1": FINISHED}, False, id="one of two"),
        pytest.param([], {"p1": FINISHED, "p2": FINISHED}, True, id="both"),
        pytest.param([], {"p2": FINISHED, "p1": FINISHED[:2]}, False, id="one runs"),
        pytest.param([], {"p1": FINISHED, "p2": (BookingAction.CANCEL,)}, False, id="one cancelled"),
        pytest.param(
            [], {"p1": FINISHED, "p2": (BookingAction.CONFIRM, BookingAction.NO_SHOW)}, False, id="no-show"
        ),
        pytest.param([T], {"p1": FINISHED, "p2": FINISHED}, True, id="training not wanted"),
    ],
)
def test_a_request_closes_with_its_last_stage(
    store: Store,
    afterwards: Act,
    stages: list[Stage],
    steps: dict[str, tuple[BookingAction, ...]],
    closed: bool,
) -> None:
    amend_requests(
        store, [facts.request("battery", facts.stage("form"), facts.stage("age"), *stages)], afterwards
    )
    for booking, actions in steps.items():
        for action in actions:
            change_bookings(store, [BookingId(booking)], action, afterwards)
    trail = [(each.kind, each.reason) for each in list_events(store, request=RequestId("battery"))]
    assert trail.count(("request.closed", "every stage is done")) == closed
    found = get_request(store, RequestId("battery"))
    assert found.status is (RequestStatus.CLOSED if closed else RequestStatus.OPEN)


def test_a_planned_training_keeps_a_request_open_until_it_is_cancelled(store: Store, afterwards: Act) -> None:
    two = (facts.stage("form"), facts.stage("age", kind="training", trains="age"))
    amend_requests(store, [facts.request("battery", *two)], afterwards)
    for action in FINISHED:
        change_bookings(store, [BookingId("p1")], action, afterwards)
    assert get_request(store, RequestId("battery")).status is RequestStatus.OPEN
    change_bookings(store, [BookingId("p2")], BookingAction.CANCEL, afterwards)
    assert get_request(store, RequestId("battery")).status is RequestStatus.CLOSED


def test_a_request_that_is_over_does_not_close_again(store: Store, afterwards: Act) -> None:
    over = facts.request("r1", status="withdrawn")
    import_facts(store, Facts(requests=(over,)), afterwards)
    for action in FINISHED[1:]:
        change_bookings(store, [BookingId("b1")], action, afterwards)
    assert get_request(store, over.id) == over


@pytest.mark.parametrize("end", [withdraw_request, close_request])
def test_a_request_with_confirmed_bookings_does_not_end(store: Store, afterwards: Act, end: object) -> None:
    assert callable(end)
    with pytest.raises(ConflictError, match=r"b1 \(confirmed\)"):
        end(store, RequestId("r1"), afterwards)
    change_bookings(store, [BookingId("b1")], BookingAction.START, afterwards)
    change_bookings(store, [BookingId("b1")], BookingAction.CANCEL, afterwards)
    assert end(store, RequestId("r1"), afterwards).status is not RequestStatus.OPEN


@pytest.mark.parametrize(
    ("request_", "error", "message"),
    [
        pytest.param(facts.request("r1", facts.stage("b")), ConflictError, "b1", id="stage with a booking"),
        pytest.param(facts.request("r1", company="bolt"), ConflictError, "belongs to", id="other company"),
        pytest.param(facts.request("nothing"), NotFoundError, "no request nothing", id="unknown"),
        pytest.param(facts.request("r1", company="x"), InputError, "no such company", id="unknown company"),
        pytest.param(facts.request("r1", lead_centre="x"), InputError, "no such centre", id="unknown centre"),
        pytest.param(facts.request("r1", status="closed"), InputError, "must be open", id="not open"),
    ],
)
def test_a_wrong_amendment_is_refused(
    store: Store, later: Act, request_: Request, error: type[Exception], message: str
) -> None:
    before = load_facts(store)
    with pytest.raises(error, match=message):
        amend_requests(store, [facts.request("r2", company="bolt", weight=7), request_], later)
    assert load_facts(store) == before


def test_submission_is_all_or_nothing(store: Store, later: Act) -> None:
    before = load_facts(store)
    with pytest.raises(ConflictError, match="r1 already"):
        submit_requests(store, [facts.request("n"), facts.request("r1")], later)
    with pytest.raises(InputError, match="2 times"):
        submit_requests(store, [facts.request("n"), facts.request("n")], later)
    assert load_facts(store) == before
