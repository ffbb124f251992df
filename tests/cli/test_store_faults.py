"""Stores that are missing, damaged, locked, read-only or of another version; disks that take no more."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from iplatform_sched.app.locking import night_lock
from iplatform_sched.app.publishing import backup_folder
from iplatform_sched.store import database
from tests import facts
from tests.cli.cli_case import NIGHT, Terminal, facts_hash, file_hash

if TYPE_CHECKING:
    from pathlib import Path

READS = (("requests", "list"), ("show", "runs"), ("check",), NIGHT)


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_no_store_a_folder_and_garbage(empty: Terminal, words: tuple[str, ...]) -> None:
    assert "Create it with `init`" in empty.refused(3, *words)
    empty.store.mkdir()
    assert "is a folder" in empty.refused(3, *words)
    empty.store.rmdir()
    empty.store.write_bytes(b"not a database at all" * 500)
    assert "no store" in empty.refused(3, *words)
    with closing(sqlite3.connect(empty.store.with_name("other.db"))) as other:
        other.execute("CREATE TABLE t (x)")
    other_store = Terminal(empty.capture, empty.store.with_name("other.db"))
    assert "is no store" in other_store.refused(3, *words)


def test_init_never_overwrites(terminal: Terminal) -> None:
    with terminal.unchanged():
        assert "exists already" in terminal.refused(3, "init")
    nowhere = Terminal(terminal.capture, terminal.store.with_name("no-folder") / "x.db")
    assert "cannot be created" in nowhere.refused(3, "init")


def test_newer_and_older_stores(terminal: Terminal) -> None:
    with closing(sqlite3.connect(terminal.store)) as bare:
        bare.execute("UPDATE alembic_version SET version_num = '9999'")
        bare.commit()
        assert "newer version" in terminal.refused(3, "requests", "list")
        bare.execute("UPDATE alembic_version SET version_num = ?", (database.REVISIONS[-1],))
        bare.commit()
    database.downgrade(terminal.store, database.REVISIONS[0])
    assert "Run `migrate`" in terminal.refused(3, *NIGHT)
    assert "the former store is" in terminal.good("migrate").err
    assert [path.name for path in backup_folder(terminal.store).iterdir()] == ["network.db.before-upgrade-1"]
    before = file_hash(terminal.store)
    assert terminal.good("migrate").err == f"{terminal.store} is up to date\n"
    assert file_hash(terminal.store) == before
    assert len(list(backup_folder(terminal.store).iterdir())) == 1
    terminal.good("check")


def test_a_locked_store_is_a_conflict(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.open_store, "__kwdefaults__", {"wait_seconds": 0.0})
    with closing(sqlite3.connect(terminal.store, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        for words in (("requests", "list"), ("bookings", "confirm", "x"), NIGHT, ("check",)):
            assert "another program holds the store" in terminal.refused(5, *words)
        holder.execute("ROLLBACK")


def test_a_running_night_keeps_others_out(terminal: Terminal) -> None:
    copy = terminal.store.with_name("copy.db")
    copy.write_bytes(terminal.store.read_bytes())
    with night_lock(terminal.store, facts.NOW, 0.0), terminal.unchanged():
        assert "another night is running" in terminal.refused(5, *NIGHT, "--wait", "0.01s")
        assert "another night is running" in terminal.refused(5, "restore", copy)


def test_a_read_only_store_is_said_before_the_search(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A mark of the connection, not of the file: a test that runs as root may write to any file.
    connect = database._connect  # noqa: SLF001 - the only place where a connection is made

    def read_only(path: Path, wait_seconds: float) -> sqlite3.Connection:
        connection = connect(path, wait_seconds)
        connection.execute("PRAGMA query_only = 1")
        return connection

    monkeypatch.setattr(database, "_connect", read_only)
    terminal.good("requests", "list")
    words = terminal.refused(3, *NIGHT)
    assert "the store cannot be written to" in words
    assert "requests," not in words


def test_results_and_backups_must_be_writable(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with terminal.unchanged():
        words = terminal.refused(3, *NIGHT, "--results", tmp_path / "file")
        assert "cannot be written" in words
        assert "objective" not in words
        backup_folder(terminal.store).rmdir()
        backup_folder(terminal.store).touch()
        words = terminal.refused(3, *NIGHT)
        assert "cannot be written" in words
        assert "objective" not in words


def test_output_files_must_be_writable(terminal: Terminal, tmp_path: Path) -> None:
    terminal.good(*NIGHT)
    (tmp_path / "file").touch()
    (tmp_path / "folder.csv").mkdir()
    for out in (tmp_path / "file" / "x.csv", tmp_path / "folder.csv", tmp_path / "file" / "x.json"):
        assert "cannot be written" in terminal.refused(3, "export", "bookings", "--out", out)
        assert "cannot be written" in terminal.refused(3, "export", "plan", "--out", out)
    assert "cannot be written" in terminal.refused(3, "export", "facts", "--out", tmp_path / "file" / "deep")


def test_restoring(terminal: Terminal) -> None:
    before = facts_hash(terminal.store)
    terminal.good(*NIGHT)
    (copy,) = backup_folder(terminal.store).glob("*.db")
    after = facts_hash(terminal.store)
    words = terminal.good("restore", copy).err
    assert facts_hash(terminal.store) == before
    kept = next((backup_folder(terminal.store) / "before-restore").iterdir())
    assert str(kept) in words
    assert facts_hash(kept) == after
    damaged = copy.with_name("damaged.db")
    damaged.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    terminal.refused(3, "restore", damaged)
    assert facts_hash(terminal.store) == before


@pytest.mark.parametrize("damage", ["garbage", "cut", "zeros"])
def test_restoring_over_a_damaged_store_keeps_its_bytes(terminal: Terminal, damage: str) -> None:
    terminal.good(*NIGHT)
    (copy,) = backup_folder(terminal.store).glob("*.db")
    good = terminal.store.read_bytes()
    broken = {
        "garbage": b"garbage" * 5_000,
        "cut": good[: len(good) // 3],
        "zeros": good[:200] + bytes(len(good) - 200),
    }
    terminal.store.write_bytes(broken[damage])
    bad = file_hash(terminal.store)
    terminal.good("restore", copy)
    assert facts_hash(terminal.store) == facts_hash(copy)
    kept = next((backup_folder(terminal.store) / "before-restore").iterdir())
    assert file_hash(kept) == bad


def test_no_kept_store_is_written_over(terminal: Terminal) -> None:
    terminal.good(*NIGHT)
    (copy,) = backup_folder(terminal.store).glob("*.db")
    folder = backup_folder(terminal.store) / "before-restore"
    for text in (b"first" * 999, b"second" * 999):
        terminal.store.write_bytes(text)
        terminal.good("restore", copy)
    min(folder.iterdir()).unlink()
    (second,) = folder.iterdir()
    terminal.store.write_bytes(b"third" * 999)
    terminal.good("restore", copy)
    assert second.read_bytes() == b"second" * 999
    assert len(list(folder.iterdir())) == 2


def test_a_full_disk_changes_nothing(terminal: Terminal, folder: Path, tmp_path: Path) -> None:
    """No file may grow in a child process: SQLite and every writer of files meet the end of the disk."""
    code = (
        "import resource, signal, sys\n"
        "from iplatform_sched.cli import main\n"
        "import iplatform_sched.app.night\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))\n"
        "given = sys.argv[1:]\n"
        "while given:\n"
        "    at = given.index('::')\n"
        "    print(main(given[:at]), flush=True)\n"
        "    given = given[at + 1:]\n"
        # What a tracer writes at the end is not part of the test.
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
    )
    start = ["--store", str(terminal.store), "--now", facts.NOW.isoformat()]
    grown = shutil.copytree(folder, tmp_path / "grown")
    commands = (
        [*start, "import", str(grown), "::"],
        [*start, *NIGHT, "::"],
        [*start, "export", "facts", "--out", str(tmp_path / "facts"), "::"],
    )
    flat = [word for command in commands for word in command]
    before = facts_hash(terminal.store)
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, *flat], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.split() == ["3", "3", "3"], done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    assert facts_hash(terminal.store) == before


def test_a_full_disk_under_stdout() -> None:
    code = "import sys; from iplatform_sched.cli import main; sys.exit(main(['--help']))"
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode in {3, 120}
    assert "No space left" in done.stderr
