"""Pins that cannot be kept: what another change, a calendar, a rule or a booking says against each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.errors import InputError
from tests import facts
from tests.planning.overlay.changes import NIL, WEEK, change, issues, overlaid
from tests.planning.overlay.test_demand_changes import booked

if TYPE_CHECKING:
    from iplatform_sched.domain.overlay import AnyChange


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
