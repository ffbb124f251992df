"""Lags, links and the groups that a prefix may not separate."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations, product
from typing import TYPE_CHECKING

from iplatform_sched.availability.eligibility import is_optional
from iplatform_sched.availability.possible_flow import handles
from iplatform_sched.domain.vocabulary import LagUnit
from iplatform_sched.problem.compile.pins import ANCHORS, exact_moment, tick_moment, working_days_before
from iplatform_sched.problem.compile.travel import specimens_of
from iplatform_sched.problem.data import Anchor, Link, LinkKind, TimeLag
from iplatform_sched.problem.teams import crews_of, shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Lag, Request, Stage
    from iplatform_sched.domain.vocabulary import StageId
    from iplatform_sched.problem.compile.ground import Ground
    from iplatform_sched.problem.data import Resource, Task


def compile_lags(ground: Ground, request: Request, tasks: dict[StageId, int]) -> tuple[TimeLag, ...]:
    """Return the time lags of a request: those of its stages, makers before and consumers after others.

    Lags between two pinned stages are left out: they are never checked.
    """
    found: dict[TimeLag, None] = {}
    for stage in request.stages:
        for lag in stage.after:
            if not _both_pinned(ground, request, lag.after, stage.id):
                found.update(dict.fromkeys(_of_lag(ground, request, stage, lag, tasks)))
    for before, after in specimen_order(request):
        if not _both_pinned(ground, request, before, after):
            found[TimeLag(tasks[before], tasks[after], 0)] = None
    return tuple(found)


def _both_pinned(ground: Ground, request: Request, first: StageId, second: StageId) -> bool:
    return (request.id, first) in ground.pinned and (request.id, second) in ground.pinned


def specimen_order(request: Request) -> Iterator[tuple[StageId, StageId]]:
    """Yield the pairs of stages that a specimen orders: its maker first, its consumer last."""
    for name in specimens_of(request):
        holders = [stage for stage in request.stages if name in handles(stage)]
        for stage in holders:
            others = [each.id for each in holders if each.id != stage.id]
            if name in stage.makes:
                yield from ((stage.id, other) for other in others)
            if name in stage.consumes:
                yield from ((other, stage.id) for other in others)


def _of_lag(
    ground: Ground, request: Request, stage: Stage, lag: Lag, tasks: dict[StageId, int]
) -> Iterator[TimeLag]:
    first, second = tasks[lag.after], tasks[stage.id]
    to = ANCHORS[lag.to]
    ends = (ground.pinned.get((request.id, lag.after)), ground.pinned.get((request.id, stage.id)))
    for maximum in (False, True):
        amount = lag.maximum if maximum else lag.minimum
        if amount is None:
            continue
        # Counted in days, a zero minimum would allow a start earlier on the same date; it means precedence.
        days = lag.unit is LagUnit.WORKING_DAYS and (maximum or amount > 0)
        usual = Anchor.RUN_END if maximum else Anchor.END
        since = usual if lag.since is None else ANCHORS[lag.since]
        if days:
            ticks = _days(ground, ends, since, to, amount)
        else:
            ticks = _ticks(ground, ends, (since, to), amount, maximum=maximum)
        yield TimeLag(first, second, ticks, since, to, maximum, days)


def _ticks(
    ground: Ground,
    ends: tuple[Booking | None, Booking | None],
    anchors: tuple[Anchor, Anchor],
    minutes: int,
    *,
    maximum: bool,
) -> int:
    """Return a lag in ticks: minimum up, maximum down.

    The moments of a pinned booking may lie between two ticks and its placement is rounded; the lag
    makes up for that.
    """
    grid = ground.grid
    first, second = ends
    since, to = anchors
    length = timedelta(minutes=minutes)
    if first is not None:
        moment = exact_moment(first, since) + length
        return (grid.floor(moment) if maximum else grid.ceil(moment)) - tick_moment(ground, first, since)
    if second is not None:
        moment = exact_moment(second, to) - length
        return tick_moment(ground, second, to) - (grid.ceil(moment) if maximum else grid.floor(moment))
    return grid.down(minutes) if maximum else grid.up(minutes)


def _days(
    ground: Ground,
    ends: tuple[Booking | None, Booking | None],
    since: Anchor,
    to: Anchor,
    days: int,
) -> int:
    """Return a lag in working days; those before date 0 are not in the problem and count here."""
    first, second = ends
    if first is not None:
        return days - working_days_before(ground, exact_moment(first, since))
    if second is not None:
        return days + working_days_before(ground, exact_moment(second, to))
    return days


def compile_links(request: Request, tasks: dict[StageId, int]) -> tuple[Link, ...]:
    """Return the same or different machine and centre links of a request, each pair once."""
    found: dict[Link, None] = {}
    for stage in request.stages:
        for kind, others in _links_of(stage):
            for other in others:
                pair = sorted((tasks[stage.id], tasks[other]))
                found[Link(pair[0], pair[1], kind)] = None
    return tuple(found)


def _links_of(stage: Stage) -> tuple[tuple[LinkKind, tuple[StageId, ...]], ...]:
    return (
        (LinkKind.SAME_RESOURCE, stage.same_equipment_as),
        (LinkKind.DIFFERENT_RESOURCE, stage.different_equipment_from),
        (LinkKind.SAME_SITE, stage.same_centre_as),
        (LinkKind.DIFFERENT_SITE, stage.different_centre_from),
    )


def compile_stays(
    request: Request, tasks: Sequence[Task], resources: Sequence[Resource], own: Iterable[int]
) -> Iterator[Link]:
    """Yield a link between each two stages of a request that could take different named operators of a pool.

    Parameters
    ----------
    own
        The request's tasks, in order.
    """
    if not request.same_operator:
        return
    crews = {task: crews_of(resources, tasks[task].modes) for task in own}
    for first, second in combinations(crews, 2):
        pinned = tasks[first].pinned is not None and tasks[second].pinned is not None
        if not pinned and not all(shared(*pair) for pair in product(crews[first], crews[second])):
            yield Link(first, second, LinkKind.SAME_OPERATOR)


def compile_groups(ground: Ground, request: Request, tasks: dict[StageId, int]) -> tuple[frozenset[int], ...]:
    """Return the sets of unpinned required tasks that a prefix serves together or not at all.

    Maximum lags and same-machine or same-centre links hold them together. A training needs no group:
    it is optional, and a mode that needs it says so.
    """
    if not request.prefix_will_do:
        return ()
    free = {
        stage.id
        for stage in request.stages
        if not is_optional(stage) and (request.id, stage.id) not in ground.pinned
    }
    pairs = [
        (tasks[stage.id], tasks[other])
        for stage in request.stages
        for other in (
            *(lag.after for lag in stage.after if lag.maximum is not None),
            *stage.same_equipment_as,
            *stage.same_centre_as,
        )
        if stage.id in free and other in free
    ]
    return _components(pairs)


def _components(pairs: Iterable[tuple[int, int]]) -> tuple[frozenset[int], ...]:
    groups: list[set[int]] = []
    for a, b in pairs:
        joined = {a, b}.union(*(group for group in groups if a in group or b in group))
        groups = [group for group in groups if not group & joined]
        groups.append(joined)
    return tuple(sorted((frozenset(group) for group in groups), key=min))
