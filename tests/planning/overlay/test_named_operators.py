"""Named operators in overlays: who is away, who is no more, and names that contradict each other."""

from __future__ import annotations

from typing import Any

import pytest

from tests import facts
from tests.planning.overlay.changes import WEEK, after, change, issues, overlaid
from tests.verify.plan_facts import changed_pool

HUB = facts.snapshot(
    facts.request("r1", preferred_operators=["kim"]),
    catalogue=changed_pool("hub-cells", people=["kim", "lee"]),
)


def test_named_operators_are_away() -> None:
    pool = after(change("absent", pool="hub-cells", count=1, people=["lee"], **WEEK), snapshot=HUB)
    assert [each.people for each in pool.catalogue.pools[0].absences] == [("lee",)]


def test_as_many_are_away_as_are_named() -> None:
    for people, count in ((["kim", "lee"], 2), ([], 1)):
        pool = after(change("absent", pool="hub-cells", people=people, **WEEK), snapshot=HUB)
        assert [each.count for each in pool.catalogue.pools[0].absences] == [count]


def test_those_named_last_are_not_counted_on_where_there_are_fewer() -> None:
    left = after(change("operators", pool="hub-cells", headcount=1), snapshot=HUB).catalogue.pools[0]
    assert (left.headcount, left.people) == (1, ("kim",))
    more = after(change("operators", pool="hub-cells", headcount=3), snapshot=HUB).catalogue.pools[0]
    assert more.people == ("kim", "lee")


@pytest.mark.parametrize(
    ("kind", "fields", "at", "code"),
    [
        ("absent", {"pool": "hub-cells", "count": 1, "people": ["le"], **WEEK}, "people", "unknown-id"),
        ("set", {"pool": "lab-cells", "fields": {"people": ["kim"]}}, "fields.people", "duplicate-id"),
        (
            "set",
            {"pool": "hub-cells", "fields": {"people": ["kim", "lee", "x"]}},
            "fields",
            "inconsistent",
        ),
    ],
)
def test_names_that_contradict_the_facts(kind: str, fields: dict[str, Any], at: str, code: str) -> None:
    assert issues(change(kind, **fields), snapshot=HUB) == [(f"changes.0.{at}", code)]


def test_more_cannot_be_named_than_are_away() -> None:
    with pytest.raises(ValueError, match="names 2 operators; 1 are away"):
        change("absent", pool="hub-cells", count=1, people=["kim", "lee"], **WEEK)


def test_one_who_is_away_is_not_away_twice() -> None:
    away = change("absent", pool="hub-cells", count=1, people=["lee"], **WEEK)
    other = change("absent", pool="hub-cells", count=1, people=["kim"], **WEEK)
    assert issues(away, other, away, snapshot=HUB) == [("changes.2.people", "overlap")]


def test_a_wish_for_an_operator_who_has_left_is_a_warning() -> None:
    wish = change("set", request="r1", fields={"preferred_operators": ["kim", "park"]})
    found = overlaid(wish, snapshot=HUB)
    assert [(each.field, each.code) for each in found.warnings] == [
        ("changes.0.fields.preferred_operators.1", "unknown-id")
    ]
    assert found.snapshot.requests[0].preferred_operators == ("kim", "park")
