"""The search of presets: candidates, the ladder, the judgement."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.bench.presets import read_presets
from iplatform_sched.bench.records import append, read_results
from iplatform_sched.bench.runner import run_bench, runs_of
from iplatform_sched.bench.tuning import Space, read_space, trials, tune
from iplatform_sched.errors import InputError
from iplatform_sched.model.cp_parameters import FIELDS, OURS
from tests.bench.cases import bench, preset, record, shop
from tests.contracts.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from iplatform_sched.bench.presets import Preset

BENCHMARKS = ROOT / "benchmarks"
CHOICES = {"options.light": (False, True), "options.parameters.symmetry_level": (0, 2)}


def test_candidates_are_every_combination_or_drawn_and_no_two_are_alike() -> None:
    space = Space(base="default", choices={**CHOICES, "workers": (1, 1)})
    base = preset()
    found = trials(base, space, 100, 0, "f")
    assert found[0].preset == base
    assert [(each.preset.options["light"], each.preset.options["parameters"]) for each in found[1:]] == [
        (light, {"symmetry_level": level}) for light in (False, True) for level in (0, 2)
    ]
    assert [each.preset.name for each in found[:2]] == ["default", "default~1"]
    some = trials(base, space, 2, 5, "f")
    assert len(some) <= 3
    assert some == trials(base, space, 2, 5, "f")
    draws = {tuple(str(each.chosen) for each in trials(base, space, 2, seed, "f")) for seed in range(5)}
    assert len(draws) > 1


def test_a_space_may_have_more_combinations_than_fit_into_memory() -> None:
    flags = [name for name, kind in FIELDS.items() if kind.cpp_type == kind.CPPTYPE_BOOL and name not in OURS]
    choices = {f"options.parameters.{name}": (False, True) for name in flags[:64]}
    found = trials(preset(), Space(base="default", choices=choices), 5, 0, "f")
    assert (len(choices), len(found)) == (64, 6)


def test_a_choice_of_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "space.toml"
    path.write_text('base = "default"\n[choices]\n"options.light" = []\n')
    with pytest.raises(InputError, match="the least number of items is 1"):
        read_space(path)


def test_a_default_that_is_spelled_out_is_no_other_candidate() -> None:
    space = Space(base="default", choices={"options.light": (False, True), "options.presolve": (True,)})
    assert [each.chosen.get("options.light") for each in trials(preset(), space, 9, 0, "f")] == [None, True]


def test_the_committed_choices_are_settings() -> None:
    for path in (BENCHMARKS / "spaces").iterdir():
        space = read_space(path)
        (base,) = read_presets(BENCHMARKS / "presets", [space.base])
        count = math.prod(len(values) for values in space.choices.values())
        # One of the combinations may be the base.
        assert len(trials(base, space, count, 0, str(path))) in {count, count + 1}


def test_choices_that_are_no_settings_are_told_with_their_file(tmp_path: Path) -> None:
    path = tmp_path / "space.toml"
    path.write_text('base = "default"\n[choices]\n"options.nope" = [1]\n"options.parameters.no" = [1, 2]\n')
    with pytest.raises(InputError) as caught:
        trials(preset(), read_space(path), 9, 0, str(path))
    assert {issue.file for issue in caught.value.issues} == {str(path)}
    assert "CP-SAT has no parameter no" in str(caught.value)
    assert "options.nope" in str(caught.value)
    path.write_text('base = "default"\n[choices]\n"workers.x" = [1]\n"solver.y.z" = [1]\n')
    with pytest.raises(InputError, match="workers has no fields of its own"):
        trials(preset(), read_space(path), 9, 0, str(path))


def candidates() -> list[Preset]:
    """Return the base and three others."""
    space = Space(base="default", choices={"options.linearization": (0, 1, 2)})
    return [each.preset for each in trials(preset(), space, 9, 0, "f")]


def test_the_better_half_goes_on_and_the_best_is_judged_on_the_other_set(tmp_path: Path) -> None:
    """Runs made by hand: the second candidate is the best on all, the base the worst on the last ones."""
    names = [f"t{turn}" for turn in range(5)]
    training = [shop(tmp_path, name) for name in names]
    judging = [shop(tmp_path, "j")._replace(set="judging")]
    where = bench(tmp_path)
    values = {"default": 130, "default~1": 120, "default~2": 110, "default~3": 140}
    for each in candidates():
        for instance in (*training, *judging):
            made = record(
                set=instance.set,
                instance=instance.name,
                preset=each.name,
                objective=values[each.name],
                preset_digest=each.digest,
            )
            append(where.results, made)
    space = Space(base="default", choices={"options.linearization": (0, 1, 2)})
    tuned = tune(trials(preset(), space, 9, 0, "f"), training, judging, [0], where)
    assert tuned.best is not None
    assert tuned.best.chosen == {"options.linearization": 1}
    assert [(rung.instances, rung.preset, rung.kept) for rung in tuned.rungs] == [
        (3, "default~2", True),
        (3, "default~1", True),
        (3, "default", True),
        (3, "default~3", False),
        (5, "default~2", True),
        (5, "default~1", False),
        (5, "default", False),
    ]
    (judged,) = tuned.judged
    assert (judged.set, judged.win_count, judged.to_best_difference) == ("judging", 1, -18.182)


def test_a_search_ends_once_the_base_stands_alone(tmp_path: Path) -> None:
    training = [shop(tmp_path, f"t{turn}") for turn in range(5)]
    where = bench(tmp_path)
    found = trials(preset(), Space(base="default", choices={"options.light": (True,)}), 9, 0, "f")
    for each in found:
        for instance in training[:3]:
            made = record(
                set=instance.set,
                instance=instance.name,
                preset=each.preset.name,
                objective=100 + 10 * (each.preset.name != "default"),
                preset_digest=each.preset.digest,
            )
            append(where.results, made)
    tuned = tune(found, training, training, [0], where)
    assert (tuned.best, tuned.left, {rung.instances for rung in tuned.rungs}) == (None, 0, {3})
    assert len(read_results(where.results)) == 6


def test_training_sets_take_turns_and_every_judging_set_is_told(tmp_path: Path) -> None:
    training = [shop(tmp_path, f"a{turn}") for turn in range(3)]
    training += [shop(tmp_path, f"b{turn}")._replace(set="other") for turn in range(3)]
    judging = [shop(tmp_path, name)._replace(set=name) for name in ("one", "two")]
    where = bench(tmp_path)
    space = Space(base="default", choices={"options.light": (True,)})
    found = trials(preset(), space, 9, 0, "f")
    for each in found:
        for turn, instance in enumerate((*training, *judging)):
            # What the first rung sees of the second set decides that the candidate is better.
            value = 100 + 10 * (each.preset.name == "default") * (instance.set == "other") + turn
            made = record(
                set=instance.set,
                instance=instance.name,
                preset=each.preset.name,
                objective=value,
                preset_digest=each.preset.digest,
            )
            append(where.results, made)
    tuned = tune(found, training, judging, [0], where)
    assert tuned.rungs[0].to_best < tuned.rungs[1].to_best
    assert [row.set for row in tuned.judged] == ["one", "two"]


def test_nothing_is_judged_where_nothing_is_better_and_a_stop_is_told(tmp_path: Path) -> None:
    instance = shop(tmp_path)
    space = Space(base="default", choices={"options.light": (True,)})
    found = trials(preset(), space, 9, 0, "f")
    stopped = tune(found, [instance], [instance], [0], bench(tmp_path, stop=lambda: True))
    assert (stopped.best, stopped.left) == (None, 2)
    tuned = tune(found, [instance], [instance], [0], bench(tmp_path))
    assert (tuned.best, tuned.judged, tuned.left) == (None, (), 0)
    assert [(rung.preset, rung.to_best, rung.kept) for rung in tuned.rungs] == [
        ("default", 0.0, True),
        ("default~1", 0.0, False),
    ]
    assert run_bench(runs_of([instance], [each.preset for each in found], [0]), bench(tmp_path)).made == 0
