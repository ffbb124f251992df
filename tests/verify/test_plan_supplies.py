"""Consumables: what bookings use up is what their offers say, and no more than was counted and is left."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.data import Supply
from iplatform_sched.problem.decompile import to_plan
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.search.construct import construct
from iplatform_sched.verify.plan import broken_bookings, verify_plan
from iplatform_sched.verify.schedule import verify_schedule
from tests.facts import booking, machine, network, offer, request, snapshot, stage, way
from tests.verify.plan_draw import draw_snapshot
from tests.verify.plan_facts import broken_rules, on_press

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot

DAY = "2026-11-25"
TUESDAY = ("2026-11-24 09:00", "2026-11-24 10:00")
SEEDS = 25


def gas(count: int = 1) -> list[dict[str, object]]:
    return [{"consumable": "gas", "count": count}] if count else []


def hub(on_hand: int, counted: str = "2026-11-23", **fields: object) -> Snapshot:
    """Return facts in which a booking on the press takes one bottle and one more for each of two samples."""
    base = network()
    stock = {"id": "gas", "name": "Argon", "on_hand": on_hand, "counted": counted}
    press = machine("press", offers=[offer("crush", consumes=gas(), consumes_per_sample=gas())])
    catalogue = network(
        centres=[
            type(each).model_validate(
                each.model_dump() | ({"consumables": [stock]} if each.id == "hub" else {})
            )
            for each in base.centres
        ],
        equipment=[press if each.id == "press" else each for each in base.equipment],
    )
    job = request("job", *(stage(name, samples=2, ways=[way("crush")]) for name in ("a", "b")))
    return snapshot(job, catalogue=catalogue, **({"bookings": []} | fields))


def at_work(facts: Snapshot, *days: str, used: int = 3) -> list[str]:
    """Return the rules that bookings of stages a and b on these days break."""
    stages = zip("ab", days, strict=False)
    plan = [on_press(facts, f"{day} 13:00/17:00", stage=name, consumes=gas(used)) for name, day in stages]
    return [rule for rule in broken_rules(facts, *plan) if rule != "whole"]


@pytest.mark.parametrize(
    ("rules", "on_hand", "days"),
    [
        pytest.param([], 3, [DAY], id="as much as there is"),
        pytest.param(["supply"], 2, [DAY], id="one more than there is"),
        pytest.param([], 6, [DAY, "2026-11-26"], id="both"),
        pytest.param(["supply"], 5, [DAY, "2026-11-26"], id="one more for both, on other days"),
    ],
)
def test_all_bookings_together_use_up_what_there_is(rules: list[str], on_hand: int, days: list[str]) -> None:
    assert at_work(hub(on_hand), *days) == rules


@pytest.mark.parametrize(("rules", "used"), [(["supply"], 0), (["supply"], 2), ([], 3), (["supply"], 4)])
def test_a_booking_says_what_its_offer_says(rules: list[str], used: int) -> None:
    assert at_work(hub(9), DAY, used=used) == rules


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        pytest.param(["supply"], {}, id="confirmed"),
        pytest.param(["supply"], {"status": "done"}, id="done"),
        pytest.param(["supply"], {"status": "held"}, id="held"),
        pytest.param([], {"status": "cancelled"}, id="cancelled"),
        pytest.param([], {"status": "no_show"}, id="nobody came"),
        pytest.param([], {"equipment": "cycler-2", "centre": "lab"}, id="of another centre"),
        pytest.param([], {"consumes": [{"consumable": "holder"}]}, id="something else"),
        pytest.param([], {"status": "planned", "request": "job", "stage": "b"}, id="planned before"),
    ],
)
def test_what_counts_as_used_up(rules: list[str], fields: dict[str, object]) -> None:
    other = booking("other", TUESDAY[0], TUESDAY[1], **({"consumes": gas()} | fields))
    facts = hub(3, bookings=[other])
    assert at_work(facts, DAY) == rules
    left = 2 if rules else 3
    assert compile_snapshot(facts).problem.supplies == (Supply("hub/gas", left),)


@pytest.mark.parametrize(("left", "counted"), [(2, "2026-11-24"), (3, "2026-11-25"), (2, "2026-01-01")])
def test_what_was_used_up_before_the_count_is_in_it(left: int, counted: str) -> None:
    facts = hub(3, counted, bookings=[booking("other", *TUESDAY, consumes=gas())])
    assert compile_snapshot(facts).problem.supplies == (Supply("hub/gas", left),)
    assert at_work(facts, DAY) == ([] if left == 3 else ["supply"])


def test_nothing_is_left_where_more_is_used_or_nothing_kept() -> None:
    facts = hub(1, bookings=[booking("other", *TUESDAY, consumes=gas(2))])
    assert compile_snapshot(facts).problem.supplies == (Supply("hub/gas", 0),)
    assert at_work(facts, DAY) == ["supply"]
    nowhere = facts.catalogue.model_copy(update={"centres": network().centres})
    facts = facts.model_copy(update={"catalogue": nowhere, "bookings": ()})
    assert compile_snapshot(facts).problem.supplies == (Supply("hub/gas", 0),)
    assert at_work(facts, DAY) == ["supply"]


def test_a_mode_uses_up_once_and_for_each_sample() -> None:
    problem = compile_snapshot(hub(9)).problem
    assert {mode.consumes for task in problem.tasks for mode in task.modes} == {((0, 3),)}


def test_the_first_confirmed_bookings_keep_what_there_is() -> None:
    times = {"begun": "2026-11-23 09:00", "late": "2026-11-26 09:00", "first": "2026-11-25 09:00"}
    fixed = [
        booking(name, start, start.replace("09:00", "10:00"), consumes=gas(count), unit_numbers=[number])
        for number, (count, (name, start)) in enumerate(zip((2, 2, 1), times.items(), strict=True), start=1)
    ]
    assert [each.booking for each in broken_bookings(hub(4, bookings=fixed))] == ["late"]
    assert broken_bookings(hub(5, bookings=fixed)) == ()
    found = broken_bookings(hub(1, bookings=fixed))
    assert [(each.booking, each.code) for each in found] == [("first", "supply"), ("late", "supply")]


def stocked(seed: int) -> Snapshot:
    """Return drawn facts whose centres keep a little of what some offers and bookings use up."""
    dice, facts = Random(f"supplies {seed}"), draw_snapshot(seed)
    names = ("gas", "gel")
    stock = {"counted": "2026-11-22", "name": "stock"}
    centres = [
        {"consumables": [{"id": name, "on_hand": dice.choice([0, 3, 7, 30])} | stock for name in names]}
        for _ in facts.catalogue.centres
    ]

    def uses() -> list[dict[str, object]]:
        return [{"consumable": name, "count": dice.randint(1, 3)} for name in names if dice.random() < 0.4]

    def fed(one: dict[str, object]) -> dict[str, object]:
        return one | {"consumes": uses(), "consumes_per_sample": uses()}

    machines = [
        {"offers": [fed(each.model_dump()) for each in machine.offers]}
        for machine in facts.catalogue.equipment
    ]
    changed = {
        "centres": tuple(
            type(each).model_validate(each.model_dump() | more)
            for each, more in zip(facts.catalogue.centres, centres, strict=True)
        ),
        "equipment": tuple(
            type(each).model_validate(each.model_dump() | more)
            for each, more in zip(facts.catalogue.equipment, machines, strict=True)
        ),
    }
    bookings = tuple(
        type(each).model_validate(each.model_dump() | {"consumes": uses()}) for each in facts.bookings
    )
    return facts.model_copy(
        update={"catalogue": facts.catalogue.model_copy(update=changed), "bookings": bookings}
    )


def test_the_judge_and_the_planner_agree_on_drawn_facts() -> None:
    used, short = 0, 0
    for seed in range(SEEDS):
        facts = stocked(seed)
        compiled = compile_snapshot(facts)
        plan = to_plan(compiled, construct(compiled.problem).schedule())
        assert verify_plan(facts, plan.bookings) == (), f"draw {seed}"
        used += sum(bool(each.consumes) for each in plan.bookings)
        if None in to_schedule(compiled, plan.bookings).tasks:
            continue
        # With nothing on hand both see the same plan fail.
        less = _with_stock(facts, 0)
        problem = compile_snapshot(less)
        schedule = to_schedule(problem, plan.bookings)
        broken = any(each.rule == "supply" for each in verify_schedule(problem.problem, schedule))
        assert broken is ("supply" in broken_rules(less, *plan.bookings)), f"draw {seed}"
        short += broken
    assert used >= SEEDS // 2
    assert short >= SEEDS // 5


def _with_stock(facts: Snapshot, on_hand: int) -> Snapshot:
    centres = tuple(
        each.model_copy(
            update={"consumables": tuple(s.model_copy(update={"on_hand": on_hand}) for s in each.consumables)}
        )
        for each in facts.catalogue.centres
    )
    return facts.model_copy(update={"catalogue": facts.catalogue.model_copy(update={"centres": centres})})
