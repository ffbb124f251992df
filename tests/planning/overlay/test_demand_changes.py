"""What changes to requests, to single facts and to what may move do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from tests import facts
from tests.planning.overlay.changes import NIL, after, change, overlaid

if TYPE_CHECKING:
    from iplatform_sched.domain.snapshot import Snapshot


def live(snapshot: Snapshot) -> list[str]:
    return [each.id for each in snapshot.requests if each.status is RequestStatus.OPEN]


def booked(status: str, name: str = "b1") -> Snapshot:
    mine = facts.booking(
        name, "2026-12-01 09:00", "2026-12-01 13:00", request="r1", stage="a", company="acme", status=status
    )
    return facts.snapshot(facts.request("r1"), facts.request("r2"), bookings=[mine])


@pytest.mark.parametrize(
    ("where", "left"),
    [
        pytest.param({"ids": ["r1"]}, ["r2"], id="ids"),
        pytest.param({"sectors": ["MA"]}, ["r1"], id="sector"),
        pytest.param({"companies": ["acme"]}, ["r2"], id="company"),
        pytest.param({"classes": ["medium"]}, ["r1"], id="class"),
        pytest.param({"regions": ["Seoul"], "sectors": ["EE"]}, ["r2"], id="both"),
        pytest.param({}, [], id="all"),
    ],
)
def test_requests_are_dropped(where: dict[str, Any], left: list[str]) -> None:
    assert live(after(change("drop_requests", where=where))) == left


def test_what_is_planned_for_a_dropped_request_goes() -> None:
    drop = change("drop_requests", where={"ids": ["r1"]})
    assert after(drop, snapshot=booked("planned")).bookings == ()
    assert [each.id for each in after(drop, snapshot=booked("confirmed")).bookings] == ["b1"]


def test_requests_are_added() -> None:
    new = facts.request("r3").model_dump(mode="json")
    assert live(after(change("add_requests", requests=[new]))) == ["r1", "r2", "r3"]


def test_a_surge_brings_companies_of_its_own() -> None:
    with_voucher = NIL.model_copy(update={"vouchers": (facts.voucher(),)})
    surge = change("scale_requests", percent=300, spread_days=5, seed=4)
    got = after(surge, snapshot=with_voucher)
    assert live(got) == ["r1", "r2", *(name for name in live(got) if "+" in name)]
    assert sorted(live(got)[2:]) == ["r1+1", "r1+2", "r2+1", "r2+2"]
    assert len({each.company for each in got.requests}) == len(got.requests)
    assert sorted(each.id for each in got.vouchers) == ["v1", "v1+1", "v1+2"]
    assert all(0 <= (each.due - date(2026, 12, 23)).days <= 5 for each in got.requests)
    assert after(surge, snapshot=with_voucher) == got


@pytest.mark.parametrize(("percent", "number"), [(0, 0), (50, 1), (100, 2), (150, 3)])
def test_demand_is_scaled(percent: int, number: int) -> None:
    assert len(live(overlaid(change("scale_requests", percent=percent)).snapshot)) == number


def test_dates_are_shifted() -> None:
    first = facts.request("r1", release=facts.at("2026-12-01 09:00"), deadline=facts.at("2027-01-05 18:00"))
    got = after(change("shift_requests", days=-7), snapshot=facts.snapshot(first)).requests[0]
    assert first.release is not None
    assert got.due == date(2026, 12, 16)
    assert (got.release, got.deadline) == (
        first.release - timedelta(days=7),
        facts.at("2026-12-29 18:00"),
    )


@pytest.mark.parametrize(
    ("subject", "fields", "path", "value"),
    [
        pytest.param({"equipment": "cycler"}, {"units": 2}, "catalogue.equipment.0.units", 2, id="units"),
        pytest.param(
            {"centre": "hub"}, {"rules.notice_days": 3}, "catalogue.centres.0.rules.notice_days", 3, id="rule"
        ),
        pytest.param(
            {"centre": "hub"}, {"after_hours": None}, "catalogue.centres.0.after_hours", None, id="none"
        ),
        pytest.param({"pool": "hub-cells"}, {"headcount": 9}, "catalogue.pools.0.headcount", 9, id="pool"),
        pytest.param({"company": "acme"}, {"staff": 0}, "companies.0.staff", 0, id="company"),
        pytest.param({"request": "r1"}, {"weight": 300}, "requests.0.weight", 300, id="request"),
        pytest.param(
            {"request": "r1"}, {"stages.a.units": 2}, "requests.0.stages.0.units", 2, id="item-by-id"
        ),
    ],
)
def test_any_fact_by_dotted_field(
    subject: dict[str, str], fields: dict[str, Any], path: str, value: object
) -> None:
    found: Any = after(change("set", **subject, fields=fields)).model_dump(mode="json")
    for step in path.split("."):
        found = found[int(step) if step.isdecimal() else step]
    assert found == value


def test_a_pin_keeps_what_is_planned_where_it_is() -> None:
    base = booked("planned")
    got = after(change("pin", request="r1"), snapshot=base)
    (booking,), (place,) = base.bookings, got.placements
    assert got.bookings == base.bookings
    assert (place.stage, place.equipment, place.start) == (booking.stage, booking.equipment, booking.start)


def test_pins_of_one_stage_are_joined() -> None:
    on = change("pin", request="r1", stage="a", equipment="cycler")
    from_ = change("pin", request="r1", stage="a", start="2026-12-07T09:00+09:00")
    (place,) = after(on, from_).placements
    assert (place.equipment, place.start) == ("cycler", facts.at("2026-12-07 09:00"))


def test_an_unpinned_booking_may_be_planned_anew() -> None:
    got = overlaid(change("unpin", booking="b1"), snapshot=booked("confirmed"))
    assert (list(got.unpinned), got.warnings) == (["b1"], ())
    assert got.snapshot.bookings[0].status is BookingStatus.PLANNED
