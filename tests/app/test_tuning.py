"""A search of presets writes the best where it is better on the judging set too."""

from __future__ import annotations

import itertools
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app import provenance as origin
from iplatform_sched.app import tuning
from iplatform_sched.app.benchmarking import BenchOptions, BenchPlaces
from iplatform_sched.app.provenance import machine_line, provenance
from iplatform_sched.app.tuning import TuneOptions, tune_presets
from iplatform_sched.bench.presets import read_presets
from iplatform_sched.bench.records import append
from iplatform_sched.bench.tuning import read_space, trials
from iplatform_sched.errors import InputError
from tests.app.night_case import quiet
from tests.bench.cases import SHOP, record, unsolved

if TYPE_CHECKING:
    from pathlib import Path

PRESET = 'solver = "model"\nhypothesis = "h"\nkept = "k"\nwork = 1\nworkers = 1\n'
OTHER = SHOP.replace("4 2 2", "4 2 3")
SET = 'about = "a"\nformat = "fjsp"\nown = "../{name}"\nfiles = ["*.txt"]\n'


@pytest.mark.parametrize(
    ("judged", "seeds", "words"),
    [
        (
            110,
            6,
            "-9.091 percentage points of gap to default on judge, 95 % from -9.091 to -9.091, over 6 pairs",
        ),
        (120, 6, "default~1 was best on the training set, but judged it is not: +0.0 percentage points"),
    ],
    ids=["better", "no better"],
)
def test_what_is_written(tmp_path: Path, judged: int, seeds: int, words: str) -> None:
    places, options = _search(tmp_path, judged, seeds)
    found = tune_presets(places, options, quiet())
    assert words in found.words
    assert [row["preset"] for row in found.table.rows] == ["default~1", "default"]
    if judged == 110:
        tuned = {each.name: each for each in read_presets(tmp_path / "presets")}["tuned"]
        assert tuned.options == {"light": True}
        assert tuned.hypothesis.endswith("options.light=True instead of what default has.")
        assert words in tuned.best_on
    else:
        assert not options.out.exists()


def test_a_set_that_cannot_judge_is_refused(tmp_path: Path) -> None:
    places, options = _search(tmp_path, 110, 5)
    with pytest.raises(InputError, match="has 5 pairs of instance and seed, and fewer than 6 say nothing"):
        tune_presets(places, options, quiet())
    (tmp_path / "judge" / "a.txt").write_text(SHOP)
    with pytest.raises(InputError, match="shares instances with the training set"):
        tune_presets(places, options, quiet())


def test_each_set_must_be_able_to_judge(tmp_path: Path) -> None:
    places, options = _search(tmp_path, 110, 6)
    (tmp_path / "sets" / "more.toml").write_text(SET.format(name="more"))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.txt").write_text(OTHER.replace("4 2 3", "4 2 5"))
    judging = replace(options.judging, sets=("judge", "more"), seeds=5)
    training = replace(options.training, seeds=5)
    with pytest.raises(InputError) as caught:
        tune_presets(places, replace(options, training=training, judging=judging), quiet())
    assert [issue.found for issue in caught.value.issues] == ["judge", "more"]


def test_candidates_have_the_limit_that_is_asked_for_and_the_preset_that_of_its_base(tmp_path: Path) -> None:
    places, options = _search(tmp_path, 110, 6, seconds=0.5)
    training = replace(options.training, seconds=0.5)
    tune_presets(places, replace(options, training=training), quiet())
    tuned = {each.name: each for each in read_presets(tmp_path / "presets")}["tuned"]
    assert (tuned.seconds, tuned.work) == (None, 1)
    assert tuned.best_on.endswith("over 6 pairs, within 0.5 s")
    with pytest.raises(InputError, match="has runs with other settings"):
        tune_presets(places, options, quiet())


def test_what_cannot_be_put_beside_the_base_is_told(tmp_path: Path) -> None:
    """All runs of the best on the judging set are of a solver that cannot express it."""
    places, options = _search(tmp_path, None, 6)
    assert "no run on judge can be put beside one of default" in tune_presets(places, options, quiet()).words


def test_a_solver_that_is_not_installed_is_told_before_the_first_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places, options = _search(tmp_path, 110, 6)
    monkeypatch.setattr(tuning, "installed", lambda entry: not entry.needs)
    options.space.write_text('base = "default"\n[choices]\nsolver = ["pyjobshop"]\n')
    with pytest.raises(InputError, match=r"the solver is not installed.*pyjobshop"):
        tune_presets(places, options, quiet())


def test_the_base_is_one_preset(tmp_path: Path) -> None:
    places, options = _search(tmp_path, 110, 6)
    options.space.write_text('base = "*"\n[choices]\nworkers = [1, 2]\n')
    (tmp_path / "presets" / "other.toml").write_text(PRESET)
    with pytest.raises(InputError, match="names several presets"):
        tune_presets(places, options, quiet())


def _search(
    tmp_path: Path, judged: int | None, seeds: int, seconds: float | None = None
) -> tuple[BenchPlaces, TuneOptions]:
    """Return a search whose runs are made: the candidate is better in training, and then has `judged`."""
    for name in ("presets", "sets", "train", "judge"):
        (tmp_path / name).mkdir()
    (tmp_path / "presets" / "default.toml").write_text(PRESET)
    for name in ("train", "judge"):
        (tmp_path / "sets" / f"{name}.toml").write_text(SET.format(name=name))
        (tmp_path / name / "a.txt").write_text(SHOP if name == "train" else OTHER)
    (space := tmp_path / "space.toml").write_text('base = "default"\n[choices]\n"options.light" = [true]\n')
    places = BenchPlaces(tmp_path, tmp_path / "results.jsonl")
    (base,) = read_presets(tmp_path / "presets")
    if seconds is not None:
        base = base.model_copy(update={"seconds": seconds, "work": None})
    values = {("train", "default"): 120, ("train", "default~1"): 110, ("judge", "default"): 120}
    for each in trials(base, read_space(space), 9, 0, "f"):
        for name, seed in itertools.product(("train", "judge"), range(seeds)):
            value = values.get((name, each.preset.name), judged)
            fields = {
                "seed": seed,
                "set": name,
                "instance": "a.txt",
                "preset": each.preset.name,
                "preset_digest": each.preset.digest,
                "versions": provenance().versions,
                "machine": machine_line(),
            }
            unable = unsolved(status="unsuitable", **fields)
            append(places.results, unable if value is None else record(objective=value, **fields))
    out = tmp_path / "presets" / "tuned.toml"
    training = BenchOptions(cores=1, sets=("train",), seeds=seeds)
    judging = BenchOptions(cores=1, sets=("judge",), seeds=seeds)
    return places, TuneOptions(space, out, training, judging)


def test_a_stranger_s_repository_tells_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (file := tmp_path / "provenance.py").touch()
    monkeypatch.setattr(origin, "__file__", str(file))
    commit = ("-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "--allow-empty", "-m", "m")
    told = []
    for words in (("init", "-q"), commit, ("add", "."), commit):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
        told.append(bool(origin.commit()))
    assert told == [False, False, True, True]


def test_a_source_that_is_edited_is_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(origin, "PACKAGE", tmp_path)
    (module := tmp_path / "module.py").write_text("ONE = 1\n")
    seen = [provenance().source()]
    module.write_text("ONE = 2\n")
    seen.append(provenance().source())
    (tmp_path / "notes.md").write_text("no module")
    assert provenance().source() == seen[1]
    module.rename(tmp_path / "other.py")
    assert len({*seen, provenance().source()}) == 3


def test_the_machine_is_told_in_one_line() -> None:
    line = machine_line()
    assert "\n" not in line
    assert " cores, " in line
