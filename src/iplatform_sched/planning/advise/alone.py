"""Each stage by itself: the next free window on every machine that can do it, and its price there.

Windows and prices are the planner's own, from the compiled facts: operators, house rules, lunch, waiting
for the unloading, discounts. Links to other stages, lags and specimens are left out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.schedule import Schedule, ScheduledTask
from iplatform_sched.search.construct import construct
from iplatform_sched.search.guide import guide_of
from iplatform_sched.search.ledger import attended_spans
from iplatform_sched.search.options import options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.problem.compiled import Compiled, ModeFact
    from iplatform_sched.problem.data import Mode
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.state import State

BY_ITSELF: dict[str, object] = {
    "after": (),
    "holds": (),
    "makes": (),
    "consumes": (),
    "same_equipment_as": (),
    "different_equipment_from": (),
    "same_centre_as": (),
    "different_centre_from": (),
    "trains": None,
}
"""What a stage by itself has none of; a training is then no option but what is asked for."""


class Slot(NamedTuple):
    """The placement of a stage in one mode that costs least, where each day later has its price.

    Attributes
    ----------
    fee
        With materials, after discounts, before vouchers, KRW.
    trips
        Travel of the company's staff, KRW.
    """

    task: int
    fact: ModeFact
    placed: ScheduledTask
    fee: int
    trips: int


class Alone(NamedTuple):
    """Facts with a request for each stage by itself, compiled.

    Attributes
    ----------
    places
        For each stage, in the template's order, the best placement on each machine by its id.
    """

    snapshot: Snapshot
    compiled: Compiled
    places: tuple[dict[str, Slot], ...]


def stages_alone(facts: Snapshot, draft: Request, day_krw: int) -> Alone:
    """Return where each stage of a request could be done next, if it came first.

    Of all times, ways and uses on one machine that one is taken that costs least, where each day later counts
    as `day_krw`: the earliest, unless a later one is cheaper by more. Regular hours come before after hours.
    """
    requests = tuple(_by_itself(draft, stage) for stage in draft.stages)
    snapshot = facts.model_copy(update={"requests": (*facts.requests, *requests)})
    compiled = compile_snapshot(snapshot)
    state = construct(compiled.problem, order=())
    guide = guide_of(compiled.problem)
    places = tuple(
        _best(list(_placements(compiled, state, guide, task, day_krw)), compiled, day_krw)
        for task in (compiled.tasks[request.id, request.stages[0].id] for request in requests)
    )
    return Alone(snapshot, compiled, places)


def _by_itself(draft: Request, stage: Stage) -> Request:
    return draft.model_copy(
        update={
            "id": f"{draft.id}#{stage.id}",
            "stages": (stage.model_copy(update=BY_ITSELF),),
            "specimens": (),
            "budget_krw": None,
        }
    )


def _placements(compiled: Compiled, state: State, guide: Guide, task: int, day_krw: int) -> Iterator[Slot]:
    day = compiled.problem.ticks_per_day
    for index, mode in enumerate(compiled.problem.tasks[task].modes):
        found = options(state, guide, task, index).options
        if not len(found.start):
            continue
        row = int((found.money + day_krw * (found.end // day)).argmin())
        placed = ScheduledTask(
            index,
            int(found.start[row]),
            int(found.run_end[row]),
            int(found.unload[row]),
            int(found.end[row]),
        )
        placed = replace(placed, members=_members(state, task, mode, placed))
        fee, money = int(found.fee[row]) + mode.tariff.materials, int(found.money[row])
        yield Slot(task, compiled.modes[task][index], placed, fee, money - fee)


def _members(state: State, task: int, mode: Mode, placed: ScheduledTask) -> tuple[int, ...]:
    """Return members of the company who are free for a placement; `options` has seen that enough are."""
    if not mode.staff:
        return ()
    company = state.problem.jobs[state.problem.tasks[task].job].company
    spans = attended_spans(state.tables, mode, placed)
    busy = state.short_members(company, mode.site, mode.calendar)
    free = [member for member, short in enumerate(busy) if all(short[a] == short[b] for a, b in spans)]
    return tuple(free[: mode.staff])


def _best(found: list[Slot], compiled: Compiled, day_krw: int) -> dict[str, Slot]:
    if not found:
        return {}
    day = compiled.problem.ticks_per_day

    def order(place: Slot) -> tuple[bool, int, int]:
        price = place.fee + place.trips + day_krw * (place.placed.end // day)
        return place.fact.after_hours, price, place.placed.end

    best: dict[str, Slot] = {}
    for place in sorted(found, key=order):
        best.setdefault(place.fact.equipment, place)
    return best


def only(compiled: Compiled, place: Slot) -> Schedule:
    """Return the schedule that has one placement alone."""
    tasks: list[ScheduledTask | None] = [None] * len(compiled.problem.tasks)
    tasks[place.task] = place.placed
    return Schedule(tuple(tasks))
