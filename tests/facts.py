"""Small hand-made facts for tests: a network of three centres, and builders with sensible defaults.

Every builder takes field values by name and validates them as any input is validated, so a test
states only what it is about: ``machine("cycler", units=4)``.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from iplatform_sched.domain.booking import Booking
from iplatform_sched.domain.calendars import DailyHours, Holiday, HolidayCalendar, WeeklyHours
from iplatform_sched.domain.centre import Centre, OperatorPool
from iplatform_sched.domain.equipment import Capability, Equipment, Voucher
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.request import Company, Request, SpecimenSpec, Stage, Template, Way
from iplatform_sched.domain.snapshot import Catalogue, Snapshot
from iplatform_sched.domain.vocabulary import BookingStatus, Run, Sector
from tests.carriers import carriers

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=SEOUL)
"""A Monday evening; tick 0 of the planner's grid is 2026-11-23 00:00."""


def at(text: str) -> datetime:
    """Return the instant of Seoul wall time such as ``2026-11-25 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def hours(start: str = "09:00", end: str = "18:00", days: int = 5) -> WeeklyHours:
    """Return the same hours on the first `days` days of the week."""
    return WeeklyHours.weekdays(time.fromisoformat(start), time.fromisoformat(end), days)


def centre(centre_id: str, **fields: object) -> Centre:
    """Return a centre in Daejeon, open on weekdays 09:00-18:00 without lunch."""
    default: dict[str, object] = {
        "id": centre_id,
        "name_ko": centre_id,
        "name_en": centre_id,
        "city": "Daejeon",
        "region": "Daejeon",
        "latitude": 36.35,
        "longitude": 127.38,
        "sectors": [{"sector": Sector.ELECTRONICS}],
        "hours": hours(),
    }
    return Centre.model_validate(default | fields)


def pool(pool_id: str, centre_id: str, skill: str = "cells", **fields: object) -> OperatorPool:
    """Return a pool of two operators who work while the centre is open."""
    default: dict[str, object] = {"id": pool_id, "centre": centre_id, "skill": skill, "headcount": 2}
    return OperatorPool.model_validate(default | fields)


def offer(capability: str, skill: str | None = "cells", **fields: object) -> dict[str, object]:
    """Return an offer of `capability` that needs one operator of `skill`."""
    operators = [] if skill is None else [{"skill": skill, "count": 1}]
    return {"capability": capability, "operators": operators} | fields


def machine(
    machine_id: str, centre_id: str = "hub", capability: str = "cycle", **fields: object
) -> Equipment:
    """Return a machine of one unit at 60,000 KRW an hour, operated only."""
    default: dict[str, object] = {
        "id": machine_id,
        "centre": centre_id,
        "name_ko": machine_id,
        "name_en": machine_id,
        "offers": [offer(capability)],
        "tariff": {"per_hour": 60_000},
    }
    return Equipment.model_validate(default | fields)


def company(company_id: str = "acme", **fields: object) -> Company:
    """Return a start-up in Seoul with two members of staff."""
    default: dict[str, object] = {
        "id": company_id,
        "name_ko": company_id,
        "name_en": company_id,
        "company_class": "start_up",
        "city": "Seoul",
        "region": "Seoul",
        "latitude": 37.57,
        "longitude": 126.98,
        "staff": 2,
    }
    return Company.model_validate(default | fields)


def way(capability: str = "cycle", minutes: int = 240, run: Run = Run.ATTENDED, **fields: object) -> Way:
    """Return a way of `minutes` of work."""
    return Way.model_validate({"capability": capability, "work_minutes": minutes, "run": run} | fields)


def stage(stage_id: str, *after: str, **fields: object) -> Stage:
    """Return a stage of four attended hours on a cycler, at any time after the stages `after`."""
    default: dict[str, object] = {
        "id": stage_id,
        "name_ko": stage_id,
        "name_en": stage_id,
        "ways": [way()],
        "after": [{"after": predecessor} for predecessor in after],
    }
    return Stage.model_validate(default | fields)


def request(request_id: str, *stages: Stage, **fields: object) -> Request:
    """Return an open request of company ``acme``, due in a month."""
    default: dict[str, object] = {
        "id": request_id,
        "company": "acme",
        "title": request_id,
        "sector": Sector.ELECTRONICS,
        "lead_centre": "hub",
        "stages": stages or (stage("a"),),
        "submitted": NOW - timedelta(days=3),
        "due": "2026-12-23",
    }
    return Request.model_validate(default | fields)


def booking(booking_id: str, start: str, end: str, **fields: object) -> Booking:
    """Return a confirmed attended booking of unit 1 of ``cycler`` at ``hub``, Seoul wall times."""
    begin, finish = at(start), at(end)
    default: dict[str, object] = {
        "id": booking_id,
        "equipment": "cycler",
        "centre": "hub",
        "unit_numbers": [1],
        "start": begin,
        "run_end": finish,
        "unload": finish,
        "end": finish,
        "run": Run.ATTENDED,
        "status": BookingStatus.CONFIRMED,
    }
    return Booking.model_validate(default | fields)


def voucher(voucher_id: str = "v1", company_id: str = "acme", **fields: object) -> Voucher:
    """Return a voucher that pays half of each fee up to 1,000,000 KRW until the year's end."""
    default: dict[str, object] = {
        "id": voucher_id,
        "company": company_id,
        "scheme": "test",
        "rate_percent": 50,
        "cap_krw": 1_000_000,
        "issued": "2026-10-01",
        "expires": "2026-12-31",
    }
    return Voucher.model_validate(default | fields)


def policy(**fields: object) -> Policy:
    """Return the default policy with the carriers of ``tests.carriers``."""
    return Policy.model_validate({"carriers": carriers()} | fields)


def network(**fields: object) -> Catalogue:
    """Return the tiny network.

    ``hub`` (Daejeon): ``cycler`` with four channels, ``chamber`` with two shelves, ``press``, which
    companies may run themselves and which is used after hours too. ``lab`` (Gumi): ``cycler-2``, ``scope``.
    ``isle`` (Jeju, an island): ``chamber-2``. Two skills, ``cells`` and ``optics``.
    """
    default: dict[str, object] = {
        "holiday_calendars": [
            HolidayCalendar(id="KR", holidays=(Holiday(date=at("2026-12-25").date(), name="Christmas"),))
        ],
        "centres": [
            centre("hub", after_hours=hours("18:00", "22:00"), lunch=_lunch()),
            centre("lab", city="Gumi", region="Gyeongbuk", latitude=36.12, longitude=128.34, lunch=_lunch()),
            centre("isle", city="Jeju", region="Jeju", latitude=33.5, longitude=126.53, island=True),
        ],
        "pools": [
            pool("hub-cells", "hub", overtime=hours("18:00", "22:00"), overtime_krw_per_hour=30_000),
            pool("lab-cells", "lab"),
            pool("lab-optics", "lab", "optics", headcount=1),
            pool("isle-cells", "isle", headcount=1),
        ],
        "capabilities": [
            Capability.model_validate({"id": name, "name_ko": name, "name_en": name})
            for name in ("cycle", "age", "crush", "image")
        ],
        "equipment": _machines(),
        "templates": [battery_template()],
    }
    return Catalogue.model_validate(default | fields)


def _lunch() -> DailyHours:
    return DailyHours(start=time(12), end=time(13))


def _machines() -> tuple[Equipment, ...]:
    heat = [{"name": "temperature", "low": -40, "high": 150, "unit": "degC"}]
    return (
        machine("cycler", units=4, setup_minutes=30, teardown_minutes=30),
        machine(
            "chamber", capability="age", units=2, offers=[offer("age", specifications=heat)], setup_minutes=60
        ),
        machine(
            "press",
            offers=[offer("crush")],
            use="self_use_allowed",
            tariff={"per_hour": 40_000, "setup_fee": 50_000},
        ),
        machine("cycler-2", "lab", offers=[offer("cycle", speed_percent=200)]),
        machine(
            "scope",
            "lab",
            offers=[offer("image", "optics")],
            tariff={"per_hour": 90_000, "per_sample": 10_000},
        ),
        machine("chamber-2", "isle", offers=[offer("age", specifications=heat)], teardown_minutes=30),
    )


def battery_stages() -> tuple[Stage, ...]:
    """Return a battery cell's way through the network.

    It is cycled (pausable), aged for 96 h (unattended), passes a crush test within a week after
    that, travels as ordinary goods from then on, and is cut open under the microscope.
    """
    heat = [{"name": "temperature", "reach_up": 85}]
    return (
        stage("form", holds=["cell"], ways=[way("cycle", 960, Run.PAUSABLE)]),
        stage("age", "form", holds=["cell"], ways=[way("age", 5_760, Run.UNATTENDED, specifications=heat)]),
        stage(
            "crush",
            after=[{"after": "age", "minimum": 120, "maximum": 10_080}],
            holds=["cell"],
            staff=1,
            ways=[way("crush", 180)],
        ),
        stage("cut", "crush", consumes=["cell"], samples=2, ways=[way("image", 0, minutes_per_sample=60)]),
    )


def battery_cell() -> SpecimenSpec:
    """Return the cell of :func:`battery_stages`."""
    return SpecimenSpec.model_validate({"id": "cell", "goods": "dangerous", "ordinary_after": "crush"})


def battery_request(request_id: str = "battery", **fields: object) -> Request:
    """Return a request of :func:`battery_stages`."""
    return request(request_id, *battery_stages(), **({"specimens": [battery_cell()]} | fields))


def battery_template(**fields: object) -> Template:
    """Return :func:`battery_stages` as a template, with a talk before and a training for the crush test."""
    talk = stage("talk", kind="consulting", ways=[way("image", 60)])
    lesson = stage("lesson", kind="training", trains="crush", ways=[way("crush", 60)])
    default: dict[str, object] = {
        "id": "cell",
        "name_ko": "이차전지 셀",
        "name_en": "Battery cell",
        "keywords": ["배터리", "lithium-ion"],
        "sectors": [Sector.ELECTRONICS],
        "stages": (talk, lesson, *battery_stages()),
        "specimens": [battery_cell()],
        "source": "UN 38.3",
    }
    return Template.model_validate(default | fields)


def snapshot(*requests: Request, **fields: object) -> Snapshot:
    """Return a snapshot of the tiny network at `NOW` with the companies ``acme`` and ``bolt``."""
    default: dict[str, object] = {
        "now": NOW,
        "plan_from": NOW + timedelta(minutes=30),
        "policy": policy(),
        "catalogue": network(),
        "companies": [
            company("acme"),
            company("bolt", company_class="medium", latitude=35.18, longitude=129.08),
        ],
        "requests": requests or (battery_request(),),
    }
    return Snapshot.model_validate(default | fields)
