"""Quotes in the store: all or nothing, first come first served, and never longer than promised."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.run import Act, fingerprint_of
from iplatform_sched.domain.vocabulary import BookingId, BookingStatus, RequestId, RequestStatus
from iplatform_sched.errors import ConflictError, InputError
from iplatform_sched.store.bookings import BookingAction, BookingFilter, change_bookings, list_bookings
from iplatform_sched.store.database import Store, open_store
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import import_facts, load_facts, load_snapshot
from iplatform_sched.store.publishing import publish
from iplatform_sched.store.quotes import Offer, confirm_quote, extend_quote, hold_quote, release_quote
from iplatform_sched.store.requests import amend_requests, get_request, withdraw_request
from tests import facts
from tests.store.examples import ACT, a_run, get_booking

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking

NEW = RequestId("new")
UNTIL = ACT.at + timedelta(hours=48)
AFTER = Act(actor="kim", at=UNTIL, reason="too late")


def held(name: str, stage: str, day: str, **fields: object) -> Booking:
    """Return a morning of the press held for a stage."""
    default: dict[str, object] = {
        "equipment": "press", "status": "held", "held_until": UNTIL, "request": name, "stage": stage,
        "company": "acme", "policy_version": "1",
    }  # fmt: skip
    return facts.booking(f"{name}/{stage}", f"{day} 09:00", f"{day} 12:00", **(default | fields))


def offer(store: Store, name: str = NEW, *, is_new: bool = True, **fields: object) -> Offer:
    """Return an offer of two mornings, made from the facts as they are."""
    made = load_snapshot(store, ACT.at, ACT.at)
    return Offer(
        request=facts.request(name, facts.stage("a"), facts.stage("b", "a")),
        is_new=is_new,
        bookings=(held(name, "a", "2026-12-02", **fields), held(name, "b", "2026-12-03", **fields)),
        renumbered=(),
        made_from=fingerprint_of(made),
    )


def status_of(store: Store, name: str = NEW) -> RequestStatus:
    return get_request(store, RequestId(name)).status


def test_a_quote_is_kept_with_all_its_holds_and_its_trail(store: Store) -> None:
    hold_quote(store, offer(store), ACT)
    assert status_of(store) is RequestStatus.QUOTED
    kept = list_bookings(store, BookingFilter(request=NEW))
    assert [(each.status, each.held_until) for each in kept] == [(BookingStatus.HELD, UNTIL)] * 2
    kinds = Counter(event.kind for event in list_events(store, after=1))
    assert kinds == {"request.quoted": 1, "booking.held": 2, "booking.expired": 1}


def test_the_second_of_two_is_told_and_nothing_of_it_is_kept(store: Store) -> None:
    first, second = offer(store), offer(store, "late")
    hold_quote(store, first, ACT)
    before = load_facts(store)
    with pytest.raises(ConflictError, match="bookings; quote it again"):
        hold_quote(store, second, ACT)
    assert load_facts(store) == before


def test_one_of_many_at_once_gets_the_places(store: Store) -> None:
    offers = [offer(store, f"n{number}") for number in range(8)]

    def attempt(each: Offer) -> str:
        try:
            hold_quote(open_store(store.path, wait_seconds=120), each, ACT)
        except ConflictError:
            return "refused"
        return "held"

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(attempt, offers)) == {"held": 1, "refused": 7}
    statuses = frozenset({BookingStatus.HELD})
    assert len(list_bookings(store, BookingFilter(statuses=statuses))) == 2


def test_places_that_are_free_are_refused_where_other_facts_changed(store: Store) -> None:
    made = offer(store)
    elsewhere = facts.booking("x", "2026-12-09 09:00", "2026-12-09 12:00")
    import_facts(store, load_facts(store).model_copy(update={"bookings": (elsewhere,)}), ACT)
    with pytest.raises(ConflictError, match="the facts changed while new was quoted: bookings"):
        hold_quote(store, made, ACT)


def test_a_hold_that_fails_halfway_leaves_nothing(store: Store) -> None:
    made = offer(store)
    wrong = (made.bookings[0], made.bookings[1].model_copy(update={"status": BookingStatus.CONFIRMED}))
    before = load_facts(store)
    with pytest.raises(InputError):
        hold_quote(store, replace(made, bookings=wrong), ACT)
    assert load_facts(store) == before


def test_a_lapsed_hold_is_in_nobodys_way_and_its_request_is_withdrawn(store: Store) -> None:
    hold_quote(store, offer(store), ACT)
    later = offer(store, "later", held_until=UNTIL + timedelta(days=1))
    hold_quote(store, later, AFTER)
    assert get_booking(store, BookingId("new/a")).status is BookingStatus.EXPIRED
    assert status_of(store) is RequestStatus.WITHDRAWN
    with pytest.raises(ConflictError, match="nothing is held for new"):
        confirm_quote(store, NEW, (), fingerprint_of(load_snapshot(store, UNTIL, UNTIL)), AFTER)


def test_a_withdrawn_request_can_be_quoted_anew_and_an_open_one_stays_open(store: Store) -> None:
    hold_quote(store, offer(store), ACT)
    release_quote(store, NEW, ACT)
    assert status_of(store) is RequestStatus.WITHDRAWN
    again = offer(store, is_new=False)
    fresh = tuple(each.model_copy(update={"id": f"{each.id}/2"}) for each in again.bookings)
    hold_quote(store, replace(again, bookings=fresh), ACT)
    assert status_of(store) is RequestStatus.QUOTED
    release_quote(store, NEW, ACT)

    known = offer(store, "r1", is_new=False)
    kept = tuple(each.model_copy(update={"id": f"q{each.id}"}) for each in known.bookings)
    hold_quote(store, replace(known, bookings=kept), ACT)
    assert status_of(store, "r1") is RequestStatus.OPEN
    release_quote(store, RequestId("r1"), ACT)
    assert status_of(store, "r1") is RequestStatus.OPEN


@pytest.mark.parametrize(
    ("name", "is_new", "words"),
    [
        ("r1", True, "is in the store by now"),
        ("nobody", False, "is not in the store any more"),
    ],
)
def test_an_offer_for_another_request_than_there_is_is_refused(
    store: Store, name: str, is_new: bool, words: str
) -> None:
    with pytest.raises(ConflictError, match=words):
        hold_quote(store, offer(store, name, is_new=is_new), ACT)


def test_a_hold_is_extended_before_it_ends_and_never_shortened(store: Store) -> None:
    hold_quote(store, offer(store), ACT)
    with pytest.raises(ConflictError, match="already"):
        extend_quote(store, NEW, UNTIL, ACT)
    longer = UNTIL + timedelta(hours=24)
    assert {each.held_until for each in extend_quote(store, NEW, longer, ACT)} == {longer}
    assert "booking.extended" in {event.kind for event in list_events(store, request=NEW)} | {
        event.kind for event in list_events(store, booking=BookingId("new/a"))
    }
    over = Act(actor="kim", at=longer, reason="")
    with pytest.raises(ConflictError, match="its time has passed"):
        extend_quote(store, NEW, longer + timedelta(hours=1), over)
    with pytest.raises(ConflictError, match="nothing is held"):
        extend_quote(store, RequestId("r2"), longer, ACT)
    with pytest.raises(ConflictError, match="nothing is held"):
        release_quote(store, RequestId("r2"), ACT)


def test_a_confirmed_quote_is_an_open_request_at_its_price(store: Store) -> None:
    hold_quote(store, offer(store), ACT)
    now = fingerprint_of(load_snapshot(store, ACT.at, ACT.at))
    prices = [
        each.model_copy(update={"charge": each.charge.model_copy(update={"net": 7})})
        for each in list_bookings(store, BookingFilter(request=NEW))
    ]
    before = [each for each in load_facts(store).bookings if each.request != NEW]
    confirmed = confirm_quote(store, NEW, prices, now, ACT)
    assert {(each.status, each.charge.net, each.held_until) for each in confirmed} == {
        (BookingStatus.CONFIRMED, 7, None)
    }
    assert status_of(store) is RequestStatus.OPEN
    assert [each for each in load_facts(store).bookings if each.request != NEW] == before


def test_what_was_checked_against_other_facts_is_not_confirmed(store: Store) -> None:
    hold_quote(store, offer(store), ACT)
    now = fingerprint_of(load_snapshot(store, ACT.at, ACT.at))
    change_bookings(store, [BookingId("b2")], BookingAction.CANCEL, ACT)
    with pytest.raises(ConflictError, match="the facts changed while new was checked: bookings"):
        confirm_quote(store, NEW, (), now, ACT)
    assert status_of(store) is RequestStatus.QUOTED


@pytest.mark.parametrize(
    ("action", "status"),
    [
        (BookingAction.CONFIRM, RequestStatus.OPEN),
        (BookingAction.RELEASE, RequestStatus.WITHDRAWN),
        (BookingAction.CANCEL, RequestStatus.WITHDRAWN),
    ],
)
def test_bookings_that_are_handled_one_by_one_take_their_quote_along(
    store: Store, action: BookingAction, status: RequestStatus
) -> None:
    hold_quote(store, offer(store), ACT)
    change_bookings(store, [BookingId("new/a")], action, ACT)
    after_one = RequestStatus.OPEN if action is BookingAction.CONFIRM else RequestStatus.QUOTED
    assert status_of(store) is after_one
    change_bookings(store, [BookingId("new/b")], action, ACT)
    assert status_of(store) is status


def test_a_night_that_lets_the_holds_go_withdraws_the_quote(store: Store) -> None:
    hold_quote(store, offer(store), ACT)
    expire = (BookingId("new/a"), BookingId("new/b"))
    publish(store, a_run(store).model_copy(update={"expire": expire}), AFTER)
    assert status_of(store) is RequestStatus.WITHDRAWN
    assert [event.kind for event in list_events(store, request=NEW)][-1] == "request.withdrawn"


def test_a_quoted_request_is_withdrawn_by_hand_and_not_amended(store: Store) -> None:
    hold_quote(store, offer(store), ACT)
    with pytest.raises(ConflictError, match="request new is quoted"):
        amend_requests(store, [facts.request("new")], ACT)
    withdraw_request(store, NEW, ACT)
    kept = list_bookings(store, BookingFilter(request=NEW))
    assert {each.status for each in kept} == {BookingStatus.CANCELLED}


def test_importing_again_does_not_open_a_quote_nor_quote_what_is_open(store: Store) -> None:
    hold_quote(store, offer(store), ACT)
    quoted = load_facts(store)
    asked = quoted.model_copy(update={"requests": (facts.request("new"),), "bookings": ()})
    import_facts(store, asked, ACT)
    assert status_of(store) is RequestStatus.QUOTED
    change_bookings(store, [BookingId("new/a"), BookingId("new/b")], BookingAction.CONFIRM, ACT)
    import_facts(store, quoted, ACT)
    assert status_of(store) is RequestStatus.OPEN
    assert get_booking(store, BookingId("new/a")).status is BookingStatus.CONFIRMED


def test_units_of_others_are_renumbered_to_make_room_where_that_makes_it(store: Store) -> None:
    wide = (held(NEW, "a", "2026-11-25", equipment="cycler", unit_numbers=(2, 3)),)
    moved = get_booking(store, BookingId("b3")).model_copy(update={"unit_numbers": (1, 4)})
    for renumbered in ((), (moved,)):
        with pytest.raises(ConflictError, match="overlap"):
            hold_quote(store, replace(offer(store), bookings=wide, renumbered=renumbered), ACT)
    change_bookings(store, [BookingId("b1"), BookingId("b2")], BookingAction.CANCEL, ACT)
    hold_quote(store, replace(offer(store), bookings=wide, renumbered=(moved,)), ACT)
    assert get_booking(store, BookingId("b3")) == moved
