"""Where to renew or add: what is worth it on a network that is short of one machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iplatform_sched.domain.investment import InvestmentKind, InvestmentPrice
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.snapshot import Snapshot, content_hash
from iplatform_sched.domain.vocabulary import CapabilityId, Run
from iplatform_sched.planning.overlay import apply_overlay
from iplatform_sched.planning.upgrade import Hands, Upgrade, Wanted, upgrade
from iplatform_sched.planning.upgrade.baseline import baseline_of, improved
from iplatform_sched.planning.upgrade.choice import Item, best_set
from iplatform_sched.planning.upgrade.investments import investments_for
from iplatform_sched.planning.upgrade.scarce import Spot, scarce_spots
from iplatform_sched.verify.plan import recompute_terms, verify_plan
from tests import facts

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Request

QUICK = SolveSettings(deterministic=True, work=1, proof_work=0, workers=1)
HANDS = Hands(lambda: False, lambda _text, _share: None)


def crush(name: str, **fields: object) -> Request:
    """Return a request of two days on the press, to be done within this week."""
    return facts.request(
        name,
        facts.stage("a", ways=[facts.way("crush", 480)]),
        **({"due": "2026-11-27", "deadline": facts.at("2026-11-26 18:00")} | fields),
    )


def rush(count: int, **changes: object) -> Snapshot:
    """Return the tiny network with more work for the press than it has days."""
    requests = tuple(crush(f"r{number}") for number in range(count))
    return facts.snapshot(*requests, catalogue=facts.network(**changes))


def asked(snapshot: Snapshot, **wanted: object) -> Upgrade:
    return upgrade(snapshot, Wanted(**wanted), QUICK, HANDS)  # type: ignore[arg-type]  # names at run time


def test_another_press_serves_who_was_left_out() -> None:
    answer = asked(rush(4), renewals=0)
    # Two or three days until the deadline, one request a day and machine.
    before = len(answer.base.plan.unserved)
    assert before > 0
    unit = next(each for each in answer.valued if each.investment.kind is InvestmentKind.UNIT)
    assert (unit.investment.capability, unit.investment.centre) == ("crush", "hub")
    assert len(unit.after.plan.unserved) < before
    assert 0 < unit.worth.found <= unit.worth.most
    assert unit.worth.proven <= unit.worth.found
    assert answer.valued[0].worth.found == max(each.worth.found for each in answer.valued)
    assert answer.spots[0].spot == Spot(CapabilityId("crush"), "Daejeon")
    assert len(answer.spots[0].unserved) == before


def test_worths_are_those_of_verified_plans() -> None:
    snapshot = rush(4)
    answer = asked(snapshot, renewals=0)
    weights = snapshot.policy.weights
    for each in answer.valued:
        changed = apply_overlay(answer.base.facts, each.investment.changes).snapshot
        plan = each.after.plan
        assert verify_plan(changed, plan.bookings) == ()
        terms = recompute_terms(changed, plan.bookings)
        assert plan.objective == sum(getattr(weights, name) * value for name, value in terms.items())
        assert each.worth.found == max(0, answer.base.upper - plan.objective)
    assert verify_plan(answer.base.facts, answer.base.plan.bookings) == ()


@given(
    count=st.integers(1, 4),
    minutes=st.sampled_from([120, 300, 480, 900]),
    held=st.booleans(),
    heads=st.integers(1, 3),
)
@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_more_is_never_worse_and_the_facts_stay(count: int, minutes: int, held: bool, heads: int) -> None:
    way = facts.way("crush", minutes, Run.PAUSABLE)
    requests = tuple(
        facts.request(f"r{number}", facts.stage("a", ways=[way]), due="2026-11-26") for number in range(count)
    )
    busy = facts.booking("busy", "2026-11-25 09:00", "2026-11-25 18:00", equipment="press")
    pools = (facts.pool("hub-cells", "hub", headcount=heads), *facts.network().pools[1:])
    snapshot = facts.snapshot(
        *requests,
        facts.battery_request(),
        catalogue=facts.network(pools=pools),
        bookings=(busy,) if held else (),
    )
    before = content_hash(snapshot)
    answer = asked(snapshot, renewals=1)
    assert content_hash(snapshot) == before
    assert answer.valued
    for each in answer.valued:
        # What is planned without it stays possible at the same price: the search never falls behind it.
        changed = apply_overlay(answer.base.facts, each.investment.changes).snapshot
        assert verify_plan(changed, answer.base.plan.bookings) == ()
        assert recompute_terms(changed, answer.base.plan.bookings) == answer.base.plan.terms
        assert 0 <= each.worth.proven <= each.worth.found <= each.worth.most
        assert each.after.lower <= each.after.upper
    for old in answer.renewals:
        assert 0 <= old.loss.proven <= old.loss.most


def test_a_better_plan_that_needs_no_investment_is_no_worth_of_one() -> None:
    base = baseline_of(rush(3), QUICK, HANDS)
    poor = base.plan.model_copy(update={"bookings": (), "objective": base.upper + 10**9})
    worse = improved(base, poor)
    assert worse.plan == base.plan
    hollow = type(base)(base.facts, base.compiled, poor, base.lower)
    assert improved(hollow, base.plan).upper == base.upper


def test_levels_are_left_out() -> None:
    snapshot = rush(2)
    policy = snapshot.policy.model_copy(update={"levels": (("unserved",), ("fees",))})
    base = baseline_of(snapshot.model_copy(update={"policy": policy}), QUICK, HANDS)
    assert base.facts.policy.levels == ()


def test_what_can_be_done_at_a_spot() -> None:
    base = baseline_of(rush(4), QUICK, HANDS)
    made = investments_for(base.facts, scarce_spots(base), tuple(InvestmentKind))
    assert [(each.kind.value, each.what) for each in made] == [
        ("unit", "another machine like press"),
        ("hours", "hub open in the evening to everybody, in overtime"),
        ("operator", "3 operators in hub-cells"),
    ]
    # What serves two spots stands once, for both.
    battery = facts.snapshot(facts.battery_request())
    again = baseline_of(battery, QUICK, HANDS)
    operators = [
        each
        for each in investments_for(again.facts, scarce_spots(again), (InvestmentKind.OPERATOR,))
        if each.centre == "hub"
    ]
    assert [len(each.for_spots) for each in operators] == [2]


def test_evenings_come_with_overtime_where_there_is_none() -> None:
    centre = facts.centre("hub", lunch=None)
    centres = tuple(centre if each.id == "hub" else each for each in facts.network().centres)
    pools = (facts.pool("hub-cells", "hub"), *facts.network().pools[1:])
    base = baseline_of(rush(4, centres=centres, pools=pools), QUICK, HANDS)
    (evening,) = investments_for(base.facts, scarce_spots(base), (InvestmentKind.HOURS,))
    changed = apply_overlay(base.facts, evening.changes)
    assert changed.warnings == ()
    hub = next(each for each in changed.snapshot.catalogue.centres if each.id == "hub")
    assert hub.after_hours is not None
    assert not hub.rules.after_hours_trained_only
    assert changed.snapshot.catalogue.pools[0].overtime is not None


def test_a_centre_that_is_open_in_the_evening_to_everybody_has_nothing_to_add() -> None:
    rules = {"after_hours_trained_only": False}
    centre = facts.centre("hub", after_hours=facts.hours("18:00", "22:00"), rules=rules)
    centres = tuple(centre if each.id == "hub" else each for each in facts.network().centres)
    base = baseline_of(rush(4, centres=centres), QUICK, HANDS)
    assert investments_for(base.facts, scarce_spots(base), (InvestmentKind.HOURS,)) == ()


def test_old_machines_that_few_can_stand_in_for_come_first() -> None:
    old = [
        each.model_copy(update={"year_acquired": 2001 if each.id in {"press", "cycler"} else 2025})
        for each in facts.network().equipment
    ]
    answer = asked(facts.snapshot(facts.battery_request(), catalogue=facts.network(equipment=old)), top=0)
    assert answer.old[0].equipment.id == "press"
    assert answer.old[0].others == 0
    loss = next(each.loss for each in answer.renewals if each.old.equipment.id == "press")
    # Without the press nobody can crush: the whole request is lost.
    assert loss.most > 50_000_000


@pytest.mark.parametrize(
    ("budget", "expected"),
    [(0, ()), (49, ()), (50, (1,)), (100, (0,)), (150, (0, 1)), (10**9, (0, 1))],
)
def test_the_best_set(budget: int, expected: tuple[int, ...]) -> None:
    assert best_set((Item(100, 9), Item(50, 5), Item(10, 0)), budget) == expected


@given(
    items=st.lists(st.builds(Item, st.integers(0, 30), st.integers(0, 30)), max_size=7),
    budget=st.integers(0, 80),
)
def test_no_set_that_the_budget_pays_is_better(items: list[Item], budget: int) -> None:
    def total(chosen: tuple[int, ...], field: int) -> int:
        return sum(items[index][field] for index in chosen)

    chosen = best_set(items, budget)
    assert total(chosen, 0) <= budget
    for bits in range(1 << len(items)):
        other = tuple(index for index in range(len(items)) if bits >> index & 1)
        if total(other, 0) <= budget:
            assert total(other, 1) <= total(chosen, 1)


def test_what_a_budget_buys_is_solved_together() -> None:
    prices = (
        InvestmentPrice(kind=InvestmentKind.UNIT, krw=100),
        InvestmentPrice(kind=InvestmentKind.HOURS, krw=10),
    )
    answer = asked(rush(6), renewals=0, budget_krw=110, prices=prices)
    assert answer.chosen is not None
    assert answer.chosen.worth is not None
    picked = answer.chosen.investments
    assert sum(each.price_krw or 0 for each in picked) <= 110
    assert InvestmentKind.OPERATOR not in {each.investment.kind for each in picked}
    assert answer.chosen.worth.found >= max(each.worth.found for each in picked)
    nothing = asked(rush(6), renewals=0, budget_krw=5, prices=prices).chosen
    assert nothing is not None
    assert (nothing.investments, nothing.worth) == ((), None)


def test_one_thing_that_a_budget_buys_needs_no_other_solve() -> None:
    prices = (InvestmentPrice(kind=InvestmentKind.UNIT, krw=100),)
    answer = asked(rush(4), renewals=0, budget_krw=100, prices=prices)
    assert answer.chosen is not None
    (only,) = answer.chosen.investments
    assert answer.chosen.worth == only.worth


def test_asked_to_stop_it_tells_what_is_known() -> None:
    calls = []

    def stop() -> bool:
        calls.append(1)
        return len(calls) > 30

    answer = upgrade(rush(4), Wanted(budget_krw=1), QUICK, Hands(stop, HANDS.report))
    assert answer.untried
    assert answer.chosen is not None
    assert answer.chosen.worth is None


def test_only_what_is_asked_for_is_tried() -> None:
    snapshot = facts.snapshot(facts.battery_request(), crush("r1"), crush("r2"), crush("r3"), crush("r4"))
    answer = asked(snapshot, capabilities=frozenset({"age"}), kinds=(InvestmentKind.UNIT,), renewals=1)
    assert [each.investment.capability for each in answer.valued] == ["age"]
    elsewhere = asked(snapshot, regions=frozenset({"Jeju"}), kinds=(InvestmentKind.UNIT,), renewals=0)
    assert elsewhere.valued == ()
