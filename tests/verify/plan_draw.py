"""Random snapshots on the tiny network that use every kind of fact, from a seed."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from iplatform_sched.domain.vocabulary import BookingStatus, Run
from tests.facts import (
    NOW,
    SEOUL,
    booking,
    company,
    hours,
    network,
    policy,
    request,
    snapshot,
    stage,
    voucher,
    way,
)
from tests.verify.plan_facts import spans

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.request import Request, Stage
    from iplatform_sched.domain.snapshot import Catalogue, Snapshot

MACHINES = {
    "cycler": "hub",
    "chamber": "hub",
    "press": "hub",
    "cycler-2": "lab",
    "scope": "lab",
    "chamber-2": "isle",
}
GOODS = ("ordinary", "cold", "dangerous", "bulky")
FAMILIES = (None, "salt", "dust")


def draw_snapshot(seed: int) -> Snapshot:
    """Return a snapshot with two or three requests and a dozen existing bookings."""
    dice = Random(seed)
    requests = [_request(dice, f"r{number}") for number in range(dice.randint(2, 3))]
    return snapshot(
        *requests,
        catalogue=_catalogue(dice),
        companies=[_company(dice, "acme"), _company(dice, "bolt", latitude=35.18, longitude=129.08)],
        vouchers=[
            voucher("v1", rate_percent=dice.choice([30, 50, 100]), cap_krw=dice.choice([50_000, 2_000_000]))
        ],
        bookings=_bookings(dice, requests),
        policy=policy(
            overtime_hours_per_week=dice.choice([1, 12]),
            start_weeks=dice.choice([2, 5]),
            calendar_weeks=10,
            unserved_krw=dice.choice([3_000_000, 60_000_000]),
        ),
    )


def _some(dice: Random, **fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if dice.random() < 0.3}


def _closures(dice: Random) -> dict[str, object]:
    start = NOW + timedelta(minutes=10 * dice.randrange(2_000))
    span = {"start": start, "end": start + timedelta(minutes=dice.choice([20, 300, 1_500]))}
    weekly = {
        "first": f"2026-11-{dice.randint(10, 20)}T{dice.randint(8, 16):02d}:15",
        "rule": dice.choice(["FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY;COUNT=3"]),
        "minutes": dice.choice([45, 90]),
        "except_dates": ["2026-12-01"],
    }
    kind = {"kind": dice.choice(["closed", "out_of_service"])}
    return _some(dice, closures=[{"span": span} | kind], recurring_closures=[weekly | kind])


def _openings(dice: Random) -> list[dict[str, object]]:
    """Return openings at odd minutes too: on Saturdays, on the holiday, before and after weekly hours."""
    texts = (
        *("2026-11-28 08:45/13:10", "2026-12-25 07:00/20:00", "2026-11-25 06:20/09:00"),
        *("2026-11-26 18:00/19:45", "2026-11-27 16:50/21:00", "2026-11-29 22:00/2026-11-30 09:30"),
    )
    return [{"span": each, "reason": "open"} for each in spans(*dice.sample(texts, dice.randint(1, 3)))]


def _absences(dice: Random) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for _ in range(dice.randint(1, 2)):
        start = NOW + timedelta(minutes=10 * dice.randrange(1_500))
        span = {"start": start, "end": start + timedelta(minutes=dice.choice([25, 400, 4_000]))}
        found.append({"span": span, "count": dice.choice([1, 1, 2])})
    return found


def _catalogue(dice: Random) -> Catalogue:
    base = network()
    return network(
        centres=[type(each).model_validate(each.model_dump() | _house(dice)) for each in base.centres],
        pools=[type(each).model_validate(each.model_dump() | _shift(dice)) for each in base.pools],
        equipment=[
            type(each).model_validate(each.model_dump() | _machine(dice, each.units))
            for each in base.equipment
        ],
        discounts=[
            {
                "id": f"d{rate}",
                "name": "d",
                "rate_percent": rate,
                "classes": ["start_up"],
                "stackable": dice.random() < 0.5,
            }
            for rate in (10, 15, 20)
        ],
        travel=[{"origin": "hub", "destination": "lab", "minutes": 95, "krw": 40_000}]
        if dice.random() < 0.3
        else [],
    )


def _house(dice: Random) -> dict[str, object]:
    quota = {
        "unit": dice.choice(["hours", "bookings"]),
        "period": dice.choice(["week", "month"]),
        "limit": dice.choice([2, 12]),
    }
    rules = _some(
        dice,
        notice_days=2,
        express_notice_days=1,
        booking_horizon_days=20,
        latest_start="15:00",
        after_hours_trained_only=False,
        quotas=[quota],
        no_show={"strikes": 1, "ban_days": 10},
    )
    opening = _some(dice, hours=hours("08:45", "17:15"), after_hours=hours("17:00", "21:45", 6))
    extra = _some(dice, openings=_openings(dice))
    return {"rules": rules} | opening | extra | _closures(dice)


def _shift(dice: Random) -> dict[str, object]:
    return _some(
        dice,
        hours=hours("09:00", "15:00"),
        overtime=hours("15:00", "23:00", 7),
        headcount=1,
        overtime_krw_per_hour=25_001,
        absences=_absences(dice),
    )


def _machine(dice: Random, units: int) -> dict[str, object]:
    tariff = _some(
        dice,
        per_hour=33_333,
        tier_hours=2,
        per_hour_after=20_001,
        operator_per_hour=10_007,
        per_day=50_000,
        per_sample=777,
        per_case=999,
        setup_fee=5_001,
        materials_per_sample=1_234,
        after_hours_percent=33,
        express_percent=7,
    )
    changeovers = {
        "units": 1,
        "changeovers": [
            {"before": "salt", "after": "dust", "minutes": 100},
            {"before": "dust", "after": "salt", "minutes": 45},
        ],
        "family_at_start": dice.choice(FAMILIES),
    }
    fields = _some(
        dice, setup_minutes=40, teardown_minutes=20, use="self_use_allowed", hours=hours("10:00", "16:30")
    )
    return (
        {"tariff": tariff}
        | fields
        | _closures(dice)
        | (changeovers if units < 3 and dice.random() < 0.4 else {})
    )


def _company(dice: Random, name: str, **fields: object) -> object:
    valid = {"valid_from": "2026-01-01", "valid_to": dice.choice(["2026-11-30", "2027-12-31"])}
    known = [{"capability": each} | valid for each in ("cycle", "crush", "age") if dice.random() < 0.5]
    own = {"qualifications": known, "staff": dice.choice([1, 2])} | fields
    return company(name, **own) if dice.random() < 0.8 else company(name, budget_krw=4_000_000, **own)


def _request(dice: Random, name: str) -> Request:
    count = dice.randint(1, 4)
    stages = [_stage(dice, number) for number in range(count)]
    if dice.random() < 0.4:
        stages.append(stage("t", kind="training", trains="crush", ways=[way("cycle", 60)]))
    turning = dice.choice([None, "s0"])
    specimens = [{"id": "s", "goods": dice.choice(GOODS), "ordinary_after": turning}]
    wishes = _some(
        dice,
        release=NOW + timedelta(hours=dice.randrange(100)),
        deadline=NOW + timedelta(days=dice.randint(8, 40)),
        weight=150,
        nights_waited=2,
        budget_krw=3_000_000,
        preferred_centres=["lab"],
        excluded_regions=["Jeju"],
        max_centres=1,
        prefix_will_do=True,
    )
    firm = dice.choice(["acme", "bolt"])
    return request(
        name, *stages, company=firm, specimens=specimens, due=f"2026-12-{dice.randint(1, 20):02d}", **wishes
    )


def _stage(dice: Random, number: int) -> Stage:
    after = [_lag(dice, other) for other in range(number) if dice.random() < 0.5]
    earlier = [f"s{other}" for other in range(number)]
    links = _some(
        dice,
        same_centre_as=earlier[:1],
        different_centre_from=earlier[-1:] if number > 2 else [],
        same_equipment_as=earlier[-1:] if dice.random() < 0.3 else [],
        units=2 if dice.random() < 0.3 else 1,
    )
    use = "makes" if number == 0 and dice.random() < 0.2 else "holds"
    ways = [_way(dice) for _ in range(dice.randint(1, 2))]
    return stage(
        f"s{number}",
        after=after,
        ways=ways,
        family=dice.choice(FAMILIES),
        samples=dice.randint(1, 3),
        staff=dice.choice([0, 0, 1]),
        **({use: ["s"]} if dice.random() < 0.6 else {}),
        **links,
    )


def _way(dice: Random) -> object:
    kind = dice.choice(["cycle", "cycle", "crush", "age", "image"])
    run = (
        dice.choice([Run.PAUSABLE, Run.UNATTENDED])
        if kind == "age"
        else dice.choice([Run.ATTENDED, Run.PAUSABLE])
    )
    minutes = dice.choice([600, 3_000]) if kind == "age" else dice.choice([45, 150, 240])
    wait = dice.choice([None, 1_000]) if run is Run.UNATTENDED else None
    return way(kind, minutes, run, minutes_per_sample=dice.choice([0, 17]), max_wait_minutes=wait)


def _lag(dice: Random, other: int) -> dict[str, object]:
    lag = {"after": f"s{other}"} | _some(
        dice, minimum=100, since=dice.choice(["start", "run_end", "end"]), to="end"
    )
    if dice.random() < 0.3:
        lag |= {"maximum": dice.choice([1_445, 10_000])}
    if dice.random() < 0.3:
        lag |= {"unit": "working_days", "minimum": dice.choice([0, 1, 2]), "maximum": dice.choice([None, 5])}
    return lag


def _bookings(dice: Random, requests: list[Request]) -> list[Booking]:
    found = []
    for number in range(12):
        machine = dice.choice(list(MACHINES))
        start = NOW.astimezone(SEOUL).replace(hour=9, minute=0) + timedelta(
            days=dice.randint(-3, 14), minutes=5 * dice.randrange(90)
        )
        end = start + timedelta(minutes=dice.choice([55, 120, 240]))
        status = dice.choice([*BookingStatus])
        fields: dict[str, object] = {
            "company": dice.choice([None, "acme", "bolt"]),
            "family": dice.choice(FAMILIES),
        }
        if MACHINES[machine] == "hub" and dice.random() < 0.5:
            fields["operators"] = [{"pool": "hub-cells", "count": 1}]
        if number < len(requests):
            owner = requests[number]
            stages = [each.id for each in owner.stages]
            fields |= {"request": owner.id, "stage": dice.choice(stages), "company": owner.company}
            if fields["company"] is not None:
                fields["members"] = [0]
        paid = "v1" if fields["company"] == "acme" and dice.random() < 0.5 else None
        fields |= {"charge": {"voucher": paid, "subsidy": 10_000 if paid else 0, "net": 40_000}}
        fields |= {"equipment": machine, "centre": MACHINES[machine], "status": status}
        first, last = (f"{each:%Y-%m-%d %H:%M}" for each in (start, end))
        found.append(booking(f"b{number}", first, last, **fields))
    return found
