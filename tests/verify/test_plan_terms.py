"""Objective terms from the facts, worked out by hand."""

from __future__ import annotations

import pytest

from iplatform_sched.domain.policy import ObjectiveWeights
from iplatform_sched.verify.plan import recompute_terms
from tests.facts import booking, company, policy, request, snapshot, stage, way
from tests.verify.plan_facts import on_press, planned

DAY = "2026-11-25"
AFTERNOON = f"{DAY} 13:00/18:00"
UNSERVED = 60_000_000
LATE = 200_000


def test_the_terms_are_those_of_the_weights() -> None:
    assert list(recompute_terms(snapshot(), [])) == list(ObjectiveWeights.model_fields)


def test_a_served_request() -> None:
    facts = snapshot(request("job", stage("a", staff=1)))
    terms = recompute_terms(facts, [planned(facts, AFTERNOON, members=[0])])
    assert {name: value for name, value in terms.items() if value} == {
        "fees": 300_000,
        "staff_travel": 73_100,
        "finish": 132,
        "makespan": 132,
        "span": 10,
    }


def test_malformed_bookings_are_left_out() -> None:
    facts = snapshot(request("job"))
    assert recompute_terms(facts, [planned(facts, equipment="toaster")])["unserved"] == UNSERVED


@pytest.mark.parametrize(
    ("price", "fields"),
    [
        pytest.param(60_000_000, {}, id="weight 100"),
        pytest.param(150_000_000, {"weight": 250}, id="weight 250"),
        pytest.param(66_000_000, {"nights_waited": 1}, id="a night"),
        pytest.param(79_800_000, {"nights_waited": 3}, id="three nights: 133.1, rounded down"),
        pytest.param(600_000_000_000, {"nights_waited": 700}, id="no more than ten thousand times as much"),
        pytest.param(0, {"status": "withdrawn"}, id="withdrawn"),
    ],
)
def test_unserved(price: int, fields: dict[str, object]) -> None:
    assert recompute_terms(snapshot(request("job", **fields)), [])["unserved"] == price


def test_what_a_prefix_leaves_out_is_charged_by_its_work() -> None:
    """Of four, one and two hours the last two are left out."""
    stages = (
        stage("a"),
        stage("b", "a", ways=[way(minutes=60)]),
        stage("c", "b", samples=2, ways=[_per_sample()]),
    )
    facts = snapshot(request("job", *stages, prefix_will_do=True))
    terms = recompute_terms(facts, [planned(facts)])
    assert terms["unserved"] == UNSERVED * 3 // 7
    strict = snapshot(request("job", *stages))
    assert recompute_terms(strict, [planned(strict)])["unserved"] == 0


def _per_sample() -> object:
    return way(minutes=0, minutes_per_sample=60)


def test_a_request_with_only_fixed_stages_leaves_nothing_out() -> None:
    old = booking("old", f"{DAY} 09:00", f"{DAY} 12:00", request="job", stage="a")
    terms = recompute_terms(snapshot(request("job", due="2026-11-01"), bookings=[old]), [])
    assert not any(terms.values())


@pytest.mark.parametrize(
    ("days", "due", "last"),
    [
        pytest.param(0, "2026-11-25", AFTERNOON, id="on the due date"),
        pytest.param(1, "2026-11-24", AFTERNOON, id="a day late"),
        pytest.param(5, "2026-11-25", "2026-11-30 13:00/18:00", id="over the month's last days"),
        pytest.param(25, "2026-10-31", AFTERNOON, id="due in another month"),
    ],
)
def test_tardiness_in_started_days(days: int, due: str, last: str) -> None:
    facts = snapshot(request("job", due=due, weight=200), request("other", due="2026-01-01"))
    terms = recompute_terms(facts, [planned(facts, last)])
    assert (terms["tardiness"], terms["fairness"]) == (days * 2 * LATE, days)


def test_fixed_stages_make_a_served_request_late_and_finish_it() -> None:
    old = booking("old", "2026-12-01 09:00", "2026-12-01 12:00", request="job", stage="b")
    facts = snapshot(request("job", stage("a"), stage("b"), due=DAY), bookings=[old])
    assert recompute_terms(facts, [])["tardiness"] == 0
    terms = recompute_terms(facts, [planned(facts, AFTERNOON)])
    assert (terms["tardiness"], terms["finish"], terms["makespan"]) == (6 * LATE, 8 * 48 + 24, 132)


def test_overtime() -> None:
    trained = [company(qualifications=[{"equipment": "press", "valid_from": DAY, "valid_to": DAY}])]
    facts = snapshot(request("job", stage("a", ways=[way("crush", 180)])), companies=trained)
    late = on_press(facts, f"{DAY} 17:00/20:00", after_hours=True)
    assert recompute_terms(facts, [late])["overtime"] == 60_000


def test_transport_of_a_leg_to_a_fixed_booking() -> None:
    """By parcel from Seoul; the hub closes as the stage ends, so on to the lab by car."""
    later = booking(
        "later",
        "2026-11-26 14:00",
        "2026-11-26 17:00",
        request="job",
        stage="b",
        equipment="scope",
        centre="lab",
    )
    job = request("job", stage("a", holds=["s"]), stage("b", holds=["s"]))
    facts = snapshot(job, bookings=[later])
    assert recompute_terms(facts, [planned(facts, AFTERNOON)])["transport"] == 5_000 + 54_200
    assert recompute_terms(facts, [])["transport"] == 0


@pytest.mark.parametrize(
    ("price", "fields"),
    [
        pytest.param(0, {}, id="stays"),
        pytest.param(120_000, {"start": "14:00", "end": "19:00"}, id="an hour later"),
        pytest.param(120_000, {"start": "12:00", "end": "17:00"}, id="an hour earlier"),
        pytest.param(140_000, {"day": "2026-11-23", "start": "13:00"}, id="two days"),
        pytest.param(160_000, {"day": "2026-11-23", "start": "12:30"}, id="two days and half an hour"),
        pytest.param(150_000, {"equipment": "press"}, id="another machine"),
        pytest.param(250_000, {"equipment": "scope", "centre": "lab"}, id="another centre"),
        pytest.param(0, {"status": "cancelled"}, id="was no plan"),
    ],
)
def test_disruption(price: int, fields: dict[str, object]) -> None:
    day, start, end = fields.pop("day", DAY), fields.pop("start", "13:00"), fields.pop("end", "18:00")
    before = {"request": "job", "stage": "a", "status": "planned"} | fields
    old = booking("old", f"{day} {start}", f"{day} {end}", **before)
    facts = snapshot(request("job"), bookings=[old])
    terms = recompute_terms(facts, [planned(facts, AFTERNOON)])
    assert terms["disruption"] == price


def test_a_planned_booking_that_is_lost_pays_the_most_that_a_move_could() -> None:
    old = booking("old", f"{DAY} 13:00", f"{DAY} 18:00", request="job", stage="a", status="planned")
    facts = snapshot(request("job"), bookings=[old], policy=policy(start_weeks=2))
    assert recompute_terms(facts, [])["disruption"] == 100_000 + 14 * 20_000 + 150_000
    closed = snapshot(request("job", status="withdrawn"), bookings=[old])
    assert recompute_terms(closed, [])["disruption"] == 0


@pytest.mark.parametrize(
    ("price", "fields"),
    [
        pytest.param(0, {}, id="no wish"),
        pytest.param(30_000, {"preferred_centres": ["lab"]}, id="another centre"),
        pytest.param(0, {"preferred_centres": ["lab", "hub"]}, id="the centre"),
        pytest.param(0, {"preferred_centres": ["lab"], "preferred_regions": ["Daejeon"]}, id="the region"),
    ],
)
def test_preference(price: int, fields: dict[str, object]) -> None:
    facts = snapshot(request("job", **fields))
    assert recompute_terms(facts, [planned(facts)])["preference"] == price
