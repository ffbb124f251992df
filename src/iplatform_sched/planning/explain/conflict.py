"""A minimal set of stages, facts and rules that together make a goal impossible, each of them needed.

First the stages that cannot be done together, everything in force; then what is in their way, groups of
members before single ones: those without which all the others leave room, which are in every set, and
what is needed beside them. At the end a plan without each member is shown to the judge, and that the set is
in conflict is decided anew, by another configuration too. What is said of members is about those stages:
the rest is asked about once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from iplatform_sched.planning.explain.case import case_of
from iplatform_sched.planning.explain.decide import Answer, Verdict, confirm, decide, decide_doubtful
from iplatform_sched.planning.explain.focus import to_do, without_stages
from iplatform_sched.planning.explain.kinds import KINDS
from iplatform_sched.planning.explain.member import Member, members_of, relaxed
from iplatform_sched.planning.explain.shortage import shortages_of
from iplatform_sched.planning.explain.smallest import smallest
from iplatform_sched.verify.plan import verify_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import StageId
    from iplatform_sched.planning.explain.goal import Goal
    from iplatform_sched.planning.explain.member import Case
    from iplatform_sched.planning.explain.shortage import Shortage

TOLD_EACH = 20
"""Questions between two numbers of the progress."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A set in conflict with a goal.

    Attributes
    ----------
    stages
        Without any one of these stages the others of them could reach the goal.
    rest
        Required stages without a fixed booking that the set is not about.
    members
        The facts and rules; empty where none is to blame, see `hopeless`.
    proved
        Whether two configurations agree that the goal is impossible with these stages and members and
        with everything else taken away.
    minimal
        Whether the members without any one of them, nothing else in force, leave room for a verified plan of
        the stages.
    plans
        For each member the bookings of such a plan; empty where none was found.
    enough
        Members that are enough to take away alone: with everything else in force there is a verified plan of
        the stages then.
    whole
        Whether the rest has room too, with all members taken away at once and everything else in force;
        ``None`` where there is no rest.
    shortages
        What forbids stages of the set by counting hours, everything in force.
    hopeless
        The goal is not reached whatever is taken away.
    checks
        Questions that were decided.
    """

    goal: Goal
    stages: tuple[StageId, ...]
    rest: tuple[StageId, ...] = ()
    members: tuple[Member, ...] = ()
    proved: bool = False
    minimal: bool = False
    plans: tuple[tuple[Booking, ...], ...] = ()
    enough: tuple[Member, ...] = ()
    whole: Answer | None = None
    shortages: tuple[Shortage, ...] = ()
    hopeless: bool = False
    checks: int = 0


@dataclass(slots=True)
class Questions:
    """Which members are in force, and whether the goal can then be reached: decided once each."""

    case: Case
    goal: Goal
    tell: Callable[[str], None]
    everything: tuple[Member, ...]
    possible: dict[frozenset[Member], Verdict] = field(default_factory=dict)
    ruled_out: list[frozenset[Member]] = field(default_factory=list)
    decided: int = 0

    def facts(self, force: Iterable[Member]) -> Snapshot:
        """Return the facts with only the members `force` in force."""
        kept = set(force)
        return relaxed(KINDS, self.case.snapshot, (each for each in self.everything if each not in kept))

    def impossible(self, force: Iterable[Member]) -> bool:
        """Return whether the goal is proved to be impossible; the unknown counts as possible.

        What is possible stays so with less in force, and what is impossible with more.
        """
        key = frozenset(force)
        if any(key <= known for known in self.possible):
            return False
        if any(known <= key for known in self.ruled_out):
            return True
        told = self.decided // TOLD_EACH * TOLD_EACH
        self.tell(f"looking for what is in the way: {told} questions decided")
        self.decided += 1
        verdict = decide_doubtful(self.facts(key), self.goal)
        if verdict.impossible:
            self.ruled_out.append(key)
        else:
            self.possible[key] = verdict
        return verdict.impossible

    def without(self, part: Iterable[Member]) -> frozenset[Member]:
        """Return all members but those of `part`."""
        return frozenset(self.everything) - frozenset(part)

    def plan(self, force: Iterable[Member]) -> tuple[Booking, ...]:
        """Return a plan with the members `force` in force that the judge has seen, empty where none is known.

        One that was found with more in force will do, where it keeps the rules of these facts.
        """
        key = frozenset(force)
        facts = self.facts(key)
        asked = self.goal.on(facts)
        for known, verdict in self.possible.items():
            if key <= known and (bookings := verdict.drafted()) and not verify_plan(asked, bookings):
                return bookings
        self.decided += 1
        return decide(facts, self.goal).bookings()


def conflict_of(snapshot: Snapshot, goal: Goal, *, tell: Callable[[str], None]) -> Conflict | None:
    """Return a minimal conflict of `goal`, or ``None`` where it is not proved to be impossible."""
    case = case_of(snapshot, goal.request)
    every = to_do(snapshot, case.request)

    def fails(stages: tuple[StageId, ...]) -> bool:
        left = without_stages(case.snapshot, goal.request, frozenset(every) - frozenset(stages))
        return decide(left, goal).impossible

    if not fails(every):
        return None
    tell("looking for the stages that cannot be done")
    stages = smallest(every, fails)
    rest = tuple(each for each in every if each not in stages)
    part = case_of(without_stages(snapshot, goal.request, rest), goal.request)
    questions = Questions(part, goal, tell, tuple(members_of(KINDS, part)))
    if not questions.impossible(questions.everything):
        return None
    if questions.impossible(()):
        return Conflict(goal, stages, rest, hopeless=True, checks=questions.decided)
    short = shortages_of(goal.compiled(part.snapshot))
    found = _checked(questions, Conflict(goal, stages, rest, _members(questions), shortages=short))
    if not rest:
        return found
    tell("asking whether the other stages have room")
    whole = decide(relaxed(KINDS, case.snapshot, found.members), goal)
    whole.bookings()
    return replace(found, whole=whole.answer, checks=found.checks + 1)


def _members(questions: Questions) -> tuple[Member, ...]:
    """Return a minimal set of members: first of groups, then of what the groups hold."""
    groups: dict[str, list[Member]] = {}
    for member in questions.everything:
        groups.setdefault(member.group, []).append(member)

    left = _needed(questions, [tuple(group) for group in groups.values()])
    single = [(member,) for member in chain.from_iterable(left)]
    return tuple(chain.from_iterable(_needed(questions, single)))


def _needed(questions: Questions, parts: Sequence[tuple[Member, ...]]) -> tuple[tuple[Member, ...], ...]:
    """Return those of `parts` of which none can be missed, in their order; together they are in conflict."""
    sure = [part for part in parts if not questions.impossible(questions.without(part))]
    given = tuple(chain.from_iterable(sure))
    if questions.impossible(given):
        return tuple(sure)
    rest = tuple(part for part in parts if part not in sure)
    more = smallest(rest, lambda chosen: questions.impossible((*given, *chain.from_iterable(chosen))))
    return tuple(part for part in parts if part in sure or part in more)


def _checked(questions: Questions, found: Conflict) -> Conflict:
    """Decide anew that the members are in conflict, that each is needed, and which are enough alone."""
    members = found.members
    questions.tell(f"checking that each of {len(members)} is needed")
    facts = questions.facts(members)
    both = (decide(facts, found.goal), confirm(facts, found.goal))
    plans = tuple(questions.plan(frozenset(members) - {one}) for one in members)
    return replace(
        found,
        proved=all(verdict.impossible for verdict in both),
        minimal=all(plans),
        plans=plans,
        enough=tuple(one for one in members if _is_enough(questions, one)),
        checks=questions.decided + len(both),
    )


def _is_enough(questions: Questions, member: Member) -> bool:
    left = questions.without((member,))
    return not questions.impossible(left) and bool(questions.plan(left))
