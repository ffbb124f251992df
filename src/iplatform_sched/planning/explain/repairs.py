"""The cheapest changes that make a goal possible, each by the least amount, each planned and verified."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iplatform_sched.errors import VerificationError
from iplatform_sched.planning.explain.as_overlay import overlay_of
from iplatform_sched.planning.explain.case import case_of
from iplatform_sched.planning.explain.decide import Answer, decide, inserted
from iplatform_sched.planning.explain.extra_days import extra_days, opened, usual
from iplatform_sched.planning.explain.house_kinds import HORIZON
from iplatform_sched.planning.explain.member import members_of
from iplatform_sched.planning.explain.placed import place, place_prefix
from iplatform_sched.planning.explain.remedies import remedies_for
from iplatform_sched.planning.explain.remedy import Who
from iplatform_sched.planning.explain.request_kinds import TERMS, request_with
from iplatform_sched.planning.overlay import apply_overlay
from iplatform_sched.planning.standing import standing
from iplatform_sched.verify.plan import verify_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.conflict import Conflict
    from iplatform_sched.planning.explain.goal import Goal
    from iplatform_sched.planning.explain.member import Case
    from iplatform_sched.planning.explain.placed import Placed
    from iplatform_sched.planning.explain.remedy import Remedy


ENOUGH = 8
"""Repairs after which no more are looked for."""
HOURS = frozenset({"opening_hours"})
"""Members whose remedies change more than themselves: operators stay as long. Of the others none helps where
the member is not enough to take away."""
LITTLE_WORK = 2.0
"""Deterministic seconds of the solver for one question: there are many, and a repair may be missed."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A change, or a few together, with which a goal is reached.

    Attributes
    ----------
    code
        Stable words for what is changed, between spaces where several things are.
    words
        What to do, one entry per change.
    least
        Whether less of it is proved not to be enough.
    placed
        The request's plan then.
    moved
        Bookings of others before and after.
    others_krw
        What the moves of others cost the network, KRW.
    overlay
        The same as changes to the facts, as `whatif` reads them; empty where others move.
    """

    code: str
    who: tuple[Who, ...]
    words: tuple[str, ...]
    least: bool
    placed: Placed
    moved: tuple[tuple[Booking, Booking], ...] = ()
    others_krw: int = 0
    overlay: tuple[AnyChange, ...] = ()

    @property
    def all_krw(self) -> int:
        """What it costs the company, the network and the others together."""
        return self.placed.company_krw + self.placed.network_krw + self.others_krw


def held_to_the_facts(snapshot: Snapshot, case: Case, changed: Snapshot, repair: Repair) -> Repair:
    """Return a repair with its overlay, after the judge has seen its plan among all facts so changed.

    Raises
    ------
    VerificationError
        The plan breaks a rule; a fault of ours.
    """
    overlay = overlay_of(case.snapshot, changed)
    facts = standing(apply_overlay(snapshot, overlay).snapshot, {case.request.id})
    wrong = verify_plan(facts, repair.placed.bookings)
    if wrong:
        raise VerificationError(f"a repair made to explain breaks a rule: {wrong[0]}")
    return replace(repair, overlay=overlay)


def repairs_of(snapshot: Snapshot, conflict: Conflict, *, tell: Callable[[str], None]) -> list[Repair]:
    """Return the single changes to members of a conflict that alone make its goal possible.

    Every change that helps touches a member: with all of them in force the goal is impossible. Those that ask
    fewest people are tried first, until there are enough.
    """
    case = case_of(snapshot, conflict.goal.request)
    remedies = [
        remedy
        for member in conflict.members
        if member in conflict.enough or member.kind in HOURS
        for remedy in remedies_for(case, member)
    ]
    found: list[Repair] = []
    for remedy in sorted(remedies, key=lambda each: ASKING[each.who]):
        if len(found) >= ENOUGH:
            return found
        tell(f"trying: {remedy.words(remedy.most)}")
        found += _repair(snapshot, case, conflict.goal, remedy)
    for member in conflict.members:
        if member.kind == "opening_hours" and len(found) < ENOUGH:
            tell(f"trying: extra days at {member.subject}")
            found += _on_extra_days(snapshot, case, conflict.goal, member.subject)
    return found


def _on_extra_days(snapshot: Snapshot, case: Case, goal: Goal, centre: str) -> list[Repair]:
    days = extra_days(case, goal, centre)
    changed = opened(case.snapshot, centre, days)
    placed = place(changed, goal) if days else None
    if placed is None:
        return []
    hours = usual(case.centres[centre])
    named = " and ".join(f"{day:%a %Y-%m-%d}" for day in days)
    words = f"Open {centre} on {named}, {hours.start:%H:%M}-{hours.end:%H:%M}"
    repair = Repair("open_days", (Who.CENTRE,), (words,), least=True, placed=placed)
    return [held_to_the_facts(snapshot, case, changed, repair)]


def _repair(snapshot: Snapshot, case: Case, goal: Goal, remedy: Remedy) -> list[Repair]:
    """Return the repair by the least amount of a remedy, where it helps at all."""
    if not decide(remedy.change(case.snapshot, remedy.most), goal, work=LITTLE_WORK).possible:
        return []
    amount, least = least_amount(case.snapshot, goal, remedy)
    changed = remedy.change(case.snapshot, amount)
    placed = place(changed, goal)
    if placed is None:
        return []
    repair = Repair(remedy.code, (remedy.who,), (remedy.words(amount),), least, placed)
    return [held_to_the_facts(snapshot, case, changed, repair)]


def least_amount(facts: Snapshot, goal: Goal, remedy: Remedy) -> tuple[int, bool]:
    """Return the least amount that is known to be enough, and whether one less is proved not to be.

    First by insertion alone, which is quick, then below that by proof.
    """
    high = _bisected(0, remedy.most, lambda n: inserted(remedy.change(facts, n), goal).possible)
    proved = True

    def enough(amount: int) -> bool:
        nonlocal proved
        verdict = decide(remedy.change(facts, amount), goal, work=LITTLE_WORK)
        proved = proved and verdict.answer is not Answer.UNKNOWN
        return verdict.possible

    if high > 1 and enough(high - 1):
        high = _bisected(0, high - 1, enough)
    return high, proved


def _bisected(low: int, high: int, enough: Callable[[int], bool]) -> int:
    """Return the least amount above `low` that is enough; `high` is."""
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high


def combined_repair(snapshot: Snapshot, conflict: Conflict, *, tell: Callable[[str], None]) -> Repair | None:
    """Return a few changes that only together make the goal possible, none of which can be missed.

    Changes that ask more people than the company are given up first.
    """
    case = case_of(snapshot, conflict.goal.request)
    members = dict.fromkeys((*conflict.members, *members_of((*TERMS, *HORIZON), case)))
    remedies = [remedy for member in members for remedy in remedies_for(case, member)]
    amounts = {index: remedy.most for index, remedy in enumerate(remedies)}

    def works(chosen: dict[int, int]) -> bool:
        return decide(_changed(case.snapshot, remedies, chosen), conflict.goal).possible

    if not works(amounts):
        return None
    for index in sorted(amounts, key=lambda each: (-ASKING[remedies[each].who], -each)):
        tell(f"trying without: {remedies[index].words(amounts[index])}")
        fewer = {each: amount for each, amount in amounts.items() if each != index}
        if works(fewer):
            amounts = fewer
    least = True
    for index in amounts:
        rest = {each: amount for each, amount in amounts.items() if each != index}
        amounts[index], proved = least_amount(
            _changed(case.snapshot, remedies, rest), conflict.goal, remedies[index]
        )
        least = least and proved
    changed = _changed(case.snapshot, remedies, amounts)
    placed = place(changed, conflict.goal)
    if placed is None:
        return None
    chosen = [(remedies[index], amount) for index, amount in amounts.items()]
    repair = Repair(
        code=" ".join(remedy.code for remedy, _ in chosen),
        who=tuple(dict.fromkeys(remedy.who for remedy, _ in chosen)),
        words=tuple(remedy.words(amount) for remedy, amount in chosen),
        least=least,
        placed=placed,
    )
    return held_to_the_facts(snapshot, case, changed, repair)


def _changed(facts: Snapshot, remedies: list[Remedy], amounts: dict[int, int]) -> Snapshot:
    for index, amount in amounts.items():
        facts = remedies[index].change(facts, amount)
    return facts


def prefix_repair(snapshot: Snapshot, goal: Goal) -> Repair | None:
    """Return the repair of serving only the first stages, where the request does not say that yet."""
    case = case_of(snapshot, goal.request)
    if case.request.prefix_will_do:
        return None
    placed = place_prefix(case.snapshot, goal)
    if placed is None:
        return None
    done = ", ".join(sorted(each.stage or "" for each in placed.bookings if each.request == goal.request))
    words = f"Let a part of {goal.request} do: stages {done}"
    parted = request_with(case.snapshot, goal.request, lambda _: {"prefix_will_do": True})
    repair = Repair("prefix", (Who.COMPANY,), (words,), least=False, placed=placed)
    return held_to_the_facts(snapshot, case, parted, repair)


def ranked(repairs: list[Repair]) -> list[Repair]:
    """Return repairs by how many people they ask, then by what they cost all, and when they end."""
    return sorted(
        repairs,
        key=lambda each: (
            max(ASKING[who] for who in each.who) if each.who else 0,
            len(each.words),
            each.all_krw,
            each.placed.end,
            each.words,
        ),
    )


def cheapest(repairs: Sequence[Repair]) -> Repair | None:
    """Return the first of those that cost all least; ``None`` where there is nothing to compare."""
    priced = [each for each in repairs if each.code not in NOT_COMPARED]
    return min(priced, key=lambda each: each.all_krw) if len(priced) > 1 else None


NOT_COMPARED = frozenset({"prefix", "give_up_booking"})
"""The first does less for less; what the second costs the holder is not known."""
ASKING = {Who.COMPANY: 0, Who.COORDINATOR: 1, Who.CENTRE: 2, Who.OTHERS: 3}
"""Who is easier to ask: those who want the change first, those who lose by it last."""
