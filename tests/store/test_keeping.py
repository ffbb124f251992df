"""Importing again keeps what people did meanwhile."""

from datetime import date, timedelta

import pytest

from iplatform_sched.domain.calendars import Absence, Closure, Holiday, Opening
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.run import Act
from iplatform_sched.domain.vocabulary import (
    BookingId,
    BookingStatus,
    CentreId,
    EquipmentId,
    OperatorId,
    PoolId,
    RequestId,
    RequestStatus,
    Span,
)
from iplatform_sched.errors import InputError
from iplatform_sched.store.bookings import BookingAction, change_bookings
from iplatform_sched.store.calendars import add_absence, add_closure, add_holiday, remove_holiday, reopen
from iplatform_sched.store.database import Store
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import Imported, import_facts, load_facts
from iplatform_sched.store.publishing import publish
from iplatform_sched.store.requests import get_request, withdraw_request
from tests import facts
from tests.store.examples import a_run, get_booking, planned, some_facts

R1, R2, B1, P1 = RequestId("r1"), RequestId("r2"), BookingId("b1"), BookingId("p1")
HUB, PRESS = CentreId("hub"), EquipmentId("press")
TEMPORARY = Holiday(date=date(2026, 12, 30), name="temporary", temporary=True)


def closure(first: int, last: int) -> Closure:
    span = Span(start=facts.NOW + timedelta(days=first), end=facts.NOW + timedelta(days=last))
    return Closure.model_validate({"span": span, "kind": "closed"})


def again(store: Store, act: Act, **fields: object) -> Imported:
    return import_facts(store, some_facts(**fields), act)


def test_the_same_folder_twice_keeps_and_replaces_nothing(store: Store, later: Act) -> None:
    done = again(store, later)
    assert not done.replaced
    kept = done.kept
    assert not any((kept.requests, kept.bookings, kept.calendars, kept.places, kept.pools))


def test_a_request_that_is_over_stays_over(store: Store, later: Act) -> None:
    withdraw_request(store, R2, later)
    assert again(store, later).kept.requests == ("r2",)
    assert get_request(store, R2).status is RequestStatus.WITHDRAWN
    assert [event.kind for event in list_events(store, request=R2)] == ["request.withdrawn"]


def test_an_import_can_end_a_request(store: Store, later: Act) -> None:
    over = facts.request("r2", company="bolt", status="closed")
    assert import_facts(store, Facts(requests=(over,)), later).replaced == {"request": 1}
    assert get_request(store, R2).status is RequestStatus.CLOSED


def test_nights_waited_are_not_forgotten(store: Store, later: Act) -> None:
    publish(store, a_run(store), later)
    waited = get_request(store, R2)
    changed = [facts.request("r2", company="bolt", due="2027-01-11")]
    assert again(store, later, requests=changed, bookings=[]).kept.requests == ("r2",)
    now = get_request(store, R2)
    assert (now.nights_waited, now.waited_on, now.due) == (1, waited.waited_on, date(2027, 1, 11))


@pytest.mark.parametrize(
    ("comes", "actions", "stays"),
    [
        pytest.param("confirmed", ["start", "finish"], True, id="done"),
        pytest.param("confirmed", ["no-show"], True, id="no-show"),
        pytest.param("planned", ["cancel"], True, id="cancelled"),
        pytest.param("cancelled", ["start", "finish"], False, id="an import takes back what was done"),
        pytest.param("done", [], False, id="an import knows more"),
    ],
)
def test_a_booking_stays_as_far_as_it_came(
    store: Store, afterwards: Act, comes: str, actions: list[str], stays: bool
) -> None:
    for action in actions:
        change_bookings(store, [B1], BookingAction(action), afterwards)
    lived = get_booking(store, B1)
    given = facts.booking("b1", "2026-11-25 09:00", "2026-11-25 11:00", request="r1", stage="a", status=comes)
    done = import_facts(store, Facts(bookings=(given,)), afterwards)
    assert done.kept.bookings == (("b1",) if stays else ())
    assert get_booking(store, B1) == (lived if stays else given)


def test_a_booking_that_was_confirmed_stays_where_it_is(store: Store, later: Act) -> None:
    change_bookings(store, [P1], BookingAction.CONFIRM, later)
    moved = planned("p1", "2026-12-03 09:00", "2026-12-03 12:00", stage="form")
    import_facts(store, Facts(bookings=(moved,)), later)
    assert get_booking(store, P1).status is BookingStatus.CONFIRMED
    assert get_booking(store, P1).start == facts.at("2026-11-27 09:00")


def test_the_plan_is_the_nights_business(store: Store, later: Act) -> None:
    publish(store, a_run(store), later)
    moved = get_booking(store, BookingId("p2"))
    given = planned("p2", "2026-11-30 09:00", "2026-11-30 12:00", stage="age")
    assert import_facts(store, Facts(bookings=(given,)), later).kept.bookings == ("p2",)
    assert get_booking(store, given.id) == moved != given
    import_facts(store, Facts(bookings=(given,)), later, overwrite=True)
    assert get_booking(store, given.id) == given


def test_units_stay_as_a_night_numbered_them(store: Store, later: Act) -> None:
    (b1,) = (each for each in some_facts().bookings if each.id == B1)
    elsewhere = b1.model_copy(update={"unit_numbers": (4,)})
    import_facts(store, Facts(bookings=(elsewhere,)), later, overwrite=True)
    beside = planned("p9", "2026-11-25 09:00", "2026-11-25 11:00", stage="form")
    import_facts(store, Facts(bookings=(beside,)), later)
    assert import_facts(store, Facts(bookings=(b1,)), later).kept.bookings == ("b1",)
    assert get_booking(store, B1) == elsewhere
    wider = b1.model_copy(update={"unit_numbers": (4, 1)})
    with pytest.raises(InputError, match="overlap"):
        import_facts(store, Facts(bookings=(wider,)), later)


def test_holidays_set_by_hand_stay(store: Store, later: Act) -> None:
    add_holiday(store, "KR", TEMPORARY, later)
    remove_holiday(store, "KR", date(2026, 12, 25), later)
    before = load_facts(store).catalogue.holiday_calendars
    assert again(store, later).kept.calendars == ("KR",)
    assert load_facts(store).catalogue.holiday_calendars == before == (before[0],)
    assert before[0].holidays == (TEMPORARY,)


def test_a_holiday_that_the_files_have_by_now_is_theirs(store: Store, later: Act) -> None:
    add_holiday(store, "KR", TEMPORARY, later)
    (calendar,) = some_facts().catalogue.holiday_calendars
    named = Holiday(date=TEMPORARY.date, name="election")
    listed = calendar.model_copy(update={"holidays": (*calendar.holidays, named)})
    catalogue = facts.network(holiday_calendars=[listed])
    assert import_facts(store, Facts(catalogue=catalogue), later).kept.calendars == ()
    assert load_facts(store).catalogue.holiday_calendars == (listed,)


def test_closures_set_by_hand_stay_and_those_of_files_go(store: Store, later: Act) -> None:
    filed, whole = closure(2, 3), closure(4, 10)
    machines = [
        each.model_copy(update={"closures": (filed, whole)}) if each.id == PRESS else each
        for each in facts.network().equipment
    ]
    import_facts(store, Facts(catalogue=facts.network(equipment=machines)), later)
    add_closure(store, HUB, closure(1, 2), later)
    reopen(store, PRESS, Span(start=whole.span.start, end=facts.NOW + timedelta(days=6)), later)
    machines = [
        each.model_copy(update={"closures": (whole,)}) if each.id == PRESS else each
        for each in facts.network().equipment
    ]
    done = import_facts(store, Facts(catalogue=facts.network(equipment=machines)), later)
    assert done.kept.places == ("hub", "press")
    catalogue = load_facts(store).catalogue
    assert next(each for each in catalogue.centres if each.id == HUB).closures == (closure(1, 2),)
    assert next(each for each in catalogue.equipment if each.id == PRESS).closures == (closure(6, 10),)


def test_openings_and_absences_set_by_hand_stay(store: Store, later: Act) -> None:
    span = closure(4, 5).span
    away = Absence(span=closure(1, 2).span, count=1)
    filed = facts.network(
        pools=[each.model_copy(update={"absences": (away,)}) for each in facts.network().pools]
    )
    import_facts(store, Facts(catalogue=filed), later)
    reopen(store, HUB, span, later)
    add_absence(store, PoolId("hub-cells"), away.model_copy(update={"span": span}), later)
    done = again(store, later)
    assert (done.kept.places, done.kept.pools) == (("hub",), ("hub-cells",))
    catalogue = load_facts(store).catalogue
    opened = {each.id: each.openings for each in catalogue.centres}
    absent = {each.id: each.absences for each in catalogue.pools}
    assert opened[HUB] == (Opening(span=span, reason=later.reason),)
    assert absent == dict.fromkeys(absent, ()) | {"hub-cells": (away.model_copy(update={"span": span}),)}


def test_who_leaves_is_no_more_named_by_absences_set_by_hand(store: Store, later: Act) -> None:
    def staffed(*people: str) -> Facts:
        return Facts.model_validate({"catalogue": {"pools": [facts.pool("hub-cells", "hub", people=people)]}})

    import_facts(store, staffed("kim", "lee"), later)
    away = Absence(span=closure(4, 5).span, count=1, people=(OperatorId("kim"),))
    add_absence(store, PoolId("hub-cells"), away, later)
    for people in (("kim", "lee"), ("lee",), ("lee",)):
        done = import_facts(store, staffed(*people), later)
        assert done.kept.pools == ("hub-cells",)
        pool = next(each for each in load_facts(store).catalogue.pools if each.id == "hub-cells")
        kept = tuple(name for name in away.people if name in people)
        assert pool.absences == (away.model_copy(update={"people": kept}),)


def test_what_people_and_files_say_of_one_absence_is_told_with_a_way_out(store: Store, later: Act) -> None:
    absence = Absence(span=closure(4, 5).span, count=1, people=(OperatorId("kim"),))
    pool = facts.pool("hub-cells", "hub", people=["kim"])
    import_facts(store, Facts.model_validate({"catalogue": {"pools": [pool]}}), later)
    add_absence(store, PoolId("hub-cells"), absence, later)
    longer = absence.model_copy(update={"span": closure(4, 7).span})
    filed = pool.model_copy(update={"absences": (longer,)})
    with pytest.raises(InputError) as caught:
        import_facts(store, Facts.model_validate({"catalogue": {"pools": [filed]}}), later)
    (issue,) = caught.value.issues
    assert (issue.message, issue.code, issue.field) == ("kim is away then already", "overlap", "people")
    assert issue.hint.startswith("`calendar absent hub-cells --from 2026-11-2")


def test_overwriting_takes_the_word_of_the_files(store: Store, afterwards: Act) -> None:
    withdraw_request(store, R2, afterwards)
    add_holiday(store, "KR", TEMPORARY, afterwards)
    change_bookings(store, [B1], BookingAction.START, afterwards)
    before = some_facts()
    done = import_facts(store, before, afterwards, overwrite=True)
    assert done.replaced == {"request": 1, "booking": 1}
    assert load_facts(store).catalogue == before.catalogue
    assert get_request(store, R2).status is RequestStatus.OPEN
    assert get_booking(store, B1).status is BookingStatus.CONFIRMED
