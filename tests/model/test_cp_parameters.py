"""Parameters of CP-SAT by name: set as they are, refused where this version does not know them."""

from __future__ import annotations

import pytest
from ortools.sat.python import cp_model

from iplatform_sched.model.cp_parameters import Value, parameter_flaws
from iplatform_sched.model.outcome import Limits, Status
from iplatform_sched.model.runs import parameters
from iplatform_sched.model.solve import solve
from tests.model.tiny import mode, problem, task


def test_values_of_every_kind_are_set() -> None:
    chosen: tuple[tuple[str, Value], ...] = (
        ("symmetry_level", 3),
        ("use_lns_only", True),
        ("merge_no_overlap_work_limit", 0.5),
        ("search_branching", "FIXED_SEARCH"),
        ("subsolvers", ("no_lp", "max_lp")),
    )
    assert parameter_flaws(chosen) == []
    found = parameters(Limits(parameters=chosen, light=True), None, None).parameters
    assert (found.symmetry_level, found.use_lns_only, found.merge_no_overlap_work_limit) == (3, True, 0.5)
    assert found.search_branching == cp_model.FIXED_SEARCH
    assert list(found.subsolvers) == ["no_lp", "max_lp"]


@pytest.mark.parametrize(
    ("name", "value", "flaw"),
    [
        ("nope", 1, "CP-SAT has no parameter nope"),
        ("__class__", 1, "CP-SAT has no parameter __class__"),
        ("num_workers", 2, "num_workers is not for presets to set here"),
        ("symmetry_level", "high", "the parameter symmetry_level does not take 'high'"),
        ("search_branching", "BEST", "the parameter search_branching does not take 'BEST'"),
        ("subsolvers", "no_lp", "the parameter subsolvers does not take 'no_lp'"),
        ("symmetry_level", ("a",), "the parameter symmetry_level does not take ('a',)"),
        ("symmetry_level", True, "the parameter symmetry_level does not take True"),
        ("use_lns_only", 3, "the parameter use_lns_only does not take 3"),
    ],
)
def test_what_cannot_be_set_is_told(name: str, value: Value, flaw: str) -> None:
    assert parameter_flaws([(name, value), ("use_lns", True)]) == [flaw]


def test_a_solve_heeds_its_parameters() -> None:
    case = problem(*(task(mode(), mode(resource=1)) for _ in range(8)))
    told = Limits(work=5, parameters=(("stop_after_presolve", True),))
    assert solve(case, limits=Limits(work=5)).status is Status.OPTIMAL
    assert solve(case, limits=told).status is not Status.OPTIMAL
