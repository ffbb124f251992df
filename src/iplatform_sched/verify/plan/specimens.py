"""Specimens: in one place at a time, brought there by a carrier that may and can."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from iplatform_sched.domain.request import SpecimenSpec
from iplatform_sched.domain.vocabulary import FIXED, GoodsClass
from iplatform_sched.verify.plan.travel import arrival, carriage_krw
from iplatform_sched.verify.plan.violation import Violation, against

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from iplatform_sched.domain.booking import Booking, TransportLeg
    from iplatform_sched.domain.policy import CarrierForm
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.vocabulary import SpecimenId, StageId
    from iplatform_sched.verify.plan.case import Case
    from iplatform_sched.verify.plan.travel import Site


@dataclass(frozen=True, slots=True)
class Journey:
    """A way that a specimen has to take: from `origin`, where it is ready at `ready`, to a booking.

    Attributes
    ----------
    before
        Stop that it leaves; ``None`` where it comes from the company.
    goods
        Class of goods that it travels as.
    """

    specimen: SpecimenId
    before: Booking | None
    origin: Site
    ready: datetime
    to: Booking
    destination: Site
    goods: GoodsClass


@dataclass(frozen=True, slots=True)
class Offer:
    """A carrier that may take a specimen and is there in time."""

    carrier: CarrierForm
    there: datetime
    krw: int


def touches(stage: Stage, specimen: SpecimenId) -> bool:
    """Return whether the specimen is at the stage: held, made or used up."""
    return specimen in (*stage.holds, *stage.makes, *stage.consumes)


def specimens_of(request: Request) -> list[SpecimenSpec]:
    """Return the specimens of a request; one that only its stages name is ordinary goods."""
    known = {specimen.id: specimen for specimen in request.specimens}
    for stage in request.stages:
        for name in (*stage.holds, *stage.makes, *stage.consumes):
            known.setdefault(name, SpecimenSpec(id=name))
    return list(known.values())


def stops(case: Case, request: Request, specimen: SpecimenId) -> list[Booking]:
    """Return the bookings of a request at which the specimen is, in order of start."""
    present = case.present(request.id)
    at = [present[stage.id] for stage in request.stages if touches(stage, specimen) and stage.id in present]
    return sorted(at, key=lambda booking: booking.start)


def _judged(one: Booking, other: Booking) -> bool:
    return not (one.status in FIXED and other.status in FIXED)


def specimen_place(case: Case) -> Iterator[Violation]:
    """A specimen is at one booking at a time; who makes it comes first, who uses it up comes last."""
    for request, _ in case.by_request():
        for specimen in specimens_of(request):
            for one, other in combinations(stops(case, request, specimen.id), 2):
                if not _judged(one, other):
                    continue
                proposed, beside = (other, one) if one.status in FIXED else (one, other)
                if other.start < one.end:
                    what = f"has specimen {specimen.id} while {beside.id} has it"
                    yield against("specimen_place", proposed, what, beside)
                elif _out_of_turn(case, specimen.id, one, other):
                    what = f"has specimen {specimen.id} before it is made or after it is used up"
                    yield against("specimen_place", proposed, what, beside)


def _out_of_turn(case: Case, specimen: SpecimenId, one: Booking, other: Booking) -> bool:
    return specimen in case.stage_of(other).makes or specimen in case.stage_of(one).consumes


def journeys(case: Case, request: Request) -> Iterator[Journey]:
    """Yield the ways between sites that a request's specimens take, unless both ends are fixed."""
    company = case.companies[request.company]
    for specimen in specimens_of(request):
        at = stops(case, request, specimen.id)
        made = any(specimen.id in stage.makes for stage in request.stages)
        if at and not made and at[0].status not in FIXED:
            ready = max(request.release or case.snapshot.plan_from, case.snapshot.plan_from)
            destination = case.centres[at[0].centre]
            yield Journey(specimen.id, None, company, ready, at[0], destination, specimen.goods)
        for before, to in pairwise(at):
            sites = case.centres.get(before.centre), case.centres.get(to.centre)
            if before.centre != to.centre and _judged(before, to) and sites[0] and sites[1]:
                goods = _goods(case, request, specimen, before)
                yield Journey(specimen.id, before, sites[0], before.end, to, sites[1], goods)


def _goods(case: Case, request: Request, specimen: SpecimenSpec, before: Booking) -> GoodsClass:
    """Return the class of goods after a stop: ordinary once the stage that makes it so is done."""
    turning = specimen.ordinary_after
    if turning is None or before.stage is None:
        return specimen.goods
    return GoodsClass.ORDINARY if turning in _ancestry(case, request, before.stage) else specimen.goods


def _ancestry(case: Case, request: Request, stage: StageId) -> set[StageId]:
    """Return a stage and all its predecessors in the workflow."""
    found: set[StageId] = set()
    todo = [stage]
    while todo:
        each = todo.pop()
        if each not in found and (request.id, each) in case.stages:
            found.add(each)
            todo.extend(lag.after for lag in case.stages[request.id, each].after)
    return found


def offers(case: Case, journey: Journey) -> list[Offer]:
    """Return the carriers that may take the specimen and are there by the booking's start, cheapest first."""
    found = []
    for carrier in case.policy.carriers:
        if journey.goods in carrier.goods:
            there = arrival(case, carrier, journey.origin, journey.destination, journey.ready)
            if there is not None and there <= journey.to.start:
                krw = carriage_krw(case, carrier, journey.origin, journey.destination)
                found.append(Offer(carrier, there, krw))
    return sorted(found, key=lambda offer: offer.krw)


def carried_by(journey: Journey) -> Booking:
    """Return the booking that carries a journey: where it goes to or, if that is fixed, comes from."""
    if journey.to.status in FIXED and journey.before is not None:
        return journey.before
    return journey.to


def transport(case: Case) -> Iterator[Violation]:
    """Each way of a specimen is a leg of a proposed booking, by the cheapest carrier in time."""
    for request, _ in case.by_request():
        ways = list(journeys(case, request))
        for journey in ways:
            yield from _judge(case, journey)
        for booking in case.present(request.id).values():
            expected = sum(carried_by(journey).id == booking.id for journey in ways)
            if booking.status not in FIXED and len(booking.legs) > expected:
                yield against("transport", booking, f"has {len(booking.legs)} legs; it needs {expected}")


def _judge(case: Case, journey: Journey) -> Iterator[Violation]:
    bearer, best = carried_by(journey), offers(case, journey)
    way = f"specimen {journey.specimen} from {journey.origin.id} to {journey.destination.id}"
    if not best:
        yield against("transport", bearer, f"lets no carrier bring {way} in time for {journey.to.id}")
        return
    legs = [leg for leg in bearer.legs if _is_for(leg, journey)]
    if len(legs) != 1:
        yield against("transport", bearer, f"has {len(legs)} legs for {way}")
        return
    fault = next(_leg_faults(case, journey, legs[0], best), "")
    if fault:
        yield against("transport", bearer, f"has a leg for {way} that {fault}")


def _is_for(leg: TransportLeg, journey: Journey) -> bool:
    ends = (journey.specimen, journey.origin.id, journey.destination.id)
    return (leg.specimen, leg.origin, leg.destination) == ends


def _leg_faults(case: Case, journey: Journey, leg: TransportLeg, best: list[Offer]) -> Iterator[str]:
    if leg.depart < journey.ready:
        yield f"departs at {case.when(leg.depart)}, before {case.when(journey.ready)}"
    chosen = next((offer for offer in best if offer.carrier.id == leg.carrier), None)
    if chosen is None:
        yield f"goes by {leg.carrier}, which may not take it or is not there in time"
        return
    there = arrival(case, chosen.carrier, journey.origin, journey.destination, leg.depart)
    if there is None or leg.arrive < there or leg.arrive > journey.to.start:
        yield f"arrives at {case.when(leg.arrive)}, not between {case.when(chosen.there)} and the start"
    if case.is_copied(carried_by(journey)):
        return
    if leg.krw != chosen.krw:
        yield f"costs {leg.krw} KRW, not {chosen.krw}"
    if chosen.krw != best[0].krw:
        yield f"goes by {leg.carrier} for {leg.krw} KRW; {best[0].carrier.id} takes {best[0].krw}"
