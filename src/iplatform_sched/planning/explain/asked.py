"""Goals that somebody asks for: why not at this centre, on this machine, by this day, at this price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.planning.explain.focus import to_do
from iplatform_sched.planning.explain.goal import Goal, end_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wonders about.

    Attributes
    ----------
    centre, machine
        Why is a stage not done there; only `stage` where it is given.
    by
        Why does it not end by the end of this day.
    at_most
        Why does it cost the company more, KRW.
    """

    centre: str | None = None
    machine: str | None = None
    stage: str | None = None
    by: date | None = None
    at_most: int | None = None


def asked_goals(snapshot: Snapshot, request: Request, wish: Wish) -> tuple[Goal, ...]:
    """Return the goals of a wish; several where several stages could be done at the place.

    Raises
    ------
    InputError
        The request has no such stage, or nothing there does what its stages need.
    """
    if wish.stage is not None and wish.centre is None and wish.machine is None:
        hint = "Name the place too: --why-not-centre or --why-not-machine"
        raise InputError(Issue("asks for nothing by itself", field="--stage", found=wish.stage, hint=hint))
    if wish.stage is not None and all(each.id != wish.stage for each in request.stages):
        known = ", ".join(each.id for each in request.stages)
        raise InputError(
            Issue(
                f"{request.id} has no such stage", field="--stage", found=wish.stage, hint=f"Known: {known}"
            )
        )
    return tuple(_goals(snapshot, request, wish))


def _goals(snapshot: Snapshot, request: Request, wish: Wish) -> Iterator[Goal]:
    if wish.by is not None:
        yield Goal(request.id, f"end by {wish.by}", by=end_of(snapshot, wish.by))
    if wish.at_most is not None:
        words = f"cost the company at most {wish.at_most:,} KRW"
        yield Goal(request.id, words, at_most=wish.at_most)
    for option, place in (("--why-not-centre", wish.centre), ("--why-not-machine", wish.machine)):
        if place is None:
            continue
        stages = list(_could_be(snapshot, request, place, wish.stage))
        if not stages:
            message = f"no machine there offers what {wish.stage or 'a stage of ' + request.id} needs"
            raise InputError(
                Issue(message, field=option, found=place, hint="`catalogue search` lists who does")
            )
        for stage in stages:
            yield Goal(request.id, f"do stage {stage.id} at {place}", places={stage.id: frozenset({place})})


def _could_be(snapshot: Snapshot, request: Request, place: str, only: str | None) -> Iterator[Stage]:
    """Yield the stages without a fixed booking of which a machine at `place` offers the capability."""
    free = to_do(snapshot, request)
    offered = {
        offer.capability
        for machine in snapshot.catalogue.equipment
        if place in {machine.id, machine.centre}
        for offer in machine.offers
    }
    for stage in request.stages:
        if stage.id in free and only in {None, stage.id} and any(w.capability in offered for w in stage.ways):
            yield stage
