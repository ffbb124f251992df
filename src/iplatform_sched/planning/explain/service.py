"""Explain a request: what is remarkable about it, what is in the way, what would help, what else there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iplatform_sched.availability.possible import never_servable
from iplatform_sched.planning.explain.booking_kinds import BOOKINGS
from iplatform_sched.planning.explain.case import case_of
from iplatform_sched.planning.explain.conflict import conflict_of
from iplatform_sched.planning.explain.decide import Answer, decide
from iplatform_sched.planning.explain.focus import to_do
from iplatform_sched.planning.explain.goal import Goal, on_time
from iplatform_sched.planning.explain.member import members_of, relaxed
from iplatform_sched.planning.explain.moves import gifts_of, moves_of
from iplatform_sched.planning.explain.placed import WIDE, place, placed_of, standing_now
from iplatform_sched.planning.explain.remarks import far_stages, standing_of
from iplatform_sched.planning.explain.repairs import (
    ENOUGH,
    combined_repair,
    prefix_repair,
    ranked,
    repairs_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import RequestId
    from iplatform_sched.errors import Issue
    from iplatform_sched.planning.explain.conflict import Conflict
    from iplatform_sched.planning.explain.member import Case
    from iplatform_sched.planning.explain.placed import Placed
    from iplatform_sched.planning.explain.remarks import Far, Standing
    from iplatform_sched.planning.explain.repairs import Repair

MOST_FAR = 4
PERCENT = 100
NOT_LOOKED_INTO = frozenset({"dear", "far"})
"""Why these are impossible is told where somebody asks for it."""
DEAR_PERCENT = 10
"""A request counts as dear where it costs so much more than with nobody else in the calendars."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, and either a plan that shows how, or what forbids it and what would help.

    Attributes
    ----------
    code
        ``unserved``, ``late``, ``dear``, ``far`` or ``why-not``.
    why
        What is remarkable, in a sentence.
    unserved_krw
        What the plan counts for what is not served of the request.
    placed
        The cheapest plan found that reaches the goal, everybody else staying.
    conflict
        ``None`` where the goal can be reached, was not looked into or nothing is proved.
    """

    code: str
    why: str
    goal: Goal
    answer: Answer = Answer.UNKNOWN
    unserved_krw: int = 0
    placed: Placed | None = None
    conflict: Conflict | None = None
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is to be said about a request.

    Attributes
    ----------
    issues
        Why the network as it is can never serve it, whatever else is planned.
    now
        Where it is planned; without bookings where it is not.
    """

    standing: Standing
    now: Placed
    issues: tuple[Issue, ...] = ()
    answers: tuple[Answered, ...] = ()


def explain(
    snapshot: Snapshot, request_id: RequestId, asked: Sequence[Goal], *, tell: Callable[[str], None]
) -> Explanation:
    """Return an explanation of an open request; `asked` are goals that somebody wonders about.

    Without any it answers what is remarkable: that it is unserved, late, dear or far from its company. Where
    all of it is fixed there is nothing to answer: no plan moves it.
    """
    case = case_of(snapshot, request_id)
    standing = standing_of(snapshot, case.request, to_do(case.snapshot, case.request))
    now = standing_now(case.snapshot, request_id)
    issues = never_servable(snapshot, case.request) if standing.missing else ()
    found = Explanation(standing, now, issues)
    if standing.is_fixed:
        return found
    left = now.terms["unserved"]
    questions = (
        [Answered("why-not", f"Asked: {goal.words}", goal, unserved_krw=left) for goal in asked]
        if asked
        else list(_remarkable(snapshot, case, found))
    )
    return replace(found, answers=tuple(_answered(snapshot, case, each, tell) for each in questions))


def _remarkable(snapshot: Snapshot, case: Case, found: Explanation) -> Iterator[Answered]:
    request, standing = case.request, found.standing
    if standing.missing:
        stages = ", ".join(standing.missing)
        yield Answered(
            "unserved",
            f"Stages without a booking: {stages}",
            Goal(request.id),
            unserved_krw=found.now.terms["unserved"],
        )
        return
    if standing.days_late:
        yield Answered(
            "late", f"It ends {standing.days_late} days after its due date", on_time(snapshot, request)
        )
    yield from _dear(case, found.now)
    for far in far_stages(snapshot, standing)[:MOST_FAR]:
        yield Answered("far", _far_words(far), _at(request.id, far))


def _far_words(far: Far) -> str:
    near = f"{far.nearest} is {far.nearest_km} km away"
    return f"Stage {far.stage} is done at {far.centre}, {far.km} km away; {near}"


def _at(request: RequestId, far: Far) -> Goal:
    words = f"do stage {far.stage} at {far.nearest}"
    option = f"--why-not-centre {far.nearest} --stage {far.stage}"
    return Goal(request, words, places={far.stage: frozenset({far.nearest})}, option=option)


def _dear(case: Case, now: Placed) -> Iterator[Answered]:
    """Yield the question for the price that the request would have alone, where it pays much more."""
    others = [each for each in members_of(BOOKINGS, case) if each.kind == "booking"]
    goal = Goal(case.request.id)
    alone = place(relaxed(BOOKINGS, case.snapshot, others), goal)
    if alone is None or now.company_krw * PERCENT <= alone.company_krw * (PERCENT + DEAR_PERCENT):
        return
    more = now.company_krw - alone.company_krw
    why = f"It costs the company {more:,} KRW more than with nobody else in the calendars"
    option = f"--why-not-below {alone.company_krw}"
    words = f"cost the company at most {alone.company_krw:,} KRW"
    yield Answered("dear", why, replace(goal, words=words, at_most=alone.company_krw, option=option))


def _answered(snapshot: Snapshot, case: Case, question: Answered, tell: Callable[[str], None]) -> Answered:
    goal = question.goal
    tell(f"asking for {goal.request} to {goal.words}")
    verdict = decide(case.snapshot, goal, beam=WIDE)
    question = replace(question, answer=verdict.answer, placed=placed_of(verdict))
    if not verdict.impossible or question.code in NOT_LOOKED_INTO:
        return question
    conflict = conflict_of(snapshot, goal, tell=tell)
    if conflict is None or not conflict.members:
        return replace(question, conflict=conflict)
    repairs = [*repairs_of(snapshot, conflict, tell=tell), *moves_of(snapshot, conflict, tell=tell)]
    if not repairs:
        together = combined_repair(snapshot, conflict, tell=tell)
        repairs = [] if together is None else [together]
    if len(repairs) < ENOUGH:
        repairs += gifts_of(snapshot, conflict, tell=tell)
    part = prefix_repair(snapshot, goal) if question.code == "unserved" else None
    return replace(
        question, conflict=conflict, repairs=(*ranked(repairs), *(() if part is None else (part,)))
    )
