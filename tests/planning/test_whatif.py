"""Both sides are solved anew from the same plan; what the changes break is planned anew, and priced alike."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.errors import ConflictError, NoPlanError
from iplatform_sched.planning.whatif import Side, Solution, changed_side, solve_side, weighted
from iplatform_sched.planning.whatif.compare import Comparison, compare
from iplatform_sched.verify.plan import recompute_terms, verify_plan
from tests import facts
from tests.planning.overlay.changes import change

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.snapshot import Snapshot

QUICK = SolveSettings(deterministic=True, work=5, proof_work=0)


def solved(side: Side) -> Solution:
    return solve_side(side, QUICK, stop=lambda: False, on_progress=lambda _text, _share: None)


def compared(base: Snapshot, *changes: AnyChange) -> tuple[Comparison, Solution, Solution]:
    baseline, scenario = solved(Side(base)), solved(changed_side(base, changes))
    return compare(baseline, scenario), baseline, scenario


def day(number: int) -> dict[str, str]:
    return {"from": f"2026-12-{number:02}T00:00+09:00", "to": f"2026-12-{number + 1:02}T00:00+09:00"}


def figures(found: Comparison) -> dict[str, tuple[float, float]]:
    return {each.name: (each.baseline, each.scenario) for each in found.measures if each.change}


def booked(base: Snapshot, status: str) -> Snapshot:
    """Return facts in which the baseline's plan stands, in another status."""
    plan = solved(Side(base)).outcome.plan.bookings
    bookings = tuple(each.model_copy(update={"status": BookingStatus(status)}) for each in plan)
    return base.model_copy(update={"bookings": bookings})


def the_booking(solution: Solution) -> Booking:
    (found,) = (each for each in solution.bookings if each.request == "r1")
    return found


def test_without_changes_both_sides_are_the_same() -> None:
    found, baseline, scenario = compared(facts.snapshot(facts.request("r1")))
    assert not found.differs
    assert (found.change, found.significant) == (0, False)
    assert baseline.outcome.plan == scenario.outcome.plan


def test_a_baseline_is_never_worse_than_the_plan_that_stands() -> None:
    """However small the budget: the search begins from that plan, and all of its rounds improve it."""
    later = facts.at("2026-12-07 09:00")
    crowd = [facts.request(f"r{n}", facts.stage("a", units=3), release=later) for n in range(5)]
    base = booked(facts.snapshot(*crowd), "planned")
    standing = recompute_terms(base, base.bookings)
    for work in (1, 5):
        settings = SolveSettings(deterministic=True, work=work, proof_work=0)
        found = solve_side(Side(base), settings, stop=lambda: False, on_progress=lambda _text, _share: None)
        assert found.outcome.search.start_objective == (weighted(base.policy, standing),)
        assert found.outcome.plan.objective <= weighted(base.policy, standing)
        proved = found.outcome.search.proved
        assert found.outcome.search.counters["rounds"] == work or proved


def test_one_request_alone_is_significant() -> None:
    base = facts.snapshot(facts.request("r1"))
    found, _, _ = compared(base, change("tariff", capability="cycle", percent=300))
    assert found.significant


def test_a_change_of_prices_alone_is_shown_where_it_acts() -> None:
    half = change("tariff", capability="cycle", percent=50)
    found, _, _ = compared(facts.snapshot(facts.request("r1")), half)
    before, after = figures(found)["fees_krw"]
    assert after * 2 == before
    assert found.change == after - before
    assert "cheaper" in found.requests[0].kinds


def test_a_request_that_is_not_served_any_more() -> None:
    gone = [change("remove_equipment", equipment=name) for name in ("cycler", "cycler-2")]
    found, _, scenario = compared(facts.snapshot(facts.request("r1")), *gone)
    assert scenario.outcome.plan.bookings == ()
    assert found.requests[0].kinds == ("newly_unserved", "cheaper", "other_centres")
    assert figures(found)["served"] == (1, 0)
    assert [each.kind for each in found.bookings] == ["dropped"]
    assert {group.name: group.not_served for group in found.sectors} == {"EE": (0, 1)}
    assert {group.name for group in found.regions} == {"Seoul"}
    assert found.significant


def test_a_displaced_booking_is_planned_anew_and_priced_alike() -> None:
    """It is confirmed on one side and planned on the other; its fee must not be counted on one side only."""
    base = booked(facts.snapshot(facts.request("r1")), "confirmed")
    taken = the_booking(solved(Side(base)))
    closed = change("close", place=taken.centre, **day_of(taken))
    found, baseline, scenario = compared(base, closed)
    assert scenario.side.displacement is not None
    assert [each.booking for each in scenario.side.displacement.displaced] == [taken.id]
    assert baseline.outcome.plan.terms["fees"] == 0
    assert found.baseline.terms["fees"] == taken.charge.net
    assert found.scenario.terms["disruption"] > 0
    assert found.bookings[0].kind == "displaced"
    assert figures(found)["displaced"] == (0, 1)
    assert verify_plan(scenario.facts, scenario.outcome.plan.bookings) == ()


def day_of(booking: Booking) -> dict[str, str]:
    start = booking.start.astimezone(facts.SEOUL)
    return (
        day(start.day)
        if start.month == 12
        else {
            "from": f"{start:%Y-%m-%d}T00:00+09:00",
            "to": f"{start:%Y-%m-%d}T23:59+09:00",
        }
    )


def test_confirmed_bookings_are_kept_on_demand() -> None:
    base = booked(facts.snapshot(facts.request("r1")), "confirmed")
    taken = the_booking(solved(Side(base)))
    with pytest.raises(ConflictError, match=rf"booking {taken.id}: .*closed"):
        changed_side(base, [change("close", place=taken.centre, **day_of(taken))], keep_confirmed=True)


def test_nobody_plans_a_background_booking_anew() -> None:
    other = facts.booking("b1", "2026-12-07 09:00", "2026-12-07 12:00")
    base = facts.snapshot(facts.request("r1"), bookings=[other])
    found, _, _ = compared(base, change("close", place="cycler", **day(7)))
    assert figures(found)["lost"] == (0, 1)
    assert [(each.kind, each.booking, each.request) for each in found.bookings if each.kind == "lost"] == [
        ("lost", "b1", None)
    ]


def test_a_pinned_booking_stays_and_is_in_the_plan() -> None:
    later = facts.at("2026-12-07 09:00")
    base = facts.snapshot(facts.request("r1", release=later), facts.request("r2", release=later))
    base = booked(base, "planned")
    pinned = the_booking(solved(Side(base)))
    side = changed_side(base, [change("pin", request="r1"), change("tariff", centre="hub", percent=300)])
    scenario = solved(side)
    assert the_booking(scenario).start == pinned.start
    assert the_booking(scenario).status is BookingStatus.PLANNED
    assert pinned.id in {each.id for each in scenario.outcome.plan.bookings}
    plan = scenario.outcome.plan
    assert plan.terms == recompute_terms(scenario.facts, plan.bookings)


def test_a_stage_is_where_it_is_pinned_to_whoever_is_there() -> None:
    """Others that are planned there make room; what is left is priced by the facts."""
    release = facts.at("2026-12-07 09:00")
    crowd = [facts.request(f"r{n}", facts.stage("a", units=4), release=release) for n in (1, 2, 3)]
    base = booked(facts.snapshot(*crowd), "planned")
    start = min(each.start for each in base.bookings if each.equipment == "cycler")
    for request in crowd:
        place = change("pin", request=request.id, stage="a", equipment="cycler", start=start.isoformat())
        scenario = solved(changed_side(base, [place]))
        (booking,) = (each for each in scenario.bookings if each.request == request.id)
        assert (booking.equipment, booking.start) == ("cycler", start)
        plan = scenario.outcome.plan
        assert len(plan.bookings) == len(crowd)
        assert plan.terms == recompute_terms(scenario.facts, plan.bookings)


def test_the_judge_knows_where_a_stage_is_pinned_to() -> None:
    base = facts.snapshot(facts.request("r1"))
    plan = solved(Side(base)).outcome.plan.bookings
    other = "cycler" if plan[0].equipment == "cycler-2" else "cycler-2"
    for fields in ({"equipment": other}, {"start": "2026-12-08T09:00+09:00"}):
        pinned = changed_side(base, [change("pin", request="r1", stage="a", **fields)]).snapshot
        assert [each.rule for each in verify_plan(pinned, plan)] == ["pinned"]


def test_a_pin_that_no_plan_keeps_leaves_the_side_without_one() -> None:
    base = facts.snapshot(facts.battery_request())
    gone = change("remove_equipment", equipment="scope")
    with pytest.raises(NoPlanError, match=r"no plan was found that keeps these pins.*\n  battery/age: "):
        solved(changed_side(base, [change("pin", request="battery", stage="age", equipment="chamber"), gone]))


def test_a_pinned_booking_whose_specimen_has_left_stays() -> None:
    """Its journey is planned anew from now on, as a night plans it."""
    base = booked(facts.snapshot(facts.battery_request()), "planned")
    first = min(base.bookings, key=lambda each: each.start)
    assert first.legs
    later = first.legs[0].depart + timedelta(minutes=30)
    base = base.model_copy(update={"now": later, "plan_from": later})
    scenario = solved(changed_side(base, [change("pin", request="battery")]))
    found = {each.stage: each for each in scenario.bookings}
    assert {key: (each.equipment, each.start) for key, each in found.items()} == {
        each.stage: (each.equipment, each.start) for each in base.bookings
    }


def test_an_unpinned_booking_moves_where_that_pays() -> None:
    base = booked(facts.snapshot(facts.request("r1")), "confirmed")
    dear = change("tariff", equipment=the_booking(solved(Side(base))).equipment, percent=1_000)
    _, _, fixed = compared(base, dear)
    found, _, free = compared(base, change("unpin", request="r1"), dear)
    assert the_booking(fixed).equipment != the_booking(free).equipment
    assert [each.kind for each in found.bookings] == ["reassigned"]


def test_near_bookings_are_unpinned_too() -> None:
    """No housekeeping confirms again what was let go of."""
    near = facts.policy(fence_days=60)
    base = booked(facts.snapshot(facts.request("r1"), policy=near), "confirmed")
    side = changed_side(base, [change("unpin", request="r1")])
    assert [each.status for each in solved(side).facts.bookings] == [BookingStatus.PLANNED]


def test_a_change_of_the_objective_itself_is_told() -> None:
    found, _, _ = compared(facts.snapshot(facts.request("r1")), change("policy", fields={"weights.fees": 2}))
    assert found.repriced


def test_levels_have_no_sum_to_compare() -> None:
    levels = facts.policy(levels=[["unserved"], ["fees"]])
    found, _, _ = compared(
        facts.snapshot(facts.request("r1"), policy=levels), change("tariff", centre="hub", percent=10)
    )
    assert (found.change, found.significant) == (None, None)


def test_added_and_dropped_requests_are_told() -> None:
    new = facts.request("r3", company="bolt").model_dump(mode="json")
    found, _, _ = compared(
        facts.snapshot(facts.request("r1"), facts.request("r2")),
        change("drop_requests", where={"ids": ["r1"]}),
        change("add_requests", requests=[new]),
    )
    assert [(each.request, each.kinds) for each in found.requests[:2]] == [
        ("r1", ("dropped",)),
        ("r3", ("added",)),
    ]
    assert {group.name: group.served for group in found.companies} == {"acme": (2, 1), "bolt": (0, 1)}


def test_utilisation_names_its_denominator() -> None:
    found, _, _ = compared(
        facts.snapshot(facts.request("r1")), change("set", equipment="cycler", fields={"units": 8})
    )
    before, after = figures(found)["open_hours"]
    assert after - before == 4 * 9 * (5 * 13 - 1)  # four channels, nine hours on every weekday but Christmas
    hub = next(each for each in found.machines if each.name == "Daejeon")
    assert hub.open_hours[1] > hub.open_hours[0]
