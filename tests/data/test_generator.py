"""The shipped files are what the generator writes, byte for byte."""

import re
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path

from benchmarks.national.build import build
from iplatform_sched.domain.facts import Facts
from iplatform_sched.exchange.folder_writing import files_of


def test_the_generator_writes_the_shipped_files(folder: Path) -> None:
    written = files_of(build())
    shipped = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "SOURCE.md" and "source" not in path.relative_to(folder).parts
    }
    assert sorted(written) == sorted(shipped)
    assert [name for name in sorted(written) if written[name] != shipped[name]] == []


def test_the_files_stay_small(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 6_000_000


def test_every_file_is_explained(folder: Path) -> None:
    text = (folder / "SOURCE.md").read_text(encoding="utf-8")
    unexplained = [
        path.name for path in folder.glob("*.*") if path.name not in text and path.name != "SOURCE.md"
    ]
    assert unexplained == []


def test_every_column_is_explained(folder: Path) -> None:
    explained = labelled((folder / "SOURCE.md").read_text(encoding="utf-8"))
    unexplained = [
        (path.name, column)
        for path in sorted(folder.glob("*.csv"))
        for column in path.read_text(encoding="utf-8-sig").partition("\n")[0].split(",")
        if not any(fnmatchcase(column, pattern) for pattern in explained[path.name])
    ]
    assert unexplained == []


def labelled(text: str) -> dict[str, list[str]]:
    """Return the columns, or patterns of them, that the table of files labels, by file."""
    found: dict[str, list[str]] = defaultdict(list)
    files: list[str] = []
    for row in re.findall(r"^\| (.*?)\| (.*?) \| (.*) \|$", text, re.MULTILINE):
        files = re.findall(r"`([^`]+)`", row[0]) or files
        for file in files:
            found[file] += ["*"] if row[1] in {"all", "the rest"} else re.findall(r"`([^`]+)`", row[1])
    return found


def test_the_facts_survive_the_files(shipped: Facts) -> None:
    assert len(shipped.catalogue.centres) == 88
    assert shipped.policy is not None
