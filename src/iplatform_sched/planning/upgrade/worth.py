"""What an investment is worth: the network planned with it, from the plan without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.planning.overlay import apply_overlay
from iplatform_sched.planning.solving import solve
from iplatform_sched.planning.upgrade.baseline import improved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.planning.upgrade.baseline import Baseline, Hands


@dataclass(frozen=True, slots=True)
class With:
    """The network after changes, planned from the baseline.

    Attributes
    ----------
    lower
        Proven bound of any plan of the changed facts; zero where there is none.
    """

    plan: Plan
    lower: int

    @property
    def upper(self) -> int:
        """Return the objective of the plan found."""
        return self.plan.objective


@dataclass(frozen=True, slots=True)
class Worth:
    """What changes save, in KRW of the objective over the time that is planned; never below zero.

    With ``U`` the objective of the best plan known without the changes, ``L`` the proven bound of all
    plans without them, ``U'`` and ``L'`` the same with them::

        found  = max(0, U - U')    the plan with them is cheaper by so much than the best known without
        proven = max(0, L - U')    it is cheaper by so much than any plan without them could be
        most   = max(0, U - L')    no plan with them saves more against the best known without
    """

    found: int
    proven: int
    most: int


def plan_with(
    base: Baseline,
    changes: Sequence[AnyChange],
    settings: SolveSettings,
    hands: Hands,
    start: Plan | None = None,
) -> tuple[With, Baseline]:
    """Plan the network after changes, from the baseline's plan; return it, and the baseline, maybe improved.

    What of that plan the changed facts allow is never fallen behind.

    Parameters
    ----------
    start
        Plan to begin from instead: one with some of the changes.

    Raises
    ------
    InputError
        The changes are wrong.
    VerificationError
        A plan broke a rule; a fault of ours.
    """
    facts = apply_overlay(base.facts, changes).snapshot
    begin = (base.plan if start is None else start).bookings
    found = solve(facts, settings, stop=hands.stop, on_progress=hands.report, start=begin)
    return With(found.plan, found.search.bound or 0), improved(base, found.plan)


def worth(base: Baseline, after: With) -> Worth:
    """Return what the changes behind `after` save."""
    return Worth(
        found=max(0, base.upper - after.upper),
        proven=max(0, base.lower - after.upper),
        most=max(0, base.upper - after.lower),
    )


def loss(base: Baseline, after: With) -> Worth:
    """Return what the changes behind `after` cost, where they take something away.

    `found` and `most` are the same: the plan found bounds the loss from above, against the best plan known.
    """
    most = max(0, after.upper - base.upper)
    return Worth(found=most, proven=max(0, after.lower - base.upper), most=most)
