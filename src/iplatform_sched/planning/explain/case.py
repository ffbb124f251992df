"""The facts that can matter to one request, everybody else standing where they are planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import FIXED, OCCUPYING, RequestStatus
from iplatform_sched.planning.explain.member import Case
from iplatform_sched.planning.standing import standing

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Company, Request
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import RequestId


def case_of(snapshot: Snapshot, request_id: RequestId) -> Case:
    """Return the case of an open request of `snapshot`.

    Left out are machines that offer nothing that its stages ask for, and bookings that share neither
    machine, operators nor company with it, or are over: none of them can be in its way.
    """
    request = next(each for each in snapshot.requests if each.id == request_id)
    company = next(each for each in snapshot.companies if each.id == request.company)
    wanted = {way.capability for stage in request.stages for way in stage.ways}
    machines: dict[str, Equipment] = {
        each.id: each
        for each in snapshot.catalogue.equipment
        if any(offer.capability in wanted for offer in each.offers)
    }
    centres = {each.centre for each in machines.values()}
    pools = {each.id for each in snapshot.catalogue.pools if each.centre in centres}
    own = {each.id for each in snapshot.requests if each.company == company.id}

    def matters(booking: Booking) -> bool:
        if booking.company == company.id or booking.request in own:
            return True
        machine = machines.get(booking.equipment)
        if booking.end <= snapshot.now:
            return machine is not None and bool(machine.changeovers)
        return machine is not None or any(use.pool in pools for use in booking.operators)

    bookings = tuple(each for each in snapshot.bookings if matters(each))
    kept = machines.keys() | {each.equipment for each in bookings}
    smaller = standing(snapshot, {request_id}).model_copy(
        update={
            "catalogue": snapshot.catalogue.model_copy(
                update={"equipment": tuple(e for e in snapshot.catalogue.equipment if e.id in kept)}
            ),
            "companies": tuple(
                _less_spent(snapshot, each, request) if each.id == company.id else each
                for each in snapshot.companies
            ),
        }
    )
    fixed = {each.id for each in bookings}
    smaller = smaller.model_copy(
        update={"bookings": tuple(each for each in smaller.bookings if each.id in fixed)}
    )
    return Case(
        snapshot=smaller,
        request=request,
        company=company,
        machines=machines,
        centres={each.id: each for each in snapshot.catalogue.centres if each.id in centres},
        statuses={each.id: each.status.value for each in snapshot.bookings},
    )


def _less_spent(snapshot: Snapshot, company: Company, request: Request) -> Company:
    """Return the company with what its other open requests cost taken off its budget.

    They no longer count as open where they only stand.
    """
    if company.budget_krw is None:
        return company
    others = {
        each.id
        for each in snapshot.requests
        if each.company == company.id and each.id != request.id and each.status is RequestStatus.OPEN
    }
    spent = sum(
        each.charge.net + each.transport_krw + each.charge.staff_travel
        for each in snapshot.bookings
        if each.request in others and each.status in OCCUPYING | FIXED
    )
    return company.model_copy(update={"budget_krw": max(0, company.budget_krw - spent)})
