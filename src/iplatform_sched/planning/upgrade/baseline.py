"""The plan of the network as it is, against which every investment is held; it gets better on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.planning.housekeeping import keep_house
from iplatform_sched.planning.solving import check_plan, check_schedule, solve
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.decompile import Outcome, to_plan
from iplatform_sched.problem.decompile.schedule import to_schedule
from iplatform_sched.problem.measures import evaluate, objective
from iplatform_sched.search.construct import construct

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.problem.compiled import Compiled


class Hands(NamedTuple):
    """How the caller follows and ends a long search.

    Attributes
    ----------
    stop
        Whether to end with what is known.
    report
        Takes what is going on and the share of this solve that is done, 0 to 1.
    """

    stop: Callable[[], bool]
    report: Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The best plan known of the network as it is.

    Attributes
    ----------
    facts
        After a night's housekeeping, with a weighted sum as objective; what they plan is the live plan.
    lower
        Proven bound of any plan of these facts; zero where there is none.
    """

    facts: Snapshot
    compiled: Compiled
    plan: Plan
    lower: int

    @property
    def upper(self) -> int:
        """Return the objective of the best plan known."""
        return self.plan.objective


def baseline_of(snapshot: Snapshot, settings: SolveSettings, hands: Hands) -> Baseline:
    """Plan the network as it is, twice from the best plan so far, so that more search alone is worth little.

    Lexicographic levels are left out: worths are sums of KRW.
    """
    weighted = snapshot.policy.model_copy(update={"levels": ()})
    facts = keep_house(snapshot.model_copy(update={"policy": weighted})).snapshot
    first = solve(facts, settings, stop=hands.stop, on_progress=hands.report)
    other = settings.model_copy(update={"seed": settings.seed + 1})
    again = solve(facts, other, stop=hands.stop, on_progress=hands.report, start=first.plan.bookings)
    best = min(again.plan, first.plan, key=lambda plan: plan.objective)
    lower = max(0, *(each.search.bound or 0 for each in (first, again)))
    return Baseline(facts, compile_snapshot(facts), best, lower)


def raised(base: Baseline, lower: int) -> Baseline:
    """Return the baseline with a proven bound of facts that only add to its own: it holds for these too."""
    return replace(base, lower=max(base.lower, lower))


def improved(base: Baseline, plan: Plan) -> Baseline:
    """Return the baseline with a plan of other facts adapted to it, where that is better than its own.

    What such a plan plans on machines, in hours or with people that are not there is inserted anew. So a
    better plan that needs no investment is not taken for the worth of one.
    """
    problem = base.compiled.problem
    schedule = construct(problem, start=to_schedule(base.compiled, plan.bookings)).schedule()
    terms = evaluate(problem, schedule)
    if objective(problem, terms) >= base.upper:
        return base
    outcome = Outcome(terms=terms, objective=objective(problem, terms), bound=base.lower)
    better = to_plan(base.compiled, schedule, outcome)
    check_schedule(base.compiled, schedule)
    check_plan(base.facts, better)
    return replace(base, plan=better)
