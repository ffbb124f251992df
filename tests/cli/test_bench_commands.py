"""``bench`` at the terminal: right and wrong input, Ctrl-C, kill -9, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.locking import results_lock
from iplatform_sched.bench.records import append, read_results
from iplatform_sched.bench.solutions import solutions_of
from tests.bench.cases import SHOP
from tests.cli.cli_case import NIGHT, Terminal
from tests.cli.test_output_page import FIELDS, has_type

if TYPE_CHECKING:
    from pathlib import Path

PRESET = 'solver = "{solver}"\nhypothesis = "h"\nkept = "k"\nwork = 1\nworkers = 1\n'
SET = 'about = "a"\nformat = "fjsp"\nown = "../{folder}"\nfiles = ["*.txt"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of benchmarks: two sets of two shops, two presets."""
    base = tmp_path / "benchmarks"
    for name in ("presets", "sets", "one", "two"):
        (base / name).mkdir(parents=True)
    for name, solver in (("default", "auto"), ("whole", "model")):
        (base / "presets" / f"{name}.toml").write_text(PRESET.format(solver=solver))
    for name in ("one", "two"):
        (base / "sets" / f"{name}.toml").write_text(SET.format(folder=name))
        for shop in ("a", "b"):
            (base / name / f"{shop}.txt").write_text(SHOP)
    return base


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return where results go."""
    return tmp_path / "out" / "results.jsonl"


def assert_documented(rows: list[dict[str, object]]) -> None:
    """Assert that every value has the type that the page says."""
    types = {name: kinds for name, kinds, _ in FIELDS}
    assert rows
    assert all(has_type(value, types[key]) for row in rows for key, value in row.items())


def test_run_compare_verify_and_what_they_write(
    empty: Terminal, folder: Path, results: Path, tmp_path: Path
) -> None:
    run = ("bench", "run", "--benchmarks", folder, "--results", results)
    said = empty.good(*run).err
    assert "8 of 8, less than a minute left" in said
    assert f"8 runs made, 8 in {results}" in said
    assert "0 runs made, 8 in" in empty.good(*run).err
    out = tmp_path / "tables"
    answer = empty.good("bench", "compare", results, "--out", out)
    assert "Presets by set" in answer.out
    assert {path.name for path in out.iterdir()} == {"table.csv", "instances.csv", "made.txt", "page.html"}
    made = (out / "made.txt").read_text().splitlines()
    assert [line.partition(";")[0] for line in made if line.startswith("one, ")] == [
        "one, default: seed 0, 2 instances, work 1, 1 worker",
        "one, whole: seed 0, 2 instances, work 1, 1 worker",
    ]
    page = (out / "page.html").read_text()
    assert page.count("<polyline") == 4
    assert "8 runs, " in page
    assert "Since the last table" not in page
    last = out / "table.csv"
    again = empty.good("bench", "compare", results, "--last", last, "--exit-code", "--format", "json").json
    assert {row["trend"] for row in again["bench_changes"]} == {"same"}
    answer = empty.good("bench", "verify", results, "--benchmarks", folder)
    assert "8 solutions judged again, all are as their records say" in answer.err


def test_solutions_are_judged_in_an_archive_too(empty: Terminal, folder: Path, results: Path) -> None:
    empty.good("bench", "run", "--benchmarks", folder, "--results", results, "--set", "one")
    solutions = solutions_of(results)
    shutil.make_archive(str(solutions), "zip", solutions)
    shutil.rmtree(solutions)
    verify = ("bench", "verify", results, "--benchmarks", folder)
    assert "4 solutions judged again, all are as their records say" in empty.good(*verify).err
    archive = solutions.with_name(f"{solutions.name}.zip")
    archive.write_bytes(b"PK")
    assert "is no archive of solutions" in empty.refused(3, *verify)
    archive.unlink()
    answer = empty(*verify, "--format", "json")
    assert {row["judgement"] for row in answer.json["rows"]} == {"missing"}
    assert (
        "0 of 0 solutions are not what their records say; 4 more, or their instances, are not there"
        in answer.err
    )
    assert answer.code == 6


def test_two_limits_are_one_too_many(empty: Terminal, folder: Path, results: Path) -> None:
    run = ("bench", "run", "--benchmarks", folder, "--results", results)
    assert "give one of them" in empty.refused(2, *run, "--budget", "1s", "--work", "1")
    assert not results.exists()


def test_runs_that_came_to_harm_are_told(empty: Terminal, folder: Path, results: Path) -> None:
    run = ("bench", "run", "--benchmarks", folder, "--results", results, "--set", "one")
    assert "crashed" not in empty.good(*run).err
    made = read_results(results)[0]
    lost = {"seed": 7, "status": "crashed", "objective": None, "verified": None, "detail": "out of memory"}
    append(results, made.model_copy(update=lost))
    said = empty.good(*run).err
    assert "1 runs of the file crashed, were killed or have a schedule that is not valid" in said
    wrong = {"seed": 8, "objective": None, "verified": False, "flaws": ("calendar: too early",)}
    append(results, made.model_copy(update=wrong))
    assert "2 runs of the file crashed" in empty.refused(6, *run)
    assert f"one {made.instance}, {made.preset}, seed 7: out of memory" in said


def test_public_sets_are_left_out_where_nobody_says_where_they_are(
    empty: Terminal, folder: Path, results: Path
) -> None:
    (folder / "sets" / "three.toml").write_text(SET.format(folder="three").replace("own =", "folder ="))
    run = ("bench", "run", "--benchmarks", folder, "--results", results, "--most", "1")
    said = empty.good(*run).err
    assert "left out, for nobody says where their instances are (--instances DIR): three" in said
    assert {each.set for each in read_results(results)} == {"one", "two"}
    assert "three: needs instances that are not ours" in empty.refused(3, *run, "--set", "three")


def test_solutions_that_are_not_what_was_recorded(empty: Terminal, folder: Path, results: Path) -> None:
    empty.good("bench", "run", "--benchmarks", folder, "--results", results, "--set", "one")
    lines = results.read_text().replace('"objective":8', '"objective":7').replace('"bound":8', '"bound":7')
    results.write_text(lines)
    answer = empty("bench", "verify", results, "--benchmarks", folder, "--format", "json")
    assert_documented(answer.json["rows"])
    answer = empty("bench", "verify", results, "--benchmarks", folder)
    assert answer.code == 6
    assert "its objective is 8, and its record says 7" in answer.out
    assert "error: 4 of 4 solutions are not what their records say" in answer.err


def test_stored_nights_are_a_set(terminal: Terminal, folder: Path, results: Path) -> None:
    run = ("bench", "run", "--from-runs", "--benchmarks", folder, "--results", results)
    assert "has no stored nights" in terminal.refused(3, *run)
    terminal.good(*NIGHT)
    terminal.good(*run, "--preset", "default", "--work", "3")
    (found,) = read_results(results)
    assert (found.set, found.verified, found.limit_work) == ("runs", True, 3.0)
    assert found.instance.startswith("night-")
    verify = ("bench", "verify", results, "--benchmarks", folder)
    terminal.good(*verify, "--from-runs")
    assert "runs: needs the nights of a store. Give the store" in terminal.refused(3, *verify)
    terminal.good(*run, "--preset", "default", "--work", "3", "--set", "one", "--most", "1")
    assert [each.set for each in read_results(results)] == ["runs", "one"]


def test_a_search_of_presets(empty: Terminal, folder: Path, tmp_path: Path) -> None:
    for shop in (folder / "two").iterdir():
        shop.write_text(SHOP.replace("4 2 2", "4 2 3"))
    space = tmp_path / "space.toml"
    space.write_text('base = "whole"\n[choices]\n"options.light" = [true]\n')
    where = ("--benchmarks", folder, "--results", tmp_path / "tuning.jsonl")
    words = ("bench", "tune", space, *where, "--seeds", "3")
    answer = empty.good(*words, "--train", "one", "--judge", "two", "--out", tmp_path / "tuned.toml")
    assert "no candidate was better than the base on the training set" in answer.err
    assert "whole~1" in answer.out
    assert not (tmp_path / "tuned.toml").exists()
    assert_documented(empty.good(*words, "--train", "one", "--judge", "two", "--format", "json").json["rows"])
    said = empty.refused(3, *words, "--train", "one", "--judge", "one")
    assert "--judge: shares instances with the training set" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--set", "nope"), "there is no set nope in"),
        (("run", "--preset", "nope"), "there is no preset nope in"),
        (("run", "--budget", "soon"), "--budget: is not a duration"),
        (("run", "--results", ""), "is no name of a results file"),
        (
            ("run", "--cores", "1", "--budget", "5s", "--preset", "wide"),
            "wants 2 threads and there are 1 cores",
        ),
        (("compare", "nope.jsonl"), "nope.jsonl: does not exist. `bench run` writes it"),
        (("verify", "nope.jsonl"), "nope.jsonl: does not exist. `bench run` writes it"),
        (("tune", "nope.toml", "--train", "one", "--judge", "two"), "nope.toml: does not exist"),
    ],
    ids=["set", "preset", "budget", "results", "cores", "compare", "verify", "tune"],
)
def test_wrong_words(
    empty: Terminal, folder: Path, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)  # where results go when nobody says where
    (folder / "presets" / "wide.toml").write_text(PRESET.format(solver="model").replace("workers = 1", ""))
    there = () if words[0] == "compare" else ("--benchmarks", str(folder))
    assert said in empty.refused(3, "bench", *words, *there)


def test_two_benchmarks_do_not_write_to_one_file(empty: Terminal, folder: Path, results: Path) -> None:
    with results_lock(results):
        said = empty.refused(5, "bench", "run", "--benchmarks", folder, "--results", results)
    assert "another benchmark writes to" in said


def start(folder: Path, results: Path) -> subprocess.Popen[str]:
    """Start a benchmark as its own process, and wait for its first run to end."""
    code = "import sys; from iplatform_sched.cli import main; sys.exit(main())"
    words = ["bench", "run", "--benchmarks", str(folder), "--results", str(results), "--cores", "1"]
    started = subprocess.Popen(
        [sys.executable, "-c", code, *words], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert started.stderr is not None
    for line in started.stderr:
        if line.startswith("1 of 8"):
            break
    return started


def test_a_killed_benchmark_goes_on(empty: Terminal, folder: Path, results: Path) -> None:
    killed = start(folder, results)
    killed.kill()
    killed.communicate()
    first = read_results(results)
    assert 1 <= len(first) < 8
    results.write_bytes(results.read_bytes() + b'{"set": "on')
    empty.good("bench", "run", "--benchmarks", folder, "--results", results)
    found = read_results(results)
    assert (len(found), found[: len(first)]) == (8, first)


def test_ctrl_c_keeps_what_ended_and_says_how_to_go_on(folder: Path, results: Path) -> None:
    stopped = start(folder, results)
    os.killpg(stopped.pid, signal.SIGINT)  # as a terminal does
    _, said = stopped.communicate()
    assert stopped.returncode == 1, said
    assert "runs on their way are given up, those that ended are kept" in said
    assert "left; the same command goes on with them" in said
    assert 1 <= len(read_results(results)) < 8


def test_it_is_said_where_nobody_tells_the_best_known(
    empty: Terminal, folder: Path, results: Path, tmp_path: Path
) -> None:
    run = ("bench", "run", "--benchmarks", folder, "--results", results, "--set", "one", "--most", "1")
    said = "best_known.csv is not there: nobody says what others have found"
    assert said in empty.good(*run, "--instances", tmp_path).err
    assert said not in empty.good(*run).err
    public = SET.format(folder="one").replace("own =", "folder =").replace("../one", "one")
    (folder / "sets" / "three.toml").write_text(public)
    head = "set,instance,lb,ub,status,source,file\n"
    (folder / "best_known.csv").write_text(f"{head}a,b,1,2,open,us,other/a.txt\n")
    three = (*run, "--set", "three", "--instances", folder)
    unheard = "best_known.csv says nothing of three: gaps are to the best of the runs"
    assert unheard in empty.good(*three).err
    (folder / "best_known.csv").write_text(f"{head}a,b,1,20,open,us,one/a.txt\n")
    assert unheard not in empty.good(*three, "--seeds", "2").err


def test_records_are_json_lines(empty: Terminal, folder: Path, results: Path) -> None:
    empty.good("bench", "run", "--benchmarks", folder, "--results", results, "--set", "one", "--most", "1")
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    wanted = {"set", "instance", "preset", "seed", "status", "objective", "bound", "gap", "first_seconds"}
    wanted |= {"best_seconds", "primal_integral", "memory_mb", "verified", "versions", "machine", "commit"}
    assert all(wanted <= set(line) for line in lines)
