"""What two configurations of the solver agree on is told as proved, and nothing else."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.exchange.instances import read_instance
from iplatform_sched.model import solve as solving
from iplatform_sched.model.outcome import Limits, Progress, Status
from iplatform_sched.model.runs import Run, run
from iplatform_sched.model.solve import solve
from iplatform_sched.verify.schedule import verify_schedule
from tests.model import tiny

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python.cp_model import CpModel, CpSolver

    from iplatform_sched.problem.data import Problem

    Fault = Callable[[CpModel, CpSolver], Run]

FIXTURES = Path(__file__).parents[2] / "benchmarks" / "fixtures" / "fjsp-transport"
USUAL, UNRELAXED, SHUFFLED = (1, False, 0), (0, False, 1), (1, True, 2)


def problem() -> Problem:
    return read_instance(FIXTURES / "ferry.txt", "fjsp-transport")


def optimum() -> int:
    found = solve(problem()).objective
    assert found is not None
    return found


class Runs:
    """Runs of the solver, some with a fault, by number; it remembers relaxation, order and seed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, faults: dict[int, Fault] | None = None) -> None:
        self.faults = faults or {}
        self.asked: list[tuple[int, bool, int]] = []
        self.presolved: list[bool] = []
        self.works: list[float] = []
        self.probing: list[int] = []
        monkeypatch.setattr(solving, "run", self)

    def __call__(self, model: CpModel, solver: CpSolver, *more: object) -> Run:
        chosen = solver.parameters
        fault = self.faults.get(len(self.asked))
        self.asked.append((chosen.linearization_level, chosen.permute_variable_randomly, chosen.random_seed))
        self.presolved.append(chosen.cp_model_presolve)
        self.works.append(chosen.max_deterministic_time)
        self.probing.append(chosen.cp_model_probing_level)
        if fault is not None:
            return fault(model, solver)
        return run(model, solver, *more)  # type: ignore[arg-type]


def blind(model: CpModel, solver: CpSolver) -> Run:
    """Prove what is best of all schedules that begin late: a fault of a kind that OR-Tools 9.15 has."""
    late = model.clone()
    starts = [n for n, variable in enumerate(late.proto.variables) if variable.name.endswith("start")]
    assert starts
    for index in starts:
        late.add(late.get_int_var_from_proto_index(index) >= 1)
    return run(late, solver)


def tired(model: CpModel, solver: CpSolver) -> Run:
    """Come to no end."""
    solver.parameters.max_deterministic_time = 0.0
    return run(model, solver)


optimum_of: list[int] = []


@pytest.fixture(autouse=True)
def _optimum() -> None:
    optimum_of[:] = [optimum()]


def test_an_optimum_has_two_witnesses(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Progress] = []
    runs = Runs(monkeypatch)
    found = solve(problem(), on_solution=told.append)
    assert found.status is Status.OPTIMAL
    assert found.objective == found.bound == optimum_of[0]
    assert runs.asked == [USUAL, UNRELAXED]
    best = optimum_of[0] + 1
    for each in told:
        best = min(best, each.objective or best)
        assert best > optimum_of[0] or each.bound is None or each.bound < best, "told before it has a witness"


def test_nobody_else_is_asked_where_proofs_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(monkeypatch)
    assert solve(problem(), limits=Limits(witness=False)).status is Status.OPTIMAL
    assert runs.asked == [USUAL]


def test_what_was_unusual_has_the_usual_for_a_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(monkeypatch, {1: tired})
    assert solve(problem(), limits=Limits(linearization=0)).status is Status.OPTIMAL
    assert runs.asked == [(0, False, 0), (1, False, 1), (0, True, 2)]
    runs = Runs(monkeypatch, {1: tired})
    assert solve(problem(), limits=Limits(presolve=False)).status is Status.OPTIMAL
    assert runs.presolved == [False, True, True]


def test_witnesses_take_nothing_from_later_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    def long(model: CpModel, solver: CpSolver) -> Run:
        return tired(model, solver)._replace(work=3.5)

    runs = Runs(monkeypatch, {1: long, 2: long})
    case = replace(problem(), levels=(("makespan",), ("finish",)))
    found = solve(case, limits=Limits(work=8.0))
    assert [level.proved for level in found.levels] == [False, True]
    assert runs.asked[:4] == [USUAL, UNRELAXED, SHUFFLED, USUAL]
    assert runs.works[0] == 4.0
    assert runs.works[1] < 1.0, "as much as the proof has taken, and a little"
    assert runs.works[2] < 0.5
    assert runs.works[3] < 1.0


def test_after_a_stop_nobody_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()

    def stopped(model: CpModel, solver: CpSolver) -> Run:
        stop.set()
        return tired(model, solver)

    runs = Runs(monkeypatch, {1: stopped})
    assert solve(problem(), stop=stop).status is Status.FEASIBLE
    assert runs.asked == [USUAL, UNRELAXED]


def test_a_wrong_optimum_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(monkeypatch, {0: blind})
    found = solve(problem())
    assert found.status is Status.OPTIMAL
    assert found.objective == found.bound == optimum_of[0]
    assert found.schedule is not None
    assert verify_schedule(problem(), found.schedule) == ()
    # What one configuration is wrong about another begins anew, and has a witness too.
    assert runs.asked == [USUAL, UNRELAXED, UNRELAXED, USUAL]


def test_without_a_second_witness_nothing_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(monkeypatch, {1: tired, 2: tired})
    found = solve(problem())
    assert (found.status, found.objective) == (Status.FEASIBLE, optimum_of[0])
    assert found.bound == optimum_of[0] - 1
    assert not found.levels[0].proved
    assert runs.asked == [USUAL, UNRELAXED, SHUFFLED]


def test_a_bound_above_a_schedule_is_wrong_whoever_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    best = solve(problem()).schedule
    runs = Runs(monkeypatch, {0: blind})
    assert solve(problem(), hint=best).status is Status.OPTIMAL
    assert runs.asked == [USUAL, UNRELAXED, USUAL]
    Runs(monkeypatch, {0: blind, 1: blind, 2: blind})
    found = solve(problem(), hint=best)
    assert (found.status, found.objective, found.bound) == (Status.FEASIBLE, optimum_of[0], 0)


def test_a_gap_is_witnessed_as_far_as_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(monkeypatch, {1: tired, 2: tired})
    found = solve(problem(), limits=Limits(gap=0.5))
    assert found.objective is not None
    assert found.bound is not None
    assert found.status is Status.FEASIBLE
    assert found.bound < found.objective / 2
    assert len(runs.asked) == 3
    Runs(monkeypatch)
    found = solve(problem(), limits=Limits(gap=0.5))
    assert found.status is Status.OPTIMAL
    assert found.bound is not None
    assert found.objective is not None
    assert found.objective / 2 <= found.bound < found.objective, "only so much was asked"


def test_what_a_gap_of_all_does_not_ask_for_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def eager(model: CpModel, solver: CpSolver) -> Run:
        solver.parameters.relative_gap_limit = 0.0
        return run(model, solver)

    runs = Runs(monkeypatch, {0: eager})
    found = solve(problem(), limits=Limits(gap=1.0))
    assert (found.objective, found.bound) == (optimum_of[0], optimum_of[0] - 1)
    assert runs.asked == [USUAL]


def test_a_witness_has_none_of_the_parameters_that_were_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(monkeypatch)
    found = solve(problem(), limits=Limits(parameters=(("cp_model_probing_level", 0),)))
    assert found.status is Status.OPTIMAL
    assert runs.probing == [0, 2]


def test_a_level_keeps_its_objective_when_nobody_found_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of two jobs has room; the first run finds nothing and bounds wrongly."""

    def lost(model: CpModel, solver: CpSolver) -> Run:
        return tired(model, solver)._replace(bound=10**9)

    way = tiny.mode(starts=tiny.spans((9, 10)))
    case = tiny.problem(tiny.task(way), tiny.task(way, job=1), levels=(("unserved",), ("finish",)))
    runs = Runs(monkeypatch, {0: lost})
    found = solve(case)
    first = found.levels[0]
    assert (first.value, first.bound, first.proved) == (10_000, 10_000, True)
    assert found.status is Status.OPTIMAL
    assert runs.asked[:3] == [USUAL, UNRELAXED, USUAL]


def test_each_level_has_its_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(monkeypatch)
    case = replace(problem(), levels=(("makespan",), ("finish",)))
    assert [level.proved for level in solve(case).levels] == [True, True]
    assert runs.asked == [USUAL, UNRELAXED] * 2
