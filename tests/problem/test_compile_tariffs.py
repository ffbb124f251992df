"""Price lists and discounts as tariffs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.data import Tariff
from tests.facts import at, booking, centre, machine, network, pool, request, snapshot, stage

if TYPE_CHECKING:
    from iplatform_sched.domain.request import Stage
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Mode


def only_mode(one: Stage, **facts: object) -> tuple[Compiled, Mode]:
    """Return a compilation of a stage on a network of one machine, and its mode."""
    compiled = compile_snapshot(snapshot(request("r", one), catalogue=network(**facts)))
    (mode,) = compiled.problem.tasks[0].modes
    return compiled, mode


def test_a_tariff_is_for_all_units_samples_and_cases() -> None:
    form = {
        "per_hour": 10,
        "tier_hours": 8,
        "per_hour_after": 5,
        "per_day": 7,
        "per_sample": 100,
        "per_case": 1_000,
        "setup_fee": 10_000,
        "materials_per_sample": 3,
        "after_hours_percent": 50,
        "express_percent": 30,
    }
    one = stage("a", units=2, samples=3, cases=2)
    _, mode = only_mode(one, equipment=[machine("m", units=4, tariff=form)])
    assert mode.tariff == Tariff(
        per_hour=20,
        tier_minutes=480,
        per_hour_after=10,
        per_day=14,
        fixed=12_300,
        after_hours_percent=50,
        materials=9,
    )


def test_an_express_start_keeps_only_the_shorter_notice() -> None:
    rules = {"notice_days": 3, "express_notice_days": 1}
    compiled, mode = only_mode(
        stage("a"),
        centres=[centre("hub", rules=rules)],
        pools=[pool("hub-cells", "hub")],
        equipment=[machine("m", tariff={"per_hour": 1, "express_percent": 30})],
    )
    assert mode.starts is not None
    # One working day between (Tuesday): Wednesday. Three (Tuesday to Thursday): Friday.
    assert mode.starts.spans[0].start == compiled.grid.ceil(at("2026-11-25 00:00"))
    assert mode.tariff.express_before == compiled.grid.ceil(at("2026-11-27 00:00"))


@pytest.mark.parametrize(
    ("start", "fields", "spared"),
    [
        pytest.param("2026-11-26 10:00", {}, "2026-11-26 10:00", id="planned without"),
        pytest.param("2026-11-26 10:00", {"charge": {"gross": 3, "express": 1}}, None, id="planned with it"),
        pytest.param("2026-11-27 10:00", {}, None, id="keeps the full notice"),
        pytest.param("2026-11-26 10:00", {"equipment": "n"}, None, id="on another machine"),
        pytest.param("2026-11-26 10:10", {}, None, id="off the grid"),
        pytest.param("2026-11-26 10:00", {"status": "cancelled"}, None, id="cancelled"),
    ],
)
def test_a_planned_booking_made_without_the_surcharge_stays_without(
    start: str, fields: dict[str, object], spared: str | None
) -> None:
    own = {"request": "r", "stage": "a", "equipment": "m", "status": "planned"} | fields
    catalogue = network(
        centres=[centre("hub", rules={"notice_days": 3, "express_notice_days": 1})],
        pools=[pool("hub-cells", "hub")],
        equipment=[machine("m", tariff={"per_hour": 1, "express_percent": 30})],
    )
    before = [booking("r/a", start, "2026-11-27 17:00", **own)]
    compiled = compile_snapshot(snapshot(request("r", stage("a")), catalogue=catalogue, bookings=before))
    (mode,) = compiled.problem.tasks[0].modes
    assert mode.tariff.spared == (-1 if spared is None else compiled.grid.ceil(at(spared)))
