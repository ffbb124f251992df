"""Whether stages can be where the pins of an overlay put them: looked at once all changes are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from iplatform_sched.availability.almanac import open_almanac
from iplatform_sched.availability.eligibility import is_trained
from iplatform_sched.availability.network import index_network
from iplatform_sched.availability.possible import stage_refusal, usable_options
from iplatform_sched.availability.possible_time import earliest_placement, shape_of, widest
from iplatform_sched.availability.starts import house_starts
from iplatform_sched.availability.windows import out_of_service
from iplatform_sched.domain.vocabulary import FIXED, BookingStatus, Condition, RequestStatus
from iplatform_sched.planning.overlay.notes import by_id
from iplatform_sched.timeline import EMPTY, IntervalSet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from iplatform_sched.availability.almanac import Almanac
    from iplatform_sched.availability.eligibility import Option
    from iplatform_sched.availability.network import Network
    from iplatform_sched.domain.booking import Placement
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.planning.overlay.notes import Notes

MOST_NAMED = 5


class Flaw(NamedTuple):
    """Why a stage cannot be in its place."""

    message: str
    hint: str = ""
    code: str = "pin-impossible"


class Taken(NamedTuple):
    """What holds units of a machine: a fixed booking, or another pin."""

    name: str
    start: int
    end: int
    units: int


@dataclass(slots=True)
class _Look:
    """One look at all pins: facts, and what they take from one another."""

    facts: Snapshot
    almanac: Almanac
    network: Network
    taken: dict[str, list[Taken]] = field(default_factory=dict)

    def when(self, tick: int) -> str:
        return self.said(self.almanac.grid.instant(tick))

    def said(self, moment: datetime) -> str:
        return f"{moment.astimezone(ZoneInfo(self.facts.policy.zone)):%Y-%m-%d %H:%M}"


def tell_impossible_places(facts: Snapshot, notes: Notes) -> None:
    """Tell of every pin whose stage cannot be where it puts it."""
    if not facts.placements:
        return
    look = _Look(facts, open_almanac(facts), index_network(facts))
    for booking in facts.bookings:
        if booking.status in FIXED and booking.status is not BookingStatus.DONE:
            grid = look.almanac.grid
            span = (grid.floor(booking.start), grid.ceil(booking.end))
            held = Taken(f"booking {booking.id}", *span, len(booking.unit_numbers))
            look.taken.setdefault(booking.equipment, []).append(held)
    for place in facts.placements:
        turn, name = notes.pins.get((place.request, place.stage), (0, ""))
        notes.turn = turn
        flaw = next(_flaws(look, place), None)
        if flaw is not None:
            notes.wrong("", flaw.message, flaw.code, found=name, hint=flaw.hint)


def _flaws(look: _Look, place: Placement) -> Iterator[Flaw]:
    request = by_id(look.facts.requests, place.request)
    if request is None or request.status is not RequestStatus.OPEN:
        yield Flaw("another change contradicts this pin: the request is dropped", code="pin-contradicted")
        return
    stage = by_id(request.stages, place.stage)
    yield from _fixed(look, place)
    yield from _machine_flaws(look, place, request, stage)
    if place.start is not None:
        yield from _start_flaws(look, place, place.start, request, stage)


def _fixed(look: _Look, place: Placement) -> Iterator[Flaw]:
    for booking in look.facts.bookings:
        if (booking.request, booking.stage) == (place.request, place.stage) and booking.status in FIXED:
            where = f"{booking.status} on {booking.equipment} from {look.said(booking.start)}"
            hint = f"Unpin {booking.id} in the same scenario, if it may move"
            yield Flaw(f"booking {booking.id} of this stage is {where}", hint, "pin-contradicted")


def _machine_flaws(look: _Look, place: Placement, request: Request, stage: Stage) -> Iterator[Flaw]:
    if place.equipment is None:
        return
    machine = look.network.equipment[place.equipment]
    if machine.condition is Condition.RETIRED:
        yield Flaw(f"{machine.id} is retired", _others(look, request, stage), "pin-contradicted")
    alone = look.facts.catalogue.model_copy(update={"equipment": (machine,)})
    refusal = stage_refusal(look.facts.model_copy(update={"catalogue": alone}), request, stage)
    if refusal is not None:
        why = refusal.message.partition(": ")[2]
        message = f"{machine.id} cannot do stage {stage.id}: {why} ({refusal.found})"
        yield Flaw(message, _others(look, request, stage))


def _others(look: _Look, request: Request, stage: Stage) -> str:
    """Return machines that can do a stage, as a hint."""
    names = list(dict.fromkeys(each.equipment.id for each in usable_options(look.network, request, stage)))
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"It can be done on {', '.join(names[:MOST_NAMED])}{more}" if names else ""


def _start_flaws(
    look: _Look, place: Placement, start: datetime, request: Request, stage: Stage
) -> Iterator[Flaw]:
    grid = look.almanac.grid
    tick = grid.floor(start)
    if grid.exact(start) is None:
        hint = f"Take {look.when(tick)} or {look.when(tick + 1)}"
        yield Flaw(f"{look.said(start)} is not a start: bookings start every {grid.minutes} minutes", hint)
    since = max(look.facts.plan_from, request.release or look.facts.plan_from)
    if start < since:
        what = "the release of the request" if since == request.release else "what can still be planned"
        yield Flaw(f"{look.said(start)} is before {what}", f"Pin it to {look.said(since)} or later")
    options = [
        each
        for each in usable_options(look.network, request, stage)
        if place.equipment in {None, each.equipment.id}
    ]
    tries = [_try(look, request, stage, option, tick) for option in options]
    spans = [
        (option, span) for option, span in zip(options, tries, strict=True) if not isinstance(span, Flaw)
    ]
    flaws = [each for each in tries if isinstance(each, Flaw)]
    if not spans:
        yield flaws[0] if flaws else Flaw("no machine can do this stage")
        return
    if place.equipment is not None:
        span = min((span for _, span in spans), key=lambda each: each[1])
        name = f"the pin of {place.request}/{place.stage}"
        held = Taken(name, *span, stage.units)
        look.taken.setdefault(place.equipment, []).append(held)


def _try(look: _Look, request: Request, stage: Stage, option: Option, tick: int) -> tuple[int, int] | Flaw:
    """Return the span of a stage that starts at a tick, or why it cannot."""
    almanac, machine = look.almanac, option.equipment
    company = look.network.companies[request.company]
    calendar = widest(almanac, option, trained=is_trained(company, option))
    shape = shape_of(almanac, stage, option)
    stays = _stays(look, request, stage, machine.id)
    rules = house_starts(almanac, option.centre, EMPTY, stays)
    only = IntervalSet.of([(tick, tick + 1)])
    span = earliest_placement(calendar, shape, tick, only)
    later = earliest_placement(calendar, shape, tick + 1, rules)
    hint = f"Its next start on {machine.id}, if nobody is there, is {look.when(later[0])}" if later else ""
    end = tick + shape.lead + shape.length + shape.tail if span is None else span[1]
    closed = _closure(look, option, tick, end) if span is None else None
    if closed is not None:
        return Flaw(closed, hint, "pin-contradicted")
    if span is None:
        return Flaw(f"{machine.id} is not open, or not for long enough, from {look.when(tick)} on", hint)
    if rules is not None and tick not in rules:
        message = f"the rules of {option.centre.id} (notice, booking horizon, latest start) allow no start at"
        return Flaw(f"{message} {look.when(tick)}", hint)
    if out_of_service(almanac, option.centre, machine).meets(*span):
        outage = _closure(look, option, *span) or f"{machine.id} is out of service from {look.when(tick)} on"
        return Flaw(outage, hint, "pin-contradicted")
    if request.deadline is not None and almanac.grid.instant(span[1]) > request.deadline:
        message = f"it would end at {look.when(span[1])}, after the deadline {look.said(request.deadline)}"
        return Flaw(message, "Pin it earlier, or set a later deadline in the same scenario")
    return _no_room(look, stage, option, span) or span


def _closure(look: _Look, option: Option, start: int, end: int) -> str | None:
    """Return the one-off closure of machine or centre that meets a span, in words."""
    grid = look.almanac.grid
    for place in (option.equipment, option.centre):
        for each in place.closures:
            if grid.floor(each.span.start) < end and start < grid.ceil(each.span.end):
                what = str(each.kind).replace("_", " ")
                why = f" ({each.reason})" if each.reason else ""
                since, until = look.said(each.span.start), look.said(each.span.end)
                return f"{place.id} is {what} from {since} to {until}{why}"
    return None


def _stays(look: _Look, request: Request, stage: Stage, machine: str) -> tuple[int, ...]:
    """Return the start of the stage's planned booking on the machine: notice does not bind what stays."""
    return tuple(
        look.almanac.grid.floor(each.start)
        for each in look.facts.bookings
        if (each.request, each.stage, each.equipment) == (request.id, stage.id, machine)
        and each.status is BookingStatus.PLANNED
    )


def _no_room(look: _Look, stage: Stage, option: Option, span: tuple[int, int]) -> Flaw | None:
    """Return who leaves too few units at some time of a span."""
    start, end = span
    others = [
        each for each in look.taken.get(option.equipment.id, ()) if each.start < end and start < each.end
    ]
    for tick in sorted({start, *(each.start for each in others if each.start > start)}):
        there = [each for each in others if each.start <= tick < each.end]
        if sum(each.units for each in there) + stage.units > option.equipment.units:
            last = max(there, key=lambda each: each.end, default=None)
            if last is None:
                continue
            names = ", ".join(each.name for each in there[:MOST_NAMED])
            message = f"{option.equipment.id} has no unit left from {look.when(tick)} on: {names}"
            hint = f"The last of them ends at {look.when(last.end)}"
            return Flaw(message, hint, "pin-contradicted")
    return None
