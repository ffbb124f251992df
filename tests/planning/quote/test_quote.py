from __future__ import annotations

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.planning.quote import Aim, quote
from iplatform_sched.planning.quote.offer import FIELD
from iplatform_sched.verify.plan import verify_plan
from tests.facts import battery_request, request, snapshot, stage, way


def test_the_four_aims_are_met_by_verified_alternatives() -> None:
    asked = battery_request()
    facts = snapshot(asked)
    found = quote(facts, asked)
    assert {aim for each in found.alternatives for aim in each.best_at} == set(Aim)
    for each in found.alternatives:
        assert {booking.status for booking in each.bookings} == {BookingStatus.PLANNED}
        assert verify_plan(facts, (*each.bookings, *each.renumbered)) == ()
        assert not any(
            all(getattr(other.figures, name) <= getattr(each.figures, name) for name in FIELD.values())
            for other in found.alternatives
            if other is not each
        )
    assert found.best(Aim.EARLIEST).figures.end == min(a.figures.end for a in found.alternatives)
    assert found.best(Aim.CHEAPEST).figures.price_krw == min(a.figures.price_krw for a in found.alternatives)


def test_a_request_that_nothing_can_serve_has_reasons() -> None:
    asked = request("odd", stage("a", ways=[way("cycle", 60)], units=99))
    found = quote(snapshot(asked), asked)
    assert found.alternatives == ()
    assert found.reasons
