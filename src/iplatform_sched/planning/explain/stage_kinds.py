"""Members that the workflow states: lags, links, specimens, specifications, how a stage runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import LagUnit, Run
from iplatform_sched.planning.explain.member import Kind, Member
from iplatform_sched.planning.explain.request_kinds import request_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from iplatform_sched.domain.request import Lag, Request, SpecificationBound, Stage, Way
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.explain.member import Case

    Keys = Sequence[tuple[str, ...]]

LINKS = {
    "same_equipment_as": "on the same machine as",
    "different_equipment_from": "on another machine than",
    "same_centre_as": "at the same centre as",
    "different_centre_from": "at another centre than",
}


def stages_with(
    snapshot: Snapshot, keys: Keys, change: Callable[[Stage, list[tuple[str, ...]]], dict[str, object]]
) -> Snapshot:
    """Return the facts with stages changed; each key begins with request and stage."""

    def stages(it: Request) -> dict[str, object]:
        return {
            "stages": tuple(
                each.model_copy(update=change(each, own))
                if (own := [key[2:] for key in keys if key[1] == each.id])
                else each
                for each in it.stages
            )
        }

    return request_with(snapshot, keys[0][0], stages)


def _ways(stage: Stage, change: Callable[[int, Way], Way]) -> dict[str, object]:
    return {"ways": tuple(change(index, each) for index, each in enumerate(stage.ways))}


def _maximum_lags(case: Case) -> Iterator[Member]:
    for stage in case.request.stages:
        for lag in stage.after:
            if lag.maximum is not None:
                words = f"stage {stage.id} follows {lag.after} within {_time(lag, lag.maximum)}"
                yield Member("maximum_lag", stage.id, words, (case.request.id, stage.id, lag.after), "lags")


def _no_maximum(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return lags_with(snapshot, keys, lambda _: {"maximum": None})


def _minimum_lags(case: Case) -> Iterator[Member]:
    for stage in case.request.stages:
        for lag in stage.after:
            if lag.minimum:
                words = f"stage {stage.id} begins at least {_time(lag, lag.minimum)} after {lag.after}"
                yield Member("minimum_lag", stage.id, words, (case.request.id, stage.id, lag.after), "lags")


def _no_minimum(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return lags_with(snapshot, keys, lambda _: {"minimum": 0})


def lags_with(snapshot: Snapshot, keys: Keys, fields: Callable[[Lag], dict[str, object]]) -> Snapshot:
    """Return the facts with lags changed; each key is request, stage and the stage that it follows."""

    def change(stage: Stage, own: list[tuple[str, ...]]) -> dict[str, object]:
        chosen = {after for (after,) in own}
        return {
            "after": tuple(
                lag.model_copy(update=fields(lag)) if lag.after in chosen else lag for lag in stage.after
            )
        }

    return stages_with(snapshot, keys, change)


def _time(lag: Lag, amount: int) -> str:
    if lag.unit is LagUnit.WORKING_DAYS:
        return f"{amount} working days"
    return f"{amount / 60:g} h"


def _links(case: Case) -> Iterator[Member]:
    for stage in case.request.stages:
        for field, words in LINKS.items():
            for other in getattr(stage, field):
                key = (case.request.id, stage.id, field, other)
                yield Member("link", stage.id, f"stage {stage.id} is {words} {other}", key, "links")


def _no_link(snapshot: Snapshot, keys: Keys) -> Snapshot:
    def change(stage: Stage, own: list[tuple[str, ...]]) -> dict[str, object]:
        chosen = {(field, other) for field, other in own}
        return {
            field: tuple(each for each in getattr(stage, field) if (field, each) not in chosen)
            for field in LINKS
        }

    return stages_with(snapshot, keys, change)


def _specimens(case: Case) -> Iterator[Member]:
    for each in case.request.specimens:
        words = f"specimen {each.id} ({each.goods.value}) is in one place at a time and has to travel"
        yield Member("specimen", each.id, words, (case.request.id, each.id), "specimens")


def _no_specimen(snapshot: Snapshot, keys: Keys) -> Snapshot:
    gone = {specimen for _, specimen in keys}

    def change(it: Request) -> dict[str, object]:
        return {
            "specimens": tuple(each for each in it.specimens if each.id not in gone),
            "stages": tuple(
                stage.model_copy(
                    update={
                        field: tuple(each for each in getattr(stage, field) if each not in gone)
                        for field in ("holds", "makes", "consumes")
                    }
                )
                for stage in it.stages
            ),
        }

    return request_with(snapshot, keys[0][0], change)


def _bounds(case: Case) -> Iterator[Member]:
    for stage in case.request.stages:
        for index, way in enumerate(stage.ways):
            for bound in way.specifications:
                words = f"stage {stage.id} asks for {bound.name} {_reach(bound)}"
                key = (case.request.id, stage.id, str(index), bound.name)
                yield Member("specification", stage.id, words, key, "specifications")


def _reach(bound: SpecificationBound) -> str:
    down = "" if bound.reach_down is None else f"down to {bound.reach_down:g}"
    up = "" if bound.reach_up is None else f"up to {bound.reach_up:g}"
    return " and ".join(part for part in (down, up) if part)


def _no_bound(snapshot: Snapshot, keys: Keys) -> Snapshot:
    def change(stage: Stage, own: list[tuple[str, ...]]) -> dict[str, object]:
        gone = {(int(index), name) for index, name in own}

        def without(index: int, way: Way) -> Way:
            left = tuple(each for each in way.specifications if (index, each.name) not in gone)
            return way.model_copy(update={"specifications": left})

        return _ways(stage, without)

    return stages_with(snapshot, keys, change)


def _one_window(case: Case) -> Iterator[Member]:
    for stage in case.request.stages:
        if any(way.run is Run.ATTENDED for way in stage.ways):
            words = f"stage {stage.id} must end in the opening hours in which it begins: it cannot pause"
            yield Member("cannot_pause", stage.id, words, (case.request.id, stage.id), "runs")


def _pausable(snapshot: Snapshot, keys: Keys) -> Snapshot:
    def change(stage: Stage, _: list[tuple[str, ...]]) -> dict[str, object]:
        return _ways(
            stage,
            lambda _, way: way.model_copy(update={"run": Run.PAUSABLE}) if way.run is Run.ATTENDED else way,
        )

    return stages_with(snapshot, keys, change)


def _waits(case: Case) -> Iterator[Member]:
    for stage in case.request.stages:
        waits = [way.max_wait_minutes for way in stage.ways if way.max_wait_minutes is not None]
        if waits:
            words = f"stage {stage.id} is unloaded at most {max(waits) / 60:g} h after its run"
            yield Member("maximum_wait", stage.id, words, (case.request.id, stage.id), "runs")


def _no_wait_limit(snapshot: Snapshot, keys: Keys) -> Snapshot:
    def change(stage: Stage, _: list[tuple[str, ...]]) -> dict[str, object]:
        return _ways(stage, lambda _, way: way.model_copy(update={"max_wait_minutes": None}))

    return stages_with(snapshot, keys, change)


def _units(case: Case) -> Iterator[Member]:
    for stage in case.request.stages:
        if stage.units > 1:
            words = f"stage {stage.id} needs {stage.units} units at once"
            yield Member("units", stage.id, words, (case.request.id, stage.id), "runs")


def _one_unit(snapshot: Snapshot, keys: Keys) -> Snapshot:
    return stages_with(snapshot, keys, lambda _stage, _keys: {"units": 1})


WORKFLOW = (
    Kind("maximum_lag", _maximum_lags, _no_maximum),
    Kind("minimum_lag", _minimum_lags, _no_minimum),
    Kind("link", _links, _no_link),
    Kind("specification", _bounds, _no_bound),
    Kind("maximum_wait", _waits, _no_wait_limit),
    Kind("units", _units, _one_unit),
    Kind("cannot_pause", _one_window, _pausable),
    Kind("specimen", _specimens, _no_specimen),
)
"""What the workflow asks for."""
