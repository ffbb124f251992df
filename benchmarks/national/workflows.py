"""Workflow templates from their short form, and variants of them."""

from __future__ import annotations

from typing import Any

from benchmarks.national.tables import document
from iplatform_sched.domain.request import Lag, SpecificationBound, SpecimenSpec, Stage, Template, Way
from iplatform_sched.domain.vocabulary import (
    CapabilityId,
    GoodsClass,
    LagUnit,
    Moment,
    Run,
    Sector,
    SpecimenId,
    StageId,
    StageKind,
    TemplateId,
)

RUNS = {"A": Run.ATTENDED, "P": Run.PAUSABLE, "U": Run.UNATTENDED}
RELATIONS = {
    "same_equipment": "same_equipment_as",
    "different_equipment": "different_equipment_from",
    "same_centre": "same_centre_as",
    "different_centre": "different_centre_from",
}
COPIED = ("units", "samples", "cases", "staff", "self_use_staff", "trains", "family", "note")

Short = dict[str, Any]


def templates() -> tuple[Template, ...]:
    """Return the seven templates."""
    return tuple(
        Template(
            id=TemplateId(name),
            name_ko=short["name"][0],
            name_en=short["name"][1],
            keywords=tuple(short["keywords"]),
            sectors=tuple(Sector(code) for code in short["sectors"]),
            stages=tuple(stage(key, text) for key, text in short["stages"].items()),
            specimens=tuple(_specimen(key, text) for key, text in short["specimens"].items()),
            source=short["source"],
        )
        for name, short in document("templates").items()
    )


def variants() -> dict[str, dict[str, list[str] | str]]:
    """Return the named selections of stages of each template; ``all`` is the whole."""
    return {name: short["variants"] for name, short in document("templates").items()}


def stage(key: str, short: Short) -> Stage:
    """Return a stage from its short form."""
    fields: Short = {name: short[name] for name in COPIED if name in short}
    for name, field in RELATIONS.items():
        fields[field] = tuple(StageId(other) for other in short.get(name, ()))
    for name in ("holds", "makes", "consumes"):
        fields[name] = tuple(SpecimenId(item) for item in short.get(name, ()))
    return Stage(
        id=StageId(key),
        name_ko=short["name"][0],
        name_en=short["name"][1],
        kind=StageKind(short.get("kind", "equipment")),
        ways=tuple(_way(way) for way in short.get("ways", [short])),
        after=tuple(_lag(item) for item in short.get("after", ())),
        **fields,
    )


def _way(short: Short) -> Way:
    wait = short.get("wait")
    return Way(
        capability=CapabilityId(short["cap"]),
        specifications=tuple(
            SpecificationBound(name=name, reach_down=low, reach_up=high)
            for name, (low, high) in short.get("spec", {}).items()
        ),
        work_minutes=round(60 * short.get("h", 0)),
        minutes_per_sample=round(60 * short.get("per", 0)),
        run=RUNS[short.get("run", "A")],
        max_wait_minutes=None if wait is None else 60 * wait,
    )


def _lag(item: str | Short) -> Lag:
    if isinstance(item, str):
        return Lag(after=StageId(item))
    days = item.get("unit") == "wd"
    scale = 1 if days else 60
    return Lag(
        after=StageId(item["id"]),
        minimum=scale * item.get("min", 0),
        maximum=scale * item["max"] if "max" in item else None,
        unit=LagUnit.WORKING_DAYS if days else LagUnit.ELAPSED,
        since=Moment(item["since"]) if "since" in item else None,
    )


def _specimen(key: str, text: str | list[str]) -> SpecimenSpec:
    goods, *after = [text] if isinstance(text, str) else text
    return SpecimenSpec(
        id=SpecimenId(key), goods=GoodsClass(goods), ordinary_after=StageId(after[0]) if after else None
    )


def select(template: Template, chosen: list[str] | str) -> tuple[tuple[Stage, ...], tuple[SpecimenSpec, ...]]:
    """Return the chosen stages of a template, joined over those left out, and the specimens they touch.

    A stage whose predecessor is left out follows that one's predecessors. A specimen whose maker is
    left out comes from the company.
    """
    by_id = {stage.id: stage for stage in template.stages}
    keep = set(by_id) if chosen == "all" else {StageId(name) for name in chosen}
    stages = tuple(_within(by_id, keep, stage) for stage in template.stages if stage.id in keep)
    touched = {item for stage in stages for item in (*stage.holds, *stage.makes, *stage.consumes)}
    specimens = tuple(
        item if item.ordinary_after in keep else item.model_copy(update={"ordinary_after": None})
        for item in template.specimens
        if item.id in touched
    )
    return stages, specimens


def _within(by_id: dict[StageId, Stage], keep: set[StageId], stage: Stage) -> Stage:
    lags: dict[StageId, Lag] = {}
    for lag in stage.after:
        for found in _reached(by_id, keep, lag):
            lags.setdefault(found.after, found)
    update: Short = {
        field: tuple(other for other in getattr(stage, field) if other in keep)
        for field in RELATIONS.values()
    }
    return stage.model_copy(update={**update, "after": tuple(lags.values())})


def _reached(by_id: dict[StageId, Stage], keep: set[StageId], lag: Lag) -> list[Lag]:
    if lag.after in keep:
        return [lag]
    before = by_id[lag.after].after
    return [Lag(after=found.after) for item in before for found in _reached(by_id, keep, item)]
