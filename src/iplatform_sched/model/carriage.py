"""One leg of a specimen: which carrier takes it, and when it arrives."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from ortools.sat.python.cp_model import LinearExpr

from iplatform_sched.model.context import domain, linear, on_site
from iplatform_sched.problem.data import CarrierKind
from iplatform_sched.timeline import IntervalSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iplatform_sched.model.context import Context, Cost
    from iplatform_sched.model.variables import Literal
    from iplatform_sched.problem.data import Problem, Specimen

    Times = dict[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Option:
    """A way to make a leg.

    Attributes
    ----------
    ticks
        Of a drive, zero within a site and for a parcel.
    """

    origin: int
    destination: int
    price: int = 0
    ticks: int = 0
    parcel: bool = False


def carry(context: Context, stops: tuple[int, int], carriers: Sequence[int], leg: Literal) -> Cost:
    """Post that a carrier brings the specimen from the first of `stops` to the second in time, if `leg`."""
    origins, destinations = (_sites(context.problem, stop) for stop in stops)
    options = [
        option
        for origin in origins
        for destination in destinations
        for option in _options(context.problem, origin, destination, carriers)
    ]
    times = _only_time(options)
    if times is not None:
        _drive(context, stops, times, leg)
        return []
    chosen = _choose(context, options, leg)
    for stop, sites, at in ((stops[0], origins, "origin"), (stops[1], destinations, "destination")):
        for site in sites:
            there = [y for option, y in chosen if getattr(option, at) == site]
            context.model.add(LinearExpr.sum([*there, 0]) <= on_site(context, stop, site))
    end, start = context.tasks[stops[0]].end, context.tasks[stops[1]].start
    ticks = [(y, option.ticks) for option, y in chosen if option.ticks]
    drive = LinearExpr.weighted_sum([y for y, _ in ticks], [t for _, t in ticks])
    context.model.add(start >= end + drive).only_enforce_if(leg)
    _parcels(context, [(option, y) for option, y in chosen if option.parcel], stops)
    return [(y, option.price) for option, y in chosen if option.price]


def _only_time(options: Sequence[Option]) -> Times | None:
    """Return the ticks between each two sites where carriers cost nothing and leave no choice."""
    if any(option.price or option.parcel for option in options):
        return None
    # Of several drives that cost the same only the fastest was kept.
    return {(option.origin, option.destination): option.ticks for option in options}


def _drive(context: Context, stops: tuple[int, int], times: Times, leg: Literal) -> None:
    """Post that the second of `stops` starts when the drive from the first can be over, if `leg`.

    A row for each destination that counts the ticks from every origin, and one for each origin that
    counts those to every destination: either would do, both together propagate more.
    """
    model, places = context.model, [_sites(context.problem, stop) for stop in stops]
    end, start = context.tasks[stops[0]].end, context.tasks[stops[1]].start
    for a, b in product(*places):
        if (a, b) not in times:
            there = on_site(context, stops[0], a).negated(), on_site(context, stops[1], b).negated()
            model.add_bool_or([leg.negated(), *there])
    least = min(times.values(), default=0)
    model.add(start >= end + least).only_enforce_if(leg)
    for here, at in ((0, 1), (1, 0)):
        for site in places[at]:
            more = [
                (on_site(context, stops[here], pair[here]), ticks - least)
                for pair, ticks in times.items()
                if pair[at] == site and ticks > least
            ]
            if more:
                row = model.add(start >= end + least + linear(more))
                row.only_enforce_if([leg, on_site(context, stops[at], site)])


def carry_from(context: Context, specimen: Specimen, stop: int, leg: Literal) -> Cost:
    """Post that a carrier brings the specimen from its origin to `stop` in time, if `leg`."""
    problem = context.problem
    reachable: list[tuple[Option, int]] = []
    for site in _sites(problem, stop):
        for option in _options(problem, specimen.origin, site, specimen.carriers):
            arrival = _arrival(problem, option, specimen.ready)
            if arrival is not None:
                reachable.append((option, arrival))
    chosen = _choose(context, [option for option, _ in reachable], leg)
    for site in _sites(problem, stop):
        there = [y for option, y in chosen if option.destination == site]
        context.model.add(LinearExpr.sum([*there, 0]) <= on_site(context, stop, site))
    arrivals = LinearExpr.weighted_sum([y for _, y in chosen], [tick for _, tick in reachable])
    context.model.add(context.tasks[stop].start >= arrivals).only_enforce_if(leg)
    return [(y, option.price) for option, y in chosen if option.price]


def _sites(problem: Problem, task: int) -> list[int]:
    return sorted({mode.site for mode in problem.tasks[task].modes})


def _options(problem: Problem, origin: int, destination: int, carriers: Sequence[int]) -> list[Option]:
    """Return the ways that are not dominated: as early and as cheap as another, or better in one."""
    if origin == destination:
        return [Option(origin, destination)]
    kept: list[Option] = []
    drives, parcels = [], []
    for c in carriers:
        carrier = problem.carriers[c]
        price = carrier.price[origin][destination]
        if carrier.kind is CarrierKind.PARCEL:
            parcels.append(Option(origin, destination, price, parcel=True))
        else:
            drives.append(Option(origin, destination, price, carrier.ticks[origin][destination]))
    for option in sorted(drives, key=lambda drive: (drive.price, drive.ticks)):
        if not kept or option.ticks < kept[-1].ticks:
            kept.append(option)
    return kept + sorted(parcels, key=lambda parcel: parcel.price)[:1]


def _choose(context: Context, options: Sequence[Option], leg: Literal) -> list[tuple[Option, Literal]]:
    if len(options) == 1:
        return [(options[0], leg)]
    literals = [context.model.new_bool_var("carrier") for _ in options]
    context.model.add(LinearExpr.sum([*literals, 0]) == leg)
    return list(zip(options, literals, strict=True))


def _arrival(problem: Problem, option: Option, ready: int) -> int | None:
    """Return the first tick at which a specimen that is `ready` can be there; ``None`` for never."""
    if not option.parcel:
        return ready + option.ticks
    day = problem.ticks_per_day
    handover = _first(problem.sites[option.origin].open, ready)
    if handover is None:
        return None
    return _first(problem.sites[option.destination].open, (handover // day + 1) * day)


def _first(spans: IntervalSet, tick: int) -> int | None:
    return next((max(a, tick) for a, b in spans if b > tick), None)


def _parcels(context: Context, chosen: Sequence[tuple[Option, Literal]], stops: tuple[int, int]) -> None:
    """Tie the parcels of a leg to opening times.

    There are a date, an open tick of the origin before that date and at or after the end of the stop
    before, and the first open tick of the destination on that date or a later one, at or before
    the next stop's start.
    """
    if not chosen:
        return
    model, horizon, day = context.model, context.problem.horizon, context.problem.ticks_per_day
    date = model.new_int_var(0, horizon // day + 1, "parcel date")
    handover = model.new_int_var(0, horizon, "handover")
    opening = model.new_int_var(0, horizon, "opening")
    sites = context.problem.sites
    for site, literal in _by_site(context, chosen, "origin").items():
        _inside(context, handover, sites[site].open.clip(0, horizon + 1), literal)
    for site, literal in _by_site(context, chosen, "destination").items():
        _inside(context, opening, _firsts(sites[site].open.clip(0, horizon + 1), day), literal)
    posted = _one_of(context, [literal for _, literal in chosen])
    for row in (
        handover >= context.tasks[stops[0]].end,
        handover <= day * date - 1,
        opening >= day * date,
        context.tasks[stops[1]].start >= opening,
    ):
        model.add(row).only_enforce_if(posted)


def _by_site(context: Context, chosen: Sequence[tuple[Option, Literal]], at: str) -> dict[int, Literal]:
    """Return for each site a literal that a parcel leaves, or arrives, there."""
    literals: dict[int, list[Literal]] = defaultdict(list)
    for option, literal in chosen:
        literals[getattr(option, at)].append(literal)
    return {site: _one_of(context, here) for site, here in literals.items()}


def _one_of(context: Context, literals: Sequence[Literal]) -> Literal:
    """Return a literal that is equivalent to one of `literals`, of which at most one can hold."""
    if len(literals) == 1:
        return literals[0]
    union = context.model.new_bool_var("one of them")
    context.model.add(LinearExpr.sum(list(literals)) == union)
    return union


def _inside(context: Context, tick: LinearExpr, spans: IntervalSet, literal: Literal) -> None:
    if spans:
        context.model.add_linear_expression_in_domain(tick, domain(spans)).only_enforce_if(literal)
    else:
        context.model.add_bool_and([literal.negated()])


def _firsts(spans: IntervalSet, day: int) -> IntervalSet:
    """Return the first tick of `spans` on each date."""
    firsts: dict[int, int] = {}
    for a, b in spans:
        for date in range(a // day, (b - 1) // day + 1):
            firsts.setdefault(date, max(a, date * day))
    return IntervalSet.of((tick, tick + 1) for tick in firsts.values())
