"""Named operators as search and model plan them, and as bookings become schedules again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.model.solve import Limits, solve
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.search.construct import construct
from iplatform_sched.verify.plan import recompute_terms, verify_plan
from tests.facts import network
from tests.verify.named_facts import WEDNESDAY, by_search, facts_of
from tests.verify.plan_facts import on_press

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot


def test_search_and_model_name_who_stays() -> None:
    facts = facts_of("abc", same_operator=True, preferred_operators=["lee"])
    found = by_search(facts)
    assert {each.people for each in found} == {("lee",)}
    compiled = compile_snapshot(facts)
    outcome = solve(compiled.problem, limits=Limits(seconds=20, workers=1))
    assert outcome.schedule is not None
    assert verify_plan(facts, to_bookings(compiled, outcome.schedule)) == ()
    assert to_schedule(compiled, found) == construct(compiled.problem).schedule()


def test_a_request_that_asks_for_nobody_is_planned_as_before() -> None:
    def bare(facts: Snapshot) -> object:
        return compile_snapshot(facts).problem

    assert bare(facts_of()) == bare(facts_of(catalogue=network()))


def test_whom_nobody_asks_for_any_more_nobody_need_name() -> None:
    wished = facts_of(preferred_operators=["lee"])
    found = by_search(wished)
    dropped = compile_snapshot(facts_of())
    kept = to_schedule(dropped, found)
    assert None not in kept.tasks
    assert {each.people for each in to_bookings(dropped, kept)} == {()}
    stays = compile_snapshot(facts_of(same_operator=True))
    unnamed = to_schedule(stays, to_bookings(dropped, kept))
    assert set(unnamed.tasks) == {None}


@pytest.mark.parametrize(
    ("fields", "people"),
    [
        ({}, {()}),
        ({"same_operator": True}, {("kim",), ("lee",)}),
        ({"preferred_operators": ["lee", "park"]}, {(), ("lee",)}),
        ({"same_operator": True, "preferred_operators": ["lee"]}, {("kim",), ("lee",)}),
        ({"preferred_operators": ["park"]}, {()}),
    ],
)
def test_a_request_has_a_mode_for_each_whom_it_may_have(
    fields: dict[str, object], people: set[tuple[str, ...]]
) -> None:
    facts = facts_of("a", **fields)
    compiled = compile_snapshot(facts)
    assert {fact.people for fact in compiled.modes[0]} == people
    price = facts.policy.preference_krw
    for mode, fact in zip(compiled.problem.tasks[0].modes, compiled.modes[0], strict=True):
        missed = bool(fields.get("preferred_operators")) and "lee" not in fact.people
        assert mode.preference_price == missed * price
        named = [compiled.problem.resources[r].name for r, _ in mode.operators]
        assert named == ["hub-cells", *fact.people]


def test_who_was_planned_to_come_comes_again() -> None:
    facts = facts_of("a", same_operator=True)
    price = facts.policy.disruption.moved_krw
    before = on_press(facts, WEDNESDAY, people=["lee"])
    facts = facts.model_copy(update={"bookings": (before,)})
    for people, cost in (("lee", 0), ("kim", price)):
        again = on_press(facts, WEDNESDAY, people=[people])
        assert recompute_terms(facts, [again])["disruption"] == cost
    (found,) = by_search(facts)
    assert (found.people, found.start) == (("lee",), before.start)
    unnamed = facts.model_copy(update={"bookings": (before.model_copy(update={"people": ()}),)})
    again = on_press(unnamed, WEDNESDAY, people=["kim"])
    assert recompute_terms(unnamed, [again])["disruption"] == 0
