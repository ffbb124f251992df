"""What if: the same network with and without changes, both planned anew from the same plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.domain.policy import ObjectiveWeights
from iplatform_sched.domain.vocabulary import OCCUPYING, BookingStatus
from iplatform_sched.errors import ConflictError
from iplatform_sched.planning.displacing import Displacement, displace
from iplatform_sched.planning.nightly import NightOutcome, plan_night
from iplatform_sched.planning.overlay import apply_overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.policy import Policy
    from iplatform_sched.domain.settings import SolveSettings
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import BookingId
    from iplatform_sched.errors import Issue


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison before it is solved.

    Attributes
    ----------
    snapshot
        The facts, changed or not; displaced and unpinned bookings are planned in it, and pins are its
        placements.
    spare
        Bookings that were fixed or have to be elsewhere: no housekeeping confirms them.
    displacement
        What the changes made impossible; ``None`` for a baseline.
    warnings
        Of the overlay, each with its place.
    """

    snapshot: Snapshot
    spare: frozenset[BookingId] = frozenset()
    displacement: Displacement | None = None
    warnings: tuple[Issue, ...] = ()


class Solution(NamedTuple):
    """A side that was solved."""

    side: Side
    outcome: NightOutcome

    @property
    def facts(self) -> Snapshot:
        """The facts that the plan was made from: after housekeeping."""
        return self.outcome.house.snapshot

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """Every booking that occupies capacity if the plan is made true, fixed ones with their new units."""
        plan = {each.id: each for each in self.outcome.plan.bookings}
        fixed = [
            plan.pop(each.id, each)
            for each in self.facts.bookings
            if each.status in OCCUPYING and each.status is not BookingStatus.PLANNED
        ]
        return (*fixed, *plan.values())


def with_status(snapshot: Snapshot, ids: Collection[BookingId], status: BookingStatus) -> Snapshot:
    """Return the facts with bookings in another status."""
    if not ids:
        return snapshot
    return snapshot.model_copy(
        update={
            "bookings": tuple(
                each.model_copy(update={"status": status}) if each.id in ids else each
                for each in snapshot.bookings
            )
        }
    )


def changed_side(
    base: Snapshot,
    changes: Sequence[AnyChange],
    *,
    known: Collection[BookingId] | None = None,
    keep_confirmed: bool = False,
) -> Side:
    """Return the side of `base` after changes.

    Parameters
    ----------
    known
        Ids of the bookings that are broken in `base` already, where the caller has them.
    keep_confirmed
        Confirmed bookings that the changes make impossible are an error, each named, instead of displaced.

    Raises
    ------
    InputError
        With every issue of the changes.
    ConflictError
        With `keep_confirmed`: the changes break confirmed bookings.
    """
    overlaid = apply_overlay(base, changes)
    displacement = displace(base, overlaid.snapshot, known)
    if keep_confirmed and (displacement.displaced or displacement.lost):
        named = (*displacement.displaced, *displacement.lost)
        listed = "\n".join(f"  booking {each.booking}: {each.reason}" for each in named)
        message = f"the changes make {len(named)} confirmed bookings impossible:\n{listed}"
        raise ConflictError(f"{message}\nWithout --keep-confirmed they are planned anew")
    return Side(
        displacement.snapshot,
        overlaid.unpinned | displacement.let_go | _elsewhere(displacement.snapshot),
        displacement,
        overlaid.warnings,
    )


def _elsewhere(facts: Snapshot) -> frozenset[BookingId]:
    """Return the planned bookings whose stages have to be somewhere else."""
    places = {(each.request, each.stage): each for each in facts.placements}

    def has_to_move(booking: Booking) -> bool:
        if booking.request is None or booking.stage is None or booking.status is not BookingStatus.PLANNED:
            return False
        place = places.get((booking.request, booking.stage))
        if place is None:
            return False
        return place.equipment not in {None, booking.equipment} or place.start not in {None, booking.start}

    return frozenset(each.id for each in facts.bookings if has_to_move(each))


def solve_side(
    side: Side,
    settings: SolveSettings,
    *,
    stop: Callable[[], bool],
    on_progress: Callable[[str, float], None],
) -> Solution:
    """Plan one side as a night would.

    Raises
    ------
    VerificationError
        The plan broke a rule; a fault of ours.
    NoPlanError
        No plan was found in which every pinned stage is where it has to be.
    """
    outcome = plan_night(side.snapshot, settings, stop=stop, on_progress=on_progress, spare=side.spare)
    return Solution(side, outcome)


def weighted(policy: Policy, terms: Mapping[str, int]) -> int:
    """Return the weighted sum of unweighted terms."""
    return sum(getattr(policy.weights, name) * terms.get(name, 0) for name in ObjectiveWeights.model_fields)
