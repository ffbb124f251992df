"""Presets and sets: the committed ones, and what is wrong with others, all at once."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.bench.best_known import Known, read_best_known
from iplatform_sched.bench.instances import READERS
from iplatform_sched.bench.presets import read_presets, write_preset
from iplatform_sched.bench.sets import Places, instances_of, read_sets
from iplatform_sched.bench.solvers import solver_named
from iplatform_sched.errors import InputError, NotFoundError
from iplatform_sched.exchange.instances import FORMATS
from tests.bench.cases import preset
from tests.contracts.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BENCHMARKS = ROOT / "benchmarks"
PRESET = 'solver = "model"\nhypothesis = "h"\nkept = "k"\n'
SET = 'about = "a"\nformat = "fjsp"\nfolder = "f"\nfiles = ["*.txt"]\n'


def issues_of(error: InputError) -> list[tuple[str, str]]:
    """Return field and message of each issue."""
    return [(issue.field, issue.message) for issue in error.issues]


def test_the_committed_presets_say_why_they_are_there() -> None:
    presets = read_presets(BENCHMARKS / "presets")
    assert len([each for each in presets if each.solver in {"auto", "model"}]) >= 8
    assert len({each.digest for each in presets}) == len(presets)
    assert all(each.hypothesis.endswith(".") for each in presets)
    assert "default" in {each.name for each in presets}


def test_every_format_has_a_set_of_two_fixtures() -> None:
    sets = {each.format: each for each in read_sets(BENCHMARKS / "sets", ["fixtures-*"])}
    assert set(sets) == {each.name for each in FORMATS}
    places = Places(BENCHMARKS / "sets")
    assert all(len(instances_of(each, places)) >= 2 for each in sets.values())


def test_the_committed_sets_are_read() -> None:
    sets = read_sets(BENCHMARKS / "sets")
    assert {each.format for each in sets} == {reader.name for reader in READERS} - {"saved-night"}
    assert all(len(set(each.sample)) == (30 if each.folder else 0) for each in sets)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PRESET + "seconds = 0\nworker = 2\n", {"seconds", "worker"}),
        (PRESET, {""}),
        (PRESET + 'seconds = 1\nname = "n"\n', {"name"}),
        (PRESET + "seconds = \n", {""}),
    ],
    ids=["two at once", "no limit", "name", "no TOML"],
)
def test_what_is_wrong_with_a_preset(tmp_path: Path, text: str, found: set[str]) -> None:
    (tmp_path / "p.toml").write_text(text)
    with pytest.raises(InputError) as caught:
        read_presets(tmp_path)
    assert {issue.field for issue in caught.value.issues} == found
    assert all(issue.file == str(tmp_path / "p.toml") for issue in caught.value.issues)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kept": ""}, "neither where it is best"),
        ({"work": None}, "has no limit"),
        ({"seconds": 1.0}, "has no limit, or two"),
        ({"solver": "nope"}, "there is no solver called nope; solvers: "),
        ({"options": {"light": 3}}, "options.light: "),
        ({"options": {"lihgt": True}}, "options.lihgt: unknown field. Did you mean light"),
        ({"options": {"parameters": {"nope": 1}}}, "options.parameters: CP-SAT has no parameter nope"),
        ({"options": {"parameters": {"num_workers": 1}}}, "num_workers is not for presets to set here"),
        ({"options": {"parameters": {"linearization_level": 0}}}, "linearization_level is not for presets"),
        ({"options": {"parameters": {"use_lns": "x"}}}, "the parameter use_lns does not take 'x'"),
        ({"work": math.inf}, "finite"),
        ({"work": None, "seconds": math.inf}, "finite"),
        ({"options": {"gap": math.inf}}, "options.gap: "),
        ({"solver": "night", "options": {"proof": -1}}, "options.proof: "),
        ({"solver": "night", "options": {"proof": math.inf}}, "options.proof: "),
        ({"solver": "night", "options": {"beam": 0}}, "options.beam: "),
        ({"solver": "night", "options": {"first_temperature": 0}}, "options.first_temperature: "),
        ({"solver": "night", "options": {"last_temperature": math.inf}}, "options.last_temperature: "),
    ],
)
def test_what_the_solver_of_a_preset_refuses(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        preset(**fields)


def test_a_preset_is_written_as_it_is_read(tmp_path: Path) -> None:
    options = {"light": True, "parameters": {"subsolvers": ["a", "b"], "search_branching": "FIXED_SEARCH"}}
    written = preset("other", options=options, seconds=2.5, work=None)
    write_preset(tmp_path / "other.toml", written)
    assert read_presets(tmp_path) == (written,)


def test_what_is_called_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="there is no preset in"):
        read_presets(tmp_path)
    with pytest.raises(NotFoundError, match="there is no preset nope, x\\* in"):
        read_presets(BENCHMARKS / "presets", ["default", "nope", "x*"])
    with pytest.raises(NotFoundError, match="no solver called nope"):
        solver_named("nope")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SET.replace("fjsp", "nope"), "there is no format nope; formats: fjsp"),
        (SET + 'own = "o"\n', "needs a folder below the instances"),
        (SET.replace('["*.txt"]', "[]"), "the least number of items is 1"),
        (SET.replace("*.txt", "/a"), "files must be patterns below the folder, not '/a'"),
        (SET.replace("*.txt", "../a/*.txt"), "files must be patterns below the folder, not '../a/"),
        (SET.replace("*.txt", ""), "files must be patterns below the folder, not ''"),
        (SET.replace("*.txt", "."), "files must be patterns below the folder, not '.'"),
        (SET.replace("*.txt", "a**"), "files must be patterns below the folder, not 'a\\*\\*'"),
        (SET + 'sample = ["a", "b", "a"]\n', "the sample has a twice"),
        (SET.replace("fjsp", "made-night"), "a made-night needs the moment it is planned at: now = 2027"),
    ],
    ids=[
        "format",
        "two folders",
        "no files",
        "absolute",
        "another folder",
        "no pattern",
        "the folder itself",
        "half a pattern",
        "twice",
        "no moment",
    ],
)
def test_what_is_wrong_with_a_set(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(InputError, match=message):
        read_sets(tmp_path)


def test_no_set_is_called_as_a_store_s_nights(tmp_path: Path) -> None:
    (tmp_path / "runs.toml").write_text(SET)
    with pytest.raises(InputError, match="a store's nights are called so"):
        read_sets(tmp_path)


def test_a_sample_is_taken_in_its_order_and_must_be_there(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.txt").write_text("")
    (tmp_path / "s.toml").write_text(SET + 'sample = ["c.txt", "a.txt"]\n')
    (chosen,) = read_sets(tmp_path)
    known = {(folder / "a.txt").resolve(): Known(1, 2)}
    places = Places(tmp_path, tmp_path, known)
    sample = instances_of(chosen, places)
    assert [(each.name, each.known) for each in sample] == [("c.txt", Known()), ("a.txt", Known(1, 2))]
    assert [each.name for each in instances_of(chosen, places, whole=True)] == ["a.txt", "b.txt", "c.txt"]
    (folder / "a.txt").unlink()
    (folder / "c.txt").unlink()
    with pytest.raises(InputError) as caught:
        instances_of(chosen, places)
    (issue,) = caught.value.issues
    assert (issue.message, issue.found) == ("has not 2 of 2 instances", "no c.txt, no a.txt")
    (folder / "b.txt").unlink()
    with pytest.raises(InputError, match="has no instances"):
        instances_of(chosen, places, whole=True)
    with pytest.raises(InputError, match=r"nope/f: s: is no folder\. Check --instances"):
        instances_of(chosen, Places(tmp_path, tmp_path / "nope"))
    with pytest.raises(InputError, match="Give the folder of public instances"):
        instances_of(chosen, Places(tmp_path))


def test_names_that_cannot_be_written_down_are_refused(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode("공작.txt".encode("cp949"))).write_text("")
    (tmp_path / "s.toml").write_text(SET.replace('"f"', '"."'))
    (chosen,) = read_sets(tmp_path)
    with pytest.raises(InputError, match=r"\\udcb0.*has a name that cannot be written down"):
        instances_of(chosen, Places(tmp_path, tmp_path))


def test_best_known_bounds_are_read_and_all_that_is_wrong_is_told(tmp_path: Path) -> None:
    path = tmp_path / "best_known.csv"
    head = "set,instance,lb,ub,status,source,file\n"
    path.write_text(head + "s,a,1,2,open,x,f/a\ns,b,,,unsat,x,f/b\n")
    assert read_best_known(path) == {
        (tmp_path / "f/a").resolve(): Known(1, 2),
        (tmp_path / "f/b").resolve(): Known(None, None, True),  # noqa: FBT003 - a record's field
    }
    rows = "s,a,x,2,open,x,f/a\ns,b,3,2,shut,x,f/b\ns,c,,4,unsat,x,f/c\ns,d,1,2,opt,x,f/d\ns,e,1,2,open,x,\n"
    rows += "s,g,,,opt,x,f/g\n"
    path.write_text(head + rows + "s,f,1,1,opt,x,f/f\ns,f,1,1,opt,x,f/f\n")
    with pytest.raises(InputError) as caught:
        read_best_known(path)
    assert [(issue.row, issue.field) for issue in caught.value.issues] == [
        (2, "lb"),
        (3, "status"),
        (3, "lb"),
        (4, "ub"),
        (5, "lb"),
        (6, "file"),
        (7, "lb"),
        (9, "file"),
    ]
    path.write_text("set,instance\n")
    with pytest.raises(InputError) as caught:
        read_best_known(path)
    assert {issue.field for issue in caught.value.issues} == {"lb", "ub", "status", "source", "file"}
