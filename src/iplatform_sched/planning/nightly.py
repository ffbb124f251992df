"""The night as a pure service: facts in, a verified plan and its change list out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.planning.changes import change_list
from iplatform_sched.planning.housekeeping import at_once, keep_house
from iplatform_sched.planning.solving import solve

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from iplatform_sched.domain.booking import Plan
    from iplatform_sched.domain.changes import Change
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId
    from iplatform_sched.planning.housekeeping import Housekeeping
    from iplatform_sched.search.outcome import SearchOutcome


@dataclass(frozen=True, slots=True)
class NightOutcome:
    """What a night decided; nothing is stored yet.

    Attributes
    ----------
    house
        Bookings confirmed and expired before planning.
    at_once
        Planned bookings that publishing confirms, because no night can before they start.
    search
        How the search went: bound, gap, times, counters.
    """

    plan: Plan
    changes: tuple[Change, ...]
    house: Housekeeping
    at_once: tuple[BookingId, ...]
    search: SearchOutcome


def plan_night(
    snapshot: Snapshot,
    settings: SolveSettings,
    *,
    stop: Callable[[], bool],
    on_progress: Callable[[str, float], None],
    spare: Collection[BookingId] = (),
) -> NightOutcome:
    """Plan all open requests of `snapshot`, never worse than what is planned already.

    Parameters
    ----------
    spare
        Planned bookings that are not confirmed before planning, however near they are.

    Raises
    ------
    VerificationError
        The plan broke a rule or its price is not what the facts say; a fault of ours.
    """
    house = keep_house(snapshot, spare)
    plan, search = solve(house.snapshot, settings, stop=stop, on_progress=on_progress)
    soon = at_once(snapshot, plan.bookings)
    return NightOutcome(plan, change_list(snapshot, house, plan, soon), house, soon, search)
