"""Planned networks to break, and repairs of them, quick and the same in every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.planning.repair import repair
from iplatform_sched.planning.repair.draft import Search
from iplatform_sched.planning.repair.incidents import resolved
from iplatform_sched.planning.solving import solve

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.incidents import Incident
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.repair import Repair

QUICK = SolveSettings(deterministic=True, work=10, proof_work=0, workers=1)


def never() -> bool:
    """Return that nobody asked to stop."""
    return False


def silent(_text: str, _share: float) -> None:
    """Say nothing."""


SEARCH = Search(QUICK, never, silent)

THOROUGH = Search(QUICK.model_copy(update={"work": 100}), never, silent)
"""With enough rounds at each step, so that no luck is in it who has to move."""


def after_night(facts: Snapshot, confirmed: Collection[str] = ()) -> Snapshot:
    """Return the facts with a plan for all open requests, of which some bookings are confirmed."""
    plan = solve(facts, QUICK, stop=never, on_progress=silent).plan
    known = {each.id for each in plan.bookings}
    planned = tuple(
        each.model_copy(update={"status": BookingStatus.CONFIRMED}) if each.id in confirmed else each
        for each in plan.bookings
    )
    rest = tuple(each for each in facts.bookings if each.id not in known)
    return facts.model_copy(update={"bookings": (*rest, *planned)})


def repaired(
    facts: Snapshot, *incidents: Incident, may_move_confirmed: bool = False, search: Search = SEARCH
) -> Repair:
    """Return a quick repair."""
    return repair(facts, resolved(facts, incidents), search, may_move_confirmed=may_move_confirmed)


def by_id(bookings: Iterable[Booking]) -> dict[str, Booking]:
    """Return bookings by id."""
    return {each.id: each for each in bookings}
