"""Facts of every kind, bookings in every state, and a run that can be published."""

from datetime import timedelta

from iplatform_sched.domain.booking import Booking, Plan, Unserved
from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.run import Act, Run, fingerprint_of
from iplatform_sched.domain.snapshot import content_hash
from iplatform_sched.domain.vocabulary import BookingId, BookingStatus
from iplatform_sched.store.bookings import list_bookings
from iplatform_sched.store.database import Store
from iplatform_sched.store.facts import import_facts, load_snapshot
from tests import facts

ACT = Act(actor="tester", at=facts.NOW, reason="example")


def planned(booking_id: str, start: str, end: str, **fields: object) -> Booking:
    """Return a planned booking of the request ``battery``."""
    default: dict[str, object] = {"status": BookingStatus.PLANNED, "request": "battery", "company": "acme"}
    return facts.booking(booking_id, start, end, **(default | fields))


def some_facts(**fields: object) -> Facts:
    """Return the tiny network with two companies, three requests and six bookings."""
    catalogue = facts.network(
        discounts=[
            {"id": name, "name": name, "rate_percent": 10, "classes": ["start_up"]} for name in ("z", "a")
        ],
        travel=[
            {"origin": "hub", "destination": "lab", "minutes": 90, "krw": 1},
            {"origin": "hub", "destination": "lab", "carrier": "car", "minutes": 80, "krw": 2},
        ],
        templates=[
            {"id": "t", "name_ko": "셀", "name_en": "cell", "sectors": ["EE"], "stages": [facts.stage("a")]}
        ],
    )
    default: dict[str, object] = {
        "policy": facts.policy(),
        "catalogue": catalogue,
        "companies": [facts.company("acme"), facts.company("bolt")],
        "vouchers": [facts.voucher()],
        "requests": [facts.battery_request(), facts.request("r1"), facts.request("r2", company="bolt")],
        "bookings": [
            facts.booking("old", "2026-11-02 09:00", "2026-11-02 12:00", status="done"),
            facts.booking("b1", "2026-11-25 09:00", "2026-11-25 12:00", request="r1", stage="a"),
            facts.booking("b2", "2026-11-25 12:00", "2026-11-25 15:00"),
            facts.booking("b3", "2026-11-25 09:00", "2026-11-25 15:00", unit_numbers=[2, 3]),
            facts.booking(
                "h1",
                "2026-11-26 09:00",
                "2026-11-26 12:00",
                status="held",
                held_until=facts.NOW - timedelta(minutes=5),
            ),
            planned("p1", "2026-11-27 09:00", "2026-11-27 12:00", stage="form"),
            planned("p2", "2026-11-30 09:00", "2026-11-30 12:00", stage="age"),
        ],
    }
    return Facts.model_validate(default | fields)


def a_run(store: Store, run_id: str = "night-1", **fields: object) -> Run:
    """Return a run that confirms ``p1``, lets ``h1`` go, moves ``p2`` and leaves ``r2`` unserved."""
    snapshot = load_snapshot(store, facts.NOW, facts.NOW + timedelta(minutes=30))
    plan = Plan(
        snapshot_hash=content_hash(snapshot),
        made_at=facts.NOW,
        bookings=(
            planned("p2", "2026-12-01 09:00", "2026-12-01 12:00", stage="age"),
            planned("p3", "2026-11-26 09:00", "2026-11-26 12:00", stage="crush"),
        ),
        unserved=(
            Unserved.model_validate({"request": "r2", "stages": ["a"], "code": "capacity", "reason": "full"}),
        ),
        terms={"fees": 5},
        objective=5,
    )
    default: dict[str, object] = {
        "id": run_id,
        "started": facts.NOW,
        "now": snapshot.now,
        "plan_from": snapshot.plan_from,
        "snapshot_hash": plan.snapshot_hash,
        "fingerprint": fingerprint_of(snapshot),
        "settings": {"budget": 60},
        "versions": {"python": "3"},
        "terms": plan.terms,
        "objective": plan.objective,
        "plan": plan,
        "confirm": ["p1"],
        "expire": ["h1"],
    }
    return Run.model_validate(default | fields)


def set_policy(store: Store, policy: Policy, act: Act) -> None:
    """Import nothing but a policy."""
    import_facts(store, Facts(policy=policy), act)


def get_booking(store: Store, booking: BookingId) -> Booking:
    """Return the booking of this id, which the store has."""
    return next(each for each in list_bookings(store) if each.id == booking)
