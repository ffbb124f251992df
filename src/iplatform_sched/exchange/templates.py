"""Requests by template: a request may name a template, take stages from it and override some of their fields.

At reading it gets stages of its own. Where a stage between two others is left out, the later one follows the
earlier one directly; other links to what is left out end.
"""

from __future__ import annotations

from typing import Any

from iplatform_sched.domain.request import Request, SpecimenSpec, Stage, Template
from iplatform_sched.domain.vocabulary import StageId

_LINKS = ("same_equipment_as", "different_equipment_from", "same_centre_as", "different_centre_from")


def taken_stages(template: Template, ids: tuple[StageId, ...]) -> tuple[Stage, ...]:
    """Return the template's stages named by `ids`, in that order, with links among them only."""
    kept = set(ids)
    by_id = {stage.id: stage for stage in template.stages}
    return tuple(_cut(by_id[each], kept, by_id) for each in ids if each in by_id)


def taken_specimens(template: Template, stages: tuple[Stage, ...]) -> tuple[SpecimenSpec, ...]:
    """Return the template's specimens that `stages` work on."""
    used = {each for stage in stages for each in (*stage.holds, *stage.makes, *stage.consumes)}
    kept = {stage.id for stage in stages}
    return tuple(
        specimen if specimen.ordinary_after in kept else specimen.model_copy(update={"ordinary_after": None})
        for specimen in template.specimens
        if specimen.id in used
    )


def _cut(stage: Stage, kept: set[StageId], by_id: dict[StageId, Stage]) -> Stage:
    lags = [lag for lag in stage.after if lag.after in kept]
    direct = {lag.after for lag in lags}
    skipped = [lag.after for lag in stage.after if lag.after not in kept]
    heirs = _nearest(skipped, kept, by_id)
    update: dict[str, Any] = {
        link: tuple(other for other in getattr(stage, link) if other in kept) for link in _LINKS
    }
    update["after"] = (*lags, *({"after": each} for each in heirs if each not in direct))
    return Stage.model_validate({**dict(stage), **update})


def _nearest(skipped: list[StageId], kept: set[StageId], by_id: dict[StageId, Stage]) -> list[StageId]:
    found: list[StageId] = []
    seen: set[StageId] = set()
    while skipped:
        each = skipped.pop(0)
        if each in seen or each not in by_id:
            continue
        seen.add(each)
        for lag in by_id[each].after:
            if lag.after in kept:
                found.append(lag.after)
            else:
                skipped.append(lag.after)
    return list(dict.fromkeys(found))


def request_fields(request: Request, template: Template | None) -> dict[str, Any]:
    """Return what a request's file says: only what is no default, and only what its template does not say."""
    fields = request.model_dump(exclude_defaults=True)
    if template is None:
        return fields
    ids = tuple(stage.id for stage in request.stages)
    taken = {stage.id: stage for stage in taken_stages(template, ids)}
    items = [
        stage.id if taken.get(stage.id) == stage else dumped
        for stage, dumped in zip(request.stages, fields["stages"], strict=True)
    ]
    if items == [stage.id for stage in template.stages]:
        del fields["stages"]
    else:
        fields["stages"] = items
    if request.specimens == taken_specimens(template, request.stages):
        fields.pop("specimens", None)
    else:
        fields["specimens"] = request.model_dump(include={"specimens"}, exclude_defaults=True).get(
            "specimens", []
        )
    return fields
