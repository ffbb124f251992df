"""Insert one job into a state as cheaply as a beam search finds, keeping every rule."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iplatform_sched.problem.schedule import ScheduledTask
from iplatform_sched.search.check import breaches
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
from iplatform_sched.search.options import glance, options, rows
from iplatform_sched.search.realize import realize, skip_with
from iplatform_sched.search.shape import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from iplatform_sched.problem.data import Job, Mode
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.ledger import JobTerms
    from iplatform_sched.search.masks import Flags, Late, Prices, Route
    from iplatform_sched.search.options import Found, Options
    from iplatform_sched.search.shape import Shape
    from iplatform_sched.search.state import State

WINDOW = 384
RESTARTS = 16
PENALTY = 1e-6
ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Beam:
    """How hard an insertion looks.

    Attributes
    ----------
    width
        Partial placements kept after each task.
    blink
        Chance to overlook a placement, for variety.
    """

    width: int = 6
    blink: float = 0.0


class Partial(NamedTuple):
    """Part of a job's placements.

    Attributes
    ----------
    placed
        Present tasks, the pinned ones included.
    skipped
        Tasks decided to be absent.
    cost
        Guide cost of what is placed and skipped, without tardiness.
    money
        What counts towards budgets.
    subsidies
        KRW by voucher.
    finish
        Least end of the job.
    """

    placed: dict[int, ScheduledTask]
    skipped: frozenset[int]
    cost: float
    money: int
    subsidies: dict[int, int]
    finish: int


class Choice(NamedTuple):
    """One way to extend a partial placement: entry `index` of `found`, or leaving tasks out."""

    partial: Partial
    task: int
    mode: int
    found: Options | None
    index: int
    flags: Flags | None
    fare: float
    skipped: frozenset[int]


@dataclass(slots=True)
class Insertion:
    """One search for a job: its inputs, and what it learns on the way.

    Attributes
    ----------
    found, ranked, least
        For each task the options of its modes as last seen, the modes that had some by least cost,
        and that cost.
    places
        For each task the (machine, site) of the modes that have options.
    floors
        Ticks before which a task must not start, learned from maximum lags.
    late
        For each task the least by which it has to start later, learned in this pass.
    """

    state: State
    guide: Guide
    job: int
    beam: Beam
    dice: Random | None
    shape: Shape
    found: dict[int, list[Found]]
    ranked: dict[int, list[int]]
    least: dict[int, float]
    places: dict[int, set[tuple[int, int]]]
    floors: dict[int, int] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)

    @property
    def record(self) -> Job:
        """Return the job."""
        return self.state.problem.jobs[self.job]


def insert(
    state: State, guide: Guide, job: int, beam: Beam | None = None, dice: Random | None = None
) -> bool:
    """Place `job`, which has nothing placed, if that is cheaper than leaving it; return whether it was."""
    search = _prepare(state, guide, job, beam or Beam(), dice)
    if search is None:
        return False
    idle = guide_cost(guide, state.terms[job])
    for partial in _search(search):
        plan = {t: p for t, p in partial.placed.items() if state.problem.tasks[t].pinned is None}
        if not any(not state.problem.tasks[t].optional for t in plan):
            continue
        state.add(job, plan)
        if guide_cost(guide, state.terms[job]) < idle and not breaches(state, job):
            return True
        state.drop(job)
    return False


def guide_cost(guide: Guide, terms: JobTerms) -> float:
    """Return the terms of one job as one number."""
    return (
        guide.unserved * terms.unserved
        + guide.tardiness * terms.tardiness
        + guide.fees * terms.fees
        + guide.overtime * terms.overtime
        + guide.transport * terms.transport
        + guide.staff_travel * terms.staff_travel
        + guide.disruption * terms.disruption
        + guide.preference * terms.preference
    )


def _prepare(state: State, guide: Guide, job: int, beam: Beam, dice: Random | None) -> Insertion | None:
    """Return the search, or ``None`` when a required task has no option left."""
    record = state.problem.jobs[job]
    shape = shape_of(state.tables, record)
    found: dict[int, list[Found]] = {}
    least: dict[int, float] = {}
    ranked: dict[int, list[int]] = {}
    for task in shape.order:
        modes = state.problem.tasks[task].modes
        found[task] = [glance(state, guide, task, index) for index in range(len(modes))]
        ranked[task] = sorted(
            (index for index, known in enumerate(found[task]) if len(known.options.start)),
            key=lambda index, known=found[task]: known[index].least,
        )
        costs = [found[task][index].least for index in ranked[task]]
        if state.problem.tasks[task].optional or (record.prefix and not costs):
            least[task] = 0.0
        elif costs:
            least[task] = min(costs)
        else:
            return None
    places = {
        task: {(mode.resource, mode.site) for index in indices for mode in [state.problem.tasks[task].modes[index]]}
        for task, indices in ranked.items()
    }
    return Insertion(state, guide, job, beam, dice, shape, found, ranked, least, places)


def _search(search: Insertion) -> list[Partial]:
    """Return complete placements, cheapest first; start again later where maximum lags ask for it."""
    for _ in range(RESTARTS):
        search.late.clear()
        done = _pass(search)
        if done or not search.late:
            return done
        for task, ticks in search.late.items():
            search.floors[task] = max(search.floors.get(task, 0), ticks)
    return []


def _pass(search: Insertion) -> list[Partial]:
    problem = search.state.problem
    pinned = dict(search.state.placed[search.job])
    finish = max((p.end for p in pinned.values()), default=0)
    partials = [Partial(pinned, frozenset(), 0.0, 0, {}, finish)]
    rest = sum(search.least.values())
    limit = search.guide.unserved * search.record.unserved_price + _lost_price(search)
    for task in search.shape.order:
        rest -= search.least[task]
        heap: list[tuple[float, int, Choice]] = []
        ticket = count()
        ceiling = Ceiling(ENOUGH * search.beam.width)
        for partial in partials:
            if task in partial.skipped:
                _push(heap, ticket, partial.cost + _lateness(search, partial.finish), _kept(partial, task))
                continue
            for score, choice in _choices(search, partial, task, ceiling):
                if score + rest < limit:
                    _push(heap, ticket, score, choice)
        partials = _select(search, heap, ticket, problem.tasks[task].optional)
        if not partials:
            return []
    return sorted(partials, key=lambda p: p.cost + _lateness(search, p.finish))


def _lost_price(search: Insertion) -> float:
    problem = search.state.problem
    lost = sum(problem.disruption.lost for t in search.shape.order if problem.tasks[t].baseline is not None)
    return search.guide.disruption * lost


def _push(heap: list[tuple[float, int, Choice]], ticket: count[int], score: float, choice: Choice) -> None:
    heapq.heappush(heap, (score, next(ticket), choice))


def _kept(partial: Partial, task: int) -> Choice:
    return Choice(partial, task, -1, None, -1, None, 0.0, frozenset())


def _lateness(search: Insertion, finish: int) -> float:
    record = search.record
    days = max(-(-(finish - record.due) // search.state.problem.ticks_per_day), 0)
    return search.guide.tardiness * record.tardiness_price * days


def _choices(search: Insertion, partial: Partial, task: int, ceiling: Ceiling) -> list[tuple[float, Choice]]:
    """Return the ways to go on with `task`, each with its score but for the tasks still to come."""
    problem = search.state.problem
    found: list[tuple[float, Choice]] = []
    shortfalls: list[Late] = []
    routes = routes_of(search.state, search.shape, task, partial.placed)
    floor = partial.cost + _lateness(search, partial.finish)
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


class Ceiling:
    """The score that a choice must beat: enough others are below it."""

    def __init__(self, enough: int) -> None:
        self.enough = enough
        self.scores: list[float] = []
        self.value = float("inf")

    def note(self, scores: Iterable[float]) -> None:
        """Take note of the scores of new choices."""
        self.scores += scores
        if len(self.scores) >= self.enough:
            self.scores = sorted(self.scores)[: self.enough]
            self.value = self.scores[-1]


def _mode_choices(
    search: Insertion, partial: Partial, key: tuple[int, int], routes: list[Route], shortfalls: list[Late]
) -> list[tuple[float, Choice]]:
    """Return ways to place a task in one mode; `key` is (task, mode)."""
    state, placed, task = search.state, partial.placed, key[0]
    problem = state.problem
    mode = problem.tasks[task].modes[key[1]]
    everything = options(state, search.guide, task, key[1]).options
    if len(everything.start) == 0 or (mode.training >= 0 and mode.training not in placed):
        return []
    links = state.tables.links_of.get(task, [])
    if not (
        mode_fits(problem, links, task, mode, placed)
        and leaves_partner(links, task, mode, search.places)
        and _leaves_centres(search, partial, task, mode)
    ):
        return []
    bound = max(earliest(state, task, mode, placed), search.floors.get(task, 0), ready(state.tables, routes, mode.site))
    first = int(everything.start.searchsorted(bound))
    if first >= len(everything.start):
        return []
    found = rows(everything, slice(first, first + WINDOW))
    lags = state.tables.sorted_lags(task)
    flags, _ = lag_flags(state, lags.minimum, task, placed, found)
    flags = both(flags, machine_flags(state, task, mode, placed, found))
    reach, fares = route_flags(state.tables, routes, mode.site, found)
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
        tasks[t].optional or t in partial.placed or t == task or not sites.isdisjoint(site for _, site in places)
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
    total = found.cost + guide.transport * fares
    finish = found.end + search.shape.tail[task]
    if max(int(finish[-1]), partial.finish) > record.due:
        days = -(-(np.maximum(finish, partial.finish) - record.due) // search.state.problem.ticks_per_day)
        total = total + guide.tardiness * record.tardiness_price * np.maximum(days, 0)
    if flags is not None:
        total = np.where(flags, total, np.inf)
    first = 0 if flags is None else int(flags.argmax())
    cheapest = int(total.argmin())
    chosen = {first, cheapest}
    if cheapest - first > 1:
        chosen.add(first + int(total[first : (first + cheapest) // 2 + 1].argmin()))
    found_fares = fares if isinstance(fares, np.ndarray) else None
    picks = []
    for i in sorted(chosen):
        fare = guide.transport * float(fares if found_fares is None else found_fares[i])  # type: ignore[arg-type]
        choice = Choice(partial, task, mode, found, i, flags, fare, frozenset())
        picks.append((partial.cost + float(total[i]), choice))
    return picks


def _select(
    search: Insertion, heap: list[tuple[float, int, Choice]], ticket: count[int], optional: bool
) -> list[Partial]:
    """Return the best extensions that keep the rest of the rules, not all on one machine."""
    width = search.beam.width
    most = max(2, width // 2)
    per_machine: dict[int, int] = {}
    kept: list[Partial] = []
    problem = search.state.problem
    while heap and len(kept) < width:
        score, _, choice = heapq.heappop(heap)
        if choice.found is None:
            kept.append(_without(choice))
            continue
        machine = problem.tasks[choice.task].modes[choice.mode].resource
        if per_machine.get(machine, 0) >= most and not optional:
            continue
        if search.dice is not None and search.beam.blink and search.dice.random() < search.beam.blink:
            continue
        partial, retry = realize(search, choice)
        if partial is not None:
            kept.append(partial)
            per_machine[machine] = per_machine.get(machine, 0) + 1
        elif retry is not None:
            _push(heap, ticket, score + PENALTY, retry)
    return kept


def _without(choice: Choice) -> Partial:
    partial = choice.partial
    return partial._replace(skipped=partial.skipped | choice.skipped, cost=partial.cost + choice.fare)
