"""What is held is looked at again before it is confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.planning.quote import quote
from iplatform_sched.planning.quote.promise import recheck
from tests.facts import NOW, battery_request, centre, machine, network, policy, snapshot

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot


def held() -> tuple[Snapshot, Request, tuple[Booking, ...]]:
    """Return facts with a quoted request and what is held for it."""
    asked = battery_request()
    until = NOW + timedelta(hours=48)
    bookings = tuple(
        each.model_copy(update={"status": BookingStatus.HELD, "held_until": until})
        for each in quote(snapshot(asked), asked).alternatives[0].bookings
    )
    quoted = asked.model_copy(update={"status": RequestStatus.QUOTED})
    return snapshot(quoted, bookings=bookings), quoted, bookings


def test_what_nothing_has_changed_is_confirmed_as_it_was_quoted() -> None:
    facts, asked, bookings = held()
    promise = recheck(facts, asked, bookings)
    assert promise.broken == ()
    assert promise.bookings == bookings
    assert promise.price_krw == promise.quoted_krw


def test_the_notice_that_was_kept_when_it_was_quoted_is_enough() -> None:
    asked = battery_request()
    rules = {"rules": {"notice_days": 1}}
    near = network(centres=[centre("hub", **rules), centre("lab", **rules), centre("isle", **rules)])
    facts = snapshot(asked, catalogue=near)
    bookings = tuple(
        each.model_copy(update={"status": BookingStatus.HELD, "held_until": NOW + timedelta(days=9)})
        for each in quote(facts, asked).alternatives[0].bookings
    )
    late = bookings[0].start - timedelta(hours=8)
    later = facts.model_copy(update={"now": late, "plan_from": late, "bookings": bookings})
    assert recheck(later, asked, bookings).broken == ()
    after = bookings[0].start + timedelta(minutes=30)
    too_late = later.model_copy(update={"now": after, "plan_from": after})
    assert "starts before the plan does" in recheck(too_late, asked, bookings).broken[0]


def test_a_closure_since_then_is_named() -> None:
    facts, asked, bookings = held()
    first = bookings[0]
    closure = {"span": {"start": first.start, "end": first.end}, "reason": "repair", "kind": "closed"}
    hub = next(each for each in facts.catalogue.centres if each.id == first.centre)
    shut = centre(hub.id, **(hub.model_dump() | {"closures": [closure]}))
    centres = tuple(shut if each.id == hub.id else each for each in facts.catalogue.centres)
    changed = facts.model_copy(update={"catalogue": facts.catalogue.model_copy(update={"centres": centres})})
    assert any(first.id in words for words in recheck(changed, asked, bookings).broken)


def dearer(facts: Snapshot) -> Snapshot:
    """Return the facts with every hour on every machine at twice its price."""
    machines = tuple(
        machine(each.id, **(each.model_dump() | {"tariff": {"per_hour": 2 * each.tariff.per_hour}}))
        for each in facts.catalogue.equipment
    )
    return facts.model_copy(update={"catalogue": facts.catalogue.model_copy(update={"equipment": machines})})


def test_the_quoted_price_is_honoured_under_the_same_policy() -> None:
    facts, asked, bookings = held()
    promise = recheck(dearer(facts), asked, bookings)
    assert promise.broken == ()
    assert promise.bookings == bookings


def test_under_another_policy_it_is_priced_anew_and_told() -> None:
    facts, asked, bookings = held()
    changed = dearer(facts).model_copy(update={"policy": policy(version="2")})
    promise = recheck(changed, asked, bookings)
    assert promise.broken == ()
    assert promise.price_krw > promise.quoted_krw
    assert {each.policy_version for each in promise.bookings} == {"2"}
    places = [(each.id, each.start, each.equipment, each.status) for each in promise.bookings]
    assert places == [(each.id, each.start, each.equipment, each.status) for each in bookings]
