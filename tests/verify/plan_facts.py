"""Plans for the tiny network of `tests.facts`, sound but for what a test changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.vocabulary import BookingStatus, Run
from iplatform_sched.verify.plan import verify_plan
from iplatform_sched.verify.plan.case import case_of
from iplatform_sched.verify.plan.money import charge_of
from tests.facts import at, network

if TYPE_CHECKING:
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.snapshot import Catalogue, Snapshot

WEDNESDAY = "2026-11-25"


def spans(*texts: str) -> list[dict[str, datetime]]:
    """Return spans from texts such as ``2026-11-25 09:00/12:00`` or with a full second moment."""
    out = []
    for text in texts:
        first, _, second = text.partition("/")
        last = second if " " in second else f"{first[:10]} {second}"
        out.append({"start": at(first), "end": at(last)})
    return out


def planned(snapshot: Snapshot, *attended: str, **fields: object) -> Booking:
    """Return a planned booking of stage ``a`` of request ``job`` on ``cycler``, priced by the facts.

    By default it begins with the first and ends with the last attended span; the run ends half an
    hour earlier, before teardown.
    """
    if not attended:
        attended = (f"{WEDNESDAY} 09:00/12:00", f"{WEDNESDAY} 13:00/15:00")
    listed = spans(*attended)
    start, end = listed[0]["start"], listed[-1]["end"]
    stage = str(fields.get("stage", "a"))
    default: dict[str, object] = {
        "id": f"new-{stage}",
        "request": "job",
        "stage": stage,
        "company": "acme",
        "equipment": "cycler",
        "centre": "hub",
        "unit_numbers": [1],
        "start": start,
        "run_end": end - timedelta(minutes=30),
        "unload": end - timedelta(minutes=30),
        "end": end,
        "run": Run.ATTENDED,
        "attended": listed,
        "operators": [{"pool": "hub-cells", "count": 1}],
        "status": BookingStatus.PLANNED,
        "policy_version": snapshot.policy.version,
    }
    booking = Booking.model_validate(default | fields)
    return booking if "charge" in fields else priced(snapshot, booking)


def priced(snapshot: Snapshot, booking: Booking) -> Booking:
    """Return the booking with the charge that the facts give it, where they give one."""
    case = case_of(snapshot).proposing([booking])
    known = booking.equipment in case.machines and (booking.request, booking.stage) in case.stages
    work = case.work_of(booking) if known and booking.way == 0 else None
    return booking if work is None else booking.model_copy(update={"charge": charge_of(case, booking, work)})


def on_press(snapshot: Snapshot, *attended: str, **fields: object) -> Booking:
    """Return a planned booking on ``press``, which needs neither set-up nor teardown."""
    end = spans(attended[-1])[0]["end"]
    return planned(snapshot, *attended, **({"equipment": "press", "run_end": end, "unload": end} | fields))


def broken_rules(snapshot: Snapshot, *bookings: Booking) -> list[str]:
    """Return the names of the rules that a plan breaks, each once, in order."""
    return list(dict.fromkeys(violation.rule for violation in verify_plan(snapshot, bookings)))


def changed_machine(machine_id: str, **fields: object) -> Catalogue:
    """Return the tiny network with one machine changed."""
    return network(equipment=[_changed(each, machine_id, fields) for each in network().equipment])


def _changed(machine: Equipment, machine_id: str, fields: dict[str, object]) -> Equipment:
    if machine.id != machine_id:
        return machine
    return type(machine).model_validate(machine.model_dump() | fields)


def changed_centre(centre_id: str, **fields: object) -> Catalogue:
    """Return the tiny network with one centre changed."""
    return network(
        centres=[
            type(each).model_validate(each.model_dump() | fields) if each.id == centre_id else each
            for each in network().centres
        ]
    )


def changed_pool(pool_id: str, **fields: object) -> Catalogue:
    """Return the tiny network with one operator pool changed."""
    return network(
        pools=[
            type(each).model_validate(each.model_dump() | fields) if each.id == pool_id else each
            for each in network().pools
        ]
    )
