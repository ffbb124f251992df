"""Cells, notations and files: small inverse functions."""

import fcntl
import os
import signal
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iplatform_sched.domain.calendars import WeeklyHours
from iplatform_sched.domain.suggestions import did_you_mean
from iplatform_sched.errors import InputError
from iplatform_sched.exchange import atomic, notation, text_files
from iplatform_sched.exchange.atomic import write_bytes, write_text
from iplatform_sched.exchange.cells import csv_text, guard, unguard
from iplatform_sched.exchange.tables import write_csv
from tests.exchange import drawing


@given(drawing.texts)
def test_guards_come_off(text: str) -> None:
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        (None, ""),
        ("", "'"),
        ("-40", "-40"),
        ("+1.5e-3", "+1.5e-3"),
        ("=1+1", "'=1+1"),
        ("-x", "'-x"),
        ("@sum", "'@sum"),
        ("'=x", "''=x"),
        ("NA", "NA"),
    ],
)
def test_what_is_guarded(text: str | None, cell: str) -> None:
    assert guard(text) == cell
    assert unguard(cell) == text


def test_an_apostrophe_that_guards_nothing_stays() -> None:
    assert unguard("'s") == "'s"
    assert unguard("  ") is None


def test_quotes_follow_the_standard() -> None:
    assert (
        csv_text([["a,b", 'say "x"', "two\nlines", "plain", " edge"]])
        == '"a,b","say ""x""","two\nlines",plain," edge"\n'
    )


@given(drawing.weekly_hours())
def test_weeks_come_back(week: WeeklyHours) -> None:
    assert WeeklyHours.model_validate(notation.read_week(notation.write_week(week))) == week


@given(st.lists(drawing.names))
def test_lists_come_back(names: list[str]) -> None:
    assert notation.read_list(notation.write_list(names)) == names


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("월-금 9:00-18:00", "Mon-Fri 09:00-18:00"),
        ("Mon 09:00-12:00,13:00-24:00", "Mon 09:00-12:00, 13:00-24:00"),
        ("closed", "closed"),
        ("sat 10:00-11:00; SUN 10:00-11:00", "Sat-Sun 10:00-11:00"),
    ],
)
def test_weeks_as_people_write_them(text: str, written: str) -> None:
    assert notation.write_week(WeeklyHours.model_validate(notation.read_week(text))) == written


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (notation.read_week, "Mon 09:00-10:00; Mon 11:00-12:00", "twice"),
        (notation.read_week, "Mon", "no hours"),
        (notation.read_week, "Mon 9-10", "no time of day"),
        (notation.read_week, "Sun-Mon 09:00-10:00", "backwards"),
        (notation.read_spans, "2026-11-25T10:00+09:00", "no span"),
        (notation.read_pairs, "a:1:2", "more than one colon"),
    ],
)
def test_notations_that_are_none(read: object, text: str, message: str) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match=message):
        read(text)


def test_hints() -> None:
    assert did_you_mean("Hubb", ["hub", "annex"]) == "Did you mean hub?"
    assert did_you_mean("x", []) == "There are none"
    assert did_you_mean("x", ["hub", "annex"]) == "Known: annex, hub"
    assert did_you_mean("x", map(str, range(100))) == ""


def test_any_table_as_csv(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "t.csv",
        ["a", "b", "c", "d", "e"],
        [["=x", None, True, 2.5, date(2026, 11, 25)], ["", 1, False, "", ""]],
    )
    assert (tmp_path / "t.csv").read_bytes() == b"\xef\xbb\xbfa,b,c,d,e\n'=x,,yes,2.5,2026-11-25\n,1,no,,\n"


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.txt"
    write_text(path, "one\n")
    path.chmod(0o600)
    write_text(path, "둘\r\n")
    assert path.read_bytes() == "둘\r\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_content_and_then_its_name_are_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[bool] = []

    def flushed(handle: int) -> None:
        folders.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        assert (tmp_path / "file.txt").exists() is folders[-1]

    monkeypatch.setattr(os, "fsync", flushed)
    write_bytes(tmp_path / "file.txt", b"new")
    assert folders == [False, True]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.txt"
    write_text(path, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_bytes(path, b"new")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "big").write_bytes(b"12345")
    codes = []
    monkeypatch.setattr(text_files, "LARGEST_BYTES", 4)
    for name in ("big", "none", "."):
        monkeypatch.setattr(text_files, "LARGEST_BYTES", 4 if name == "big" else 2**30)
        with pytest.raises(InputError) as caught:
            text_files.read_text(tmp_path / name)
        codes.append(caught.value.issues[0].code)
    assert codes == ["too-large", "no-file", "unreadable"]


def test_what_a_killed_writer_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    """Only of the same file, and not while its writer lives."""
    target = tmp_path / "page[1].html"
    code = (
        "import os, signal, sys; from pathlib import Path; from iplatform_sched.exchange import atomic;"
        "os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL);"
        "atomic.write_text(Path(sys.argv[1]), 'x')"
    )
    for path in (target, tmp_path / "other.html"):
        done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
        assert done.returncode == -signal.SIGKILL
    with (tmp_path / f".{target.name}.alive.part").open("wb") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        write_text(target, "whole")
        left = sorted(each.name.split(".")[1] for each in tmp_path.glob(".*.part"))
    assert target.read_text(encoding="utf-8") == "whole"
    assert left == ["other", "page[1]"]
    write_text(target, "again")
    assert [each.name.split(".")[1] for each in tmp_path.glob(".*.part")] == ["other"]


def test_who_takes_a_new_file_for_an_orphan_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, seen = atomic._lock, list[int]()  # noqa: SLF001 - halted in the middle

    def slow(handle: int) -> atomic.Lock:
        """Let another writer come first: once it has removed the file, once it is about to."""
        seen.append(handle)
        (orphan,) = tmp_path.glob(".*.part")
        if len(seen) == 1:
            orphan.unlink()
        elif len(seen) == 2:
            with orphan.open("rb") as stream:
                assert lock(stream.fileno()) is atomic.Lock.OURS
                found = lock(handle)
                orphan.unlink()
            return found
        return lock(handle)

    monkeypatch.setattr(atomic, "_lock", slow)
    write_text(tmp_path / "page.html", "whole")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "whole"
    assert len(seen) == 3
    assert list(tmp_path.iterdir()) == [tmp_path / "page.html"]


def test_a_file_system_without_locks_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", none)
    (tmp_path / ".page.html.old.part").touch()
    write_text(tmp_path / "page.html", "whole")
    assert sorted(each.name for each in tmp_path.iterdir()) == [".page.html.old.part", "page.html"]
