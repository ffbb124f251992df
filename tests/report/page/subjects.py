"""Plans of the tiny network for tests of the page."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from iplatform_sched.domain.booking import Booking, Plan, Unserved
from iplatform_sched.domain.run import Run, fingerprint_of
from iplatform_sched.domain.snapshot import Snapshot, content_hash
from iplatform_sched.domain.vocabulary import BookingStatus
from iplatform_sched.report.page import Subject
from tests import facts

NAUGHTY = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def planned(booking_id: str, start: str, end: str, **fields: object) -> Booking:
    """Return a planned booking ``request/stage`` of acme on a cycler at the hub."""
    request, _, stage = booking_id.partition("/")
    default: dict[str, object] = {
        "request": request,
        "stage": stage,
        "company": "acme",
        "status": BookingStatus.PLANNED,
        "charge": {"net": 100_000, "staff_travel": 20_000},
    }
    return facts.booking(booking_id, start, end, **(default | fields))


def battery_plan() -> tuple[Booking, ...]:
    """Return the four stages of `facts.battery_request`, with journeys."""
    leg = {"specimen": "cell", "carrier": "dg-truck", "krw": 270_000}
    at = facts.at
    return (
        planned(
            "battery/form",
            "2026-11-26 09:00",
            "2026-11-27 18:00",
            unit_numbers=[1, 2],
            run_end=at("2026-11-27 17:30"),
            unload=at("2026-11-27 17:30"),
            legs=[
                leg
                | {"origin": "acme", "destination": "hub"}
                | {"depart": at("2026-11-25 15:00"), "arrive": at("2026-11-25 18:00")}
            ],
        ),
        planned("battery/age", "2026-11-30 09:00", "2026-12-04 11:00", equipment="chamber", run="unattended"),
        planned("battery/crush", "2026-12-07 09:00", "2026-12-07 12:00", equipment="press"),
        planned(
            "battery/cut",
            "2026-12-08 13:00",
            "2026-12-08 15:00",
            equipment="scope",
            centre="lab",
            legs=[
                leg
                | {"origin": "hub", "destination": "lab", "carrier": "parcel"}
                | {"depart": at("2026-12-07 12:00"), "arrive": at("2026-12-08 09:00")}
            ],
        ),
    )


def background() -> tuple[Booking, ...]:
    """Return fixed bookings: one that began before, one that ends after the plan, one of another machine."""
    return (
        facts.booking("B1", "2026-11-20 09:00", "2026-11-24 12:00", status="running", unit_numbers=[3]),
        facts.booking("B2", "2026-12-04 09:00", "2027-01-15 18:00", unit_numbers=[4]),
        facts.booking("B3", "2026-12-01 09:00", "2026-12-01 12:00", equipment="cycler-2", centre="lab"),
        facts.booking("B4", "2026-10-01 09:00", "2026-10-01 12:00"),
    )


def unserved(request: str = "second") -> Unserved:
    """Return a request that has no room."""
    return Unserved.model_validate(
        {
            "request": request,
            "stages": ["form", "age"],
            "code": "capacity",
            "reason": "its machines have work",
        }
    )


def run_of(snapshot: Snapshot, plan: Plan, name: str = "night-1", **fields: object) -> Run:
    """Return a run that made `plan`."""
    figures: dict[str, Any] = {
        "terms": {"unserved": 1_000_000, "fees": 400_000, "fairness": 2, "overtime": 0},
        "objective": 1_400_000,
        "bound": 1_000_000,
        "unavoidable": 400_000,
        "gap": 0.4,
        "plain_gap": 0.2857,
    }
    return Run(
        id=name,
        started=snapshot.now,
        now=snapshot.now,
        plan_from=snapshot.plan_from,
        snapshot_hash=content_hash(snapshot),
        fingerprint=fingerprint_of(snapshot),
        plan=plan,
        **(figures | fields),
    )


def plan_of(snapshot: Snapshot, *bookings: Booking, left: tuple[Unserved, ...] = ()) -> Plan:
    """Return a plan of these bookings."""
    made = snapshot.now + timedelta(minutes=1)
    return Plan(snapshot_hash=content_hash(snapshot), made_at=made, bookings=bookings, unserved=left)


def subject(*bookings: Booking, left: tuple[Unserved, ...] = (), **fields: object) -> Subject:
    """Return what a page of these planned bookings is about; `facts` replaces the facts."""
    snapshot = fields.get("facts") or facts.snapshot(
        facts.battery_request(due="2026-12-03"), facts.battery_request("second"), bookings=background()
    )
    assert isinstance(snapshot, Snapshot)
    plan = plan_of(snapshot, *bookings, left=left)
    values: dict[str, Any] = {"facts": snapshot, "run": run_of(snapshot, plan), "plan": plan} | fields
    return Subject(**values)


def full_subject(**fields: object) -> Subject:
    """Return the battery's plan with background bookings and a request that is not served."""
    return subject(*battery_plan(), left=(unserved(),), **fields)


def data_of(page: str) -> dict[str, Any]:
    """Return the data that is embedded in a page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def shown(page: str) -> str:
    """Return the part of a page that people read without any script: its data has every message anyway."""
    return page.partition('<script type="application/json"')[0]
