"""Individual machines, derived from each centre's equipment families."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from benchmarks.national.tables import Row, counted, dice, draw, keyed, rows
from iplatform_sched.domain.calendars import RecurringClosure, WeeklyHours
from iplatform_sched.domain.equipment import (
    CapabilityOffer,
    Changeover,
    Equipment,
    OperatorNeed,
    Specification,
    TariffForm,
    UsePolicy,
)
from iplatform_sched.domain.vocabulary import CapabilityId, CentreId, ClosureKind, Condition, EquipmentId

if TYPE_CHECKING:
    import random

OFFER = re.compile(r"([\w-]+)(?:\[([^\]]*)\])?")
UNIT_NAMES = {
    "nm": "nm", "kv": "kV", "deg": "deg", "ppb": "ppb", "um": "um", "u": "u", "mhz": "MHz", "c": "degC",
    "mm": "mm", "l": "l", "wm2": "W/m2", "kn": "kN", "hz": "Hz", "g": "g", "m": "m", "vm": "V/m",
    "ghz": "GHz",
    "kg": "kg", "bar": "bar",
    "mpa": "MPa", "ah": "Ah", "a": "A", "v": "V", "kw": "kW",
    "wh": "Wh", "t": "t",
}  # fmt: skip
NEW_YEARS = (2017, 2026)
OLD_YEARS = (2004, 2016)
OLD_SHARE = 0.3  # SOURCE.md S50: 30 % of the machines are at least ten years old
SPEEDS = (100, 100, 100, 100, 90, 110, 120)
LIFE_YEARS = (8, 10, 12)
EXPRESS_PERCENT = 50  # SOURCE.md S38: express at about 1.5 times the fee


def kinds() -> dict[str, Row]:
    """Return the equipment types by name."""
    return keyed("equipment_types", "type")


def counts(centre: Row) -> dict[str, int]:
    """Return how many machines of each type a centre has, in the order of its families."""
    families = keyed("families", "family")
    total: Counter[str] = Counter()
    for family, scale in counted(centre["families"]):
        for kind, count in counted(families[family]["types"]):
            total[kind] += count * scale
    return dict(total)


def equipment(seed: int) -> tuple[Equipment, ...]:
    """Return all machines, centre by centre."""
    types = kinds()
    tariffs, upkeep = keyed("tariffs", "tariff"), keyed("upkeep", "upkeep")
    out = []
    for centre in rows("centres"):
        for name, count in counts(centre).items():
            for index in range(1, count + 1):
                rng = dice(seed, "machine", centre["code"], name, index)
                kind = types[name]
                terms = tariffs[kind["tariff"]], upkeep[kind["upkeep"]]
                out.append(_machine(rng, centre, kind, index, terms))
    return tuple(out)


def _machine(rng: random.Random, centre: Row, kind: Row, index: int, prices: tuple[Row, Row]) -> Equipment:
    tariff, upkeep = prices
    age = NEW_YEARS if rng.random() > OLD_SHARE else OLD_YEARS
    year = rng.randint(*age)
    changeovers = _changeovers(kind["changeover"])
    return Equipment(
        id=EquipmentId(f"{centre['code']}.{kind['type']}.{index}"),
        centre=CentreId(centre["code"]),
        name_ko=f"{kind['name_ko']} {index}호기",
        name_en=f"{kind['name_en']} no. {index}",
        nfec_class=kind["nfec"],
        offers=_offers(rng, kind),
        setup_minutes=int(kind["setup"]),
        teardown_minutes=int(kind["teardown"]),
        units=int(rng.choice(kind["units"].split("|"))),
        changeovers=changeovers,
        family_at_start=rng.choice([change.before for change in changeovers]) if changeovers else None,
        hours=_own_hours(rng, centre, kind),
        recurring_closures=_upkeep(rng, upkeep),
        tariff=_tariff(rng, tariff, centre["code"]),
        use=_use(rng, kind["self_use"]),
        year_acquired=year,
        service_life_years=rng.choice(LIFE_YEARS),
        condition=Condition.AGEING if year <= OLD_YEARS[1] else Condition.GOOD,
    )


def _offers(rng: random.Random, kind: Row) -> tuple[CapabilityOffer, ...]:
    speed = rng.choice(SPEEDS) if kind["jobs"] != "run" else 100
    # Types of one machine share their reach: a capability repeated with the same text is drawn once.
    drawn: dict[str, Specification] = {}
    offers = []
    for capability, text in OFFER.findall(kind["offers"]):
        specifications = []
        for part in filter(None, text.split(";")):
            if part not in drawn:
                drawn[part] = _specification(rng, part)
            specifications.append(drawn[part])
        offers.append(
            CapabilityOffer(
                capability=CapabilityId(capability),
                specifications=tuple(specifications),
                speed_percent=speed,
                operators=(OperatorNeed(skill=kind["skill"], count=int(kind["operators"])),),
            )
        )
    return tuple(offers)


def _specification(rng: random.Random, text: str) -> Specification:
    name, _, limits = text.partition("=")
    low, _, high = limits.partition("..")
    unit = "Nm" if name.startswith("torque") else UNIT_NAMES[name.rpartition("_")[2]]
    return Specification(
        name=name, low=float(rng.choice(low.split("|"))), high=float(rng.choice(high.split("|"))), unit=unit
    )


def _changeovers(group: str) -> tuple[Changeover, ...]:
    return tuple(
        Changeover(before=row["before"], after=row["after"], minutes=int(row["minutes"]))
        for row in rows("changeovers")
        if row["group"] == group
    )


def _own_hours(rng: random.Random, centre: Row, kind: Row) -> WeeklyHours | None:
    # A few imaging machines are staffed shorter than their centre is open.
    if kind["tariff"] != "imaging-high" or centre["hours"] != "std" or rng.random() > OLD_SHARE:
        return None
    return WeeklyHours.weekdays(time(10), time(17))


def _upkeep(rng: random.Random, upkeep: Row) -> tuple[RecurringClosure, ...]:
    if not upkeep["rule"]:
        return ()
    month = rng.randint(6, 11)
    first = datetime.combine(date(2026, month, 1), time(9))
    return (
        RecurringClosure(
            first=first,
            rule=upkeep["rule"],
            minutes=int(upkeep["minutes"]),
            kind=ClosureKind.OUT_OF_SERVICE,
            reason="Maintenance (assumed)",
        ),
    )


def _use(rng: random.Random, text: str) -> UsePolicy:
    share = {"no": 0.0, "some": 0.5, "yes": 1.0}[text]
    return UsePolicy.SELF_USE_ALLOWED if rng.random() < share else UsePolicy.OPERATED_ONLY


def _tariff(rng: random.Random, row: Row, centre: str) -> TariffForm:
    prices = {field: draw(rng, text) for field, text in row.items() if field not in {"tariff", "tier_hours"}}
    rules = keyed("house_rules", "centre").get(centre)
    if rules and rules["express"]:
        prices["express_percent"] = EXPRESS_PERCENT
    tier = int(row["tier_hours"]) if row["tier_hours"] else None
    return TariffForm(tier_hours=tier, **prices)
