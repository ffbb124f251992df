"""What an investment is worth: the network planned with it, from the plan without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.planning.overlay import apply_overlay
from iplatform_sched.planning.solving import solve
from iplatform_sched.planning.upgrade.baseline import improved
from iplatform_sched.planning.upgrade.nearby import SHARE, nearby, plan_beside
from iplatform_sched.planning.upgrade.priced import Priced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.planning.upgrade.baseline import Baseline, Hands
    from iplatform_sched.planning.upgrade.priced import Nearby


class Tried(NamedTuple):
    """Changes that were planned with: by those alone who could use them, and then by everybody."""

    nearby: Nearby
    after: Priced


def plan_with(
    base: Baseline,
    changes: Sequence[AnyChange],
    settings: SolveSettings,
    hands: Hands,
    start: Plan | None = None,
) -> tuple[Tried, Baseline]:
    """Plan the network after changes, from the baseline's plan; return it, and the baseline, maybe improved.

    First those who could use them with all others where they are, then everybody from there. What of
    the baseline's plan the changed facts allow is never fallen behind.

    Parameters
    ----------
    start
        Plan to begin from instead, where it is cheaper: one with some of the changes.

    Raises
    ------
    InputError
        The changes are wrong.
    VerificationError
        A plan broke a rule; a fault of ours.
    """
    facts = apply_overlay(base.facts, changes).snapshot
    beside = nearby(base, facts, settings, hands)
    begin = beside.after.plan
    if start is not None and start.objective < begin.objective:
        begin = start
    whole = settings.model_copy(update={"budget_seconds": settings.budget_seconds * (1 - 2 * SHARE)})
    found = solve(facts, whole, stop=hands.stop, on_progress=hands.report, start=begin.bookings)
    better = improved(improved(base, beside.before.plan), found.plan)
    return Tried(beside, Priced(found.plan, found.search.bound or 0)), better


def plan_again(
    base: Baseline, tried: Tried, changes: Sequence[AnyChange], settings: SolveSettings, hands: Hands
) -> Tried:
    """Plan once more, from a better baseline, those who could use changes; what was proven holds still."""
    if not tried.nearby.free:
        return tried
    facts = apply_overlay(base.facts, changes).snapshot
    beside = plan_beside(base, facts, tried.nearby.free, settings, hands)
    best = min(tried.after.plan, beside, key=lambda plan: plan.objective)
    return tried._replace(after=tried.after._replace(plan=best))
