"""The facts that can matter to one request, everybody else standing where they are planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iplatform_sched.planning.explain.member import Case
from iplatform_sched.planning.standing import standing

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.centre import OperatorPool
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.snapshot import Snapshot
    from iplatform_sched.domain.vocabulary import RequestId


def case_of(snapshot: Snapshot, request_id: RequestId) -> Case:
    """Return the case of an open request of `snapshot`.

    Left out are machines that offer nothing that its stages ask for, and bookings that share neither
    machine, operators nor company with it, or are over, and use up nothing at its centres: none of them
    can be in its way.
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
    skills = {
        (machine.centre, need.skill)
        for machine in machines.values()
        for offer in machine.offers
        if offer.capability in wanted
        for need in offer.operators
    }
    pools: dict[str, OperatorPool] = {
        each.id: each for each in snapshot.catalogue.pools if (each.centre, each.skill) in skills
    }
    own = {each.id for each in snapshot.requests if each.company == company.id}

    def matters(booking: Booking) -> bool:
        if booking.company == company.id or booking.request in own:
            return True
        if booking.consumes and booking.centre in centres:
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
        pools=pools,
        centres={each.id: each for each in snapshot.catalogue.centres if each.id in centres},
        statuses={each.id: each.status.value for each in snapshot.bookings},
    )
