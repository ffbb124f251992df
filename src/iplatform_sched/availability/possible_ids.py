"""Ids that a request names and nobody has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.errors import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.availability.network import Network
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import StageId


def id_issues(snapshot: Snapshot, network: Network, request: Request) -> Iterator[Issue]:
    """Yield an issue for each unknown id of a request, and for stages that share one."""
    catalogue = snapshot.catalogue
    stages = {stage.id for stage in request.stages}
    capabilities = {each.id for each in catalogue.capabilities}
    templates = {each.id for each in catalogue.templates}
    named: list[tuple[str, str, str, bool]] = [
        ("company", "company", request.company, request.company in network.companies),
        ("lead_centre", "centre", request.lead_centre, request.lead_centre in network.centres),
    ]
    if request.template is not None:
        named.append(("template", "template", request.template, request.template in templates))
    for field in ("preferred_centres", "excluded_centres"):
        named += [(field, "centre", each, each in network.centres) for each in getattr(request, field)]
    for spec in request.specimens:
        if spec.ordinary_after is not None:
            named.append(
                ("specimens.ordinary_after", "stage", spec.ordinary_after, spec.ordinary_after in stages)
            )
    for stage in request.stages:
        named += [
            ("stages.ways", "capability", way.capability, way.capability in capabilities)
            for way in stage.ways
        ]
        if stage.trains is not None:
            named.append(("stages.trains", "capability", stage.trains, stage.trains in capabilities))
        named += [
            (f"stages.{field}", "stage", other, other in stages and other != stage.id)
            for field, others in _other_stages(stage)
            for other in others
        ]
    for field, word, value, known in named:
        if not known:
            yield Issue(
                f"there is no such {word}",
                field=field,
                found=value,
                hint=f"Use the id of a {word} that exists"
                + (" and is another one" if word == "stage" else ""),
                code="unknown-id",
            )
    if len(stages) < len(request.stages):
        yield Issue(
            "stages must have different ids",
            field="stages.id",
            hint="Give each stage an id of its own",
            code="duplicate-id",
        )


def _other_stages(stage: Stage) -> tuple[tuple[str, tuple[StageId, ...]], ...]:
    return (
        ("after", tuple(lag.after for lag in stage.after)),
        ("same_equipment_as", stage.same_equipment_as),
        ("different_equipment_from", stage.different_equipment_from),
        ("same_centre_as", stage.same_centre_as),
        ("different_centre_from", stage.different_centre_from),
    )
