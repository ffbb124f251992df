"""A conflict is in conflict, and each of its members is needed: looked at anew, member by member."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import RequestId
from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.solve import solve
from iplatform_sched.planning.explain.case import case_of
from iplatform_sched.planning.explain.conflict import conflict_of
from iplatform_sched.planning.explain.decide import Answer, decide
from iplatform_sched.planning.explain.focus import to_do, without_stages
from iplatform_sched.planning.explain.goal import Goal, on_time
from iplatform_sched.planning.explain.kinds import KINDS
from iplatform_sched.planning.explain.member import members_of, relaxed
from iplatform_sched.planning.explain.service import explain
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.report.story import story
from iplatform_sched.verify.plan import verify_plan
from tests import facts
from tests.planning.explain.conflict_cases import CASES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.conflict import Conflict
    from iplatform_sched.planning.explain.member import Member
    from tests.planning.explain.conflict_facts import ConflictCase


def quiet(_: str) -> None:
    """Say nothing."""


def facts_with(snapshot: Snapshot, conflict: Conflict, force: Iterable[Member]) -> Snapshot:
    """Return the facts of a conflict's stages with only `force` in force."""
    whole = case_of(snapshot, conflict.goal.request)
    gone = set(to_do(snapshot, whole.request)) - set(conflict.stages)
    part = case_of(without_stages(snapshot, conflict.goal.request, gone), conflict.goal.request)
    kept = set(force)
    return relaxed(KINDS, part.snapshot, (each for each in members_of(KINDS, part) if each not in kept))


def facts_without(snapshot: Snapshot, conflict: Conflict, member: Member) -> Snapshot:
    """Return the facts of a conflict's stages with all in force but one member."""
    part = case_of(snapshot, conflict.goal.request)
    left = without_stages(part.snapshot, conflict.goal.request, conflict.rest)
    return relaxed(KINDS, left, [member])


def can_be_served(snapshot: Snapshot, goal: Goal) -> bool:
    """Return what the solver alone proves, on all starts and without presolve."""
    compiled = goal.narrowed(compile_snapshot(goal.on(snapshot)))
    outcome = solve(compiled.problem, limits=Limits(presolve=False, work=60.0))
    assert outcome.status is Status.OPTIMAL or outcome.schedule is not None
    assert outcome.schedule is not None
    tasks = zip(compiled.problem.tasks, outcome.schedule.tasks, strict=True)
    served = all(at is not None or task.optional for task, at in tasks)
    assert served or outcome.status is Status.OPTIMAL
    return served


def hold(snapshot: Snapshot, conflict: Conflict) -> None:
    """Hold that a conflict is one, and that dropping any one of its members makes the goal possible."""
    assert conflict.proved
    assert conflict.minimal
    assert not can_be_served(facts_with(snapshot, conflict, conflict.members), conflict.goal)
    for number, one in enumerate(conflict.members):
        rest = [each for each in conflict.members if each is not one]
        less = facts_with(snapshot, conflict, rest)
        assert decide(less, conflict.goal).possible, one.words
        assert conflict.plans[number]
        assert not verify_plan(conflict.goal.on(less), conflict.plans[number])
        assert (one in conflict.enough) is decide(
            facts_without(snapshot, conflict, one), conflict.goal
        ).possible


@pytest.mark.parametrize("case", CASES, ids=[f"{case.kind}-{n}" for n, case in enumerate(CASES)])
def test_what_is_in_the_way_is_named_and_nothing_else(case: ConflictCase) -> None:
    conflict = conflict_of(case.snapshot, case.goal, tell=quiet)
    assert conflict is not None
    assert case.kind in {each.kind for each in conflict.members}
    hold(case.snapshot, conflict)


def test_every_kind_has_its_case() -> None:
    assert {kind.name for kind in KINDS} == {case.kind for case in CASES}


def test_a_booking_elsewhere_tells_whose_operators_it_takes() -> None:
    case = next(case for case in CASES if case.kind == "operators")
    conflict = conflict_of(case.snapshot, case.goal, tell=quiet)
    assert conflict is not None
    (busy,) = (each for each in conflict.members if each.kind == "booking")
    assert busy.words.endswith("with operators hub-cells")


def drawn(seed: int) -> Snapshot:
    """Return a crowded week: some bookings of others, rules and a workflow of one to three stages."""
    dice = Random(seed)
    stages = [
        facts.stage(
            f"s{number}",
            *([f"s{number - 1}"] if number else []),
            ways=[facts.way(dice.choice(["crush", "image", "cycle"]), dice.choice([60, 240, 420]))],
        )
        for number in range(dice.randint(1, 3))
    ]
    taken = [
        facts.booking(
            f"{machine}-{day}",
            f"2026-11-{day} {dice.choice(['09:00', '10:00', '13:00'])}",
            f"2026-11-{day} {dice.choice(['15:00', '17:00', '18:00'])}",
            equipment=machine,
            centre=centre,
            unit_numbers=[1, 2, 3, 4] if machine == "cycler" else [1],
        )
        for machine, centre in (("press", "hub"), ("scope", "lab"), ("cycler", "hub"), ("cycler-2", "lab"))
        for day in (24, 25, 26, 27)
        if dice.random() < 0.8
    ]
    terms: dict[str, object] = {"deadline": facts.at(f"2026-11-{dice.choice([25, 26, 27])} 18:00")}
    if dice.random() < 0.3:
        terms["max_centres"] = 1
    if dice.random() < 0.3:
        terms["budget_krw"] = 300_000
    if dice.random() < 0.3:
        terms["excluded_centres"] = ["lab"]
    return facts.snapshot(facts.request("job", *stages, **terms), bookings=taken)


@pytest.mark.parametrize("seed", range(12))
def test_drawn_conflicts_are_minimal(seed: int) -> None:
    snapshot, goal = drawn(seed), Goal(RequestId("job"))
    conflict = conflict_of(snapshot, goal, tell=quiet)
    if conflict is None:
        assert decide(case_of(snapshot, goal.request).snapshot, goal).possible
    else:
        hold(snapshot, conflict)


def test_a_goal_that_can_be_reached_has_no_conflict() -> None:
    snapshot = facts.snapshot()
    request = snapshot.requests[0]
    assert conflict_of(snapshot, Goal(request.id), tell=quiet) is None
    assert conflict_of(snapshot, on_time(snapshot, request), tell=quiet) is None


def test_what_no_fact_is_to_blame_for() -> None:
    gone = facts.network(pools=())
    conflict = conflict_of(
        facts.snapshot(facts.request("job"), catalogue=gone), Goal(RequestId("job")), tell=quiet
    )
    assert conflict is not None
    assert conflict.hopeless
    assert conflict.members == ()


def two_stages(minutes: int = 60, **network: object) -> Snapshot:
    """Return two stages by Tuesday evening; the press, which the first needs, is taken until then."""
    stages = (
        facts.stage("a", ways=[facts.way("crush", 60)]),
        facts.stage("b", ways=[facts.way("image", minutes)]),
    )
    full = facts.booking("full", "2026-11-24 09:00", "2026-11-24 18:00", equipment="press")
    request = facts.request("job", *stages, deadline=facts.at("2026-11-24 18:00"))
    return facts.snapshot(request, bookings=[full], **network)


@pytest.mark.parametrize(
    ("minutes", "whole", "words"),
    [
        (60, Answer.POSSIBLE, "at once it is possible to be served whole."),
        (840, Answer.IMPOSSIBLE, "at once it is still impossible to be served whole:"),
    ],
)
def test_a_set_is_about_its_stages_and_says_so(minutes: int, whole: Answer, words: str) -> None:
    snapshot = two_stages(minutes)
    explained = explain(snapshot, RequestId("job"), (), tell=quiet)
    conflict = explained.answers[0].conflict
    assert conflict is not None
    assert (conflict.stages, conflict.rest, conflict.whole) == (("a",), ("b",), whole)
    hold(snapshot, conflict)
    assert conflict.enough == conflict.members
    told = story(explained)
    assert "- stage a is to be done" in told
    assert "take away any one of them, the stage aside, and a plan for stage a exists." in told
    assert "That is about stage a only; stage b may still be in the way." in told
    assert words in told


def test_what_is_needed_and_not_enough_is_told_apart() -> None:
    # Of the booking and the notice either is in the way without the other.
    hub = facts.centre("hub", rules={"notice_days": 3})
    snapshot = two_stages(catalogue=facts.network(centres=[hub, *facts.network().centres[1:]]))
    conflict = conflict_of(snapshot, Goal(RequestId("job")), tell=quiet)
    assert conflict is not None
    hold(snapshot, conflict)
    assert set(conflict.enough) < set(conflict.members)
    told = story(explain(snapshot, RequestId("job"), (), tell=quiet))
    assert "the others leave room for stage a," in told
    assert "a plan for stage a exists" not in told
    assert "Enough to take away alone:\n   - the deadline of job" in told


def test_many_bookings_are_told_by_machine_and_each_where_asked() -> None:
    held = [
        facts.booking(f"b{day}", f"2026-11-{day} 09:00", f"2026-11-{day} 18:00", equipment="press")
        for day in (24, 25, 26, 27)
    ]
    crush = facts.stage("a", ways=[facts.way("crush")])
    request = facts.request("job", crush, deadline=facts.at("2026-11-27 18:00"))
    found = explain(facts.snapshot(request, bookings=held), RequestId("job"), (), tell=quiet)
    whole = "- 4 bookings on press (4 confirmed), the first from 2026-11-24 Tue 09:00"
    assert f"{whole}, the last until 2026-11-27 Fri 18:00" in story(found)
    assert "--all names each booking." in story(found)
    told = story(found, every=True)
    assert all(f"- confirmed booking b{day} on press, 2026-11-{day}" in told for day in (24, 25, 26, 27))
    assert "--all" not in told
    (conflict,) = (answer.conflict for answer in found.answers)
    assert conflict is not None
    assert {each.subject for each in conflict.members if each.kind == "booking"} == {each.id for each in held}


@pytest.mark.parametrize("seed", range(12))
def test_what_is_kept_between_compilations_changes_none(seed: int) -> None:
    goal = Goal(RequestId("job"))
    case = case_of(drawn(seed), goal.request)
    members, dice = tuple(members_of(KINDS, case)), Random(seed)
    for _ in range(6):
        gone = [each for each in members if dice.random() < 0.5]
        less = relaxed(KINDS, case.snapshot, gone)
        assert goal.compiled(less) == goal.narrowed(compile_snapshot(goal.on(less))), seed
