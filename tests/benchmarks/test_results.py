"""The committed results: tables that the runs give, and every schedule that the runs name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.comparing import compare_results
from iplatform_sched.bench.presets import read_presets
from iplatform_sched.bench.records import read_results
from iplatform_sched.bench.solutions import kept_solutions
from tests.contracts.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RESULTS = ROOT / "benchmarks" / "results"
RUNS = sorted((RESULTS / "runs").glob("*.jsonl"))


def test_the_tables_are_those_of_the_runs(tmp_path: Path) -> None:
    compare_results(RUNS, "default", out=tmp_path)
    for name in ("table.csv", "instances.csv", "made.txt", "page.html"):
        assert (tmp_path / name).read_bytes() == (RESULTS / name).read_bytes(), name


def test_the_presets_are_those_that_ran() -> None:
    """A preset that is changed makes its runs those of another one: they must be made again."""
    presets = {each.name: each for each in read_presets(ROOT / "benchmarks" / "presets")}
    for runs in RUNS:
        for record in read_results(runs):
            ran = presets[record.preset].model_copy(update={"seconds": record.limit_seconds})
            assert record.preset_digest == ran.digest, record.key


@pytest.mark.parametrize("runs", RUNS, ids=lambda path: path.stem)
def test_every_schedule_is_kept(runs: Path) -> None:
    folder = kept_solutions(runs)
    records = read_results(runs)
    assert all(record.verified is not False for record in records)
    assert all(bool(record.solution) == (record.objective is not None) for record in records)
    assert [
        record.key for record in records if record.solution and not (folder / record.solution).exists()
    ] == []
