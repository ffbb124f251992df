"""A minimal set of stages, facts and rules that together make a goal impossible, each of them needed.

First the stages that cannot be done together, everything in force; then what is in their way, groups of
members before single ones. At the end every claim is decided anew, and that the set is in conflict by
another configuration too. What is said of members is about those stages: the rest is asked about once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from iplatform_sched.planning.explain.case import case_of
from iplatform_sched.planning.explain.decide import Answer, Verdict, confirm, decide
from iplatform_sched.planning.explain.focus import to_do, without_stages
from iplatform_sched.planning.explain.kinds import KINDS
from iplatform_sched.planning.explain.member import Member, members_of, relaxed
from iplatform_sched.planning.explain.smallest import smallest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import StageId
    from iplatform_sched.planning.explain.goal import Goal
    from iplatform_sched.planning.explain.member import Case

TOLD_EACH = 20
"""Questions between two words of progress."""


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
    hopeless: bool = False
    checks: int = 0


@dataclass(slots=True)
class Questions:
    """Which members are in force, and whether the goal can then be reached: decided once each."""

    case: Case
    goal: Goal
    tell: Callable[[str], None]
    everything: tuple[Member, ...]
    possible: list[frozenset[Member]] = field(default_factory=list)
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
        if self.decided % TOLD_EACH == 0:
            self.tell(f"looking for what is in the way: {self.decided} questions decided")
        self.decided += 1
        ruled_out = decide(self.facts(key), self.goal).impossible
        (self.ruled_out if ruled_out else self.possible).append(key)
        return ruled_out


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
    found = _checked(questions, Conflict(goal, stages, rest, _members(questions)))
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

    def hold(parts: Iterable[Iterable[Member]]) -> bool:
        return questions.impossible(chain.from_iterable(parts))

    left = smallest(tuple(groups.values()), hold)
    return smallest(tuple(chain.from_iterable(left)), questions.impossible)


def _checked(questions: Questions, found: Conflict) -> Conflict:
    """Decide anew that the members are in conflict, that each is needed, and which are enough alone."""
    members = found.members
    questions.tell(f"checking that each of {len(members)} is needed")
    facts = questions.facts(members)
    both = (decide(facts, found.goal), confirm(facts, found.goal))
    without = _without_each(questions, members, members)
    alone = _without_each(questions, members, questions.everything)
    return replace(
        found,
        proved=all(verdict.impossible for verdict in both),
        minimal=all(verdict.possible for verdict in without),
        plans=tuple(verdict.bookings() for verdict in without),
        enough=tuple(one for one, verdict in zip(members, alone, strict=True) if verdict.bookings()),
        checks=questions.decided + len(without) + len(alone) + len(both),
    )


def _without_each(questions: Questions, members: Iterable[Member], force: Iterable[Member]) -> list[Verdict]:
    """Decide for each of `members` whether there is room with `force` in force but for it."""
    kept = tuple(force)
    return [
        decide(questions.facts(each for each in kept if each is not one), questions.goal) for one in members
    ]
