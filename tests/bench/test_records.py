"""The results file: what is in it, and what cannot get into a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iplatform_sched.bench.records import append, mend, read_results
from iplatform_sched.bench.resuming import results_file
from iplatform_sched.bench.runner import run_bench, runs_of
from iplatform_sched.bench.several import several
from iplatform_sched.errors import InputError
from tests.bench.cases import bench, preset, record, shop


def test_what_is_appended_is_read(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    runs = (record(), record(seed=1, verified=None, objective=None))
    for each in runs:
        append(path, each)
    assert read_results(path) == runs
    assert read_results(tmp_path / "none.jsonl") == ()


def test_a_line_cut_short_by_a_death_is_no_run_and_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    append(path, record())
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])
    assert len(read_results(path)) == 1
    mend(path)
    assert path.read_bytes() == whole
    append(path, record(seed=1))
    assert [each.seed for each in read_results(path)] == [0, 1]


def test_a_last_line_that_only_lacks_its_end_is_a_run(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    append(path, record())
    append(path, record(seed=1))
    whole = path.read_bytes()
    path.write_bytes(whole.rstrip())
    assert [each.seed for each in read_results(path)] == [0, 1]
    mend(path)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("text", ['{"set":' * 100_000, '{"set": ' + "9" * 5000 + "}"], ids=["deep", "long"])
def test_json_that_python_cannot_read_is_refused(tmp_path: Path, text: str) -> None:
    (path := tmp_path / "results.jsonl").write_text(text + "\n")
    with pytest.raises(InputError, match=r"results\.jsonl:1: is no JSON"):
        read_results(path)


def test_a_results_file_has_one_name(tmp_path: Path) -> None:
    (link := tmp_path / "link.jsonl").symlink_to(tmp_path / "results.jsonl")
    assert results_file(link) == (tmp_path / "results.jsonl").resolve()
    assert results_file(tmp_path / "results.jsonl") == tmp_path / "results.jsonl"
    for name, hint in (("notes.txt", "such as notes.jsonl"), ("", "such as results.jsonl")):
        with pytest.raises(InputError, match=f"is no name of a results file.*{hint}"):
            results_file(Path(name))


def test_a_file_without_a_whole_line_is_mended_to_nothing(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(b'{"s')
    assert read_results(path) == ()
    mend(path)
    mend(tmp_path / "none.jsonl")
    assert path.read_bytes() == b""


def test_a_line_cut_within_a_letter_is_no_run(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    append(path, record())
    path.write_bytes(path.read_bytes() + '{"set":"요'.encode()[:-1])
    assert [each.seed for each in read_results(path)] == [0]


def test_what_is_no_results_file_is_refused_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_bytes(b"a note without an end of line")
    with pytest.raises(InputError, match=r"notes.jsonl:1: is not the beginning of a run"):
        run_bench(runs_of([shop(tmp_path)], [preset()], [0]), bench(tmp_path, results=path))
    assert path.read_bytes() == b"a note without an end of line"


def test_what_does_not_say_whether_it_was_verified_is_refused_with_all_else(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    line = record().model_dump(mode="json")
    del line["verified"]
    good = record().model_dump(mode="json")
    path.write_text("\n".join([json.dumps(line), "no JSON", json.dumps(good), json.dumps(good), ""]))
    with path.open("a", encoding="utf-8") as stream:
        stream.write('{"set": "s", "color": 1}\n')
    with pytest.raises(InputError) as caught:
        read_results(path)
    found = [(issue.row, issue.field, issue.message) for issue in caught.value.issues]
    assert found == [
        (1, "verified", "is missing"),
        (2, "", "is no JSON"),
        (4, "", "the run is there twice"),
        (5, "", "is no run: instance, preset, seed and 26 more fields are missing"),
        (5, "color", "unknown field"),
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"verified": None}, "has an objective of a schedule that was not verified"),
        ({"verified": False}, "has an objective of a schedule that was not verified"),
        ({"objective": None}, "has a valid schedule and no objective of it"),
        ({"solution": ""}, "has a schedule and says no file of it"),
    ],
)
def test_no_objective_enters_without_a_verified_schedule_and_its_file(
    tmp_path: Path, fields: dict[str, object], message: str
) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps(record().model_dump(mode="json") | fields) + "\n")
    with pytest.raises(InputError) as caught:
        read_results(path)
    ((row, told),) = [(issue.row, issue.message) for issue in caught.value.issues]
    assert row == 1
    assert message in told


def test_several_files_have_no_run_twice_and_are_all_there(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    append(one, record())
    append(two, record(seed=1))
    assert len(several([one, two])) == 2
    append(two, record())
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(InputError) as caught:
        several([one, two, tmp_path / "three.jsonl", tmp_path / "empty.jsonl"])
    append(tmp_path / "four.jsonl", record(seed=9, instance_digest="e"))
    with pytest.raises(InputError, match="s i has changed between runs"):
        several([one, tmp_path / "four.jsonl"])
    append(tmp_path / "five.jsonl", record(seed=9, preset_digest="q"))
    append(tmp_path / "five.jsonl", record(seed=9, set="t", preset_digest="q"))
    with pytest.raises(InputError, match="default has run on s with two settings"):
        several([one, tmp_path / "five.jsonl"])
    assert [issue.message for issue in caught.value.issues] == [
        f"has 1 runs that are in {one} too",
        "does not exist",
        "has no runs",
    ]


@pytest.mark.parametrize(
    ("fields", "solved", "closed"),
    [
        ({}, True, False),
        ({"status": "optimal", "bound": 110}, True, True),
        ({"status": "killed", "bound": 110}, True, False),
        ({"status": "optimal", "bound": 110, "verified": False, "objective": None}, False, False),
        ({"status": "infeasible", "verified": None, "objective": None}, False, True),
    ],
    ids=["open", "optimal", "told on the way", "refused by the judge", "infeasible"],
)
def test_what_counts_as_solved_and_closed(fields: dict[str, object], solved: bool, closed: bool) -> None:
    run = record(**fields)
    assert (run.solved, run.closed) == (solved, closed)
