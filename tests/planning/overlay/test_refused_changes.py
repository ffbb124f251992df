"""What an overlay gets wrong: every issue at once, each with its place; what changes nothing is a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.errors import InputError
from tests import facts
from tests.planning.overlay.changes import NIL, WEEK, change, overlaid
from tests.planning.overlay.test_demand_changes import booked

if TYPE_CHECKING:
    from iplatform_sched.domain.overlay import AnyChange
    from iplatform_sched.domain.snapshot import Snapshot

PAST = {"from": "2026-11-01T00:00+09:00", "to": "2026-11-23T20:00+09:00"}
NAMED = {"name_ko": "x", "name_en": "x"}
REQUEST = facts.request("r3").model_dump(mode="json")


def issues(*changes: AnyChange, snapshot: Snapshot = NIL) -> list[tuple[str, str]]:
    """Return place and code of the issues of changes."""
    with pytest.raises(InputError) as caught:
        overlaid(*changes, snapshot=snapshot)
    return [(issue.field, issue.code) for issue in caught.value.issues]


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
    ("other", "why"),
    [
        pytest.param(
            change("close", place="hub", reason="works", **WEEK | {"from": "2026-12-01T00:00+09:00"}),
            "hub is closed from 2026-12-01 00:00 to 2026-12-14 00:00 (works)",
            id="closed",
        ),
        pytest.param(
            change(
                "close", place="cycler", kind="out_of_service", **WEEK | {"from": "2026-12-01T00:00+09:00"}
            ),
            "cycler is out of service from 2026-12-01 00:00",
            id="outage",
        ),
        pytest.param(change("drop_requests", where={"ids": ["r1"]}), "the request is dropped", id="dropped"),
        pytest.param(
            change("set", equipment="cycler", fields={"condition": "retired"}),
            "cycler is retired",
            id="retired",
        ),
    ],
)
def test_a_pin_that_another_change_contradicts_is_refused(other: AnyChange, why: str) -> None:
    for changes, at in (((change("pin", booking="b1"), other), 0), ((other, place(**MORNING)), 1)):
        with pytest.raises(InputError) as caught:
            overlaid(*changes, snapshot=booked("planned"))
        (issue,) = caught.value.issues
        assert (issue.field, issue.code) == (f"changes.{at}", "pin-contradicted")
        assert why in issue.message


MORNING = {"equipment": "cycler", "start": "2026-12-01T09:00+09:00"}


def place(stage: str = "a", **fields: object) -> AnyChange:
    """Return a pin of the stage to a chosen place."""
    return change("pin", request="r1", stage=stage, **fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param(
            {"equipment": "cyclr"},
            "changes.0.equipment: unknown machine (found 'cyclr'). Did you mean cycler?",
            id="unknown",
        ),
        pytest.param(
            {"equipment": "scope"},
            "changes.0: scope cannot do stage a: no machine in use offers this capability (cycle)"
            " (found 'r1/a'). It can be done on cycler, cycler-2",
            id="not-capable",
        ),
        pytest.param(
            MORNING | {"start": "2026-12-01T20:00+09:00"},
            "changes.0: cycler is not open, or not for long enough, from 2026-12-01 20:00 on (found 'r1/a')."
            " Its next start on cycler, if nobody is there, is 2026-12-02 09:00",
            id="closed",
        ),
        pytest.param(
            {"start": "2026-12-01T09:10+09:00"},
            "changes.0: 2026-12-01 09:10 is not a start: bookings start every 30 minutes (found 'r1/a')."
            " Take 2026-12-01 09:00 or 2026-12-01 09:30",
            id="off-the-grid",
        ),
        pytest.param(
            {"start": "2026-11-23T09:00+09:00"},
            "changes.0: 2026-11-23 09:00 is before what can still be planned (found 'r1/a')."
            " Pin it to 2026-11-23 20:30 or later",
            id="past",
        ),
    ],
)
def test_a_place_in_which_a_stage_cannot_be_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        overlaid(place(**fields))
    assert [str(issue) for issue in caught.value.issues] == [said]


def test_a_place_before_the_release_or_beyond_the_deadline_is_refused() -> None:
    bounds = {"release": facts.at("2026-12-02 09:00"), "deadline": facts.at("2026-12-04 18:00")}
    snapshot = facts.snapshot(facts.request("r1", **bounds))
    for day, why in (("01", "before the release"), ("07", "after the deadline 2026-12-04 18:00")):
        with pytest.raises(InputError, match=why):
            overlaid(place(start=f"2026-12-{day}T09:00+09:00"), snapshot=snapshot)


def test_the_rules_of_a_centre_bind_a_chosen_start() -> None:
    strict = facts.network(
        centres=[
            facts.centre("hub", rules={"notice_days": 8}),
            *(each for each in NIL.catalogue.centres if each.id != "hub"),
        ]
    )
    snapshot = facts.snapshot(facts.request("r1"), catalogue=strict)
    with pytest.raises(InputError, match=r"the rules of hub .* allow no start at 2026-12-01 09:00"):
        overlaid(place(**MORNING), snapshot=snapshot)


def test_a_place_that_is_taken_is_refused() -> None:
    """By fixed bookings, or by other pins, as soon as the units do not go round."""
    two = NIL.model_copy(
        update={"requests": tuple(facts.request(f"r{n}", facts.stage("a", units=2)) for n in (1, 2, 3))}
    )
    pins = [change("pin", request=f"r{n}", stage="a", **MORNING) for n in (1, 2, 3)]
    assert overlaid(*pins[:2], snapshot=two).warnings == ()
    with pytest.raises(InputError) as caught:
        overlaid(*pins, snapshot=two)
    (issue,) = caught.value.issues
    assert (issue.field, issue.code) == ("changes.2", "pin-contradicted")
    assert "no unit left from 2026-12-01 09:00 on: the pin of r1/a, the pin of r2/a" in issue.message


def test_two_places_of_one_stage_are_refused() -> None:
    found = issues(place(equipment="cycler"), place(equipment="cycler-2"))
    assert found == [("changes.1.equipment", "pin-contradicted")]


def test_a_fixed_booking_is_unpinned_before_its_stage_is_put_elsewhere() -> None:
    fixed, elsewhere = booked("confirmed"), place(equipment="cycler-2")
    with pytest.raises(InputError, match="Unpin b1 in the same scenario"):
        overlaid(elsewhere, snapshot=fixed)
    unpin = change("unpin", booking="b1")
    for changes in ((unpin, elsewhere), (elsewhere, unpin)):
        assert overlaid(*changes, snapshot=fixed).warnings == ()


@pytest.mark.parametrize("status", ["planned", "confirmed"])
def test_what_is_pinned_where_it_is_is_not_let_go_of(status: str) -> None:
    """In one order as in the other."""
    pin, unpin = change("pin", booking="b1"), change("unpin", booking="b1")
    changes = (pin, unpin) if status == "planned" else (unpin, pin)
    assert issues(*changes, snapshot=booked(status)) == [("changes.1", "pin-contradicted")]


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
