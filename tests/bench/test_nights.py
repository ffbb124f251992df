"""Nights as instances: of a folder, stored, and made at any size."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.bench import nights, own, runner
from iplatform_sched.bench.child import Order, Watched
from iplatform_sched.bench.instances import load, loaded_night
from iplatform_sched.bench.judging import judged
from iplatform_sched.bench.nights import facts_night, made_night
from iplatform_sched.bench.others import solve_fcfs
from iplatform_sched.bench.runner import Run, run_bench, runs_of
from iplatform_sched.bench.seam import Budget
from iplatform_sched.bench.sets import Instance
from iplatform_sched.bench.solutions import read_solution
from iplatform_sched.domain.booking import Placement
from iplatform_sched.domain.saved import SavedNight
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.domain.vocabulary import BookingStatus, RequestStatus
from iplatform_sched.errors import InputError
from iplatform_sched.problem.measures import evaluate, objective
from iplatform_sched.problem.schedule import Schedule
from iplatform_sched.search.improve import Cooling, Effort
from iplatform_sched.search.night import run_search
from iplatform_sched.search.partial import Beam
from tests import facts
from tests.bench.cases import MADE, bench, preset
from tests.cli.cli_case import small_folder
from tests.planning.repair_case import after_night

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.problem.data import Problem
    from iplatform_sched.search.budget import Budget as SearchBudget
    from iplatform_sched.search.outcome import SearchOutcome


def night(folder: Path, name: str = "", reader: str = "made-night") -> Instance:
    """Return a night of the tiny network, which has two requests."""
    return Instance("nights", name, reader, folder, now=facts.NOW)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of the tiny network."""
    return small_folder(tmp_path_factory.mktemp("bench") / "network")


def test_fewer_requests_are_drawn_and_more_are_copied_on_a_larger_network(folder: Path) -> None:
    there = facts_night(night(folder.parent, folder.name, "night"))
    assert made_night(night(folder, "2-0")) == there
    few = made_night(night(folder, "1-7"))
    assert [request.status for request in few.requests].count(RequestStatus.OPEN) == 1
    assert few.catalogue == there.catalogue
    many = made_night(night(folder, "5-7"))
    assert len({request.id for request in many.requests}) == 5
    assert len({request.company for request in many.requests}) == 4
    for before, after in zip(there.catalogue.equipment, many.catalogue.equipment, strict=True):
        assert after.units == 3 * before.units
    assert made_night(night(folder, "5-7")) == many
    assert made_night(night(folder, "5-8")) != many


@pytest.mark.parametrize("name", ["0-1", "five-0", "5"])
def test_what_is_no_size_and_seed(folder: Path, name: str) -> None:
    with pytest.raises(InputError, match="is no night that can be made"):
        made_night(night(folder, name))


def test_there_is_no_night_of_a_hundred_times_the_requests(folder: Path) -> None:
    with pytest.raises(InputError, match="has 2 open requests, of which at most 200 are made"):
        made_night(night(folder, "201-0"))


def test_a_number_that_whole_percents_do_not_give_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = made_night(night(folder, "200-0"))
    monkeypatch.setattr(nights, "_facts", lambda *_: many)
    with pytest.raises(InputError, match="is made of whole percents of 200 requests") as caught:
        made_night(night(folder, "201-3"))
    assert caught.value.issues[0].hint == "The nearest is 202-3"
    assert len(made_night(night(folder, "202-3")).requests) == 202
    with pytest.raises(InputError) as caught:
        made_night(night(folder, "1-3"))
    assert caught.value.issues[0].hint == "The nearest is 2-3"


def test_the_options_of_a_night_reach_its_search(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Effort] = []

    def search(problem: Problem, *, effort: Effort, **others: Any) -> SearchOutcome:  # noqa: ANN401
        asked.append(effort)
        return run_search(problem, effort=effort, **others)

    monkeypatch.setattr(own, "run_search", search)
    problem = load(night(folder, "2-0")).problem
    options = {"passes": 0, "beam": 1, "first_temperature": 0.5, "last_temperature": 0.25}
    for each in ({}, options):
        assert own.solve_night(problem, Budget(work=1, options=each)).schedule is not None
    usual = Effort()
    assert asked == [usual, Effort(0, Beam(1, usual.beam.blink), Cooling(0.5, 0.25))]


def test_a_part_of_a_round_is_a_round(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int | None] = []

    def search(problem: Problem, *, budget: SearchBudget, **others: Any) -> SearchOutcome:  # noqa: ANN401
        rounds.append(budget.rounds)
        return run_search(problem, budget=budget, **others)

    monkeypatch.setattr(own, "run_search", search)
    own.solve_night(load(night(folder, "2-0")).problem, Budget(work=0.5))
    assert rounds == [1]


def test_a_night_needs_a_moment(folder: Path) -> None:
    with pytest.raises(InputError, match="has no moment that it is planned at"):
        facts_night(night(folder.parent, folder.name)._replace(now=None))


def test_nights_are_solved_by_the_search_and_by_the_model_and_judged_by_the_facts(
    folder: Path, tmp_path: Path
) -> None:
    presets = [preset("search", solver="night"), preset("whole", work=20), preset("default", solver="auto")]
    found = run_bench(runs_of([night(folder, "2-0")], presets, [0]), bench(tmp_path)).records
    assert len(found) == 3
    for each in found:
        assert each.verified is True, each
        assert each.objective is not None
        assert each.bound is not None
        assert 0 < each.unavoidable < each.objective
        assert each.gap == pytest.approx(
            (each.objective - each.bound) / (each.objective - each.unavoidable), abs=1e-9
        )
    assert len({each.objective for each in found}) == 1
    # All three serve everybody.
    assert len({each.unavoidable for each in found}) == 1


def test_requests_of_a_night_came_when_they_were_submitted(folder: Path) -> None:
    there = facts_night(night(folder.parent, folder.name, "night"))
    assert load(night(folder, "2-0")).arrival == (0, 1)
    first, second = there.requests
    late = first.model_copy(update={"submitted": second.submitted + timedelta(minutes=1)})
    assert loaded_night(there.model_copy(update={"requests": (late, second)})).arrival == (1, 0)


def test_wrong_schedules_of_a_night_are_told(folder: Path, tmp_path: Path) -> None:
    where = bench(tmp_path)
    (found,) = run_bench(runs_of([night(folder, "1-0")], [preset()], [0]), where).records
    right = read_solution(where.solutions / found.solution)
    loaded = load(night(folder, "1-0"))
    assert loaded.judge(right) == ()
    first = next(turn for turn, at in enumerate(right.tasks) if at is not None)
    at = right.tasks[first]
    assert at is not None
    late = replace(at, start=at.start + 1)
    flaws = loaded.judge(Schedule((*right.tasks[:first], late, *right.tasks[first + 1 :])))
    assert flaws[0].startswith("calendar: ")


def test_what_is_planned_already_stays_where_moving_it_does_not_pay(folder: Path) -> None:
    there = facts_night(night(folder.parent, folder.name, "night"))
    assert loaded_night(there).start is None
    loaded = loaded_night(after_night(there))
    assert loaded.start is not None
    assert loaded.judge(loaded.start) == ()
    problem = loaded.problem
    worth = objective(problem, evaluate(problem, loaded.start))
    asked = Budget(work=1, start=loaded.start)
    assert solve_fcfs(problem, asked).schedule == loaded.start
    for solve in (own.solve_night, own.solve_model, own.solve_auto):
        answer = solve(problem, asked)
        assert answer.schedule is not None
        assert objective(problem, evaluate(problem, answer.schedule)) <= worth


def test_a_stage_that_has_to_be_somewhere_is_not_left_out(folder: Path, tmp_path: Path) -> None:
    there = facts_night(night(folder.parent, folder.name, "night"))
    booking = next(each for each in after_night(there).bookings if each.request is not None)
    assert booking.request is not None
    assert booking.stage is not None
    place = Placement(request=booking.request, stage=booking.stage, start=booking.start)
    loaded = loaded_night(there.model_copy(update={"placements": (place,)}))
    assert loaded.start is not None
    assert loaded.judge(loaded.start) == ()
    assert loaded.is_whole(loaded.start)
    nobody = Schedule((None,) * len(loaded.start.tasks))
    assert loaded.judge(nobody) == ()
    assert not loaded.is_whole(nobody)
    answer = own.solve_night(loaded.problem, Budget(work=1))
    assert answer.schedule is not None
    assert loaded.judge(answer.schedule) == ()
    assert loaded.is_whole(answer.schedule)
    made = Watched("feasible", 1.0, trajectory=[(0.5, 7)], schedules=[nobody])
    run = Run(night(folder, "2-0"), preset(), 0)
    found = judged(run, loaded, made, tmp_path, MADE)
    assert (found.status, found.verified, found.solution, found.first_seconds) == ("unknown", None, "", None)


def test_every_solver_is_told_what_is_planned_already(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Schedule | None] = []

    def follow(order: Order, _stop: object) -> Watched:
        asked.append(order.budget.start)
        return Watched("unknown", 1.0)

    there = facts_night(night(folder.parent, folder.name, "night"))
    for name, facts_of in (("none", there), ("planned", after_night(there))):
        saved = SavedNight(run=name, settings=SolveSettings(), snapshot=facts_of, versions={})
        (file := tmp_path / f"{name}.json").write_text(saved.model_dump_json(), encoding="utf-8")
        monkeypatch.setattr(runner, "run_in_child", follow)
        run_bench(runs_of([Instance("runs", name, "saved-night", file)], [preset()], [0]), bench(tmp_path))
    assert asked == [None, loaded_night(after_night(there)).start]
    assert asked[1] is not None


def test_a_stored_scenario_moves_what_it_let_go_of(folder: Path) -> None:
    there = facts_night(night(folder.parent, folder.name, "night"))
    policy = there.policy.model_copy(update={"fence_days": 60})
    planned = after_night(there).model_copy(update={"policy": policy})
    near = [each.id for each in planned.bookings if each.status is BookingStatus.PLANNED]
    assert loaded_night(planned).start is None
    assert loaded_night(planned, near).start is not None


def test_what_is_no_stored_night(tmp_path: Path) -> None:
    (file := tmp_path / "input.json").write_text("{}")
    with pytest.raises(InputError, match="is not the saved input of a night"):
        load(Instance("runs", "night-1", "saved-night", file))
