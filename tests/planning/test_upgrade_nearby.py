"""What investments and renewals are worth to those alone who could use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.calendars import Closure
from iplatform_sched.domain.investment import InvestmentKind
from iplatform_sched.domain.overlay_network import AddEquipment, ChangeOperators
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.vocabulary import ClosureKind, EquipmentId, PoolId, Span
from iplatform_sched.planning.overlay import apply_overlay
from iplatform_sched.planning.upgrade.baseline import baseline_of
from iplatform_sched.planning.upgrade.nearby import nearby, touched
from iplatform_sched.planning.upgrade.priced import worth
from iplatform_sched.planning.upgrade.worth import plan_again, plan_with
from iplatform_sched.verify.plan import verify_plan
from tests import facts
from tests.planning.test_upgrade import HANDS, QUICK, asked, crush, rush

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.snapshot import Snapshot

PROVING = SolveSettings(deterministic=True, work=20, proof_work=5, workers=1)
OUTAGE = Closure(
    span=Span(start=facts.at("2026-11-24"), end=facts.at("2026-11-26")),
    kind=ClosureKind.OUT_OF_SERVICE,
    reason="worn out",
)


def places(plan: Plan, *, but: frozenset[str]) -> set[tuple[str, str, str]]:
    return {(e.id, e.equipment, e.start.isoformat()) for e in plan.bookings if e.request not in but}


def broken_press(**fields: object) -> Snapshot:
    """Return more work than days for an old press that is out of service for most of them."""
    machines = [
        each.model_copy(update={"year_acquired": 2001, "closures": (OUTAGE,)} | fields)
        if each.id == "press"
        else each
        for each in facts.network().equipment
    ]
    return rush(3, equipment=machines)


def test_others_stay_where_they_are() -> None:
    base = baseline_of(
        rush(3).model_copy(update={"requests": (*rush(3).requests, facts.battery_request())}), QUICK, HANDS
    )
    change = AddEquipment(id=EquipmentId("other"), like=EquipmentId("cycler"))
    after = apply_overlay(base.facts, [change]).snapshot
    beside = nearby(base, after, QUICK, HANDS)
    assert beside.free == {"battery"}
    for before, plan in ((base.facts, beside.before.plan), (after, beside.after.plan)):
        assert verify_plan(before, plan.bookings) == ()
        assert places(plan, but=beside.free) == places(base.plan, but=beside.free)


def test_a_small_problem_proves_what_an_investment_saves() -> None:
    base = baseline_of(rush(4), QUICK, HANDS)
    change = AddEquipment(id=EquipmentId("other"), like=EquipmentId("press"))
    beside = nearby(base, apply_overlay(base.facts, [change]).snapshot, PROVING, HANDS)
    saves = worth(beside.before, beside.after)
    # One request more is served, and nothing served it before.
    assert 0 < saves.proven <= saves.found <= saves.most
    assert saves.found == beside.before.upper - beside.after.upper


def test_from_a_better_plan_an_investment_is_planned_with_once_more() -> None:
    base = baseline_of(rush(4), QUICK, HANDS)
    change = AddEquipment(id=EquipmentId("other"), like=EquipmentId("press"))
    found, better = plan_with(base, (change,), QUICK, HANDS)
    poor = found._replace(after=found.after._replace(plan=base.plan))
    again = plan_again(better, poor, (change,), QUICK, HANDS)
    assert again.after.upper < base.upper
    assert again.nearby == found.nearby
    assert verify_plan(apply_overlay(base.facts, (change,)).snapshot, again.after.plan.bookings) == ()


def test_what_nobody_could_use_is_worth_nothing() -> None:
    base = baseline_of(rush(2), QUICK, HANDS)
    change = AddEquipment(id=EquipmentId("other"), like=EquipmentId("cycler"))
    beside = nearby(base, apply_overlay(base.facts, [change]).snapshot, QUICK, HANDS)
    assert beside.free == frozenset()
    assert (worth(beside.before, beside.after).found, worth(beside.before, beside.after).most) == (0, 0)


def test_an_operator_concerns_those_who_need_the_pool() -> None:
    snapshot = facts.snapshot(facts.battery_request(), crush("r1"))
    after = apply_overlay(snapshot, [ChangeOperators(pool=PoolId("hub-cells"), headcount=9)]).snapshot
    assert touched(snapshot, after, snapshot.requests) == {"battery", "r1"}
    assert touched(snapshot, snapshot, snapshot.requests) == frozenset()


def test_a_renewal_is_worth_what_the_outages_of_the_old_machine_cost() -> None:
    answer = asked(broken_press(), top=0)
    (renewed,) = answer.valued
    assert renewed.investment.kind is InvestmentKind.RENEWAL
    assert "in place of press" in renewed.investment.what
    assert renewed.worth.found > 0
    assert len(renewed.after.plan.unserved) < len(answer.base.plan.unserved)
    changed = apply_overlay(answer.base.facts, renewed.investment.changes).snapshot
    assert verify_plan(changed, renewed.after.plan.bookings) == ()


def test_closed_hours_and_a_machine_without_outages_are_not_renewed_away() -> None:
    closed = OUTAGE.model_copy(update={"kind": ClosureKind.CLOSED})
    assert asked(broken_press(closures=(closed,)), top=0).valued == ()
    assert asked(broken_press(), top=0, kinds=(InvestmentKind.UNIT,)).valued == ()
