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
from iplatform_sched.planning.solving import check_plan
from iplatform_sched.verify.plan import recompute_terms

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
        The facts, changed or not; displaced and unpinned bookings are planned in it, pinned ones confirmed.
    pinned
        Bookings that are planned in truth and stay where they are.
    spare
        Bookings that were fixed and may move: no housekeeping confirms them.
    displacement
        What the changes made impossible; ``None`` for a baseline.
    warnings
        Of the overlay, each with its place.
    """

    snapshot: Snapshot
    pinned: frozenset[BookingId] = frozenset()
    spare: frozenset[BookingId] = frozenset()
    displacement: Displacement | None = None
    warnings: tuple[Issue, ...] = ()

    @property
    def truth(self) -> Snapshot:
        """The facts with pinned bookings planned: what the plan is judged and priced by."""
        return with_status(self.snapshot, self.pinned, BookingStatus.PLANNED)


class Solution(NamedTuple):
    """A side that was solved.

    Attributes
    ----------
    outcome
        Its plan has the pinned bookings too, with terms, objective and bound of the whole.
    """

    side: Side
    outcome: NightOutcome

    @property
    def facts(self) -> Snapshot:
        """The facts that the plan was made from: after housekeeping, pinned bookings planned."""
        return with_status(self.outcome.house.snapshot, self.side.pinned, BookingStatus.PLANNED)

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
        overlaid.pinned,
        overlaid.unpinned | displacement.let_go,
        displacement,
        overlaid.warnings,
    )


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
        The plan broke a rule, or a pinned booking leaves a request that cannot be served whole.
    """
    outcome = plan_night(side.snapshot, settings, stop=stop, on_progress=on_progress, spare=side.spare)
    return Solution(side, _with_pins(side, outcome) if side.pinned else outcome)


def _with_pins(side: Side, outcome: NightOutcome) -> NightOutcome:
    """Return the outcome with the pinned bookings in its plan, verified and priced together."""
    numbers = {each.id: each.unit_numbers for each in outcome.plan.bookings}
    pinned = [
        each.model_copy(update={"unit_numbers": numbers.get(each.id, each.unit_numbers)})
        for each in side.truth.bookings
        if each.id in side.pinned
    ]
    snapshot = with_status(outcome.house.snapshot, side.pinned, BookingStatus.PLANNED)
    bookings = (*(each for each in outcome.plan.bookings if each.id not in side.pinned), *pinned)
    terms = recompute_terms(snapshot, bookings)
    objective = weighted(snapshot.policy, terms)
    more = objective - outcome.plan.objective
    bound = None if outcome.plan.bound is None else outcome.plan.bound + more
    update = {"bookings": bookings, "terms": terms, "objective": objective, "bound": bound}
    plan = outcome.plan.model_copy(update=update)
    check_plan(snapshot, plan)
    return NightOutcome(plan, outcome.changes, outcome.house, outcome.at_once, outcome.search)


def weighted(policy: Policy, terms: Mapping[str, int]) -> int:
    """Return the weighted sum of unweighted terms."""
    return sum(getattr(policy.weights, name) * terms.get(name, 0) for name in ObjectiveWeights.model_fields)
