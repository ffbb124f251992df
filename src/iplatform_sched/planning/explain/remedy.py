"""A remedy: what somebody could change about a member of a conflict, by the least amount that helps."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.member import Case, Member

    Maker = Callable[[Case, Member], "tuple[Remedy, ...]"]


class Who(StrEnum):
    """Who has to agree."""

    COMPANY = "company"
    COORDINATOR = "coordinator"
    CENTRE = "centre"
    OTHERS = "other companies"


class Remedy(NamedTuple):
    """A change by an amount; the larger, the more becomes possible.

    Attributes
    ----------
    code
        Stable word for what is changed.
    most
        Largest amount that is tried; 1 where there is nothing between no and yes.
    change
        Returns the facts changed by an amount.
    words
        Says what to do by an amount, as an order.
    """

    code: str
    who: Who
    subject: str
    most: int
    change: Callable[[Snapshot, int], Snapshot]
    words: Callable[[int], str]
