"""Files that cannot be read are told as they are, once, and before values."""

import random
from pathlib import Path

import pytest

from iplatform_sched.exchange.folder import read_folder, write_folder
from tests.exchange.network import small_network
from tests.exchange.refusal_case import add, change, refusals


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(small_network(), tmp_path)
    return tmp_path


def test_korean_excel_is_read(folder: Path) -> None:
    before = read_folder(folder)
    path = folder / "capabilities.csv"
    path.write_bytes(path.read_text(encoding="utf-8-sig").replace("\n", "\r\n").encode("cp949"))
    assert read_folder(folder) == before


def test_ten_megabytes_of_garbage_are_refused_at_once(folder: Path) -> None:
    (folder / "bookings.csv").write_bytes(random.Random(7).randbytes(10_000_000))
    (folder / "policy.yaml").write_bytes(random.Random(8).randbytes(10_000_000))
    codes = {issue.file: issue.code for issue in refusals(folder)}
    assert codes["bookings.csv"] == codes["policy.yaml"] == "not-text"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"\n\n,,\n", "empty-file"),
        (b"PK\x03\x04 workbook", "not-text"),
        ("id,centre".encode("utf-16"), "not-text"),
        (b"\xff\xff\xff\x80", "not-text"),
        (b"Lorem ipsum\ndolor\n", "bad-header"),
        (b'id,centre,skill,headcount\np1,hub,"cells,1\n', "bad-csv"),
        (b"id,centre,skill,headcount\np1,hub,cells,1,2,3\n", "extra-cell"),
    ],
    ids=["empty", "blank", "workbook", "utf-16", "bytes", "prose", "open quote", "too wide"],
)
def test_what_is_no_table(folder: Path, content: bytes, code: str) -> None:
    (folder / "pools.csv").write_bytes(content)
    assert code in [issue.code for issue in refusals(folder) if issue.file == "pools.csv"]


def test_an_open_quote_is_found(folder: Path) -> None:
    add(folder / "pools.csv", 'p3,hub,"x,1')
    assert [(issue.code, issue.row) for issue in refusals(folder) if issue.file == "pools.csv"] == [
        ("bad-csv", 4)
    ]


@pytest.mark.parametrize(("content", "code"), [("", "empty-file"), ("- 1\n- id: x\n", "not-a-mapping")])
def test_what_is_no_request(folder: Path, content: str, code: str) -> None:
    (folder / "requests" / "beta.yaml").write_text(content, encoding="utf-8")
    assert refusals(folder)[0].code == code


def test_folders_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "void").mkdir()
    codes = [refusals(tmp_path / name)[0].code for name in ("nowhere", "file", "void")]
    assert codes == ["no-folder", "no-folder", "empty-folder"]


def test_a_misnamed_table_is_told(folder: Path) -> None:
    (folder / "pools.csv").rename(folder / "pool.csv")
    issue = next(issue for issue in refusals(folder) if issue.code == "unknown-file")
    assert (issue.file, issue.hint) == ("pool.csv", "Did you mean pools.csv?")


@pytest.mark.parametrize(
    ("file", "old", "new", "codes"),
    [
        ("centres.csv", "name_ko", "nam_ko", ["unknown-column", "missing-column"]),
        ("centres.csv", "sectors", "sector", ["unknown-column", "missing-column"]),
        ("companies.csv", "id,", "idd,", ["unknown-column", "missing-column"]),
        ("pools.csv", ",", ";", ["bad-header"]),
        ("offers.csv", ",", ";", ["bad-header"]),
        ("equipment.csv", "id,", "\0", ["not-text"]),
        ("templates/battery.yaml", "stages:", "stages: [", ["bad-yaml"]),
        ("requests/acme.yaml", "id:", "id: [", ["bad-yaml"]),
    ],
)
def test_what_follows_from_a_file_that_cannot_be_read_is_not_told(
    folder: Path, file: str, old: str, new: str, codes: list[str]
) -> None:
    change(folder / file, old, new)
    assert [(issue.file, issue.code) for issue in refusals(folder)] == [(file, code) for code in codes]


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_the_separator_of_other_locales_is_named(folder: Path, mark: str, word: str) -> None:
    change(folder / "pools.csv", ",", mark)
    (issue,) = refusals(folder)
    assert (issue.row, issue.message) == (1, f"is separated by {word}, not by commas")


def test_a_table_that_is_not_there_is_told_once(folder: Path) -> None:
    (folder / "pools.csv").unlink()
    (issue,) = refusals(folder)
    assert (issue.file, issue.message, issue.code) == ("pools.csv", "is not there", "no-file")
    assert (issue.found, issue.hint) == (
        "p1",
        "5 places name ids of it, the first in absences.csv, line 2",
    )


def test_broken_files_are_told_before_values(folder: Path) -> None:
    change(folder / "bookings.csv", "b1,r1,a", "b1,r1,z")
    change(folder / "vouchers.csv", "id,", "idd,")
    assert [issue.file for issue in refusals(folder)] == ["vouchers.csv", "vouchers.csv", "bookings.csv"]


def test_changeovers_that_a_detour_would_shorten(folder: Path) -> None:
    add(folder / "changeovers.csv", "mixer,lfp,lto,10")
    add(folder / "changeovers.csv", "mixer,lto,nmc,10")
    assert [(issue.file, issue.row, issue.code) for issue in refusals(folder)] == [
        ("equipment.csv", 3, "inconsistent")
    ]


def test_the_same_request_in_two_files(folder: Path) -> None:
    text = (folder / "requests" / "beta.yaml").read_text(encoding="utf-8")
    (folder / "requests" / "copy.yml").write_text(text, encoding="utf-8")
    (issue,) = refusals(folder)
    assert (issue.file, issue.code, issue.hint) == (
        "requests/copy.yml",
        "duplicate-id",
        "It is also in requests/beta.yaml, line 1",
    )


def test_a_broken_template_is_told_once(folder: Path) -> None:
    change(folder / "templates" / "battery.yaml", "name_en: Battery", "nam_en: Battery")
    assert {issue.file for issue in refusals(folder)} == {"templates/battery.yaml"}
