"""A small network whose ids all fit together, for tests that read and write it."""

from typing import Any

from iplatform_sched.domain.facts import Facts
from iplatform_sched.domain.policy import Policy
from iplatform_sched.domain.request import Template
from iplatform_sched.domain.vocabulary import Run
from tests.facts import at, booking, centre, company, machine, pool, request, stage, voucher, way

TEMPLATE = Template.model_validate(
    {
        "id": "battery",
        "name_ko": "배터리",
        "name_en": "Battery",
        "sectors": ["EE"],
        "stages": [
            stage("mix", makes=["cells"]),
            stage("fill", "mix", holds=["cells"], samples=3),
            stage("test", "fill", holds=["cells"], ways=[way(minutes=600, run=Run.UNATTENDED)], family="lfp"),
            stage("tear", "test", consumes=["cells"], same_centre_as=["test"]),
        ],
        "specimens": [{"id": "cells", "goods": "dangerous", "ordinary_after": "test"}],
    }
)


WISHES: dict[str, Any] = {"same_operator": True, "preferred_operators": ["kim-1"]}


def small_network(**changes: Any) -> Facts:  # noqa: ANN401  (fields of facts)
    """Return two centres, two machines, two companies, three requests and two bookings."""
    catalogue = {
        "holiday_calendars": [
            {"id": "KR", "holidays": [{"date": "2026-12-25", "name": "성탄절"}], "source": "test"}
        ],
        "centres": [
            centre(
                "hub",
                after_hours={"days": [[{"start": "18:00", "end": "00:00"}]] * 5 + [[], []]},
                lunch={"start": "12:00", "end": "13:00"},
                closures=[
                    {
                        "span": {"start": at("2026-12-01"), "end": at("2026-12-02")},
                        "kind": "closed",
                        "reason": "move",
                    }
                ],
                openings=[
                    {
                        "span": {"start": at("2026-12-05 09:00"), "end": at("2026-12-05 13:00")},
                        "reason": "open Saturday",
                    }
                ],
                consumables=[
                    {"id": "gas", "name": "아르곤", "on_hand": 12, "counted": "2026-11-20", "unit": "47 L"},
                    {"id": "holder", "name": "Holder", "on_hand": 0, "counted": "2026-11-23"},
                ],
                rules={
                    "notice_days": 2,
                    "latest_start": "17:00",
                    "no_show": {"strikes": 2, "ban_days": 30},
                    "quotas": [{"unit": "hours", "period": "week", "limit": 40, "equipment": "cycler"}],
                },
            ),
            centre(
                "annex",
                consumables=[{"id": "balls", "name": "Balls", "on_hand": 9, "counted": "2026-11-23"}],
                sectors=[{"sector": "EE", "role": "lead"}, {"sector": "MA"}],
            ),
        ],
        "pools": [
            pool(
                "p1",
                "hub",
                people=["kim-1", "lee"],
                absences=[
                    {
                        "span": {"start": at("2026-12-07"), "end": at("2026-12-09")},
                        "count": 1,
                        "people": ["lee"],
                    }
                ],
            ),
            pool("p2", "annex", "mixing"),
        ],
        "capabilities": [
            {"id": "cycle", "name_ko": "충방전", "name_en": "Cycling", "sectors": ["EE", "AA"]},
            {"id": "mix", "name_ko": "혼합", "name_en": "Mixing"},
        ],
        "equipment": [
            machine(
                "cycler",
                units=4,
                offers=[
                    {
                        "capability": "cycle",
                        "operators": [{"skill": "cells"}],
                        "consumes": [{"consumable": "gas", "count": 2}],
                        "consumes_per_sample": [{"consumable": "holder"}],
                        "specifications": [{"name": "temperature", "low": -40, "high": 80.5, "unit": "°C"}],
                    }
                ],
            ),
            machine(
                "mixer",
                "annex",
                "mix",
                offers=[{"capability": "mix", "operators": [{"skill": "mixing"}]}] * 2,
                changeovers=[{"before": "lfp", "after": "nmc", "minutes": 90}],
                recurring_closures=[
                    {
                        "first": "2026-11-25T13:00",
                        "rule": "FREQ=WEEKLY;BYDAY=WE",
                        "minutes": 120,
                        "kind": "out_of_service",
                        "except_dates": ["2026-12-23"],
                    }
                ],
            ),
        ],
        "discounts": [
            {"id": "z", "name": "first", "rate_percent": 30, "classes": ["start_up"], "stackable": True},
            {"id": "a", "name": "second", "rate_percent": 10, "classes": ["small"], "centres": ["hub"]},
        ],
        "travel": [
            {"origin": "acme", "destination": "hub", "carrier": "truck", "minutes": 95, "krw": 120_000}
        ],
        "templates": [TEMPLATE],
    }
    policy = Policy.model_validate(
        {
            "levels": [["unserved"], ["fees", "tardiness"]],
            "carriers": [
                {"id": "truck", "name_ko": "화물차", "name_en": "Truck", "mode": "drive", "goods": ["cold"]}
            ],
        }
    )
    leg = {
        "specimen": "cells",
        "origin": "acme",
        "destination": "hub",
        "carrier": "truck",
        "depart": at("2026-11-24 15:00"),
        "arrive": at("2026-11-24 18:00"),
        "krw": 120_000,
    }
    whole = {
        "policy": policy,
        "catalogue": catalogue,
        "companies": [
            company(
                qualifications=[{"capability": "cycle", "valid_from": "2026-01-01", "valid_to": "2027-01-01"}]
            ),
            company("beta", staff=0),
        ],
        "vouchers": [voucher()],
        "requests": [
            request("r1", stage("a"), stage("b", "a"), preferred_centres=["hub"], **WISHES),
            request("r2", *TEMPLATE.stages, template="battery", specimens=TEMPLATE.specimens),
            request("r3", company="beta"),
        ],
        "bookings": [
            booking(
                "b1",
                "2026-11-25 10:00",
                "2026-11-25 14:00",
                request="r1",
                stage="a",
                company="acme",
                unit_numbers=[1, 3],
                attended=[
                    {"start": at("2026-11-25 10:00"), "end": at("2026-11-25 12:00")},
                    {"start": at("2026-11-25 13:00"), "end": at("2026-11-25 14:00")},
                ],
                operators=[{"pool": "p1", "count": 1}],
                people=["kim-1"],
                members=[0, 1],
                consumes=[{"consumable": "gas", "count": 2}, {"consumable": "holder", "count": 3}],
                charge={
                    "gross": 240_000,
                    "fee": 240_000,
                    "subsidy": 120_000,
                    "voucher": "v1",
                    "net": 120_000,
                },
                legs=[leg],
            ),
            booking("b2", "2026-11-25 10:00", "2026-11-25 12:00", unit_numbers=[2]),
        ],
    }
    return Facts.model_validate({**whole, **changes})
