"""What changes to the network do, one by one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.domain.overlay import KINDS, kind_of
from iplatform_sched.domain.vocabulary import ClosureKind, Condition
from iplatform_sched.planning.overlay import CHANGES
from tests import facts
from tests.planning.overlay.changes import WEEK, after, change

if TYPE_CHECKING:
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.snapshot import Snapshot


def machine(snapshot: Snapshot, name: str) -> Equipment:
    return next(each for each in snapshot.catalogue.equipment if each.id == name)


def heads(snapshot: Snapshot) -> dict[str, int]:
    return {pool.id: pool.headcount for pool in snapshot.catalogue.pools}


def test_every_kind_of_change_has_its_function() -> None:
    assert tuple(CHANGES) == KINDS
    assert len({kind_of(kind) for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("place", ["hub", "cycler"])
def test_a_place_is_closed(place: str) -> None:
    got = after(change("close", place=place, kind="out_of_service", reason="dry room", **WEEK))
    centres = {str(each.id): each.closures for each in got.catalogue.centres}
    machines = {str(each.id): each.closures for each in got.catalogue.equipment}
    closed = {name: closures for name, closures in (centres | machines).items() if closures}
    assert list(closed) == [place]
    closure = closed[place][0]
    assert (closure.kind, closure.reason) == (ClosureKind.OUT_OF_SERVICE, "dry room")
    assert (closure.span.start, closure.span.end) == (
        facts.at("2026-12-07 00:00"),
        facts.at("2026-12-14 00:00"),
    )


def test_a_closure_is_cut_and_a_centre_is_opened_once() -> None:
    closed = after(change("close", place="hub", **WEEK))
    day = {"from": "2026-12-08T00:00+09:00", "to": "2026-12-09T00:00+09:00"}
    cut = after(change("open", place="hub", **day), snapshot=closed).catalogue.centres[0]
    assert [(each.span.start, each.span.end) for each in cut.closures] == [
        (facts.at("2026-12-07 00:00"), facts.at("2026-12-08 00:00")),
        (facts.at("2026-12-09 00:00"), facts.at("2026-12-14 00:00")),
    ]
    saturday = {"from": "2026-12-12T09:00+09:00", "to": "2026-12-12T13:00+09:00"}
    opened = after(change("open", place="hub", **saturday)).catalogue.centres[0]
    assert [each.span.start for each in opened.openings] == [facts.at("2026-12-12 09:00")]


def test_operators_are_away() -> None:
    pool = after(change("absent", pool="hub-cells", count=1, **WEEK)).catalogue.pools[0]
    assert [(each.count, each.span.start) for each in pool.absences] == [(1, facts.at("2026-12-07 00:00"))]


def test_a_holiday_comes_and_goes() -> None:
    day = date(2026, 12, 7)
    with_it = after(change("holiday", date="2026-12-07", name="election"))
    holidays = with_it.catalogue.holiday_calendars[0].holidays
    assert (holidays[0].date, holidays[0].name, holidays[0].temporary) == (day, "election", True)
    gone = after(change("holiday", date="2026-12-25", remove=True))
    assert gone.catalogue.holiday_calendars[0].holidays == ()


def test_a_machine_like_another() -> None:
    got = after(change("add_equipment", id="c9", like="cycler", centre="lab", fields={"units": 2}))
    new = machine(got, "c9")
    assert (new.centre, new.units, new.tariff) == ("lab", 2, machine(got, "cycler").tariff)
    assert (new.year_acquired, new.condition) == (2026, Condition.GOOD)


def test_a_machine_stated_whole() -> None:
    offers = [{"capability": "cycle"}]
    fields = {"name_ko": "c9", "name_en": "c9", "offers": offers, "use": "self_use_allowed"}
    assert machine(after(change("add_equipment", id="c9", centre="lab", fields=fields)), "c9").units == 1


def test_a_machine_is_retired_or_moved() -> None:
    gone = after(change("remove_equipment", equipment="cycler"))
    assert machine(gone, "cycler").condition is Condition.RETIRED
    assert (
        machine(after(change("move_equipment", equipment="cycler", centre="lab")), "cycler").centre == "lab"
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"pool": "hub-cells", "headcount": 5}, {"hub-cells": 5}, id="one-pool"),
        pytest.param({"centre": "hub", "percent": 50}, {"hub-cells": 1}, id="half-of-two"),
        pytest.param({"centre": "lab", "percent": 150}, {"lab-cells": 3, "lab-optics": 2}, id="rounded-up"),
        pytest.param({"centre": "lab", "skill": "optics", "headcount": 4}, {"lab-optics": 4}, id="a-skill"),
        pytest.param({"centre": "lab", "percent": 1}, {"lab-cells": 1}, id="at-least-one"),
    ],
)
def test_operators(fields: dict[str, Any], expected: dict[str, int]) -> None:
    before = heads(facts.snapshot())
    assert heads(after(change("operators", **fields))) == before | expected


@pytest.mark.parametrize(
    ("fields", "changed"),
    [
        pytest.param({"equipment": "press", "fields": {"per_hour": 1}}, {"press": (1, 50_000)}, id="fields"),
        pytest.param(
            {"centre": "lab", "percent": 50}, {"cycler-2": (30_000, 0), "scope": (45_000, 0)}, id="half"
        ),
        pytest.param({"capability": "crush", "percent": 0}, {"press": (0, 0)}, id="for-nothing"),
    ],
)
def test_tariffs(fields: dict[str, Any], changed: dict[str, tuple[int, int]]) -> None:
    def prices(snapshot: Snapshot) -> dict[str, tuple[int, int]]:
        return {
            each.id: (each.tariff.per_hour, each.tariff.setup_fee) for each in snapshot.catalogue.equipment
        }

    assert prices(after(change("tariff", **fields))) == prices(facts.snapshot()) | changed


def test_discounts_are_added_replaced_and_removed() -> None:
    scheme = {"id": "d", "name": "start-ups", "rate_percent": 30, "classes": ["start_up"]}
    one = after(change("discount", scheme=scheme))
    assert [each.rate_percent for each in one.catalogue.discounts] == [30]
    two = after(change("discount", scheme=scheme | {"rate_percent": 50}), snapshot=one)
    assert [each.rate_percent for each in two.catalogue.discounts] == [50]
    assert after(change("discount", remove="d"), snapshot=two).catalogue.discounts == ()


def test_journeys_take_longer_and_cost_less() -> None:
    entry = {"origin": "hub", "destination": "lab", "minutes": 101, "krw": 999}
    known = after(change("travel", entry=entry))
    got = after(change("travel", minutes_percent=150, krw_percent=50), snapshot=known)
    assert [(each.minutes, each.krw) for each in got.catalogue.travel] == [(152, 499)]
    assert (got.policy.travel.km_per_hour, got.policy.travel.handling_minutes) == (53, 36)
    assert [carrier.base_krw for carrier in got.policy.carriers] == [2_500, 10_000, 75_000]
    assert got.policy.travel.staff_base_krw == 5_000


def test_the_policy_by_dotted_field() -> None:
    fields = {"disruption.moved_krw": 0, "travel": {"km_per_hour": 60}, "carriers.car.base_krw": 7}
    policy = after(change("policy", fields=fields)).policy
    assert (policy.disruption.moved_krw, policy.disruption.per_day_krw) == (0, 20_000)
    assert (policy.travel.km_per_hour, policy.carriers[1].base_krw) == (60, 7)


def test_a_longer_runtime_moves_the_start_of_the_plan() -> None:
    got = after(change("policy", fields={"expected_runtime_minutes": 90}))
    assert (got.plan_from - got.now).total_seconds() == 90 * 60
