"""What a workflow's stages say of each other: names that exist, no waiting in a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iplatform_sched.domain.request import SpecimenSpec, Stage
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.domain.vocabulary import Moment, SpecimenId, StageId
from iplatform_sched.exchange.yaml_reading import Path

_STAGE_LINKS = ("same_equipment_as", "different_equipment_from", "same_centre_as", "different_centre_from")
_SPECIMEN_LINKS = ("holds", "makes", "consumes")

_Node = tuple[StageId, Moment]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong inside a workflow, at a path from the request or template down."""

    path: Path
    message: str
    code: str
    found: str = ""
    hint: str = ""


def flaws(stages: Sequence[Stage], specimens: Sequence[SpecimenSpec]) -> Iterator[Flaw]:
    """Yield what is wrong: ids that appear twice or not at all, and stages that wait for each other."""
    stage_ids = [stage.id for stage in stages]
    specimen_ids = [specimen.id for specimen in specimens]
    yield from _twice("stages", stage_ids)
    yield from _twice("specimens", specimen_ids)
    for path, stage in _stage_links(stages, specimens):
        if stage not in stage_ids:
            yield Flaw(path, "unknown stage", "unknown-id", stage, did_you_mean(stage, stage_ids))
    for path, specimen in _specimen_links(stages):
        if specimen not in specimen_ids:
            yield Flaw(path, "unknown specimen", "unknown-id", specimen, did_you_mean(specimen, specimen_ids))
    cycle = _cycle(stages)
    if cycle:
        way = " -> ".join((*cycle, cycle[0]))
        path = ("stages", stage_ids.index(cycle[0]))
        yield Flaw(path, f"stages wait for each other: {way}", "cycle", hint="Remove one lag")


def _stage_links(
    stages: Sequence[Stage], specimens: Sequence[SpecimenSpec]
) -> Iterator[tuple[Path, StageId]]:
    for index, stage in enumerate(stages):
        for turn, lag in enumerate(stage.after):
            yield ("stages", index, "after", turn, "after"), lag.after
        for link in _STAGE_LINKS:
            for turn, other in enumerate(getattr(stage, link)):
                yield ("stages", index, link, turn), other
    for index, specimen in enumerate(specimens):
        if specimen.ordinary_after is not None:
            yield ("specimens", index, "ordinary_after"), specimen.ordinary_after


def _specimen_links(stages: Sequence[Stage]) -> Iterator[tuple[Path, SpecimenId]]:
    for index, stage in enumerate(stages):
        for link in _SPECIMEN_LINKS:
            for turn, each in enumerate(getattr(stage, link)):
                yield ("stages", index, link, turn), each


def _twice(field: str, ids: Sequence[str]) -> Iterator[Flaw]:
    for index, each in enumerate(ids):
        if each in ids[:index]:
            yield Flaw((field, index, "id"), "appears twice", "duplicate-id", each)


def _cycle(stages: Sequence[Stage]) -> tuple[StageId, ...]:
    """Return stages that can never be ordered, in order; empty where there are none.

    Moments of stages are nodes, "not before" an arc. A cycle is a contradiction if time passes on it:
    through a run, or through a minimum lag above zero. Stages that start together are none.
    """
    arcs: dict[_Node, list[_Node]] = defaultdict(list)
    passing: list[tuple[_Node, _Node]] = []
    for stage in stages:
        start, run_end, end = ((stage.id, moment) for moment in (Moment.START, Moment.RUN_END, Moment.END))
        arcs[start].append(run_end)
        arcs[run_end].append(end)
        passing.append((start, run_end))
        for lag in stage.after:
            pair = (lag.after, lag.since or Moment.END), (stage.id, lag.to)
            arcs[pair[0]].append(pair[1])
            passing += [pair] if lag.minimum else []
    for before, after in _specimen_order(stages):
        arcs[before, Moment.END].append((after, Moment.START))
    for tail, head in passing:
        way = _way(arcs, head, tail)
        if way:
            return tuple(dict.fromkeys(node[0] for node in way))
    return ()


def _specimen_order(stages: Sequence[Stage]) -> Iterator[tuple[StageId, StageId]]:
    """Yield stages of which the first makes what the second holds, or holds what the second consumes."""
    holders: dict[SpecimenId, list[StageId]] = defaultdict(list)
    for stage in stages:
        for each in {*stage.holds, *stage.consumes}:
            holders[each].append(stage.id)
    for stage in stages:
        for made in stage.makes:
            yield from ((stage.id, other) for other in holders[made] if other != stage.id)
        for eaten in stage.consumes:
            yield from ((other, stage.id) for other in holders[eaten] if other != stage.id)


def _way(arcs: dict[_Node, list[_Node]], start: _Node, goal: _Node) -> list[_Node]:
    came: dict[_Node, _Node | None] = {start: None}
    queue = [start]
    for node in queue:
        if node == goal:
            way: list[_Node] = []
            step: _Node | None = node
            while step is not None:
                way.append(step)
                step = came[step]
            return way[::-1]
        for following in arcs.get(node, ()):
            if following not in came:
                came[following] = node
                queue.append(following)
    return []
