"""House rules: notice, horizon, latest start, bans, quotas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import Run
from tests.facts import at, booking, company, request, snapshot, stage, way
from tests.verify.plan_facts import broken_rules, changed_centre, on_press, planned, spans

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot

DAY = "2026-11-25"


def _house(*bookings: object, **rules: object) -> Snapshot:
    catalogue = changed_centre("hub", rules=rules)
    return snapshot(request("job"), catalogue=catalogue, bookings=list(bookings))


@pytest.mark.parametrize(
    ("rules", "day", "house"),
    [
        pytest.param([], "11-27", {"notice_days": 3}, id="Tuesday to Thursday lie between"),
        pytest.param(["notice"], "11-26", {"notice_days": 3}, id="only two days"),
        pytest.param(["notice"], "11-30", {"notice_days": 5}, id="a weekend is no notice"),
        pytest.param([], "12-01", {"notice_days": 5}, id="a day after the weekend"),
        pytest.param([], "11-26", {"notice_days": 3, "express_notice_days": 2}, id="express"),
        pytest.param(
            ["notice"], "11-25", {"notice_days": 3, "express_notice_days": 2}, id="too late for express"
        ),
        pytest.param(["notice"], "12-28", {"notice_days": 24}, id="a holiday is no notice"),
        pytest.param([], "12-29", {"notice_days": 24}, id="a day after the holiday"),
    ],
)
def test_notice(rules: list[str], day: str, house: dict[str, object]) -> None:
    facts = _house(**house)
    assert broken_rules(facts, planned(facts, f"2026-{day} 13:00/18:00")) == rules


def test_a_planned_booking_that_stays_needs_no_notice() -> None:
    before = booking("old", f"{DAY} 13:00", f"{DAY} 18:00", request="job", stage="a", status="planned")
    facts = _house(before, notice_days=3, booking_horizon_days=1)
    assert broken_rules(facts, planned(facts, f"{DAY} 13:00/18:00")) == []
    assert broken_rules(facts, planned(facts, "2026-11-24 13:00/18:00")) == ["notice"]


@pytest.mark.parametrize(
    ("rules", "day"),
    [([], "2026-12-03"), (["horizon"], "2026-12-04")],
)
def test_booking_horizon_of_the_centre(rules: list[str], day: str) -> None:
    facts = _house(booking_horizon_days=10)
    assert broken_rules(facts, planned(facts, f"{day} 13:00/18:00")) == rules


@pytest.mark.parametrize(
    ("rules", "day", "policy"),
    [
        pytest.param([], "2026-11-30", {"start_weeks": 1}, id="seven days later, before now's time"),
        pytest.param(["horizon"], "2026-12-01", {"start_weeks": 1}, id="a day later"),
        pytest.param(["horizon"], "2026-12-01", {"calendar_weeks": 1}, id="ends after the calendars"),
    ],
)
def test_weeks_of_the_network(rules: list[str], day: str, policy: dict[str, int]) -> None:
    facts = _house()
    facts = facts.model_copy(update={"policy": facts.policy.model_copy(update=policy)})
    assert broken_rules(facts, planned(facts, f"{day} 13:00/18:00")) == rules


@pytest.mark.parametrize(("rules", "latest"), [([], "13:00"), (["latest_start"], "12:59")])
def test_latest_start(rules: list[str], latest: str) -> None:
    facts = _house(latest_start=latest)
    assert broken_rules(facts, planned(facts, f"{DAY} 13:00/18:00")) == rules


@pytest.mark.parametrize(
    ("rules", "missed", "fields"),
    [
        pytest.param(["no_show"], ["10-20", "11-10"], {}, id="two strikes"),
        pytest.param([], ["11-10"], {}, id="one strike"),
        pytest.param([], ["10-01", "10-20"], {}, id="ban is over"),
        pytest.param(["no_show"], ["10-20", "10-26"], {}, id="last day of the ban"),
        pytest.param([], ["10-01", "10-20", "11-10"], {}, id="the third begins anew"),
        pytest.param([], ["10-20", "11-10"], {"company": "bolt"}, id="another company"),
        pytest.param([], ["10-20", "11-10"], {"centre": "lab"}, id="another centre"),
        pytest.param([], ["10-20", "11-10"], {"status": "cancelled"}, id="cancelled in time"),
    ],
)
def test_no_show(rules: list[str], missed: list[str], fields: dict[str, object]) -> None:
    default = {"company": "acme", "status": "no_show"}
    bookings = [
        booking(f"miss-{day}", f"2026-{day} 14:00", f"2026-{day} 15:00", **(default | fields))
        for day in missed
    ]
    facts = _house(*bookings, no_show={"strikes": 2, "ban_days": 30})
    assert broken_rules(facts, planned(facts, f"{DAY} 13:00/18:00")) == rules


def _quota(**fields: object) -> dict[str, object]:
    return {"quotas": [{"unit": "bookings", "period": "week", "limit": 1} | fields]}


@pytest.mark.parametrize(
    ("rules", "day", "quota", "fields"),
    [
        pytest.param(["quota"], "11-29", {}, {}, id="same ISO week"),
        pytest.param([], "11-30", {}, {}, id="next ISO week"),
        pytest.param(["quota"], "11-30", {"period": "month"}, {}, id="same month"),
        pytest.param([], "12-01", {"period": "month"}, {}, id="next month"),
        pytest.param([], "11-24", {"limit": 2}, {}, id="two are allowed"),
        pytest.param(["quota"], "11-24", {}, {"status": "done"}, id="done counts"),
        pytest.param([], "11-24", {}, {"status": "cancelled"}, id="cancelled does not"),
        pytest.param([], "11-24", {}, {"company": "bolt"}, id="another company"),
        pytest.param([], "11-24", {"equipment": "cycler"}, {"equipment": "press"}, id="another machine"),
        pytest.param(["quota"], "11-24", {"equipment": "cycler"}, {}, id="the same machine"),
        pytest.param(
            ["quota"], "11-24", {}, {"company": None, "request": "job", "stage": "x"}, id="by request"
        ),
    ],
)
def test_quota_of_bookings(
    rules: list[str], day: str, quota: dict[str, object], fields: dict[str, object]
) -> None:
    default = {"company": "acme", "unit_numbers": [4]}
    other = booking("other", f"2026-{day} 09:00", f"2026-{day} 10:00", **(default | fields))
    facts = _house(other, **_quota(**quota))
    assert broken_rules(facts, planned(facts, f"{DAY} 13:00/18:00")) == rules


@pytest.mark.parametrize(
    ("rules", "limit", "other"),
    [
        pytest.param([], 8, {"attended": spans("2026-11-24 09:00/12:00")}, id="five and three hours"),
        pytest.param(["quota"], 7, {"attended": spans("2026-11-24 09:00/12:00")}, id="an hour too many"),
        pytest.param([], 9, {}, id="a background booking counts whole"),
        pytest.param(["quota"], 8, {}, id="and breaks the quota"),
    ],
)
def test_quota_of_hours(rules: list[str], limit: int, other: dict[str, object]) -> None:
    fixed = booking(
        "other", "2026-11-24 09:00", "2026-11-24 13:00", company="acme", unit_numbers=[4], **other
    )
    facts = _house(fixed, **_quota(unit="hours", limit=limit))
    assert broken_rules(facts, planned(facts, f"{DAY} 09:00/12:00", f"{DAY} 13:00/15:00")) == rules


@pytest.mark.parametrize(("rules", "limit"), [([], 97), (["quota"], 96)])
def test_waiting_for_unloading_is_no_machine_use(rules: list[str], limit: int) -> None:
    """96 h after an hour of loading; unloading takes no time and nobody waits."""
    catalogue = changed_centre("hub", rules=_quota(unit="hours", limit=limit))
    ways = [way("age", 5_760, Run.UNATTENDED)]
    facts = snapshot(request("job", stage("a", ways=ways)), catalogue=catalogue)
    end = at("2026-11-29 14:00")
    moments = {"run_end": end, "unload": end, "end": end}
    found = broken_rules(
        facts, planned(facts, f"{DAY} 13:00/14:00", equipment="chamber", run=Run.UNATTENDED, **moments)
    )
    assert found == rules


def test_after_hours_use_counts_too() -> None:
    trained = [{"equipment": "press", "valid_from": "2026-01-01", "valid_to": "2026-12-31"}]
    catalogue = changed_centre("hub", rules=_quota(unit="hours", limit=2))
    facts = snapshot(
        request("job", stage("a", ways=[way("crush", 180)])),
        catalogue=catalogue,
        companies=[company(qualifications=trained)],
    )
    assert broken_rules(facts, on_press(facts, f"{DAY} 18:00/21:00", after_hours=True)) == ["quota"]
