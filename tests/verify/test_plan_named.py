"""Named operators: who is at a booking is of its pool, there, nowhere else, and stays with its request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.verify.plan import broken_bookings, recompute_terms
from tests.facts import booking, network, request, stage
from tests.verify.named_facts import FRIDAY, THURSDAY, WEDNESDAY, by_search, facts_of, named
from tests.verify.plan_facts import broken_rules, changed_pool, on_press, planned, spans

if TYPE_CHECKING:
    from iplatform_sched.domain.booking import Booking
    from iplatform_sched.domain.snapshot import Snapshot


def plan(
    facts: Snapshot, *people: tuple[str, ...], days: tuple[str, ...] = (WEDNESDAY, THURSDAY)
) -> list[str]:
    """Return the rules that bookings of stages a, b and so on break, which name these operators."""
    rows = zip("abc", days, people, strict=False)
    bookings = [on_press(facts, day, stage=name, people=who) for name, day, who in rows]
    return [rule for rule in broken_rules(facts, *bookings) if rule != "whole"]


@pytest.mark.parametrize(
    ("rules", "people"),
    [
        pytest.param([], (("kim",), ("lee",)), id="one of the pool"),
        pytest.param([], ((), ()), id="nobody"),
        pytest.param(["named_operators"], (("park",), ()), id="nobody of the network"),
        pytest.param(["named_operators"], (("kim", "lee"), ()), id="more than it takes"),
        pytest.param(["named_operators"], (("kim", "kim"), ()), id="one twice"),
    ],
)
def test_a_booking_names_some_of_its_operators(rules: list[str], people: tuple[tuple[str, ...], ...]) -> None:
    assert plan(facts_of(), *people) == rules


def test_nobody_is_named_of_a_pool_that_the_booking_does_not_take() -> None:
    facts = facts_of("a")
    assert broken_rules(facts, on_press(facts, WEDNESDAY, operators=[], self_use=True, people=["kim"])) == [
        "named_operators",
        "members",
        "qualification",
    ]


def absence(who: tuple[str, ...], span: str) -> list[object]:
    return [{"span": spans(span)[0], "count": 1, "people": who}]


@pytest.mark.parametrize(
    ("rules", "who", "span"),
    [
        pytest.param(["named_operators"], ("kim",), "2026-11-25 16:00/16:15", id="part of a tick"),
        pytest.param([], ("lee",), "2026-11-25 16:00/16:15", id="the other"),
        pytest.param([], (), "2026-11-25 16:00/16:15", id="anybody"),
        pytest.param([], ("kim",), "2026-11-25 17:00/18:00", id="afterwards"),
    ],
)
def test_a_named_operator_is_there(rules: list[str], who: tuple[str, ...], span: str) -> None:
    facts = facts_of("a", catalogue=named(absences=absence(who, span)), same_operator=True)
    assert plan(facts, ("kim",)) == rules
    plain = facts_of("a", catalogue=named("kim", absences=absence(who, span)), same_operator=True)
    found = by_search(plain)
    assert [each.people for each in found] == [("kim",)]


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        pytest.param(["named_operators"], {}, id="confirmed"),
        pytest.param(["named_operators"], {"status": "held"}, id="held"),
        pytest.param([], {"status": "done"}, id="over"),
        pytest.param([], {"status": "cancelled"}, id="cancelled"),
        pytest.param([], {"people": ["lee"]}, id="the other operator"),
        pytest.param([], {"attended": spans("2026-11-25 09:00/10:00")}, id="attended before"),
    ],
)
def test_a_named_operator_is_at_one_booking_at_a_time(rules: list[str], fields: dict[str, object]) -> None:
    other = booking(
        "other",
        "2026-11-25 09:00",
        "2026-11-25 14:00",
        **({"operators": [{"pool": "hub-cells", "count": 1}], "people": ["kim"]} | fields),
    )
    facts = facts_of("a", bookings=[other])
    assert plan(facts, ("kim",)) == rules


def test_two_proposed_bookings_do_not_share_an_operator_at_a_time() -> None:
    facts = facts_of("a")
    facts = facts.model_copy(update={"requests": (*facts.requests, request("twin", stage("a")))})
    ours = on_press(facts, WEDNESDAY, people=["kim"])
    kim, lee = (
        planned(facts, "2026-11-25 13:00/18:00", request="twin", id="twin", people=[who])
        for who in ("kim", "lee")
    )
    assert broken_rules(facts, ours, kim) == ["named_operators"]
    assert broken_rules(facts, ours, lee) == []


@pytest.mark.parametrize(
    ("rules", "people"),
    [
        pytest.param([], (("kim",), ("kim",)), id="the same"),
        pytest.param(["same_operator"], (("kim",), ("lee",)), id="another"),
        pytest.param(["same_operator"], (("kim",), ()), id="somebody"),
    ],
)
def test_an_operator_stays_with_a_request(rules: list[str], people: tuple[tuple[str, ...], ...]) -> None:
    assert plan(facts_of(same_operator=True), *people) == rules
    assert plan(facts_of(), *people) == []
    assert plan(facts_of(same_operator=True, catalogue=network()), (), ()) == []


@pytest.mark.parametrize(
    ("rules", "people"),
    [
        pytest.param([], (("kim", "lee"), ("kim", "park"), ("kim", "lee")), id="one at all"),
        pytest.param(["same_operator"], (("kim", "lee"), ("lee", "park"), ("kim", "park")), id="one at two"),
    ],
)
def test_the_one_who_stays_is_at_all_stages(rules: list[str], people: tuple[tuple[str, ...], ...]) -> None:
    three = changed_pool("hub-cells", people=("kim", "lee", "park"), headcount=3)
    facts = facts_of("abc", same_operator=True, catalogue=three)
    two = [{"pool": "hub-cells", "count": 2}]
    days = (WEDNESDAY, THURSDAY, FRIDAY)
    bookings = [
        on_press(facts, day, stage=name, people=who, operators=two)
        for name, day, who in zip("abc", days, people, strict=True)
    ]
    found = [rule for rule in broken_rules(facts, *bookings) if rule in {"same_operator", "named_operators"}]
    assert found == rules


@pytest.mark.parametrize(
    ("rules", "fixed", "new"),
    [
        pytest.param([], ("kim",), ("kim",), id="the same"),
        pytest.param(["same_operator"], ("kim",), ("lee",), id="another"),
        pytest.param([], (), ("lee",), id="a confirmed one that names nobody"),
        pytest.param([], ("gone",), ("lee",), id="one who has left"),
        pytest.param([], ("kim", "lee"), ("lee",), id="one of both"),
    ],
)
def test_a_confirmed_booking_says_who_stays(
    rules: list[str], fixed: tuple[str, ...], new: tuple[str, ...]
) -> None:
    done = booking(
        "done",
        "2026-11-24 09:00",
        "2026-11-24 10:00",
        equipment="press",
        request="job",
        stage="a",
        operators=[{"pool": "hub-cells", "count": 2}],
        people=fixed,
    )
    facts = facts_of(same_operator=True, bookings=[done])
    assert broken_rules(facts, on_press(facts, THURSDAY, stage="b", people=new)) == rules
    if fixed in {("kim",), ("kim", "lee")}:
        (found,) = by_search(facts)
        assert set(found.people) <= set(fixed)


def test_a_wish_for_an_operator_costs_where_it_is_missed() -> None:
    facts = facts_of(preferred_operators=["kim", "park"])
    price = facts.policy.preference_krw
    for people, missed in (((), 2), (("lee",), 2), (("kim",), 0)):
        bookings = [
            on_press(facts, day, stage=name, people=people)
            for name, day in zip("ab", (WEDNESDAY, THURSDAY), strict=True)
        ]
        assert recompute_terms(facts, bookings)["preference"] == missed * price
    assert [each.people for each in by_search(facts)] == [("kim",), ("kim",)]


def test_who_is_confirmed_and_cannot_come_is_broken() -> None:
    def at(name: str, start: str, who: str, unit: int = 1, **fields: object) -> Booking:
        crew = {"operators": [{"pool": "hub-cells", "count": 1}], "people": [who], "unit_numbers": [unit]}
        return booking(name, start, start[:11] + "17:00", **(crew | fields))

    fixed = [
        at("first", "2026-11-25 09:00", "kim"),
        at("second", "2026-11-25 10:00", "kim", 2),
        at("gone", "2026-11-26 09:00", "park"),
        at("away", "2026-11-27 09:00", "lee"),
    ]
    gone = absence(("lee",), "2026-11-27 12:00/13:00")
    found = broken_bookings(facts_of(catalogue=named(absences=gone), bookings=fixed))
    assert sorted((each.booking, each.code) for each in found) == [
        ("away", "named-operator"),
        ("gone", "unknown-operator"),
        ("second", "named-operator"),
    ]
    words = {str(each.booking): each.reason for each in found}
    assert words["second"] == "operator kim is taken by booking first at 2026-11-25 10:00"
    assert words["away"] == "operator lee is away at 2026-11-27 12:00"


@pytest.mark.parametrize(
    ("crew", "other"),
    [
        pytest.param(("kim",), (), id="nobody"),
        pytest.param(("kim", "lee"), ("lee",), id="nor the other one of two"),
    ],
)
def test_who_waits_for_a_named_operator_takes(crew: tuple[str, ...], other: tuple[str, ...]) -> None:
    def morning(name: str, unit: int, heads: int, people: tuple[str, ...]) -> Booking:
        use = [{"pool": "hub-cells", "count": heads}]
        times = ("2026-11-25 09:00", "2026-11-25 12:00")
        return booking(name, *times, unit_numbers=[unit], operators=use, people=people)

    fixed = [morning("a", 1, len(crew), crew), morning("b", 2, 1, other)]
    gone = absence(("kim",), "2026-11-25 09:00/12:00")
    found = broken_bookings(facts_of(catalogue=named(absences=gone), bookings=fixed))
    assert [(each.booking, each.code) for each in found] == [("a", "named-operator")]
