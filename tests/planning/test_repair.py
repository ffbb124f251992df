"""Repairs: as little as possible moves, confirmed bookings only where told, and everything is verified."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.changes import ChangeKind
from iplatform_sched.domain.incidents import Absent, Cancellation, DeclaredHoliday, Down, Overrun
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.domain.vocabulary import FIXED, BookingId, BookingStatus, PoolId, Span
from iplatform_sched.planning.repair import Reach
from iplatform_sched.planning.repair.impact import DEPENDS
from iplatform_sched.verify.plan import verify_plan
from tests.facts import NOW, at, booking, machine, network, request, snapshot, stage, way
from tests.planning.repair_case import THOROUGH, after_night, by_id, repaired
from tests.verify.plan_draw import MACHINES, draw_snapshot

if TYPE_CHECKING:
    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.domain.snapshot import Snapshot

WEEK = Span(start=NOW, end=at("2026-12-01"))
PRESS = stage("a", ways=[way("crush", 180)])
TWINS = network(
    equipment=[
        *network().equipment,
        machine("press-2", offers=[{"capability": "crush", "operators": [{"skill": "cells"}]}]),
    ]
)


def pressed(*names: str, confirmed: tuple[str, ...] = (), **fields: object) -> Snapshot:
    """Return a night's plan of requests for three hours on one of two presses each."""
    jobs = [request(name, PRESS, **fields) for name in names]
    return after_night(snapshot(*jobs, catalogue=TWINS), confirmed)


def machine_of(facts: Snapshot, key: str) -> str:
    return by_id(facts.bookings)[key].equipment


def test_who_is_hit_moves_and_nobody_else() -> None:
    facts = pressed("r1", "r2", "r3")
    broken = machine_of(facts, "r1/a")
    found = repaired(facts, Down(place=broken, span=WEEK))
    hit = {each.id for each in facts.bookings if each.equipment == broken and each.start < WEEK.end}
    assert {each.booking.id for each in found.hits} == hit == {each.after.id for each in found.moves}
    assert found.reach is Reach.HIT
    before, after = by_id(facts.bookings), by_id(found.plan.bookings)
    assert after.keys() == before.keys()
    assert all(after[key] == before[key] for key in before.keys() - hit)
    assert all(each.disruption_krw >= 100_000 for each in found.moves)
    assert sum(each.disruption_krw for each in found.moves) == found.plan.terms["disruption"]


def test_nothing_wrong_changes_nothing() -> None:
    facts = pressed("r1", "r2")
    found = repaired(facts)
    assert (found.reach, found.hits, found.has_changes) == (Reach.NOBODY, (), False)
    assert by_id(found.plan.bookings) == by_id(facts.bookings)


def test_confirmed_bookings_stay_broken_unless_they_may_move() -> None:
    facts = pressed("r1", "r2", confirmed=("r1/a",))
    broken = machine_of(facts, "r1/a")
    stays = repaired(facts, Down(place=broken, span=WEEK))
    assert stays.broken.keys() == {"r1/a"}
    assert "r1/a" not in by_id(stays.plan.bookings)
    possible = stays.possible[BookingId("r1/a")]
    moves = repaired(facts, Down(place=broken, span=WEEK), may_move_confirmed=True)
    assert moves.displaced == ("r1/a",)
    assert not moves.broken
    assert not moves.possible
    moved = by_id(moves.plan.bookings)["r1/a"]
    assert moved.status is BookingStatus.PLANNED
    assert (moved.equipment, moved.start) == (possible.equipment, possible.start)
    assert [each.after.id for each in moves.moves if each.after.id == "r1/a"] == ["r1/a"]
    assert moves.plan.terms["disruption"] >= 100_000


def test_a_confirmed_booking_without_another_place_stays_broken() -> None:
    facts = after_night(snapshot(request("r1", PRESS)), ("r1/a",))
    found = repaired(
        facts, Down(place="press", span=Span(start=NOW, end=at("2027-06-01"))), may_move_confirmed=True
    )
    assert (found.displaced, tuple(found.broken), found.plan.bookings) == ((), ("r1/a",), ())


def test_background_bookings_can_only_be_called_about() -> None:
    other = booking("other", "2026-11-25 09:00", "2026-11-25 12:00", equipment="press")
    found = repaired(snapshot(bookings=[other]), Down(place="press", span=WEEK), may_move_confirmed=True)
    assert (tuple(found.broken), found.displaced, found.possible) == (("other",), (), {})


def test_what_stands_on_a_displaced_booking_moves_with_it_only_if_it_must() -> None:
    chain = request("r1", PRESS, stage("b", "a"), stage("c"))
    facts = after_night(snapshot(chain), ("r1/a", "r1/b", "r1/c"))
    before = by_id(facts.bookings)
    end = before["r1/b"].end + timedelta(hours=1)
    found = repaired(facts, Down(place="press", span=Span(start=NOW, end=end)), may_move_confirmed=True)
    codes = {each.booking.id: each.code for each in found.hits}
    assert codes == {"r1/a": "out-of-service", "r1/b": DEPENDS}
    assert set(found.displaced) == {"r1/a", "r1/b"}
    after = by_id(found.plan.bookings)
    assert after["r1/a"].start >= end
    assert after["r1/b"].start >= after["r1/a"].end
    assert "r1/c" not in after
    soon = Span(start=NOW, end=before["r1/a"].start + timedelta(minutes=30))
    assert repaired(facts, Down(place="press", span=soon), may_move_confirmed=True).displaced


def test_rivals_make_room_where_nothing_else_does() -> None:
    tight = request("tight", PRESS, deadline=at("2026-11-25 18:00"), weight=300)
    loose = request("loose", PRESS, due="2027-02-01")
    facts = after_night(snapshot(tight, loose))
    rival = booking(
        "loose/a", "2026-11-25 09:00", "2026-11-25 12:00", equipment="press", request="loose", stage="a"
    )
    other = booking("taken", "2026-11-25 13:00", "2026-11-25 18:00", equipment="press")
    planned = by_id(facts.bookings)
    start = planned["tight/a"].start
    assert start < at("2026-11-25")
    assert rival.start > start
    # The rival is put on the only other morning before the deadline; the press fails on this one.
    shift = rival.start - planned["loose/a"].start
    moved = planned["loose/a"].model_copy(
        update={
            "start": rival.start,
            "run_end": planned["loose/a"].run_end + shift,
            "unload": planned["loose/a"].unload + shift,
            "end": planned["loose/a"].end + shift,
            "attended": tuple(
                Span(start=each.start + shift, end=each.end + shift) for each in planned["loose/a"].attended
            ),
        }
    )
    facts = facts.model_copy(update={"bookings": (planned["tight/a"], moved, other)})
    down = Down(place="press", span=Span(start=NOW, end=at("2026-11-25")))
    found = repaired(facts, down, search=THOROUGH)
    assert found.reach is Reach.RIVALS
    after = by_id(found.plan.bookings)
    assert after["tight/a"].start == at("2026-11-25 09:00")
    assert after["loose/a"].start > after["tight/a"].start
    assert found.dropped == 0


def test_room_that_is_free_serves_who_waited() -> None:
    deadline = at("2026-11-25 18:00")
    taken = [
        booking("busy", "2026-11-24 09:00", "2026-11-24 18:00", equipment="press", company="bolt"),
        booking("full", "2026-11-25 09:00", "2026-11-25 18:00", equipment="press", company="bolt"),
    ]
    facts = after_night(snapshot(request("late", PRESS, deadline=deadline), bookings=taken))
    assert not by_id(facts.bookings).keys() - {"busy", "full"}
    found = repaired(facts, Cancellation(booking=BookingId("full")))
    assert found.served == ("late",)
    assert found.price < found.without
    assert [each.kind for each in found.changes] == [ChangeKind.NEW]


def test_a_cancelled_stage_is_planned_anew() -> None:
    facts = after_night(snapshot(request("r1", PRESS, stage("b", "a"))), ("r1/a",))
    found = repaired(facts, Cancellation(booking=BookingId("r1/a")))
    after = by_id(found.plan.bookings)
    assert after.keys() == {"r1/a/2", "r1/b"}
    assert after["r1/b"].start >= after["r1/a/2"].end


def test_who_follows_an_overrun_waits_for_it() -> None:
    chain = request("r1", PRESS, stage("b", "a"))
    facts = after_night(snapshot(chain))
    planned = by_id(facts.bookings)
    running = booking(
        "r1/a", "2026-11-23 15:00", "2026-11-23 21:00", equipment="press", request="r1", stage="a",
        run="pausable", company="acme", status="running",
    )  # fmt: skip
    facts = after_night(snapshot(chain, bookings=[running]))
    planned = by_id(facts.bookings)
    until = planned["r1/b"].start + timedelta(hours=1)
    found = repaired(facts, Overrun(booking=running.id, until=until))
    assert {each.booking.id for each in found.hits} >= {"r1/b"}
    assert by_id(found.plan.bookings)["r1/b"].start >= until


def test_a_planned_booking_about_to_begin_is_confirmed_and_a_lapsed_one_let_go() -> None:
    facts = pressed("r1")
    key = by_id(facts.bookings)["r1/a"]
    soon = facts.model_copy(update={"now": key.start - timedelta(minutes=10), "plan_from": key.start})
    late = soon.model_copy(update={"plan_from": key.start + timedelta(minutes=20)})
    assert repaired(late).house.confirmed == ("r1/a",)
    over = {"now": key.start + timedelta(minutes=10), "plan_from": key.start + timedelta(minutes=40)}
    assert repaired(facts.model_copy(update=over)).house.expired == ("r1/a",)


def drawn_incidents(dice: Random, facts: Snapshot) -> list[Incident]:
    """Return one to three things that went wrong, each of another kind."""
    start = NOW + timedelta(hours=dice.randrange(100))
    span = Span(start=start, end=start + timedelta(hours=dice.choice([3, 60, 400])))
    live = [each for each in facts.bookings if each.status in FIXED and each.end > NOW]
    held = [each for each in live if each.status is not BookingStatus.DONE]
    running = [each for each in held if each.status is BookingStatus.RUNNING]
    told: list[Incident] = [
        Down(place=dice.choice([*MACHINES, "hub", "lab"]), span=span),
        Absent(pool=PoolId(dice.choice(["hub-cells", "lab-cells"])), span=span, count=1),
        DeclaredHoliday(date=(start + timedelta(days=2)).date()),
    ]
    told += [Cancellation(booking=dice.choice(held).id)] if held else []
    told += [Overrun(booking=each.id, until=each.end + timedelta(hours=20)) for each in running[:1]]
    overrun = {each.booking for each in told if isinstance(each, Overrun)}
    told = [each for each in told if not (isinstance(each, Cancellation) and each.booking in overrun)]
    return dice.sample(told, min(len(told), dice.randint(1, 3)))


@pytest.mark.parametrize("seed", range(12))
def test_repairs_of_drawn_nights_keep_their_promises(seed: int) -> None:
    dice = Random(seed)
    drawn = draw_snapshot(seed)
    facts = after_night(drawn)
    owned = sorted(
        each.id for each in facts.bookings if each.status is BookingStatus.PLANNED and each.request
    )
    chosen = dice.sample(owned, len(owned) // 3)
    facts = after_night(drawn, chosen)
    incidents = drawn_incidents(dice, facts)
    was = content_hash(facts)
    for may_move in (False, True):
        found = repaired(facts, *incidents, may_move_confirmed=may_move)
        assert content_hash(facts) == was
        assert verify_plan(found.house.snapshot, found.plan.bookings, stored=True) == ()
        assert found.price <= found.without
        if not found.dropped:
            assert sum(each.disruption_krw for each in found.moves) == found.plan.terms["disruption"]
        hit = {each.booking.id for each in found.hits}
        assert set(found.displaced) <= (hit if may_move else set())
        planned = by_id(found.plan.bookings)
        units = {"unit_numbers": (1,)}
        for each in facts.bookings:
            if each.status is BookingStatus.CONFIRMED and each.id not in found.displaced:
                now = planned.get(each.id, each)
                assert now.model_copy(update=units) == each.model_copy(update=units)
