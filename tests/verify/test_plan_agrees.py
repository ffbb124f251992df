"""Two readings of the facts: the planner's own plans pass the judge, and both count the same costs.

The planner compiles the facts into a problem and searches there; the judge asks the facts. Random
snapshots with every kind of rule keep the two honest.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.policy import ObjectiveWeights
from iplatform_sched.domain.vocabulary import Run
from iplatform_sched.planning.housekeeping import keep_house
from iplatform_sched.planning.solving import sound_start
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_plan
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.search.construct import construct
from iplatform_sched.verify.plan import recompute_terms, verify_plan
from tests.facts import battery_request, snapshot
from tests.verify.plan_draw import draw_snapshot

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.schedule import Schedule

BATTERIES = snapshot(*(battery_request(f"battery-{number}") for number in range(3)))


Planned = tuple["Snapshot", "Compiled", "Schedule", "Plan"]


def _planned(facts: Snapshot) -> Planned:
    compiled = compile_snapshot(facts)
    schedule = construct(compiled.problem).schedule()
    return facts, compiled, schedule, to_plan(compiled, schedule)


@pytest.fixture(scope="module")
def plans() -> list[Planned]:
    return [_planned(draw_snapshot(seed)) for seed in range(25)] + [_planned(BATTERIES)]


def test_the_judge_accepts_the_planners_plans(plans: list[Planned]) -> None:
    for number, (facts, _, _, plan) in enumerate(plans):
        assert verify_plan(facts, plan.bookings) == (), f"draw {number}"


def test_both_count_the_same_costs(plans: list[Planned]) -> None:
    for number, (facts, compiled, schedule, plan) in enumerate(plans):
        terms = recompute_terms(facts, plan.bookings)
        assert terms == _of_facts(evaluate(compiled.problem, schedule)), f"draw {number}"


def _of_facts(terms: dict[str, int]) -> dict[str, int]:
    """Return the terms that a policy weighs; without teams and due dates of stages there are no others."""
    assert not any(value for name, value in terms.items() if name not in ObjectiveWeights.model_fields)
    return {name: value for name, value in terms.items() if name in ObjectiveWeights.model_fields}


def _later(facts: Snapshot, plan: Plan) -> Snapshot:
    """Return the facts of the next evening, with `plan` and a surcharge for less than a week's notice."""
    taken = {booking.id for booking in plan.bookings}
    rest = [booking for booking in facts.bookings if booking.id not in taken]
    short = {"notice_days": 5, "express_notice_days": 0}
    centres = [
        each.model_copy(update={"rules": each.rules.model_copy(update=short)})
        for each in facts.catalogue.centres
    ]
    machines = [
        each.model_copy(update={"tariff": each.tariff.model_copy(update={"express_percent": 7})})
        for each in facts.catalogue.equipment
    ]
    network = {"centres": tuple(centres), "equipment": tuple(machines)}
    changed = {
        "now": facts.now + timedelta(days=1),
        "plan_from": facts.plan_from + timedelta(days=1),
        "policy": facts.policy.model_copy(update={"fence_days": 0}),
        "catalogue": facts.catalogue.model_copy(update=network),
        "bookings": (*rest, *plan.bookings),
    }
    return keep_house(facts.model_copy(update=changed)).snapshot


@pytest.fixture(scope="module")
def kept(plans: list[Planned]) -> list[Planned]:
    """Plans of the next evening, which keep what they can of the plans before."""
    found = []
    for before, _, _, plan in plans:
        facts = _later(before, plan)
        compiled = compile_snapshot(facts)
        start = sound_start(compiled.problem, to_schedule(compiled, facts.bookings))
        schedule = construct(compiled.problem, start=start).schedule()
        found.append((facts, compiled, schedule, to_plan(compiled, schedule)))
    return found


def test_the_judge_accepts_what_a_later_night_keeps(kept: list[Planned]) -> None:
    for number, (facts, compiled, schedule, plan) in enumerate(kept):
        assert verify_plan(facts, plan.bookings) == (), f"draw {number}"
        terms = recompute_terms(facts, plan.bookings)
        assert terms == _of_facts(evaluate(compiled.problem, schedule)), f"draw {number}"


def test_what_is_kept_bears_no_surcharge_and_what_is_new_does(kept: list[Planned]) -> None:
    modes = [
        (compiled.problem.tasks[index].modes[placed.mode].tariff, placed)
        for _, compiled, schedule, _ in kept
        for index, placed in enumerate(schedule.tasks)
        if placed is not None and compiled.problem.tasks[index].pinned is None
    ]
    assert any(placed.start == tariff.spared for tariff, placed in modes)
    assert any(placed.start < tariff.express_before for tariff, placed in modes if tariff.spared < 0)
    assert any(booking.charge.express for *_, plan in kept for booking in plan.bookings)


def test_the_draws_use_what_they_should(plans: list[Planned]) -> None:
    bookings = [booking for *_, plan in plans for booking in plan.bookings]
    assert {booking.run for booking in bookings} == set(Run)
    assert {leg.carrier for booking in bookings for leg in booking.legs} == {"parcel", "car", "dg-truck"}
    assert any(booking.self_use for booking in bookings)
    assert any(booking.after_hours for booking in bookings)
    assert any(booking.members for booking in bookings)
    assert any(booking.charge.subsidy for booking in bookings)


def test_batteries_are_served_whole(plans: list[Planned]) -> None:
    *_, plan = plans[-1]
    assert (len(plan.bookings), plan.unserved) == (12, ())
