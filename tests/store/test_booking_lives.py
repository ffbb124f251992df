"""Bookings through their lives."""

from datetime import timedelta

import pytest

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.run import Act
from iplatform_sched.domain.vocabulary import (
    BookingId,
    BookingStatus,
    CentreId,
    CompanyId,
    EquipmentId,
    RequestId,
)
from iplatform_sched.errors import ConflictError, InputError
from iplatform_sched.store.bookings import (
    TRANSITIONS,
    BookingAction,
    BookingFilter,
    change_bookings,
    hold,
    list_bookings,
)
from iplatform_sched.store.database import Store
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import import_facts, load_facts
from tests import facts
from tests.store.examples import get_booking

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
