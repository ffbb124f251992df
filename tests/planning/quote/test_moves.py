"""Who would have to move for a better quote, and that everybody is still served then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.planning.quote import quote, with_request
from iplatform_sched.planning.standing import standing
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.search.construct import construct
from iplatform_sched.verify.plan import recompute_terms, verify_plan
from tests.facts import request, snapshot, stage, way

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request
    from iplatform_sched.domain.snapshot import Snapshot


def with_plan(facts: Snapshot) -> Snapshot:
    """Return the facts with all their requests planned by insertion."""
    compiled = compile_snapshot(facts)
    return facts.model_copy(
        update={"bookings": (*facts.bookings, *to_bookings(compiled, construct(compiled.problem).schedule()))}
    )


def imaging(name: str, **fields: object) -> Request:
    return request(name, stage("a", ways=[way("image", 480)]), **fields)


def busy_week() -> tuple[Snapshot, Request]:
    """Return facts in which five days of the only microscope are planned, and a request for one more."""
    facts = with_plan(snapshot(*(imaging(f"other-{day}") for day in range(5))))
    asked = imaging("r")
    return facts, asked


def test_moves_are_told_with_their_price_and_keep_everybody_served() -> None:
    facts, asked = busy_week()
    found = quote(facts, asked, allow_moves=True)
    (best,) = found.moving
    assert best.figures.end < found.alternatives[0].figures.end
    asked_facts = with_request(facts, asked)
    after = {move.before.id: move.after for move in best.moves}
    bookings = [
        after.get(each.id, each) for each in asked_facts.bookings if each.status is BookingStatus.PLANNED
    ] + list(best.bookings)
    assert verify_plan(asked_facts, bookings) == ()
    assert recompute_terms(asked_facts, bookings)["disruption"] == best.disruption_krw > 0
    assert {booking.request for booking in bookings} == {each.id for each in asked_facts.requests}


def test_nobody_moves_unasked_and_nothing_firm_moves_at_all() -> None:
    facts, asked = busy_week()
    assert quote(facts, asked).moving == ()
    firm = standing(facts, set()).bookings
    assert quote(facts.model_copy(update={"bookings": firm}), asked, allow_moves=True).moving == ()


def test_where_the_calendar_is_empty_no_move_is_worth_it() -> None:
    asked = imaging("r")
    assert quote(snapshot(asked), asked, allow_moves=True).moving == ()
