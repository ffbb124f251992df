"""What an overlay gets wrong: every issue at once, each with its place; what changes nothing is a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.errors import InputError
from tests import facts
from tests.planning.overlay.changes import NIL, WEEK, change, issues, overlaid
from tests.planning.overlay.test_demand_changes import booked

if TYPE_CHECKING:
    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.snapshot import Snapshot

PAST = {"from": "2026-11-01T00:00+09:00", "to": "2026-11-23T20:00+09:00"}
NAMED = {"name_ko": "x", "name_en": "x"}
REQUEST = facts.request("r3").model_dump(mode="json")


def told(*changes: AnyChange, snapshot: Snapshot = NIL) -> list[tuple[str, str]]:
    """Return place and code of the warnings of changes."""
    return [(each.field, each.code) for each in overlaid(*changes, snapshot=snapshot).warnings]


@pytest.mark.parametrize(
    ("kind", "fields", "at", "code"),
    [
        ("close", {"place": "cyclr", **WEEK}, "place", "unknown-id"),
        ("close", {"place": "hub", **PAST}, "to", "period-over"),
        ("open", {"place": "hubb", **WEEK}, "place", "unknown-id"),
        ("open", {"place": "hub", **PAST}, "to", "period-over"),
        ("absent", {"pool": "hub-cell", "count": 1, **WEEK}, "pool", "unknown-id"),
        ("absent", {"pool": "hub-cells", "count": 1, **PAST}, "to", "period-over"),
        ("absent", {"pool": "hub-cells", "count": 3, **WEEK}, "count", "out-of-range"),
        ("holiday", {"date": "2026-11-22"}, "date", "period-over"),
        ("holiday", {"date": "2026-12-01", "calendar": "US"}, "calendar", "unknown-id"),
        ("add_equipment", {"id": "cycler", "like": "press"}, "id", "duplicate-id"),
        ("add_equipment", {"id": "x", "like": "pres"}, "like", "unknown-id"),
        ("add_equipment", {"id": "x", "like": "press", "centre": "moon"}, "centre", "unknown-id"),
        (
            "add_equipment",
            {"id": "x", "like": "press", "fields": {"unit": 2}},
            "fields.unit",
            "unknown-field",
        ),
        ("add_equipment", {"id": "x", "centre": "hub", "fields": NAMED}, "fields.offers", "missing"),
        ("remove_equipment", {"equipment": "x"}, "equipment", "unknown-id"),
        ("move_equipment", {"equipment": "x", "centre": "hub"}, "equipment", "unknown-id"),
        ("move_equipment", {"equipment": "press", "centre": "x"}, "centre", "unknown-id"),
        ("operators", {"pool": "x", "headcount": 1}, "pool", "unknown-id"),
        ("operators", {"centre": "x", "headcount": 1}, "centre", "unknown-id"),
        ("operators", {"centre": "hub", "skill": "optics", "headcount": 1}, "skill", "unknown-id"),
        ("tariff", {"capability": "x", "percent": 1}, "capability", "unknown-id"),
        ("tariff", {"equipment": "press", "fields": {"per_hours": 1}}, "fields.per_hours", "unknown-field"),
        ("tariff", {"equipment": "press", "fields": {"per_hour": -1}}, "fields.per_hour", "out-of-range"),
        ("discount", {"remove": "x"}, "remove", "unknown-id"),
        (
            "discount",
            {"scheme": {"id": "d", "name": "d", "rate_percent": 1, "classes": ["small"], "centres": ["x"]}},
            "scheme.centres.0",
            "unknown-id",
        ),
        (
            "travel",
            {"entry": {"origin": "hub", "destination": "x", "minutes": 1, "krw": 1}},
            "entry.destination",
            "unknown-id",
        ),
        (
            "travel",
            {"entry": {"origin": "hub", "destination": "lab", "carrier": "x", "minutes": 1, "krw": 1}},
            "entry.carrier",
            "unknown-id",
        ),
        ("policy", {"fields": {"disruption.moved": 1}}, "fields.disruption.moved", "unknown-field"),
        ("policy", {"fields": {"tick_minutes": 1}}, "fields.tick_minutes", "out-of-range"),
        ("policy", {"fields": {"levels": [["foo"]]}}, "fields.levels.0.0", "unknown-id"),
        ("policy", {"fields": {"carriers.bike.base_krw": 1}}, "fields.carriers.bike.base_krw", "unknown-id"),
        ("drop_requests", {"where": {"ids": ["r9"]}}, "where.ids.0", "unknown-id"),
        ("drop_requests", {"where": {"regions": ["Seol"]}}, "where.regions.0", "unknown-id"),
        ("add_requests", {"requests": [REQUEST | {"id": "r1"}]}, "requests.0.id", "duplicate-id"),
        ("add_requests", {"requests": [REQUEST | {"company": "x"}]}, "requests.0.company", "unknown-id"),
        ("set", {"equipment": "x", "fields": {"units": 2}}, "equipment", "unknown-id"),
        ("set", {"equipment": "press", "fields": {"id": "x"}}, "fields.id", "unknown-field"),
        ("set", {"equipment": "press", "fields": {"hours.days": []}}, "fields.hours.days", "unknown-field"),
        ("set", {"pool": "hub-cells", "fields": {"centre": "x"}}, "fields.centre", "unknown-id"),
        ("set", {"centre": "hub", "fields": {"zone": "Asia/Soul"}}, "fields.zone", "unknown-id"),
        (
            "set",
            {"equipment": "cycler", "fields": {"changeovers": [{"before": "a", "after": "b", "minutes": 9}]}},
            "fields.units",
            "inconsistent",
        ),
        ("set", {"request": "r1", "fields": {"lead_centre": "x"}}, "fields.lead_centre", "unknown-id"),
        ("pin", {"booking": "b9"}, "booking", "unknown-id"),
        ("pin", {"request": "r9"}, "request", "unknown-id"),
        ("unpin", {"request": "r1", "stage": "z"}, "stage", "unknown-id"),
    ],
)
def test_refusals_name_their_place(kind: str, fields: dict[str, Any], at: str, code: str) -> None:
    assert issues(change(kind, **fields)) == [(f"changes.0.{at}", code)]


def test_all_that_is_wrong_is_told_at_once_with_hints() -> None:
    with pytest.raises(InputError) as caught:
        overlaid(change("close", place="cyclr", **PAST), change("remove_equipment", equipment="scop"))
    assert [str(issue) for issue in caught.value.issues] == [
        "changes.0.place: unknown centre or machine (found 'cyclr'). Did you mean cycler?",
        "changes.1.equipment: unknown machine (found 'scop'). Did you mean scope?",
    ]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("holiday", {"date": "2026-12-25"}),
        ("holiday", {"date": "2026-12-24", "remove": True}),
        ("operators", {"pool": "hub-cells", "headcount": 2}),
        ("tariff", {"equipment": "press", "fields": {"per_hour": 40_000}}),
        ("tariff", {"centre": "isle", "percent": 100}),
        ("move_equipment", {"equipment": "press", "centre": "hub"}),
        ("policy", {"fields": {"zone": "Asia/Seoul"}}),
        ("scale_requests", {"percent": 100}),
        ("set", {"equipment": "press", "fields": {"units": 1}}),
        ("pin", {"request": "r1"}),
    ],
)
def test_what_changes_nothing_is_told(kind: str, fields: dict[str, Any]) -> None:
    assert told(change(kind, **fields)) == [("changes.0", "no-effect")]


def test_what_means_nothing_is_told() -> None:
    opened = change("open", place="hub", **WEEK)
    assert told(opened, change("open", place="hub", **WEEK, reason="x")) == [("changes.1", "no-effect")]
    assert told(change("open", place="press", **WEEK)) == [("changes.0.place", "no-effect")]
    assert told(change("drop_requests", where={"sectors": ["SH"]})) == [("changes.0.where", "no-effect")]
    assert told(change("pin", booking="b1"), snapshot=booked("confirmed")) == [("changes.0", "no-effect")]
    assert told(change("unpin", booking="b1"), snapshot=booked("planned")) == [("changes.0", "no-effect")]
    lonely = change("move_equipment", equipment="scope", centre="hub")
    assert told(lonely) == [("changes.0.centre", "no-operators")]


def test_a_change_that_is_made_twice_is_told() -> None:
    half = change("tariff", centre="hub", percent=50)
    assert told(half, half) == [("changes.1", "duplicate")]
    closed = change("close", place="hub", **WEEK)
    assert told(closed, closed) == [("changes.1", "duplicate")]
    assert told(closed, change("close", place="hub", **WEEK, reason="again")) == [("changes.1", "no-effect")]


def test_a_machine_that_is_removed_takes_no_other_change_after_that() -> None:
    gone = change("remove_equipment", equipment="press")
    later = (
        change("set", equipment="press", fields={"units": 2}),
        change("move_equipment", equipment="press", centre="lab"),
        change("close", place="press", **WEEK),
    )
    assert issues(gone, *later) == [
        ("changes.1.equipment", "removed"),
        ("changes.2.equipment", "removed"),
        ("changes.3.place", "removed"),
    ]
    another = change("add_equipment", id="press-2", like="press")
    assert told(gone, another) == []
