"""A plan and what none like it can cost less than; two of them make a worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.vocabulary import RequestId
    from iplatform_sched.planning.upgrade.baseline import Baseline


class Priced(NamedTuple):
    """A verified plan.

    Attributes
    ----------
    lower
        Proven bound of any such plan; zero where there is none.
    """

    plan: Plan
    lower: int

    @property
    def upper(self) -> int:
        """Return the objective of the plan found."""
        return self.plan.objective


class Nearby(NamedTuple):
    """Those who could use changes planned anew without them and with them, all others where they are.

    Attributes
    ----------
    free
        Those requests.
    before, after
        Plans of the whole network; their bounds hold for plans in which all others stay.
    """

    free: frozenset[RequestId]
    before: Priced
    after: Priced


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


def worth(before: Baseline | Priced, after: Priced) -> Worth:
    """Return what the changes that lie between two plans save."""
    return Worth(
        found=max(0, before.upper - after.upper),
        proven=max(0, before.lower - after.upper),
        most=max(0, before.upper - after.lower),
    )


def loss(before: Baseline | Priced, after: Priced) -> Worth:
    """Return what the changes that lie between two plans cost, where they take something away.

    `found` and `most` are the same: the plan found bounds the loss from above, against the best plan known.
    """
    most = max(0, after.upper - before.upper)
    return Worth(found=most, proven=max(0, after.lower - before.upper), most=most)
