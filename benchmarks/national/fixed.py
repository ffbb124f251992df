"""Bookings that requests of the queue already have: running, confirmed, planned by a former night, done."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from benchmarks.national.holdings import Bench, Held, lead_and_tail, manned, unmanned
from benchmarks.national.network import POLICY_VERSION
from benchmarks.national.openings import MINUTES, ZONE, tick
from benchmarks.national.settle import booking
from benchmarks.national.tables import rows
from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.vocabulary import BookingId, BookingStatus, CompanyId, EquipmentId, Run

if TYPE_CHECKING:
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Request, Stage


def fixed(requests: tuple[Request, ...], benches: dict[EquipmentId, Bench]) -> list[tuple[Held, Booking]]:
    """Return the bookings of the queue's own stages, with what they hold.

    Raises
    ------
    ValueError
        When one of them does not fit on its machine.
    """
    by_id = {str(request.id): request for request in requests}
    out = []
    for number, row in enumerate(rows("fixed"), start=1):
        request = by_id[row["request"]]
        stage = next(stage for stage in request.stages if stage.id == row["stage"])
        place = benches[EquipmentId(row["machine"])]
        start = tick(datetime.fromisoformat(row["start"]).replace(tzinfo=ZONE))
        held = _held(place, stage, start)
        if held is None or held.start != start:
            raise ValueError(f"does not fit: {row}")
        place.held.append(held)
        skill = place.machine.offers[0].operators[0].skill
        facts = booking(place, f"{place.machine.centre}.{skill}", held).model_copy(
            update={
                "id": BookingId(f"Q{number:02d}"),
                "request": request.id,
                "stage": stage.id,
                "company": request.company,
                "status": BookingStatus(row["status"]),
                "members": tuple(range(stage.staff)),
            }
        )
        out.append((held, facts))
    return out


def _held(place: Bench, stage: Stage, start: int) -> Held | None:
    way = stage.ways[0]
    offer = next(offer for offer in place.machine.offers if offer.capability == way.capability)
    minutes = way.work_minutes + way.minutes_per_sample * stage.samples
    ticks = ceil(ceil(minutes * 100 / offer.speed_percent) / MINUTES)
    first = place.openings.before(start)
    if way.run is Run.UNATTENDED:
        return unmanned(place, first, ticks, stage.units)
    lead, tail = lead_and_tail(place.machine)
    held = manned(place, first, first + lead + ticks + tail)
    if held is None:
        return None
    run_end = int(place.openings.work[first + lead + ticks - 1]) + 1
    return Held(held.start, run_end, run_end, held.end, way.run, held.attended, held.units, stage.family)


def absences(machines: dict[EquipmentId, Equipment]) -> list[Booking]:
    """Return bookings that companies of the queue made in the past and did not come to."""
    out = []
    for number, row in enumerate(rows("absences"), start=1):
        machine = machines[EquipmentId(row["machine"])]
        start = datetime.fromisoformat(row["start"]).replace(tzinfo=ZONE)
        end = start + timedelta(hours=int(row["hours"]))
        missed = Booking(
            id=BookingId(f"N{number:02d}"),
            company=CompanyId(row["company"]),
            equipment=machine.id,
            centre=machine.centre,
            unit_numbers=(1,),
            start=start,
            run_end=end,
            unload=end,
            end=end,
            run=Run.ATTENDED,
            status=BookingStatus(row["status"]),
            policy_version=POLICY_VERSION,
        )
        out.append(missed)
    return out
