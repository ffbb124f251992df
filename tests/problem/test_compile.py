"""The whole snapshot: which requests are jobs, what is pinned, where the times lie."""

from __future__ import annotations

from datetime import timedelta

import pytest

from iplatform_sched.domain.vocabulary import EquipmentId
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.data import Baseline, CarrierKind, DisruptionPrices, Style, Weights
from iplatform_sched.problem.schedule import ScheduledTask
from tests.facts import NOW, at, booking, company, network, policy, request, snapshot, stage


def test_the_tiny_network() -> None:
    compiled = compile_snapshot(snapshot())
    problem = compiled.problem
    assert [task.name for task in problem.tasks] == [
        "battery/form",
        "battery/age",
        "battery/crush",
        "battery/cut",
    ]
    assert [task.modes[0].style for task in problem.tasks] == [
        Style.PAUSABLE,
        Style.UNATTENDED,
        Style.ATTENDED,
        Style.ATTENDED,
    ]
    assert [site.name for site in problem.sites] == ["hub", "lab", "isle", "acme"]
    assert [carrier.kind for carrier in problem.carriers] == [
        CarrierKind.PARCEL,
        CarrierKind.DRIVE,
        CarrierKind.DRIVE,
    ]
    assert (problem.horizon, problem.tick_minutes, problem.ticks_per_day) == (40 * 7 * 48, 30, 48)
    assert problem.working_days[:7] == (True,) * 5 + (False,) * 2
    assert not problem.working_days[32]
    assert list(compiled.tasks.items())[3] == (("battery", "cut"), 3)


def test_compiling_twice_gives_the_same_problem() -> None:
    assert compile_snapshot(snapshot()).problem == compile_snapshot(snapshot()).problem


def test_release_due_and_deadline_round_as_the_glossary_says() -> None:
    one = request("r", due="2026-12-23", deadline=at("2026-12-24 12:10"), release=at("2026-11-30 09:10"))
    compiled = compile_snapshot(snapshot(one, plan_from=NOW + timedelta(minutes=10)))
    (job,) = compiled.problem.jobs
    grid = compiled.grid
    assert job.release == grid.ceil(at("2026-11-30 09:30"))
    assert job.deadline == grid.floor(at("2026-12-24 12:00"))
    assert job.due == grid.ceil(at("2026-12-24 00:00"))
    # Every start lies before now plus 13 weeks: Monday 20:00.
    assert compiled.problem.latest_start == grid.ceil(at("2027-02-22 20:00")) - 1
    plain = compile_snapshot(snapshot(request("r"), plan_from=NOW + timedelta(minutes=10)))
    assert plain.problem.jobs[0].release == 41
    assert plain.problem.jobs[0].deadline is None


def test_a_weight_grows_to_ten_thousand_times_the_normal_one() -> None:
    """After two years of nights a price would no longer fit into 64 bits."""
    (job,) = compile_snapshot(snapshot(request("r", nights_waited=700))).problem.jobs
    assert job.unserved_price == 60_000_000 * 10_000


def test_prices_grow_with_the_nights_waited() -> None:
    compiled = compile_snapshot(snapshot(request("r", weight=150, nights_waited=2)))
    (job,) = compiled.problem.jobs
    # 150 * 1.1 * 1.1 = 181.5, rounded down.
    assert job.unserved_price == 60_000_000 * 181 // 100
    assert job.tardiness_price == 200_000 * 181 // 100


def test_disruption_weights_and_levels_come_from_the_policy() -> None:
    rules = policy(
        weights={"finish": 3, "fees": 0, "overtime": 0}, levels=[["unserved"], ["fees", "transport"]]
    )
    problem = compile_snapshot(snapshot(policy=rules)).problem
    assert problem.disruption == DisruptionPrices(
        moved=100_000,
        per_day=20_000,
        other_resource=50_000,
        other_centre=150_000,
        lost=100_000 + 7 * 13 * 20_000 + 150_000,
    )
    # A term that a level names counts at least once, as in the model.
    assert problem.weights == Weights(finish=3, fees=1, overtime=0)
    assert problem.levels == (("unserved",), ("fees", "transport"))


@pytest.mark.parametrize(
    ("one", "status", "jobs"),
    [
        pytest.param(request("r", status="withdrawn"), "cancelled", 0, id="withdrawn"),
        pytest.param(request("r"), "confirmed", 0, id="all pinned"),
        pytest.param(request("r"), "done", 0, id="all done"),
        pytest.param(request("r"), "planned", 1, id="planned may move"),
        pytest.param(request("r"), "no_show", 1, id="nobody came"),
        pytest.param(
            request("r", stage("a"), stage("t", kind="training", trains="cycle")),
            "confirmed",
            0,
            id="only training left",
        ),
    ],
)
def test_a_job_has_an_unpinned_required_stage(one: object, status: str, jobs: int) -> None:
    existing = booking("b", "2026-11-25 09:00", "2026-11-25 14:00", request="r", stage="a", status=status)
    compiled = compile_snapshot(snapshot(bookings=[existing], requests=[one]))
    assert len(compiled.problem.jobs) == jobs


def test_a_fixed_booking_is_a_pinned_task_and_an_occupation() -> None:
    fixed = booking("b", "2026-11-25 09:10", "2026-11-25 14:00", request="r", stage="a", members=[1])
    compiled = compile_snapshot(snapshot(request("r", stage("a"), stage("b", "a")), bookings=[fixed]))
    task = compiled.problem.tasks[0]
    start, end = compiled.grid.floor(at("2026-11-25 09:00")), compiled.grid.ceil(at("2026-11-25 14:00"))
    assert task.pinned == ScheduledTask(0, start, end, end, end, members=(1,))
    (mode,) = task.modes
    assert compiled.problem.resources[mode.resource].name == "cycler"
    assert compiled.problem.sites[mode.site].name == "hub"
    assert compiled.problem.resources[mode.resource].occupied[0].start == start
    assert compiled.holding == {fixed.equipment: (fixed,)}


def test_a_planned_booking_is_a_baseline() -> None:
    planned = booking("b", "2026-11-25 09:00", "2026-11-25 14:00", request="r", stage="a", status="planned")
    compiled = compile_snapshot(snapshot(request("r"), bookings=[planned]))
    task = compiled.problem.tasks[0]
    assert task.pinned is None
    assert task.baseline == Baseline(
        start=compiled.grid.floor(at("2026-11-25 09:00")),
        resource=compiled.machines[EquipmentId("cycler")],
        site=compiled.sites["hub"],
    )
    assert not compiled.holding
    gone = booking(
        "b",
        "2026-11-25 09:00",
        "2026-11-25 14:00",
        request="r",
        stage="a",
        status="planned",
        equipment="press",
    )
    baseline = compile_snapshot(snapshot(request("r"), bookings=[gone])).problem.tasks[0].baseline
    assert baseline is not None
    assert baseline.resource == -1


def test_companies_at_one_place_share_a_site_unless_a_travel_entry_names_one() -> None:
    companies = [company("acme"), company("twin"), company("named")]
    entry = {"origin": "named", "destination": "hub", "minutes": 61, "krw": 7}
    facts = snapshot(
        *(request(f"r-{each.id}", company=each.id) for each in companies),
        companies=companies,
        catalogue=network(travel=[entry]),
    )
    compiled = compile_snapshot(facts)
    sites = compiled.sites
    assert sites["acme"] == sites["twin"] != sites["named"]
    named, hub = sites["named"], sites["hub"]
    assert compiled.problem.staff_ticks[named][hub] == 3
    assert compiled.problem.staff_ticks[named][named] == 0
    car = compiled.problem.carriers[1]
    assert (car.ticks[named][hub], car.price[named][hub]) == (3, 7)
    assert car.price[hub][named] != 7
    assert car.price[sites["acme"]][named] == 0


def test_a_parcel_is_handed_over_at_open_centres_and_offices() -> None:
    problem = compile_snapshot(snapshot()).problem
    assert problem.sites[0].open.spans[0] == (18, 36)
    office = problem.sites[3].open
    assert office.spans[0] == (18, 36)
    christmas = 32 * 48 + 20
    assert christmas not in office
