"""The judge of plans: bookings against the facts alone, without the planner's code.

Each rule asks its question of a booking in people's terms: is every attended moment in open time, is
the unit free, can a carrier be there in time. What it finds is a result, never an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.verify.plan.broken import BrokenBooking, broken
from iplatform_sched.verify.plan.case import Case, case_of
from iplatform_sched.verify.plan.entry import grid, identity, once, pinned
from iplatform_sched.verify.plan.flow import deadline, lags, links, max_centres, plan_from, release, whole
from iplatform_sched.verify.plan.house import horizon, latest_start, no_show, notice, quota
from iplatform_sched.verify.plan.machines import changeover, eligibility, units
from iplatform_sched.verify.plan.money import budget, charges, vouchers
from iplatform_sched.verify.plan.named import named_operators, same_operator
from iplatform_sched.verify.plan.people import headcount, members, one_place, operators, overtime_cap
from iplatform_sched.verify.plan.running import amount, opening, out_of_service, pauses, waiting
from iplatform_sched.verify.plan.specimens import specimen_place, transport
from iplatform_sched.verify.plan.supplies import supply
from iplatform_sched.verify.plan.terms import terms_of
from iplatform_sched.verify.plan.training import qualification
from iplatform_sched.verify.plan.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot

__all__ = [
    "ENTRY_RULES",
    "PLAN_RULES",
    "BrokenBooking",
    "Judge",
    "PlanRule",
    "Violation",
    "broken_bookings",
    "recompute_terms",
    "verify_plan",
]


class PlanRule(NamedTuple):
    """A rule's name and the function that yields its violations."""

    name: str
    check: Callable[[Case], Iterator[Violation]]


ENTRY_RULES = (
    PlanRule("identity", identity),
    PlanRule("grid", grid),
    PlanRule("once", once),
    PlanRule("pinned", pinned),
)
"""What every booking must pass before the other rules can ask about it."""

PLAN_RULES = (
    *ENTRY_RULES,
    PlanRule("eligibility", eligibility),
    PlanRule("opening", opening),
    PlanRule("pauses", pauses),
    PlanRule("amount", amount),
    PlanRule("waiting", waiting),
    PlanRule("out_of_service", out_of_service),
    PlanRule("units", units),
    PlanRule("changeover", changeover),
    PlanRule("operators", operators),
    PlanRule("headcount", headcount),
    PlanRule("named_operators", named_operators),
    PlanRule("same_operator", same_operator),
    PlanRule("overtime_cap", overtime_cap),
    PlanRule("members", members),
    PlanRule("one_place", one_place),
    PlanRule("plan_from", plan_from),
    PlanRule("release", release),
    PlanRule("deadline", deadline),
    PlanRule("notice", notice),
    PlanRule("horizon", horizon),
    PlanRule("latest_start", latest_start),
    PlanRule("no_show", no_show),
    PlanRule("quota", quota),
    PlanRule("supply", supply),
    PlanRule("qualification", qualification),
    PlanRule("lags", lags),
    PlanRule("links", links),
    PlanRule("max_centres", max_centres),
    PlanRule("whole", whole),
    PlanRule("specimen_place", specimen_place),
    PlanRule("transport", transport),
    PlanRule("charges", charges),
    PlanRule("vouchers", vouchers),
    PlanRule("budget", budget),
)
"""Every rule on plans, entry rules first."""


def _sound(case: Case) -> tuple[Case, list[Violation]]:
    """Return the case of the bookings that pass the entry rules, and what the others broke."""
    found = [violation for rule in ENTRY_RULES for violation in rule.check(case)]
    faulty = {name for violation in found for name in violation.bookings}
    return case.with_proposed(each for each in case.proposed if each.id not in faulty), found


def verify_plan(
    snapshot: Snapshot, bookings: Sequence[Booking], *, stored: bool = False
) -> tuple[Violation, ...]:
    """Return every rule that proposed bookings break; empty for a sound plan.

    Parameters
    ----------
    snapshot
        The facts, with the fixed bookings. Its planned bookings are only the plan before this one.
    bookings
        All planned bookings of the new plan. A fixed booking that is not running may be among them
        with other unit numbers and nothing else changed: it is then taken as renumbered.
    stored
        The bookings are kept ones, not new ones: what was priced under another version of the policy
        keeps the price that was copied onto it.

    Returns
    -------
    tuple of Violation
        In the order of `PLAN_RULES`. A booking that breaks an entry rule is judged no further.
    """
    return Judge(snapshot, stored=stored).judge(bookings)


class Judge:
    """Judges several proposals on the same facts, each as :func:`verify_plan` would.

    What it works out of the facts it keeps from one to the next.
    """

    def __init__(self, snapshot: Snapshot, *, stored: bool = False) -> None:
        self._case = case_of(snapshot, stored=stored)

    def judge(self, bookings: Sequence[Booking]) -> tuple[Violation, ...]:
        """Return every rule that the proposed bookings break, in the order of `PLAN_RULES`."""
        case, found = _sound(self._case.proposing(bookings))
        found += [violation for rule in PLAN_RULES[len(ENTRY_RULES) :] for violation in rule.check(case)]
        return tuple(found)


def broken_bookings(snapshot: Snapshot) -> tuple[BrokenBooking, ...]:
    """Return the fixed bookings that the facts now contradict, with the reasons."""
    return tuple(broken(case_of(snapshot)))


def recompute_terms(snapshot: Snapshot, bookings: Sequence[Booking]) -> dict[str, int]:
    """Return the unweighted objective terms of a plan from the facts alone.

    Ticks of ``finish`` and ``makespan`` count from the local midnight before `now`. Bookings that break an
    entry rule are left out; a leg without a carrier has no price.
    """
    case, _ = _sound(case_of(snapshot).proposing(bookings))
    return terms_of(case)
