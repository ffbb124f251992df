"""The committed results: tables that the runs give, and every schedule that the runs name."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.comparing import compare_results
from iplatform_sched.bench.again import judge_again
from iplatform_sched.bench.contradictions import contradictions
from iplatform_sched.bench.csv_rows import csv_rows
from iplatform_sched.bench.presets import read_presets
from iplatform_sched.bench.records import read_results
from iplatform_sched.bench.sets import Places, instances_of, read_sets
from iplatform_sched.bench.solutions import kept_solutions
from iplatform_sched.model.outcome import Status
from tests.app.night_case import quiet
from tests.contracts.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.bench.csv_rows import CsvRow

BENCHMARKS = ROOT / "benchmarks"
COMPARISONS = (BENCHMARKS / "results", BENCHMARKS / "results" / "presets")
RUNS = sorted(runs for folder in COMPARISONS for runs in (folder / "runs").glob("*.jsonl"))
NIGHTS = {"demo-night": ("iplatform",), "made-nights": ("20-0", "60-0")}
"""Sets that need no folder of public instances, and those of their nights that are judged in seconds."""


@pytest.mark.parametrize("folder", COMPARISONS, ids=lambda path: path.name)
def test_the_tables_are_those_of_the_runs(tmp_path: Path, folder: Path) -> None:
    compare_results(sorted((folder / "runs").glob("*.jsonl")), "default", out=tmp_path)
    for name in ("table.csv", "instances.csv", "made.txt", "page.html"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_the_presets_are_those_that_ran() -> None:
    """A preset that is changed makes its runs those of another one: they must be made again."""
    presets = {each.name: each for each in read_presets(BENCHMARKS / "presets")}
    for runs in RUNS:
        for record in read_results(runs):
            ran = presets[record.preset].model_copy(update={"seconds": record.limit_seconds})
            assert record.preset_digest == ran.digest, record.key


def test_presets_are_the_best_where_they_say_so() -> None:
    """Of a set that `best_on` names no preset has a smaller gap, in one of the two comparisons."""
    tables = [csv_rows(folder / "table.csv", ("set", "preset", "to_best"), "") for folder in COMPARISONS]
    sets = {row.cells["set"] for table in tables for row in table}
    best = {
        (name, row.cells["preset"])
        for table in tables
        for name in sets
        for row in _least([row for row in table if row.cells["set"] == name and row.cells["to_best"]])
    }
    claims = {
        (name, preset.name)
        for preset in read_presets(BENCHMARKS / "presets")
        for name in sets & set(re.findall(r"[\w-]+", preset.best_on))
    }
    assert claims
    assert claims <= best


def test_the_answers_are_those_of_the_table() -> None:
    """What stands first in the README: a mean gap, and how many runs are proved."""
    table = csv_rows(BENCHMARKS / "results" / "table.csv", ("set", "preset", "to_best", "proved_count"), "")
    rows = {(row.cells["set"], row.cells["preset"]): row.cells for row in table}
    answers = (BENCHMARKS / "results" / "README.md").read_text(encoding="utf-8").split("## ")[1]
    told = 0
    for line in answers.splitlines():
        name, _, *cells = (cell.strip() for cell in line.strip("|").split("|")) if "|" in line else ("", "")
        for preset, cell in zip(("default", "plain", "pyjobshop", "fcfs"), cells, strict=False):
            if answer := re.match(r"(\d+\.?(\d*)) %(?:, (\d+))?", cell):
                gap, decimals, proved = answer.groups()
                row = rows[name, preset]
                assert round(float(row["to_best"]), len(decimals)) == float(gap), (name, preset)
                assert proved in {None, row["proved_count"]}, (name, preset)
                told += 1
    assert told >= len(rows) / 4


def _least(rows: list[CsvRow]) -> list[CsvRow]:
    least = min((float(row.cells["to_best"]) for row in rows), default=0.0)
    return [row for row in rows if float(row.cells["to_best"]) == least]


def test_the_two_comparisons_do_not_contradict_each_other() -> None:
    assert contradictions(record for runs in RUNS for record in read_results(runs)) == ()


def test_what_others_closed_of_small_projects_is_closed() -> None:
    runs = read_results(BENCHMARKS / "results" / "runs" / "rcpsp-max.jsonl")
    ours = [each for each in runs if each.preset == "default" and not each.instance.startswith("ubo50")]
    assert len({each.instance for each in ours}) == 630
    for each in ours:
        if each.known_infeasible:
            assert each.status == Status.INFEASIBLE, each.key
        elif each.known_lower is not None and each.known_lower == each.known_upper:
            assert (each.status, each.objective) == (Status.OPTIMAL, each.known_upper), each.key


@pytest.mark.parametrize("name", ["rcpsp-max", "tlsp"])
def test_samples_are_drawn_as_their_sets_say(name: str) -> None:
    """Of these sets all instances ran, so that their names are here."""
    (chosen,) = read_sets(BENCHMARKS / "sets", [name])
    assert list(chosen.sample) == Random(2026).sample(sorted(_ran(name)), 30)


@pytest.mark.parametrize("name", ["fjsp", "fjsp-transport", "mmrcpsp"])
def test_no_sample_was_trimmed(name: str) -> None:
    (chosen,) = read_sets(BENCHMARKS / "sets", [name])
    assert set(chosen.sample) == _ran(name)


def _ran(name: str) -> set[str]:
    rows = csv_rows(BENCHMARKS / "results" / "instances.csv", ("set", "instance"), "")
    return {row.cells["instance"] for row in rows if row.cells["set"] == name}


@pytest.mark.parametrize("runs", RUNS, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_every_schedule_is_kept(runs: Path) -> None:
    folder = kept_solutions(runs)
    records = read_results(runs)
    assert all(record.verified is not False for record in records)
    assert all(bool(record.solution) == (record.objective is not None) for record in records)
    assert [
        record.key for record in records if record.solution and not (folder / record.solution).exists()
    ] == []


@pytest.mark.parametrize("name", NIGHTS)
def test_nights_are_those_that_ran_and_their_schedules_valid(name: str) -> None:
    runs = BENCHMARKS / "results" / "runs" / f"{name}.jsonl"
    (chosen,) = read_sets(BENCHMARKS / "sets", [name])
    found = instances_of(chosen, Places(BENCHMARKS / "sets", None, {}), whole=True)
    records = [each for each in read_results(runs) if each.solution and each.instance in NIGHTS[name]]
    known = {(each.set, each.name): each for each in found}
    again = judge_again(records, known, kept_solutions(runs), quiet().report)
    assert len(again) == len(records) > 10
    assert {each.outcome for each in again} == {"valid"}
