"""Peers behind the seam: judged like our own, and with a word where they cannot express a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.bench.runner import run_bench, runs_of
from iplatform_sched.bench.seam import Budget, Found, UnsuitableError
from iplatform_sched.bench.solvers import solver_named
from iplatform_sched.model.outcome import Status
from tests.bench.cases import bench, preset, shop
from tests.model import tiny

if TYPE_CHECKING:
    from pathlib import Path

PEERS = ("pyjobshop", "plain", "fcfs")
PRICED = tiny.problem(tiny.task(tiny.mode(tariff=tiny.PER_HOUR)))
"""A problem of money, which no peer that knows only time can express."""


def test_peers_are_judged_like_our_own(tmp_path: Path) -> None:
    presets = [preset("default"), *(preset(name, solver=name) for name in PEERS)]
    records = run_bench(runs_of([shop(tmp_path)], presets, [0, 1]), bench(tmp_path)).records
    assert all(record.verified for record in records)
    found = {(record.preset, record.seed): record for record in records}
    assert ("fcfs", 1) not in found  # it has no dice
    assert len(found) == 7
    assert run_bench(runs_of([shop(tmp_path)], presets[-1:], [2]), bench(tmp_path)).made == 0
    for name in ("pyjobshop", "plain"):
        assert (found[name, 1].status, found[name, 1].objective) == ("optimal", 8)
    assert (found["fcfs", 0].bound, found["fcfs", 0].status) == (None, "feasible")


@pytest.mark.parametrize("name", ["pyjobshop", "plain"])
def test_what_a_peer_cannot_express_is_told(name: str) -> None:
    told: list[Found] = []
    peer = solver_named(name)
    with pytest.raises(UnsuitableError):
        peer.solve(PRICED, Budget(work=1, tell=told.append))
    assert told == []


def test_first_come_first_served_serves_who_may_be_refused_too() -> None:
    peer = solver_named("fcfs")
    answer = peer.solve(PRICED, Budget(seconds=60))
    assert (answer.status, answer.bound) == (Status.FEASIBLE, None)
    assert answer.schedule is not None
