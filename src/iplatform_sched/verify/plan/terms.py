"""The objective terms of a plan, recomputed from the facts alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.policy import MOST_WEIGHT
from iplatform_sched.domain.vocabulary import RequestStatus
from iplatform_sched.verify.plan.flow import is_optional
from iplatform_sched.verify.plan.money import charge_of
from iplatform_sched.verify.plan.specimens import journeys, offers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.verify.plan.case import Case

PERCENT = 100
WEEK = 7


def terms_of(case: Case) -> dict[str, int]:
    """Return every objective term of the proposed bookings, unweighted, in KRW, days or ticks."""
    requests = [each for each in case.requests.values() if each.status is RequestStatus.OPEN]
    charges = [charge_of(case, booking, work) for booking, work in case.worked()]
    late = {request.id: _late_days(case, request) for request in requests}
    ends = [case.clock.grid.ceil(booking.end) for booking in case.proposed]
    return {
        "unserved": sum(_unserved(case, request) for request in requests),
        "tardiness": sum(
            late[request.id] * _price(case, request, case.policy.tardiness_krw_per_day)
            for request in requests
        ),
        "fees": sum(charge.net for charge in charges),
        "overtime": sum(charge.overtime for charge in charges),
        "transport": sum(_transport(case, request) for request in requests),
        "staff_travel": sum(charge.staff_travel for charge in charges),
        "disruption": sum(_disruption(case, request) for request in requests),
        "preference": sum(_preference(case, booking) for booking in case.proposed),
        "fairness": max(late.values(), default=0),
        "finish": sum(_last_end(case, request) or 0 for request in requests),
        "makespan": max(ends, default=0),
        "span": sum(_span(case, request) for request in requests),
    }


def _price(case: Case, request: Request, krw: int) -> int:
    """Return a price for a weight of 100, at the weight that has grown with the nights waited."""
    growth = PERCENT + case.policy.night_growth_percent
    nights = request.nights_waited
    weight: int = request.weight * growth**nights // PERCENT**nights
    return krw * min(weight, MOST_WEIGHT) // PERCENT


def _required(case: Case, request: Request) -> list[Stage]:
    return [
        stage
        for stage in request.stages
        if not is_optional(stage) and (request.id, stage.id) not in case.fixed_stages
    ]


def _share(stage: Stage) -> int:
    """Return the work of a stage in minutes, in the first of its ways."""
    return stage.ways[0].work_minutes + stage.ways[0].minutes_per_sample * stage.samples


def _unserved(case: Case, request: Request) -> int:
    required, present = _required(case, request), case.present(request.id)
    absent = [stage for stage in required if stage.id not in present]
    price = _price(case, request, case.policy.unserved_krw)
    if not absent or (len(absent) < len(required) and not request.prefix_will_do):
        return 0
    if len(absent) == len(required):
        return price
    return price * sum(map(_share, absent)) // sum(map(_share, required))


def _last_end(case: Case, request: Request) -> int | None:
    """Return the end of the last stage, fixed ones included; ``None`` where nothing required is served."""
    present = case.present(request.id)
    if not any(stage.id in present for stage in _required(case, request)):
        return None
    return max(case.clock.grid.ceil(booking.end) for booking in present.values())


def _span(case: Case, request: Request) -> int:
    """Return the ticks from first start to last end, fixed stages included; zero where it is not served."""
    end = _last_end(case, request)
    starts = [case.clock.grid.floor(booking.start) for booking in case.present(request.id).values()]
    return 0 if end is None else end - min(starts)


def _late_days(case: Case, request: Request) -> int:
    end, grid = _last_end(case, request), case.clock.grid
    due = grid.ceil(case.clock.midnight_after(request.due))
    return 0 if end is None else max(0, -((due - end) // grid.ticks_per_day))


def _transport(case: Case, request: Request) -> int:
    return sum(best[0].krw for journey in journeys(case, request) if (best := offers(case, journey)))


def _disruption(case: Case, request: Request) -> int:
    return sum(_deviation(case, *pair) for pair in _baselines(case, request))


def _baselines(case: Case, request: Request) -> Iterator[tuple[Booking, Booking | None]]:
    """Yield the earlier planned bookings of a request that is not all fixed, with what became of each."""
    present = case.present(request.id)
    for stage in request.stages if _required(case, request) else ():
        key = (request.id, stage.id)
        if key in case.baseline and key not in case.fixed_stages:
            yield case.baseline[key], present.get(stage.id)


def _deviation(case: Case, before: Booking, after: Booking | None) -> int:
    price, grid = case.policy.disruption, case.clock.grid
    if after is None:
        most = max(price.other_equipment_krw, price.other_centre_krw)
        return price.moved_krw + WEEK * case.policy.start_weeks * price.per_day_krw + most
    shift = abs(grid.floor(after.start) - grid.floor(before.start))
    cost = price.per_day_krw * -(-shift // grid.ticks_per_day)
    if shift or after.equipment != before.equipment or _others_come(case, before, after):
        cost += price.moved_krw
    if after.centre != before.centre:
        return cost + price.other_centre_krw
    return cost + (price.other_equipment_krw if after.equipment != before.equipment else 0)


def _others_come(case: Case, before: Booking, after: Booking) -> bool:
    """Return whether other named operators of a pool are at a booking than were to be."""
    for use in after.operators:
        pool = case.pools.get(use.pool)
        names = set() if pool is None else set(pool.people)
        old, new = names & set(before.people), names & set(after.people)
        if old and new and old != new:
            return True
    return False


def _preference(case: Case, booking: Booking) -> int:
    request, centre = case.request_of(booking), case.centre_of(booking)
    wishes = request.preferred_centres or request.preferred_regions
    liked = centre.id in request.preferred_centres or centre.region in request.preferred_regions
    missed = int(bool(wishes) and not liked)
    if booking.operators and request.preferred_operators:
        missed += not any(person in request.preferred_operators for person in booking.people)
    return missed * case.policy.preference_krw
