"""A deadline that no chain of stages and journeys can keep is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.availability.possible_flow import positive_cycle
from iplatform_sched.domain.calendars import Opening
from iplatform_sched.domain.policy import CarrierMode
from iplatform_sched.domain.vocabulary import Moment, StageId
from tests.availability.possible_case import PART, codes
from tests.carriers import carriers
from tests.facts import (
    at,
    battery_request,
    booking,
    network,
    policy,
    request,
    stage,
    way,
)

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Stage


@pytest.mark.parametrize(
    ("deadline", "refused"),
    [
        pytest.param("2026-11-30 16:00", False, id="in time"),
        pytest.param("2026-11-30 15:30", True, id="before the longest path"),
    ],
)
def test_a_deadline_before_the_longest_path(deadline: str, refused: bool) -> None:
    # Formed at double speed on Tuesday, aged until Sunday, crushed on Monday morning, two hours by car from
    # the hub to the lab, cut from 14 to 16.
    codes_found = codes(battery_request(deadline=at(deadline)))
    assert codes_found == (["deadline"] if refused else [])


IMAGED = stage("b", "a", holds=["part"], ways=[way("image", 60)])


CYCLED = stage("a", holds=["part"], ways=[way("cycle", 60)])


AGED = stage("a", holds=["part"], ways=[way("age", 60)])


@pytest.mark.parametrize(
    ("stages", "fields", "earliest"),
    [
        # Plans begin on Monday at 20:30. A car takes two hours from the hub to the lab; what is aged at the
        # hub is done on Tuesday at 11:00 (set-up and work from 9:00), both have lunch from 12 to 13.
        pytest.param([AGED, IMAGED], {}, "2026-11-24 14:00", id="from the hub to the lab by car"),
        pytest.param([CYCLED, IMAGED], {}, "2026-11-24 10:30", id="both at the lab"),
        pytest.param(
            [
                AGED,
                stage("c", "a", ways=[way("cycle", 30)]),
                IMAGED.model_copy(update={"after": stage("b", "c").after}),
            ],
            {},
            "2026-11-24 14:00",
            id="with a stage between that has not the specimen",
        ),
        pytest.param(
            [stage("a", ways=[way("age", 60)]), stage("b", "a", ways=[way("image", 60)])],
            {},
            "2026-11-24 11:30",
            id="nothing to carry",
        ),
        pytest.param(
            [stage("b", holds=["part"], ways=[way("image", 60)])],
            {"plan_from": at("2026-11-24 09:00")},
            "2026-11-24 14:00",
            id="from the company",
        ),
        pytest.param(
            [stage("b", makes=["part"], ways=[way("image", 60)])],
            {"plan_from": at("2026-11-24 09:00")},
            "2026-11-24 10:00",
            id="made there",
        ),
        pytest.param(
            [AGED, IMAGED],
            {"policy": policy(carriers=[each for each in carriers() if each.mode is CarrierMode.PARCEL])},
            "2026-11-25 10:00",
            id="a parcel is there on a later date",
        ),
        pytest.param([AGED, IMAGED], {"policy": policy(carriers=[])}, "2026-11-24 11:30", id="no claim"),
    ],
)
def test_a_deadline_leaves_time_for_the_specimen(
    stages: list[Stage], fields: dict[str, object], earliest: str
) -> None:
    end = at(earliest)
    one = request("r", *stages, specimens=PART)
    in_time, too_late = (
        one.model_copy(update={"deadline": each}) for each in (end, end - timedelta(minutes=30))
    )
    assert (codes(in_time, **fields), codes(too_late, **fields)) == ([], ["deadline"])


def test_a_chain_of_known_journeys_may_be_faster_than_the_direct_one() -> None:
    slow = {"origin": "hub", "destination": "lab", "minutes": 600, "krw": 1}
    chain = [
        {"origin": "hub", "destination": "isle", "minutes": 60, "krw": 1},
        {"origin": "isle", "destination": "lab", "minutes": 60, "krw": 1},
    ]
    middle = stage("m", holds=["part"], ways=[way("age", 60)])
    one = request("r", AGED, IMAGED, middle, specimens=PART, deadline=at("2026-11-24 14:00"))
    only_cars = policy(carriers=[each for each in carriers() if each.mode is CarrierMode.DRIVE])
    assert codes(one, catalogue=network(travel=[slow]), policy=only_cars) == ["deadline"]
    assert codes(one, catalogue=network(travel=[slow, *chain]), policy=only_cars) == []


def test_what_a_fixed_booking_works_on_has_left_the_company() -> None:
    one = request("r", IMAGED, stage("a", holds=["part"]), specimens=PART, deadline=at("2026-11-24 10:00"))
    held = booking("x", "2026-11-20 09:00", "2026-11-20 12:00", request="r", stage="a", status="done")
    assert codes(one, bookings=[held]) == []


def test_a_prefix_in_time_will_do() -> None:
    one = request("r", AGED, IMAGED, specimens=PART, deadline=at("2026-11-24 11:00"))
    assert codes(one) == ["deadline"]
    assert codes(one.model_copy(update={"prefix_will_do": True})) == []
    early = one.model_copy(update={"prefix_will_do": True, "deadline": at("2026-11-24 09:30")})
    assert codes(early) == ["deadline"]


def test_a_lag_that_is_not_from_end_to_start_waits_for_nothing() -> None:
    stages = (stage("a"), stage("b", after=[{"after": "a", "minimum": 99_999, "to": "end"}]))
    assert codes(request("r", *stages, deadline=at("2026-12-01 18:00"))) == []


def test_cycles_of_the_longest_path() -> None:
    a, b, c = ((StageId(name), Moment.START) for name in "abc")
    assert positive_cycle([(a, b, 1), (b, a, -1)]) == ()
    assert positive_cycle([(c, a, 5), (a, b, 2), (b, a, -1)]) in {("a", "b"), ("b", "a")}
    assert positive_cycle([]) == ()


def test_a_deadline_that_only_an_opening_keeps() -> None:
    saturday = {"release": at("2026-11-28"), "deadline": at("2026-11-28 18:00")}
    one = request("r", stage("a", ways=[way("crush")]), **saturday)
    span = {"start": at("2026-11-28 09:00"), "end": at("2026-11-28 18:00")}
    opened = network(
        centres=[
            each.model_copy(update={"openings": (Opening.model_validate({"span": span}),)})
            for each in network().centres
        ]
    )
    assert codes(one) == ["deadline"]
    assert codes(one, catalogue=opened) == []
