"""Distances, times and prices, worked out by hand."""

from __future__ import annotations

import pytest

from iplatform_sched.availability.travel import (
    Place,
    great_circle_km,
    journey,
    open_roads,
    place_of,
    road_km,
    road_minutes,
    round_trip_krw,
    staff_minutes,
)
from tests.carriers import carriers
from tests.facts import centre, company, network, snapshot

PARCEL, CAR, _ = carriers()
HUB, LAB, ISLE = (place_of(each) for each in network().centres)
ACME = place_of(company("acme"))


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        pytest.param((37.57, 126.98), (36.35, 127.38), 171, id="Seoul-Daejeon"),
        pytest.param((37.57, 126.98), (35.18, 129.08), 406, id="Seoul-Busan"),
        pytest.param((36.35, 127.38), (35.18, 129.08), 251, id="Daejeon-Busan"),
    ],
)
def test_road_distances_are_close_to_the_published_ones(
    a: tuple[float, float], b: tuple[float, float], km: int
) -> None:
    roads = open_roads(snapshot())
    assert road_km(roads, Place("a", *a), Place("b", *b)) == pytest.approx(km, rel=0.04)


def test_a_degree_of_latitude_on_the_sphere() -> None:
    assert great_circle_km(Place("a", 36, 127), Place("b", 37, 127)) == pytest.approx(
        6371 * 3.141592653589793 / 180
    )


def test_distance_and_time_round_up_and_handling_is_added() -> None:
    roads = open_roads(snapshot())
    km = road_km(roads, HUB, LAB)
    exact = great_circle_km(HUB, LAB) * 1.26
    assert exact <= km < exact + 1
    assert road_minutes(roads, HUB, LAB) == -(-km * 60 // 80) + 24
    assert road_minutes(roads, HUB, HUB) == 0


def test_an_island_is_a_day_away_from_the_mainland_only() -> None:
    roads = open_roads(snapshot())
    beach = Place("beach", 33.4, 126.5, island=True)
    mainland = ISLE._replace(island=False)
    assert road_minutes(roads, HUB, ISLE) == road_minutes(roads, HUB, mainland) + 1_440
    assert road_minutes(roads, ISLE, beach) < 1_440


def test_carriers_charge_a_base_and_kilometres() -> None:
    roads = open_roads(snapshot())
    km = road_km(roads, HUB, LAB)
    assert journey(roads, CAR, HUB, LAB) == (road_minutes(roads, HUB, LAB), 20_000 + 300 * km)
    assert journey(roads, PARCEL, HUB, LAB)[1] == 5_000
    assert journey(roads, CAR, HUB, HUB) == (0, 0)


def test_entries_override_carrier_specific_before_general() -> None:
    entries = [
        {"origin": "hub", "destination": "lab", "minutes": 100, "krw": 1},
        {"origin": "lab", "destination": "hub", "minutes": 200, "krw": 2},
        {"origin": "lab", "destination": "hub", "carrier": "car", "minutes": 300, "krw": 3},
        {"origin": "lab", "destination": "hub", "carrier": "parcel", "minutes": 0, "krw": 4},
    ]
    roads = open_roads(snapshot(catalogue=network(travel=entries)))
    assert journey(roads, CAR, HUB, LAB) == (100, 1)
    assert journey(roads, CAR, LAB, HUB) == (300, 3)
    # A general entry is about drives; a parcel has its own or the policy's price.
    assert journey(roads, PARCEL, HUB, LAB)[1] == 5_000
    assert journey(roads, PARCEL, LAB, HUB)[1] == 4
    assert staff_minutes(roads, LAB, HUB) == 200
    assert staff_minutes(roads, HUB, HUB) == 0
    assert staff_minutes(roads, HUB, ISLE) == road_minutes(roads, HUB, ISLE)


def test_a_round_trip_costs_both_ways_and_nothing_next_door() -> None:
    roads = open_roads(snapshot())
    assert round_trip_krw(roads, ACME, HUB) == 2 * (10_000 + 150 * road_km(roads, ACME, HUB))
    next_door = place_of(centre("door", latitude=ACME.latitude + 0.008, longitude=ACME.longitude))
    assert round_trip_krw(roads, ACME, next_door) == 0
    down_the_road = place_of(centre("road", latitude=ACME.latitude + 0.01, longitude=ACME.longitude))
    assert round_trip_krw(roads, ACME, down_the_road) > 0
