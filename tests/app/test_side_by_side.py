"""Sides solved in processes of their own: one that dies as it starts is a failure, and nobody waits."""

from __future__ import annotations

import multiprocessing
from multiprocessing import resource_tracker, spawn
from typing import TYPE_CHECKING

from iplatform_sched.app.night import take_snapshot
from iplatform_sched.app.side_by_side import Failure, Piece, solve_all
from iplatform_sched.domain.settings import SolveSettings
from iplatform_sched.planning.whatif import Side
from tests.app.night_case import NOW, filled, quiet

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_process_that_dies_as_it_starts_is_a_failure(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    snapshot = take_snapshot(filled(tmp_path / "network.db"), NOW)
    (company, *_) = snapshot.companies
    many = tuple(company.model_copy(update={"id": f"c{number}"}) for number in range(3000))
    side = Side(snapshot.model_copy(update={"companies": many}))  # larger than a pipe holds
    settings = SolveSettings(deterministic=True, work=1, proof_work=0)
    resource_tracker.ensure_running()  # with the right executable, for good
    former = spawn.get_executable()
    request.addfinalizer(lambda: multiprocessing.set_executable(former))
    multiprocessing.set_executable("/bin/true")
    found = solve_all([Piece("one", side, settings), Piece("two", side, settings)], 2, quiet())
    assert [type(each) for each in found] == [Failure, Failure]
    assert all("its process died" in each.reason for each in found if isinstance(each, Failure))
