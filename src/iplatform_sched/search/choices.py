"""The ways to place one more task of a job, given what is placed of it already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from iplatform_sched.search.masks import (
    both,
    earliest,
    lag_flags,
    leaves_partner,
    machine_flags,
    mode_fits,
    ready,
    route_flags,
    routes_of,
)
from iplatform_sched.search.options import rows
from iplatform_sched.search.partial import Choice, first_start, least_end, timing
from iplatform_sched.search.realize import skip_with

if TYPE_CHECKING:
    from iplatform_sched.problem.data import Mode
    from iplatform_sched.search.masks import Flags, Late, Prices, Route
    from iplatform_sched.search.options import Options
    from iplatform_sched.search.partial import Ceiling, Insertion, Partial

WINDOW = 384


def choices_of(
    search: Insertion, partial: Partial, task: int, ceiling: Ceiling
) -> list[tuple[float, Choice]]:
    """Return the ways to go on with `task`, each with its score but for the tasks still to come."""
    problem = search.state.problem
    found: list[tuple[float, Choice]] = []
    shortfalls: list[Late] = []
    routes = routes_of(search.state, search.shape, task, partial.placed)
    floor = partial.cost + timing(search, partial)
    for index in search.ranked[task]:
        if floor + search.found[task][index].least > ceiling.value:
            break
        picks = _mode_choices(search, partial, (task, index), routes, shortfalls)
        ceiling.note(score for score, _ in picks)
        found += picks
    if not found and shortfalls:
        least = min(shortfalls, key=lambda s: s.ticks)
        if problem.tasks[least.first].pinned is None:
            needed = partial.placed[least.first].start + least.ticks
            search.late[least.first] = min(search.late.get(least.first, needed), needed)
    out = skip_with(search, partial, task)
    if out is not None:
        price, skipped = out
        found.append((floor + price, Choice(partial, task, -1, None, -1, None, price, skipped)))
    return found


def _mode_choices(
    search: Insertion,
    partial: Partial,
    key: tuple[int, int],
    routes: tuple[Route, ...],
    shortfalls: list[Late],
) -> list[tuple[float, Choice]]:
    """Return ways to place a task in one mode; `key` is (task, mode)."""
    state, placed, task = search.state, partial.placed, key[0]
    problem = state.problem
    mode = problem.tasks[task].modes[key[1]]
    everything = search.found[task][key[1]].options
    if len(everything.start) == 0 or (mode.training >= 0 and mode.training not in placed):
        return []
    links = state.tables.links_of.get(task, [])
    if not (
        mode_fits(problem, links, task, mode, placed)
        and leaves_partner(search, links, task, mode)
        and _leaves_centres(search, partial, task, mode)
    ):
        return []
    bound = max(
        earliest(state, task, mode, placed),
        search.floors.get(task, 0),
        ready(state.tables, routes, mode.site),
    )
    first = int(everything.start.searchsorted(bound))
    last = int(everything.start.searchsorted(search.latest.get(task, problem.horizon), side="right"))
    if first >= last:
        return []
    if not search.guide.span:  # else what is far away may be what the job waits for
        last = min(last, first + WINDOW)
    found = rows(everything, slice(first, last))
    lags = state.tables.sorted_lags(task)
    flags, _ = lag_flags(state, lags.minimum, task, placed, found)
    flags = both(flags, machine_flags(state, task, mode, placed, found))
    asked = (*key, first, routes)
    if asked not in search.reached:
        search.reached[asked] = route_flags(state.tables, routes, mode.site, found)
    reach, fares = search.reached[asked]
    flags = both(flags, reach)
    if flags is not None and not flags.any():
        return []
    if lags.maximum:
        near, late = lag_flags(state, lags.maximum, task, placed, found)
        kept = both(flags, near)
        if kept is not None and not kept.any():
            shortfalls += _shortfall(late, flags, found)
            return []
        flags = kept
    return _picks(search, partial, key, found, flags, fares)


def _leaves_centres(search: Insertion, partial: Partial, task: int, mode: Mode) -> bool:
    """Return whether the most centres is kept, and can be by the tasks still to come."""
    most = search.record.max_centres
    if most is None:
        return True
    tasks = search.state.problem.tasks
    sites = {tasks[t].modes[p.mode].site for t, p in partial.placed.items()} | {mode.site}
    if len(sites) < most:
        return True
    if len(sites) > most:
        return False
    return search.record.prefix or all(
        tasks[t].optional
        or t in partial.placed
        or t == task
        or not sites.isdisjoint(site for _, site in places)
        for t, places in search.places.items()
    )


def _shortfall(late: Late | None, flags: Flags | None, found: Options) -> list[Late]:
    """Return what is missing to the first option that all other rules allow."""
    if late is None:
        return []
    wait = 0 if flags is None else int(found.start[flags.argmax()] - found.start[0])
    return [late._replace(ticks=late.ticks + wait)]


def _picks(
    search: Insertion,
    partial: Partial,
    key: tuple[int, int],
    found: Options,
    flags: Flags | None,
    fares: Prices | float,
) -> list[tuple[float, Choice]]:
    """Return the earliest and the cheapest of the options, and the cheapest of the earlier half."""
    task, mode = key
    guide, record = search.guide, search.record
    total = found.cost + guide.transport * fares + search.hurry * found.end
    finish = found.end + search.shape.tail[task]
    if max(int(finish[-1]), partial.finish) > record.due:
        days = -(-(np.maximum(finish, partial.finish) - record.due) // search.state.problem.ticks_per_day)
        total = total + guide.tardiness * record.tardiness_price * np.maximum(days, 0)
    if guide.span:
        end = np.maximum(found.end if record.prefix else finish, least_end(search, partial))
        total = total + guide.span * (end - np.minimum(found.start, first_start(partial)))
    if flags is not None:
        total = np.where(flags, total, np.inf)
    first = 0 if flags is None else int(flags.argmax())
    cheapest = int(total.argmin())
    chosen = {first, cheapest}
    if cheapest - first > 1:
        chosen.add(first + int(total[first : (first + cheapest) // 2 + 1].argmin()))
    picks = []
    for i in sorted(chosen):
        fare = guide.transport * float(fares[i] if isinstance(fares, np.ndarray) else fares)
        choice = Choice(partial, task, mode, found, i, flags, fare, frozenset())
        picks.append((partial.cost + float(total[i]), choice))
    return picks
