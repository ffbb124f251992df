"""Lags, links, groups and specimens of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.data import Anchor, Link, LinkKind, TimeLag
from tests.facts import at, battery_request, booking, request, snapshot, stage

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Stage
    from iplatform_sched.problem.compiled import Compiled


def compiled_stages(*stages: Stage, bookings: tuple[object, ...] = (), **fields: object) -> Compiled:
    return compile_snapshot(snapshot(request("r", *stages, **fields), bookings=bookings))


@pytest.mark.parametrize(
    ("lag", "expected"),
    [
        pytest.param({}, [TimeLag(0, 1, 0)], id="plain precedence"),
        pytest.param({"minimum": 95}, [TimeLag(0, 1, 4)], id="a minimum rounds up"),
        pytest.param(
            {"minimum": 30, "maximum": 95},
            [TimeLag(0, 1, 1), TimeLag(0, 1, 3, Anchor.RUN_END, maximum=True)],
            id="a maximum rounds down and counts from the run's end",
        ),
        pytest.param(
            {"maximum": 60, "since": "end", "to": "run_end"},
            [
                TimeLag(0, 1, 0, Anchor.END, Anchor.RUN_END),
                TimeLag(0, 1, 2, Anchor.END, Anchor.RUN_END, maximum=True),
            ],
            id="other moments",
        ),
        pytest.param(
            {"minimum": 2, "maximum": 5, "unit": "working_days"},
            [
                TimeLag(0, 1, 2, working_days=True),
                TimeLag(0, 1, 5, Anchor.RUN_END, maximum=True, working_days=True),
            ],
            id="working days",
        ),
        pytest.param(
            {"maximum": 3, "unit": "working_days"},
            [TimeLag(0, 1, 0), TimeLag(0, 1, 3, Anchor.RUN_END, maximum=True, working_days=True)],
            id="a minimum of zero is precedence in any unit",
        ),
    ],
)
def test_lags(lag: dict[str, object], expected: list[TimeLag]) -> None:
    compiled = compiled_stages(stage("a"), stage("b", after=[{"after": "a"} | lag]))
    assert list(compiled.problem.lags) == expected


def pinned(start: str, end: str, one: str = "a") -> object:
    return booking("fixed", start, end, request="r", stage=one)


def test_a_lag_from_a_booking_between_two_ticks_is_exact() -> None:
    compiled = compiled_stages(
        stage("a"),
        stage("b", after=[{"after": "a", "minimum": 60, "maximum": 120}]),
        bookings=(pinned("2026-11-24 09:10", "2026-11-24 11:40"),),
    )
    lower, upper = compiled.problem.lags
    task = compiled.problem.tasks[0].pinned
    assert task is not None
    # It ends at 11:40, which is tick 12:00: an hour later is 12:40, so 13:00; at most 13:40, so 13:30.
    assert task.end == compiled.grid.ceil(at("2026-11-24 12:00"))
    assert (lower.ticks, upper.ticks) == (2, 3)


def test_a_lag_to_a_booking_between_two_ticks_is_exact() -> None:
    compiled = compiled_stages(
        stage("a"),
        stage("b", after=[{"after": "a", "minimum": 60, "maximum": 1_440}]),
        bookings=(pinned("2026-12-01 09:10", "2026-12-01 11:40", "b"),),
    )
    lower, upper = compiled.problem.lags
    # It starts at 09:10, which is tick 09:00: the other ends by 08:10, so 08:00; at least 09:10 the day
    # before, so 09:30.
    assert (lower.ticks, upper.ticks) == (2, 47)


def test_working_days_before_the_first_date_count_for_a_booking_of_the_past() -> None:
    compiled = compiled_stages(
        stage("a"),
        stage("b", after=[{"after": "a", "minimum": 5, "unit": "working_days"}]),
        bookings=(
            booking("done", "2026-11-18 09:00", "2026-11-18 12:00", request="r", stage="a", status="done"),
        ),
    )
    # Thursday and Friday lie between Wednesday and Monday, date 0.
    assert compiled.problem.lags[0].ticks == 3
    later = compiled_stages(
        stage("a"),
        stage("b", after=[{"after": "a", "minimum": 5, "unit": "working_days"}]),
        bookings=(booking("set", "2026-12-07 09:00", "2026-12-07 12:00", request="r", stage="b"),),
    )
    assert later.problem.lags[0].ticks == 5


def test_lags_between_two_fixed_bookings_are_left_out() -> None:
    bookings = (
        booking("one", "2026-11-24 09:00", "2026-11-24 10:00", request="r", stage="a"),
        booking("two", "2026-11-24 09:00", "2026-11-24 10:00", request="r", stage="b"),
    )
    compiled = compiled_stages(stage("a"), stage("b", "a"), stage("c", "b"), bookings=bookings)
    assert [(lag.first, lag.second) for lag in compiled.problem.lags] == [(1, 2)]


def test_links_name_each_pair_once() -> None:
    compiled = compiled_stages(
        stage("a", same_centre_as=["b"]),
        stage("b", same_centre_as=["a"], different_equipment_from=["a"]),
        stage("c", same_equipment_as=["a"], different_centre_from=["b"]),
    )
    assert set(compiled.problem.links) == {
        Link(0, 1, LinkKind.SAME_SITE),
        Link(0, 1, LinkKind.DIFFERENT_RESOURCE),
        Link(0, 2, LinkKind.SAME_RESOURCE),
        Link(1, 2, LinkKind.DIFFERENT_SITE),
    }


def test_a_prefix_does_not_separate_what_belongs_together() -> None:
    stages = (
        stage("a"),
        stage("b", after=[{"after": "a", "maximum": 600}]),
        stage("c", same_equipment_as=["b"]),
        stage("d", same_centre_as=["e"]),
        stage("e"),
        stage("f", "e"),
        stage("course", kind="training", trains="crush", same_centre_as=["f"]),
    )
    compiled = compiled_stages(*stages, prefix_will_do=True)
    assert compiled.problem.groups == (frozenset({0, 1, 2}), frozenset({3, 4}))
    assert compiled.problem.jobs[0].prefix
    fixed = compiled_stages(
        *stages, prefix_will_do=True, bookings=(pinned("2026-11-24 09:00", "2026-11-24 10:00", "b"),)
    )
    assert fixed.problem.groups == (frozenset({3, 4}),)
    assert compiled_stages(*stages).problem.groups == ()


def test_makers_come_first_and_consumers_last() -> None:
    compiled = compiled_stages(
        stage("use", holds=["part"]),
        stage("make", makes=["part"]),
        stage("end", consumes=["part"]),
        specimens=[{"id": "part"}],
    )
    assert {(lag.first, lag.second, lag.ticks) for lag in compiled.problem.lags} == {
        (1, 0, 0),
        (1, 2, 0),
        (0, 2, 0),
    }
    (specimen,) = compiled.problem.specimens
    assert (specimen.stops, specimen.origin, specimen.carriers) == ((0, 1, 2), -1, ())


def test_a_specimen_that_nobody_makes_is_at_the_company_from_the_release_on() -> None:
    compiled = compile_snapshot(snapshot(battery_request(release=at("2026-11-30 10:10"))))
    (specimen,) = compiled.problem.specimens
    assert specimen.origin == compiled.sites["acme"]
    assert specimen.ready == compiled.problem.jobs[0].release == compiled.grid.ceil(at("2026-11-30 10:30"))


def test_carriers_follow_the_goods_and_ordinary_goods_go_by_any_that_takes_them() -> None:
    compiled = compile_snapshot(snapshot())
    (specimen,) = compiled.problem.specimens
    names = [[compiled.carriers[each] for each in carriers] for carriers in specimen.carriers_after]
    # Dangerous goods until the crush test is passed.
    assert names == [["dg-truck"], ["dg-truck"], ["parcel", "car"], ["parcel", "car"]]
    assert [compiled.carriers[each] for each in specimen.carriers] == ["dg-truck"]


def test_an_undescribed_specimen_is_ordinary() -> None:
    compiled = compiled_stages(stage("a", holds=["thing"]))
    assert compiled.problem.specimens[0].carriers == (0, 1)


def test_a_specimen_on_its_way_has_left_the_company() -> None:
    bookings = (
        booking("f", "2026-11-20 09:00", "2026-11-20 18:00", request="battery", stage="form", status="done"),
    )
    compiled = compile_snapshot(snapshot(battery_request(), bookings=bookings))
    assert compiled.problem.specimens[0].origin == -1


def test_specimens_that_never_travel_are_left_out() -> None:
    made = compiled_stages(stage("a", makes=["part"]), specimens=[{"id": "part"}, {"id": "unused"}])
    assert made.problem.specimens == ()
