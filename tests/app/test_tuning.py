"""A search of presets writes the best where it is better on the judging set too."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.benchmarking import BenchOptions, BenchPlaces
from iplatform_sched.app.provenance import machine_line, provenance
from iplatform_sched.app.tuning import TuneOptions, tune_presets
from iplatform_sched.bench.presets import read_presets
from iplatform_sched.bench.records import append
from iplatform_sched.bench.tuning import read_space, trials
from tests.app.night_case import quiet
from tests.bench.cases import SHOP, record

if TYPE_CHECKING:
    from pathlib import Path

PRESET = 'solver = "model"\nhypothesis = "h"\nkept = "k"\nwork = 1\nworkers = 1\n'
SET = 'about = "a"\nformat = "fjsp"\nown = "../{name}"\nfiles = ["*.txt"]\n'


@pytest.mark.parametrize(
    ("judged", "seeds", "words"),
    [
        (
            110,
            2,
            "-9.091 percentage points of gap to default on judge, 95 % from -9.091 to -9.091, over 2 pairs",
        ),
        (120, 2, "default~1 was best on the training set, but judged it is not: +0.0 percentage points"),
        (110, 1, "judged it is not: -9.091 percentage points of gap to default on judge, from one pair"),
    ],
    ids=["better", "no better", "one pair"],
)
def test_what_is_written(tmp_path: Path, judged: int, seeds: int, words: str) -> None:
    for name in ("presets", "sets", "train", "judge"):
        (tmp_path / name).mkdir()
    (tmp_path / "presets" / "default.toml").write_text(PRESET)
    for name in ("train", "judge"):
        (tmp_path / "sets" / f"{name}.toml").write_text(SET.format(name=name))
        (tmp_path / name / "a.txt").write_text(SHOP)
    (space := tmp_path / "space.toml").write_text('base = "default"\n[choices]\n"options.light" = [true]\n')
    places = BenchPlaces(tmp_path, tmp_path / "results.jsonl")
    (base,) = read_presets(tmp_path / "presets")
    values = {("train", "default"): 120, ("train", "default~1"): 110, ("judge", "default"): 120}
    for each in trials(base, read_space(space), 9, 0, "f"):
        for name, seed in itertools.product(("train", "judge"), range(seeds)):
            made = record(
                seed=seed,
                set=name,
                instance="a.txt",
                preset=each.preset.name,
                preset_digest=each.preset.digest,
                objective=values.get((name, each.preset.name), judged),
                versions=provenance().versions,
            )
            append(places.results, made)
    out = tmp_path / "presets" / "tuned.toml"
    options = TuneOptions(
        space,
        out,
        BenchOptions(cores=1, sets=("train",), seeds=seeds),
        BenchOptions(cores=1, sets=("judge",), seeds=seeds),
    )
    found = tune_presets(places, options, quiet())
    assert words in found.words
    assert [row["preset"] for row in found.table.rows] == ["default~1", "default"]
    if (judged, seeds) == (110, 2):
        tuned = {each.name: each for each in read_presets(tmp_path / "presets")}["tuned"]
        assert tuned.options == {"light": True}
        assert tuned.hypothesis.endswith("options.light=True instead of what default has.")
        assert words in tuned.best_on
    else:
        assert not out.exists()


def test_the_machine_is_told_in_one_line() -> None:
    line = machine_line()
    assert "\n" not in line
    assert " cores, " in line
