"""Bookings, requests, runs and the policy through their lives."""

from datetime import timedelta

import pytest

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.request import Request, Stage
from iplatform_sched.domain.run import Act, RunStatus
from iplatform_sched.domain.vocabulary import (
    BookingId,
    BookingStatus,
    CentreId,
    CompanyId,
    EquipmentId,
    RequestId,
    RequestStatus,
)
from iplatform_sched.errors import ConflictError, InputError, NotFoundError
from iplatform_sched.store.bookings import (
    TRANSITIONS,
    BookingAction,
    BookingFilter,
    change_bookings,
    get_booking,
    hold,
    list_bookings,
)
from iplatform_sched.store.database import Store
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import import_facts, load_facts
from iplatform_sched.store.policies import get_policy, set_policy
from iplatform_sched.store.requests import (
    amend_requests,
    close_request,
    get_request,
    list_requests,
    submit_requests,
    withdraw_request,
)
from iplatform_sched.store.runs import add_run, get_run, list_runs, save_run
from tests import facts
from tests.store.examples import a_run

NEW = BookingId("new")


@pytest.mark.parametrize("action", list(BookingAction))
@pytest.mark.parametrize("status", list(BookingStatus))
def test_a_booking_goes_only_where_its_life_leads(
    store: Store, afterwards: Act, status: BookingStatus, action: BookingAction
) -> None:
    given = facts.booking("new", "2026-12-10 09:00", "2026-12-10 12:00", status=status)
    import_facts(store, Facts(bookings=(given,)), afterwards)
    allowed, target = TRANSITIONS[action]
    if status in allowed:
        assert change_bookings(store, [NEW], action, afterwards)[0].status is target
        entry = list_events(store, booking=NEW)[-1]
        assert (entry.kind, entry.actor, entry.reason) == (f"booking.{target}", "kim", "test")
    else:
        with pytest.raises(ConflictError, match=f"new is {status}"):
            change_bookings(store, [NEW], action, afterwards)
        assert get_booking(store, NEW) == given


@pytest.mark.parametrize(
    ("action", "too_early", "in_time"),
    [
        pytest.param("start", "2026-11-24 23:59", "2026-11-25 00:00", id="start on the day before"),
        pytest.param("finish", "2026-11-25 08:59", "2026-11-25 09:00", id="finish before the start"),
        pytest.param("no-show", "2026-11-25 08:59", "2026-11-25 09:00", id="no-show before the start"),
    ],
)
def test_what_has_not_begun_is_neither_running_nor_missed(
    store: Store, action: str, too_early: str, in_time: str
) -> None:
    step, booking = BookingAction(action), BookingId("b1")

    def act(moment: str) -> Act:
        return Act(actor="kim", at=facts.at(moment))

    if step is BookingAction.FINISH:
        change_bookings(store, [booking], BookingAction.START, act(too_early))
    before = get_booking(store, booking)
    with pytest.raises(InputError, match="too early") as caught:
        change_bookings(store, [booking], step, act(too_early))
    assert caught.value.issues[0].hint.startswith(f"{action} is possible from {in_time} on")
    assert get_booking(store, booking) == before
    assert change_bookings(store, [booking], step, act(in_time))[0].status is TRANSITIONS[step][1]


def test_one_wrong_booking_stops_all(store: Store, afterwards: Act) -> None:
    with pytest.raises(ConflictError, match="old is done"):
        change_bookings(store, [BookingId("b1"), BookingId("old")], BookingAction.START, afterwards)
    assert get_booking(store, BookingId("b1")).status is BookingStatus.CONFIRMED


def a_hold(**fields: object) -> Booking:
    default: dict[str, object] = {"status": "held", "held_until": facts.NOW + timedelta(days=2)}
    example = facts.booking("new", "2026-12-10 09:00", "2026-12-10 12:00", **default)
    return Booking.model_validate({**dict(example), **fields})


def test_a_hold_holds_and_is_confirmed_in_time(store: Store, later: Act) -> None:
    held = hold(store, a_hold(request="r1", stage="a", company="acme"), later)
    assert get_booking(store, NEW) == held
    too_late = later.model_copy(update={"at": facts.NOW + timedelta(days=2)})
    with pytest.raises(ConflictError, match="held until"):
        change_bookings(store, [NEW], BookingAction.CONFIRM, too_late)
    confirmed = change_bookings(store, [NEW], BookingAction.CONFIRM, later)[0]
    assert (confirmed.status, confirmed.held_until) == (BookingStatus.CONFIRMED, None)


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        pytest.param({"held_until": None}, InputError, "held until", id="without end"),
        pytest.param({"held_until": facts.NOW}, InputError, "held until", id="over already"),
        pytest.param({"status": "confirmed"}, InputError, "status held", id="no hold"),
        pytest.param({"id": "b1"}, ConflictError, "already", id="id taken"),
        pytest.param({"equipment": "x"}, InputError, "no such equipment", id="unknown machine"),
        pytest.param({"request": "x"}, InputError, "no such request", id="unknown request"),
        pytest.param({"company": "x"}, InputError, "no such company", id="unknown company"),
        pytest.param({"unit_numbers": [9]}, InputError, "from 1 to 4", id="unknown unit"),
        pytest.param({"unit_numbers": [3], "start": facts.at("2026-11-25 10:00")}, ConflictError,
                     "new: overlaps with booking b3", id="taken"),
    ],
)  # fmt: skip
def test_a_wrong_hold_is_refused(
    store: Store, later: Act, fields: dict[str, object], error: type[Exception], message: str
) -> None:
    before = load_facts(store)
    with pytest.raises(error, match=message):
        hold(store, a_hold(**fields), later)
    assert load_facts(store) == before


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(None, ["old", "b1", "b3", "b2", "h1", "p1", "p2"], id="all"),
        pytest.param(BookingFilter(request=RequestId("r1")), ["b1"], id="request"),
        pytest.param(BookingFilter(company=CompanyId("acme")), ["p1", "p2"], id="company"),
        pytest.param(BookingFilter(equipment=EquipmentId("press")), [], id="machine"),
        pytest.param(BookingFilter(centre=CentreId("hub"), statuses=frozenset({BookingStatus.HELD})),
                     ["h1"], id="status"),
        pytest.param(BookingFilter(start=facts.at("2026-11-25 12:00"), end=facts.at("2026-11-26 09:00")),
                     ["b3", "b2"], id="time"),
    ],
)  # fmt: skip
def test_bookings_are_listed_by_start(store: Store, wanted: BookingFilter | None, found: list[str]) -> None:
    assert [booking.id for booking in list_bookings(store, wanted)] == found


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


def test_the_policy_is_set(empty: Store, later: Act) -> None:
    assert get_policy(empty) == Policy()
    set_policy(empty, Policy(version="2"), later)
    set_policy(empty, Policy(version="3", unserved_krw=1), later)
    assert get_policy(empty) == Policy(version="3", unserved_krw=1)
    assert [(each.kind, each.subject) for each in list_events(empty)] == [
        ("policy.set", "2"),
        ("policy.set", "3"),
    ]


def test_runs_are_kept_and_listed_latest_first(store: Store) -> None:
    first = a_run(store, "a")
    second = a_run(store, "b", started=facts.NOW + timedelta(microseconds=1), plan=None, status="failed")
    save_run(store, first)
    save_run(store, second)
    save_run(store, first)
    assert get_run(store, "a") == first
    assert list_runs(store) == (second, first.model_copy(update={"plan": None}))
    assert [run.id for run in list_runs(store, status=RunStatus.PLANNED)] == ["a"]
    assert [run.id for run in list_runs(store, limit=1)] == ["b"]


def test_an_id_that_was_taken_meanwhile_is_not_taken_twice(store: Store) -> None:
    one, two = (add_run(store, a_run(store, "repair-x-1", message=text)) for text in ("one", "two"))
    assert (one.id, two.id) == ("repair-x-1", "repair-x-2")
    assert [get_run(store, each.id).message for each in (one, two)] == ["one", "two"]
    with pytest.raises(ConflictError, match="publish it"):
        add_run(store, a_run(store, status="published"))


def test_only_publishing_makes_a_run_published(store: Store) -> None:
    with pytest.raises(ConflictError, match="publish it"):
        save_run(store, a_run(store, status="published"))


@pytest.mark.parametrize("get", [get_booking, get_request, get_run])
def test_an_unknown_id_is_not_found(store: Store, get: object) -> None:
    assert callable(get)
    with pytest.raises(NotFoundError, match="nothing"):
        get(store, "nothing")
