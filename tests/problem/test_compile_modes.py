"""How a stage's ways, machines, operators and qualifications become modes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.domain.vocabulary import Run
from iplatform_sched.problem.compile import compile_snapshot
from iplatform_sched.problem.data import Style
from tests.facts import (
    at,
    booking,
    centre,
    company,
    machine,
    network,
    offer,
    pool,
    request,
    snapshot,
    stage,
    way,
)

if TYPE_CHECKING:
    from iplatform_sched.domain.equipment import Equipment
    from iplatform_sched.domain.request import Stage
    from iplatform_sched.problem.compiled import Compiled
    from iplatform_sched.problem.data import Mode

ALWAYS = {"valid_from": "2026-01-01", "valid_to": "2027-12-31"}
HALF = {"valid_from": "2026-12-01", "valid_to": "2026-12-31"}


def compiled_stage(one: Stage, *others: Stage, **fields: object) -> Compiled:
    return compile_snapshot(snapshot(request("r", one, *others), **fields))


def modes(compiled: Compiled, task: int = 0) -> dict[str, Mode]:
    """Return the modes of a task by machine and label; no two may look alike."""
    found = {
        f"{fact.equipment}: {mode.label}": mode
        for mode, fact in zip(compiled.problem.tasks[task].modes, compiled.modes[task], strict=True)
    }
    assert len(found) == len(compiled.modes[task])
    return found


def single(equipment: Equipment, one: Stage, **fields: object) -> Compiled:
    """Return a compilation in which `equipment` is the only machine."""
    return compiled_stage(one, catalogue=network(equipment=[equipment]), **fields)


def test_durations_round_up_and_speed_divides_the_run() -> None:
    slow = machine("m", setup_minutes=10, teardown_minutes=40, offers=[offer("cycle", speed_percent=70)])
    (mode,) = modes(
        single(slow, stage("a", samples=3, ways=[way(minutes=100, minutes_per_sample=20)]))
    ).values()
    # 160 minutes at 70 % are 228.6, rounded up to 229: eight ticks.
    assert (mode.lead, mode.run, mode.tail, mode.work) == (1, 8, 2, 11)


@pytest.mark.parametrize(
    ("run", "most", "style", "wait"),
    [
        pytest.param(Run.ATTENDED, None, Style.ATTENDED, 0, id="attended"),
        pytest.param(Run.PAUSABLE, None, Style.PAUSABLE, 0, id="pausable"),
        pytest.param(
            Run.UNATTENDED, None, Style.UNATTENDED, 40 * 7 * 48, id="unattended, may wait to the horizon"
        ),
        pytest.param(Run.UNATTENDED, 95, Style.UNATTENDED, 3, id="a longest wait rounds down"),
    ],
)
def test_styles_and_waits(run: Run, most: int | None, style: Style, wait: int) -> None:
    (mode,) = modes(single(machine("m"), stage("a", ways=[way(run=run, max_wait_minutes=most)]))).values()
    assert (mode.style, mode.max_wait) == (style, wait)


@pytest.mark.parametrize(
    ("equipment", "fields"),
    [
        pytest.param(machine("m", capability="age"), {}, id="another capability"),
        pytest.param(machine("m", condition="retired"), {}, id="retired"),
        pytest.param(machine("m"), {"units": 2}, id="too few units"),
        pytest.param(machine("m", offers=[offer("cycle", "optics")]), {}, id="no pool of that skill"),
        pytest.param(
            machine("m", offers=[{"capability": "cycle", "operators": [{"skill": "cells", "count": 3}]}]),
            {},
            id="pool too small",
        ),
        pytest.param(machine("m"), {"staff": 3}, id="company too small to witness"),
    ],
)
def test_a_stage_that_nothing_fits_is_a_task_without_modes(
    equipment: Equipment, fields: dict[str, object]
) -> None:
    compiled = single(equipment, stage("a", **fields))
    assert compiled.problem.tasks[0].modes == ()
    assert compiled.problem.resources == ()


@pytest.mark.parametrize(
    ("bound", "fits"),
    [
        ({"name": "temperature", "reach_down": -40, "reach_up": 85}, True),
        ({"name": "temperature", "reach_up": 151}, False),
        ({"name": "temperature", "reach_down": -41}, False),
        ({"name": "humidity", "reach_up": 10}, False),
    ],
)
def test_specifications_must_reach_what_the_way_asks(bound: dict[str, object], fits: bool) -> None:
    compiled = compiled_stage(stage("a", ways=[way("age", specifications=[bound])]))
    assert bool(compiled.problem.tasks[0].modes) == fits


@pytest.mark.parametrize("field", [{"excluded_centres": ["hub"]}, {"excluded_regions": ["Daejeon"]}])
def test_excluded_centres_and_regions_offer_nothing(field: dict[str, object]) -> None:
    compiled = compile_snapshot(snapshot(request("r", stage("a"), **field)))
    assert {fact.centre for fact in compiled.modes[0]} == {"lab"}


def test_centres_that_the_request_would_rather_avoid_cost_the_preference() -> None:
    compiled = compile_snapshot(snapshot(request("r", stage("a"), preferred_regions=["Gyeongbuk"])))
    prices = {name: mode.preference_price for name, mode in modes(compiled).items()}
    assert prices == {"cycler: operated": 30_000, "cycler-2: operated": 0}


def test_operators_come_from_the_pool_of_the_skill_and_needs_of_one_skill_add_up() -> None:
    two = {"capability": "cycle", "operators": [{"skill": "cells"}, {"skill": "cells"}]}
    compiled = single(machine("m", offers=[two]), stage("a"))
    (mode,) = compiled.problem.tasks[0].modes
    assert [(compiled.problem.resources[pool].name, heads) for pool, heads in mode.operators] == [
        ("hub-cells", 2)
    ]


@pytest.mark.parametrize(
    ("qualifications", "labels"),
    [
        pytest.param((), ["operated"], id="nobody trained"),
        pytest.param(
            ({"capability": "crush", **ALWAYS},),
            ["operated, after hours", "self-use, after hours"],
            id="always qualified: the longer hours include the regular ones",
        ),
        pytest.param(
            ({"equipment": "press", **HALF},),
            ["operated", "operated, after hours", "self-use, after hours"],
            id="qualified for December",
        ),
        pytest.param(({"equipment": "other", **ALWAYS},), ["operated"], id="qualified for another machine"),
    ],
)
def test_self_use_and_after_hours_need_a_qualification(
    qualifications: tuple[dict[str, object], ...], labels: list[str]
) -> None:
    companies = [company("acme", qualifications=qualifications)]
    compiled = compiled_stage(stage("a", ways=[way("crush")]), companies=companies)
    assert list(modes(compiled)) == [f"press: {label}" for label in labels]


def test_a_qualification_is_judged_on_the_start_date() -> None:
    companies = [company("acme", qualifications=[{"equipment": "press", **HALF}])]
    compiled = compiled_stage(stage("a", ways=[way("crush")]), companies=companies)
    starts = modes(compiled)["press: self-use, after hours"].starts
    assert starts is not None
    assert starts.spans == (
        (compiled.grid.ceil(at("2026-12-01 00:00")), compiled.grid.ceil(at("2027-01-01 00:00"))),
    )
    assert modes(compiled)["press: operated"].starts is None


def test_self_use_needs_no_operator_and_pays_none() -> None:
    companies = [company("acme", qualifications=[{"capability": "cycle", **ALWAYS}])]
    own = machine("m", use="self_use_allowed", tariff={"per_hour": 10, "operator_per_hour": 99})
    found = modes(single(own, stage("a", staff=0, self_use_staff=2), companies=companies))
    self_use, operated = found["m: self-use, after hours"], found["m: operated, after hours"]
    assert (self_use.operators, self_use.staff, self_use.tariff.operator_per_hour) == ((), 2, 0)
    assert (operated.staff, operated.tariff.operator_per_hour) == (0, 99)
    assert len(operated.operators) == 1


def test_only_stages_of_kind_equipment_are_self_used() -> None:
    companies = [company("acme", qualifications=[{"capability": "crush", **ALWAYS}])]
    compiled = compiled_stage(stage("a", kind="analysis", ways=[way("crush")]), companies=companies)
    assert list(modes(compiled)) == ["press: operated, after hours"]


def test_a_training_stage_is_optional_and_qualifies_without_bound() -> None:
    course = stage("course", kind="training", trains="crush", ways=[way("crush", 60)])
    compiled = compiled_stage(stage("a", ways=[way("crush")]), course)
    task, training = compiled.problem.tasks
    assert (task.optional, training.optional) == (False, True)
    assert list(modes(compiled)) == ["press: operated", "press: self-use after course"]
    assert modes(compiled)["press: self-use after course"].training == 1
    assert modes(compiled)["press: operated"].training == -1


def test_training_counts_after_hours_only_where_the_centre_does_not_ask_for_a_qualification() -> None:
    course = stage("course", kind="training", trains="crush", ways=[way("crush", 60)])
    lenient = centre(
        "hub", after_hours=network().centres[0].after_hours, rules={"after_hours_trained_only": False}
    )
    facts = network(centres=[lenient], pools=[pool("hub-cells", "hub")], equipment=[network().equipment[2]])
    compiled = compiled_stage(stage("a", ways=[way("crush")]), course, catalogue=facts)
    assert list(modes(compiled)) == [
        "press: operated, after hours",
        "press: self-use after course, after hours",
    ]


def test_pausable_work_keeps_its_regular_mode_because_longer_hours_do_not_let_it_stop() -> None:
    companies = [company("acme", qualifications=[{"capability": "crush", **ALWAYS}])]
    compiled = compiled_stage(
        stage("a", kind="analysis", ways=[way("crush", run=Run.PAUSABLE)]), companies=companies
    )
    assert list(modes(compiled)) == ["press: operated", "press: operated, after hours"]


def test_a_planned_booking_may_stay_inside_the_notice() -> None:
    rules = {"notice_days": 5}
    facts = network(centres=[centre("hub", rules=rules), centre("lab"), centre("isle")])
    planned = booking("p", "2026-11-25 09:00", "2026-11-25 14:00", request="r", stage="a", status="planned")
    compiled = compiled_stage(stage("a"), catalogue=facts, bookings=[planned])
    stay = compiled.grid.ceil(at("2026-11-25 09:00"))
    # Tuesday to Friday and Monday are five whole working days: new bookings start on Tuesday.
    first = compiled.grid.ceil(at("2026-12-01 00:00"))
    starts = modes(compiled)["cycler: operated"].starts
    assert starts is not None
    assert starts.spans == ((stay, stay + 1), (first, compiled.problem.latest_start + 1))


def test_machines_with_the_same_calendar_share_it() -> None:
    facts = network(equipment=[machine(f"m{number}") for number in range(5)])
    compiled = compiled_stage(stage("a"), catalogue=facts)
    assert len(compiled.problem.tasks[0].modes) == 5
    assert len(compiled.problem.calendars) == 1


def test_a_large_network_expands_each_rule_once() -> None:
    places = [centre(f"c{number}", lunch={"start": "12:00", "end": "13:00"}) for number in range(40)]
    outage = {
        "first": "2026-11-02T09:00",
        "rule": "FREQ=MONTHLY;BYDAY=1MO",
        "minutes": 240,
        "kind": "out_of_service",
    }
    facts = network(
        centres=places,
        pools=[pool(f"p{number}", f"c{number}") for number in range(40)],
        equipment=[
            machine(f"m{number}", f"c{number % 40}", recurring_closures=[outage]) for number in range(400)
        ],
    )
    one = request("r", stage("a"), lead_centre="c0")
    compiled = compile_snapshot(snapshot(one, catalogue=facts))
    assert len(compiled.problem.tasks[0].modes) == 400
    assert len(compiled.problem.calendars) == 1
    blocked = {each.blocked for each in compiled.problem.resources if each.blocked}
    assert len(blocked) == 1


def test_self_use_after_training_is_dropped_where_the_company_is_qualified_anyway() -> None:
    course = stage("course", kind="training", trains="crush", ways=[way("crush", 60)])
    companies = [company("acme", qualifications=[{"capability": "crush", **ALWAYS}])]
    compiled = compiled_stage(stage("a", ways=[way("crush")]), course, companies=companies)
    assert "press: self-use after course" not in modes(compiled)
    assert "press: self-use, after hours" in modes(compiled)
