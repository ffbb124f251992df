"""Insert one job into a state as cheaply as a beam search finds, keeping every rule."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING

from iplatform_sched.problem.data import Anchor, LinkKind
from iplatform_sched.problem.teams import crews_of
from iplatform_sched.search.check import breaches
from iplatform_sched.search.choices import choices_of
from iplatform_sched.search.masks import moments
from iplatform_sched.search.options import Found, options, rows
from iplatform_sched.search.partial import ANYWHERE, Beam, Ceiling, Choice, Insertion, Partial, timing
from iplatform_sched.search.realize import realize
from iplatform_sched.search.shape import shape_of

if TYPE_CHECKING:
    from random import Random

    from iplatform_sched.problem.data import Job, Mode
    from iplatform_sched.search.guide import Guide
    from iplatform_sched.search.ledger import JobTerms
    from iplatform_sched.search.partial import Within
    from iplatform_sched.search.shape import Shape
    from iplatform_sched.search.state import State

RESTARTS = 16
PENALTY = 1e-6
ENOUGH = 5


def insert(
    state: State,
    guide: Guide,
    job: int,
    beam: Beam | None = None,
    dice: Random | None = None,
    within: Within = ANYWHERE,
) -> bool:
    """Place `job`, which has nothing placed, if that is cheaper than leaving it; return whether it was."""
    search = _prepare(state, guide, job, (beam or Beam(), dice, within))
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
        + guide.span * terms.span
    )


def _prepare(
    state: State, guide: Guide, job: int, how: tuple[Beam, Random | None, Within]
) -> Insertion | None:
    """Return the search, or ``None`` when a required task has no option left."""
    beam, dice, within = how
    record = state.problem.jobs[job]
    shape = shape_of(state.tables, record)
    found: dict[int, list[Found]] = {}
    least: dict[int, float] = {}
    ranked: dict[int, list[int]] = {}
    for task in shape.order:
        modes = state.problem.tasks[task].modes
        found[task] = [
            _kept_within(options(state, guide, task, index), mode, within) for index, mode in enumerate(modes)
        ]
        some = ((seen.least, index) for index, seen in enumerate(found[task]) if len(seen.options.start))
        ranked[task] = [index for _, index in sorted(some)]
        costs = [found[task][index].least for index in ranked[task]]
        if state.problem.tasks[task].optional or (record.prefix and not costs):
            least[task] = 0.0
        elif costs:
            least[task] = min(costs)
        else:
            return None
    places = {
        task: {
            (mode.resource, mode.site)
            for index in indices
            for mode in [state.problem.tasks[task].modes[index]]
        }
        for task, indices in ranked.items()
    }
    crews = {
        task: crews_of(state.problem.resources, (state.problem.tasks[task].modes[m] for m in indices))
        for task, indices in ranked.items()
        if any(link.kind is LinkKind.SAME_OPERATOR for link in state.tables.links_of.get(task, ()))
    }
    return Insertion(
        state,
        guide,
        job,
        beam,
        dice,
        shape,
        found,
        ranked,
        least,
        places,
        crews,
        _latest(state, shape, record, found),
        _soonest(state, shape, found),
    )


def _kept_within(found: Found, mode: Mode, within: Within) -> Found:
    """Return the options of a mode that lie within what is asked."""
    if within.sites is not None and mode.site not in within.sites:
        return Found(rows(found.options, slice(0, 0)), 0.0)
    if within.end is None or not len(found.options.end):
        return found
    kept = rows(found.options, found.options.end <= within.end)
    return Found(kept, float(kept.cost.min()) if len(kept.cost) else 0.0)


def _latest(state: State, shape: Shape, record: Job, found: dict[int, list[Found]]) -> dict[int, int]:
    """Return for each task the last start that leaves its successors one."""
    if record.prefix:
        return {}
    latest: dict[int, int] = {}
    limits: dict[tuple[int, Anchor], int] = {}
    for task in reversed(shape.order):
        last = -1
        for seen in found[task]:
            keep = seen.options.start >= 0
            for anchor in Anchor:
                if (task, anchor) in limits:
                    keep &= moments(seen.options, anchor) <= limits[task, anchor]
            if keep.any():
                last = max(last, int(seen.options.start[keep][-1]))
        if state.problem.tasks[task].optional:
            continue
        latest[task] = last
        for lag in state.tables.sorted_lags(task).plain:
            key = (lag.first, lag.since)
            limits[key] = min(limits.get(key, last), last - lag.ticks)
    return latest


def _soonest(state: State, shape: Shape, found: dict[int, list[Found]]) -> int:
    """Return the latest of the ends of the job that each task leaves it when it is placed first."""
    ends = (
        min((int(seen.options.end.min()) for seen in found[task] if len(seen.options.end)), default=0)
        + shape.tail[task]
        for task in shape.order
        if not state.problem.tasks[task].optional
    )
    return max(ends, default=0)


def _search(search: Insertion) -> list[Partial]:
    """Return complete placements, cheapest first; in a hurry where the cheap ones come to a dead end."""
    done = _tries(search)
    if not done and search.state.problem.horizon:
        search.hurry = search.guide.unserved * search.record.unserved_price / search.state.problem.horizon
        search.floors.clear()
        done = _tries(search)
    return done


def _tries(search: Insertion) -> list[Partial]:
    """Return complete placements; start again later where maximum lags ask for it."""
    for _ in range(RESTARTS):
        search.late.clear()
        done = _pass(search)
        if done or not search.late:
            return done
        for task, ticks in search.late.items():
            search.floors[task] = max(search.floors.get(task, 0), ticks)
    return []


def _pass(search: Insertion) -> list[Partial]:
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
                _push(heap, ticket, partial.cost + timing(search, partial), _kept(partial, task))
                continue
            for score, choice in choices_of(search, partial, task, ceiling):
                if score + rest < limit or search.hurry:
                    _push(heap, ticket, score, choice)
        partials = _select(search, heap, ticket)
        if not partials:
            return []
    return sorted(partials, key=lambda p: p.cost + timing(search, p))


def _lost_price(search: Insertion) -> float:
    problem = search.state.problem
    lost = sum(problem.disruption.lost for t in search.shape.order if problem.tasks[t].baseline is not None)
    return search.guide.disruption * lost


def _push(heap: list[tuple[float, int, Choice]], ticket: count[int], score: float, choice: Choice) -> None:
    heapq.heappush(heap, (score, next(ticket), choice))


def _kept(partial: Partial, task: int) -> Choice:
    return Choice(partial, task, -1, None, -1, None, 0.0, frozenset())


def _select(search: Insertion, heap: list[tuple[float, int, Choice]], ticket: count[int]) -> list[Partial]:
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
        if per_machine.get(machine, 0) >= most:
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
