"""Named operators on drawn facts: the judge of plans and the judge of schedules say the same."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import to_bookings
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.measures import evaluate
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.construct import construct
from iplatform_sched.verify.plan import recompute_terms, verify_plan
from iplatform_sched.verify.schedule import verify_schedule
from tests.verify.plan_draw import draw_snapshot
from tests.verify.plan_facts import broken_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import OperatorId
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Problem

SEEDS = 40


def crewed(seed: int) -> Snapshot:
    """Return drawn facts whose pools name operators, with requests that ask for them."""
    dice, facts = Random(f"named {seed}"), draw_snapshot(seed)
    pools, everyone = [], []
    for each in facts.catalogue.pools:
        people = [f"{each.id}-{number}" for number in range(1, 1 + dice.randint(0, each.headcount))]
        absences = [
            away.model_copy(update={"people": tuple(people[: min(away.count, dice.randint(0, 1))])})
            for away in each.absences
        ]
        fields = {"people": people, "absences": absences}
        pools.append(type(each).model_validate(each.model_dump() | fields))
        everyone += people
    wishes = [
        {
            "same_operator": dice.random() < 0.6,
            "preferred_operators": dice.sample(everyone, dice.randint(0, min(2, len(everyone)))),
        }
        for _ in facts.requests
    ]
    requests = tuple(
        type(each).model_validate(each.model_dump() | wish)
        for each, wish in zip(facts.requests, wishes, strict=True)
    )
    known = {pool.id: pool.people for pool in pools}

    def taken(each: Booking) -> tuple[OperatorId, ...]:
        return tuple(who for use in each.operators for who in known[use.pool][: dice.randint(0, 1)])

    bookings = tuple(each.model_copy(update={"people": taken(each)}) for each in facts.bookings)
    catalogue = facts.catalogue.model_copy(update={"pools": tuple(pools)})
    return facts.model_copy(update={"catalogue": catalogue, "requests": requests, "bookings": bookings})


def test_the_judge_and_the_planner_agree_on_drawn_facts() -> None:
    told = clashes = changed = 0
    for seed in range(SEEDS):
        facts = crewed(seed)
        compiled = compile_snapshot(facts)
        schedule = construct(compiled.problem).schedule()
        plan = to_bookings(compiled, schedule)
        assert verify_plan(facts, plan) == (), f"draw {seed}"
        assert verify_schedule(compiled.problem, schedule) == (), f"draw {seed}"
        _same_terms(facts, compiled, schedule)
        told += sum(bool(each.people) for each in plan)
        for other in _otherwise_crewed(compiled.problem, schedule):
            rules = {each.rule for each in verify_schedule(compiled.problem, other)}
            found = set(broken_rules(facts, *to_bookings(compiled, other)))
            assert ("link" in rules) is bool(found & {"same_operator", "links"}), f"draw {seed}"
            assert ("operators" in rules) is bool(found & {"named_operators", "headcount"}), f"draw {seed}"
            changed += "same_operator" in found
            clashes += "named_operators" in found
            _same_terms(facts, compiled, other)
    assert told >= SEEDS
    assert changed >= SEEDS // 8
    assert clashes


def test_another_operator_is_a_move_for_both() -> None:
    dearer = 0
    for seed in range(SEEDS):
        facts = crewed(seed)
        compiled = compile_snapshot(facts)
        plan = to_bookings(compiled, construct(compiled.problem).schedule())
        # What is planned now was planned before.
        gone = {each.id for each in facts.bookings if each.status is BookingStatus.PLANNED}
        there = {each.id: each for each in facts.bookings if each.id not in gone}
        after = facts.model_copy(
            update={"bookings": tuple((there | {each.id: each for each in plan}).values())}
        )
        again = compile_snapshot(after)
        schedule = to_schedule(again, plan)
        terms = _same_terms(after, again, schedule)
        for other in _otherwise_crewed(again.problem, schedule):
            dearer += _same_terms(after, again, other)["disruption"] > terms["disruption"]
    assert dearer >= SEEDS // 4


def _same_terms(facts: Snapshot, compiled: Compiled, schedule: Schedule) -> dict[str, int]:
    """Return the terms that names change, which both judges count alike."""
    names = ("preference", "disruption")
    by_facts = recompute_terms(facts, to_bookings(compiled, schedule))
    terms = evaluate(compiled.problem, schedule)
    assert {name: by_facts[name] for name in names} == {name: terms[name] for name in names}
    return terms


def _otherwise_crewed(problem: Problem, schedule: Schedule) -> Iterator[Schedule]:
    """Yield the schedules that differ in the named operators of one task alone."""
    for index, (task, at) in enumerate(zip(problem.tasks, schedule.tasks, strict=True)):
        if at is None or task.pinned is not None:
            continue
        here = task.modes[at.mode]
        for number, mode in enumerate(task.modes):
            bare = replace(
                mode,
                operators=here.operators,
                preference_price=here.preference_price,
                label=here.label,
            )
            if number != at.mode and bare == here:
                tasks = (*schedule.tasks[:index], replace(at, mode=number), *schedule.tasks[index + 1 :])
                yield Schedule(tasks)
