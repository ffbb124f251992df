"""Which stages of a request cannot be done together: the rest of it is left out of an explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.availability.eligibility import is_optional
from iplatform_sched.domain.vocabulary import FIXED, GoodsClass
from iplatform_sched.planning.explain.request_kinds import request_with

if TYPE_CHECKING:
    from collections.abc import Collection

    from iplatform_sched.domain.request import Request, SpecimenSpec, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import RequestId, StageId

LINKS = ("same_equipment_as", "different_equipment_from", "same_centre_as", "different_centre_from")


def to_do(snapshot: Snapshot, request: Request) -> tuple[StageId, ...]:
    """Return the required stages that have no fixed booking yet."""
    booked = {each.stage for each in snapshot.bookings if each.request == request.id and each.status in FIXED}
    return tuple(each.id for each in request.stages if each.id not in booked and not is_optional(each))


def without_stages(snapshot: Snapshot, request: RequestId, gone: Collection[StageId]) -> Snapshot:
    """Return the facts in which a request does without some stages, and nothing hangs on them."""
    return request_with(snapshot, request, lambda it: _without(it, frozenset(gone))) if gone else snapshot


def _without(request: Request, gone: frozenset[StageId]) -> dict[str, object]:
    # What nobody makes any more would have to come from the company, which may take longer.
    lost = {name for stage in request.stages if stage.id in gone for name in stage.makes}
    return {
        "stages": tuple(_loose(each, gone, lost) for each in request.stages if each.id not in gone),
        "specimens": tuple(_plain(each, gone) for each in request.specimens if each.id not in lost),
    }


def _loose(stage: Stage, gone: frozenset[StageId], lost: Collection[str]) -> Stage:
    changed: dict[str, object] = {
        name: tuple(each for each in getattr(stage, name) if each not in gone) for name in LINKS
    }
    changed |= {
        name: tuple(each for each in getattr(stage, name) if each not in lost)
        for name in ("holds", "makes", "consumes")
    }
    changed["after"] = tuple(lag for lag in stage.after if lag.after not in gone)
    return stage.model_copy(update=changed)


def _plain(specimen: SpecimenSpec, gone: frozenset[StageId]) -> SpecimenSpec:
    if specimen.ordinary_after is None or specimen.ordinary_after not in gone:
        return specimen
    return specimen.model_copy(update={"goods": GoodsClass.ORDINARY, "ordinary_after": None})
