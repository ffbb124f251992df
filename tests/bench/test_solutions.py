"""Schedules: kept, packed, judged again."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from iplatform_sched.bench.again import judge_again
from iplatform_sched.bench.runner import run_bench, runs_of
from iplatform_sched.bench.solutions import (
    kept_solutions,
    read_solution,
    solutions_of,
    unpack_solutions,
    write_solution,
)
from iplatform_sched.errors import InputError
from iplatform_sched.problem.schedule import Schedule
from tests.bench.cases import bench, preset, shop


def test_solutions_of_two_files_are_in_two_folders(tmp_path: Path) -> None:
    found = [solutions_of(tmp_path / name) for name in ("x.jsonl", "x.a", "x.b")]
    assert [each.name for each in found] == ["x.solutions", "x.a.solutions", "x.b.solutions"]


def test_solutions_are_judged_again(tmp_path: Path) -> None:
    instances = [shop(tmp_path, name) for name in ("a", "b", "c", "d", "e")]
    where = bench(tmp_path)
    made = run_bench(runs_of(instances, [preset()], [0]), where).records
    records = sorted(made, key=lambda record: record.key)
    known = {("shops", each.name): each for each in instances if each.name != "e"}

    def outcomes(runs: object = records) -> dict[str, str]:
        found = judge_again(runs, known, where.solutions, where.report)  # type: ignore[arg-type]
        return {each.record.instance: each.message or each.outcome for each in found}

    good = read_solution(where.solutions / records[0].solution)
    assert good.tasks[0] is not None
    write_solution(
        where.solutions / records[1].solution, Schedule((replace(good.tasks[0], start=1), *good.tasks[1:]))
    )
    (where.solutions / records[2].solution).write_bytes(b"nothing")
    known["shops", "d"].path.write_text("1 1\n1 1 1 8\n")
    found = outcomes()
    assert found["a"] == "valid"
    assert found["b"].startswith("calendar")
    assert "is no solution file" in found["c"]
    assert found["d"] == "its instance has changed since"
    assert found["e"] == "its instance is not there"
    assert {each.outcome for each in judge_again(records[4:], known, where.solutions, where.report)} == {
        "missing"
    }
    assert outcomes([records[0].model_copy(update={"objective": 7})]) == {
        "a": "its objective is 8, and its record says 7"
    }
    assert outcomes([records[1].model_copy(update={"verified": False})])["b"].startswith("calendar")
    doubted = {"verified": False, "objective": None, "trajectory": ((0.5, 8),)}
    assert outcomes([records[0].model_copy(update=doubted)]) == {
        "a": "nothing is wrong with it, and its record says that something is"
    }
    doubted["trajectory"] = ((0.5, 7),)
    assert outcomes([records[0].model_copy(update=doubted)]) == {
        "a": "the solver told an objective of 7, and its schedule has 8"
    }


def _packed(results: Path) -> Path:
    """Pack the schedules of a results file as the docs say, and remove their folder."""
    folder = solutions_of(results)
    archive = Path(shutil.make_archive(str(folder), "zip", folder))
    shutil.rmtree(folder)
    return archive


def test_what_is_added_to_packed_schedules_stands_beside_them(tmp_path: Path) -> None:
    instances, where = [shop(tmp_path)], bench(tmp_path)
    run_bench(runs_of(instances, [preset()], [0]), where)
    _packed(where.results)
    records = run_bench(runs_of(instances, [preset()], [0, 1]), where).records
    known = {("shops", "shop.txt"): instances[0]}
    found = judge_again(records, known, kept_solutions(where.results), where.report)
    assert [each.outcome for each in found] == ["valid", "valid"]


def test_a_folder_is_not_taken_for_another_archive(tmp_path: Path) -> None:
    instances, where = [shop(tmp_path)], bench(tmp_path)
    run_bench(runs_of(instances, [preset()], [0]), where)
    stale = tmp_path / "stale"
    shutil.copytree(where.solutions, stale)
    schedule = next(where.solutions.rglob("*.gz"))
    schedule.write_bytes(b"another")
    _packed(where.results)
    stale.rename(where.solutions)
    with pytest.raises(InputError, match="has another schedule than the folder beside it"):
        kept_solutions(where.results)
    with pytest.raises(InputError, match="has another schedule than the folder beside it"):
        run_bench(runs_of(instances, [preset()], [0, 1]), where)


def test_an_archive_of_nothing_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.solutions.zip", "w"):
        pass
    unpack_solutions(tmp_path / "x.jsonl")
    assert list((tmp_path / "x.solutions").iterdir()) == []


def test_an_archive_with_a_password_is_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.solutions.zip", "w") as packed:
        packed.writestr("a", "content")
    content = bytearray((tmp_path / "x.solutions.zip").read_bytes())
    # The lowest bit of the flags says so, in the local head and in that of the directory.
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "x.solutions.zip").write_bytes(content)
    with pytest.raises(InputError, match="is no archive of solutions"):
        unpack_solutions(tmp_path / "x.jsonl")
    assert not (tmp_path / "x.solutions").exists()


def test_an_archive_of_a_later_version_is_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.solutions.zip", "w") as packed:
        packed.writestr("a", "content")
    content = bytearray((tmp_path / "x.solutions.zip").read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 0xFF
    (tmp_path / "x.solutions.zip").write_bytes(content)
    with pytest.raises(InputError, match="is no archive of solutions"):
        kept_solutions(tmp_path / "x.jsonl")


def test_a_damaged_archive_is_told_schedule_by_schedule(tmp_path: Path) -> None:
    instances, where = [shop(tmp_path, name) for name in ("a", "b")], bench(tmp_path)
    records = sorted(run_bench(runs_of(instances, [preset()], [0]), where).records, key=lambda each: each.key)
    archive = _packed(where.results)
    with zipfile.ZipFile(archive) as packed:
        at = packed.getinfo(records[0].solution).header_offset + len(records[0].solution) + 60
    content = bytearray(archive.read_bytes())
    content[at] ^= 0xFF
    archive.write_bytes(content)
    known = {("shops", each.name): each for each in instances}
    found = judge_again(records, known, kept_solutions(where.results), where.report)
    assert [(each.record.instance, each.outcome) for each in found] == [("a", "wrong"), ("b", "valid")]
    assert "is no solution file" in found[0].message
    with pytest.raises(InputError, match="is no archive of solutions"):
        run_bench(runs_of(instances, [preset()], [1]), where)
    archive.write_bytes(b"nothing")
    with pytest.raises(InputError, match="is no archive of solutions"):
        kept_solutions(where.results)


@pytest.mark.parametrize("damage", [b"\0", b"x" * 40])
def test_a_damaged_schedule_is_no_solution_file(tmp_path: Path, damage: bytes) -> None:
    write_solution(tmp_path / "a", Schedule((None,) * 50))
    whole = (tmp_path / "a").read_bytes()
    (tmp_path / "a").write_bytes(whole[:12] + damage + whole[12 + len(damage) :])
    with pytest.raises(InputError, match="is no solution file"):
        read_solution(tmp_path / "a")
