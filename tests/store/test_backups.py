import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from iplatform_sched.domain.run import Act
from iplatform_sched.errors import ConflictError, InputError
from iplatform_sched.store.backups import backup, list_backups, restore
from iplatform_sched.store.database import Store, open_store
from iplatform_sched.store.events import list_events
from iplatform_sched.store.facts import load_facts
from iplatform_sched.store.policies import get_policy
from tests import facts
from tests.store.examples import set_policy


def test_a_backup_brings_back_what_was(store: Store, later: Act, tmp_path: Path) -> None:
    before, trail = load_facts(store), list_events(store)
    copy = backup(store, tmp_path / "backups", facts.NOW)
    assert copy.name == "network-20261123T110000Z.db"
    set_policy(store, facts.policy(version="2"), later)
    restored = restore(copy, store.path)
    assert (load_facts(restored), list_events(restored)) == (before, trail)
    assert get_policy(store).version == "1"
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [copy.name]


def test_the_latest_backups_are_kept(store: Store, tmp_path: Path) -> None:
    (tmp_path / "network-notes.db").touch()
    made = [backup(store, tmp_path, facts.NOW + timedelta(days=day), keep=3) for day in range(5)]
    assert list_backups(store, tmp_path) == tuple(made[2:])
    assert (tmp_path / "network-notes.db").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_backups_of_one_moment_do_not_replace_each_other(store: Store, later: Act, tmp_path: Path) -> None:
    first = backup(store, tmp_path, facts.NOW)
    set_policy(store, facts.policy(version="2"), later)
    second = backup(store, tmp_path, facts.NOW)
    assert [get_policy(open_store(each)).version for each in (first, second)] == ["1", "2"]


def test_at_least_one_backup_is_kept(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least one"):
        backup(store, tmp_path, facts.NOW, keep=0)


def test_a_backup_needs_a_folder(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="no backup could be written"):
        backup(store, tmp_path / "file", facts.NOW)


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 1000], ids=["missing", "empty", "garbage"])
def test_restoring_does_not_need_a_good_store(store: Store, tmp_path: Path, content: bytes | None) -> None:
    target = tmp_path / "target.db"
    if content is not None:
        target.write_bytes(content)
    (tmp_path / "target.db-journal").write_bytes(b"left by a killed program")
    assert load_facts(restore(store.path, target)) == load_facts(store)


@pytest.mark.parametrize("content", [None, b"garbage" * 1000], ids=["missing", "garbage"])
def test_a_bad_backup_is_not_restored(store: Store, tmp_path: Path, content: bytes | None) -> None:
    before = store.path.read_bytes()
    source = tmp_path / "bad.db"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(InputError):
        restore(source, store.path)
    assert store.path.read_bytes() == before


def test_a_backup_with_dangling_references_is_not_restored(
    store: Store, bare: sqlite3.Connection, tmp_path: Path
) -> None:
    bare.execute("DELETE FROM company WHERE id = 'bolt'")
    bare.commit()
    with pytest.raises(InputError, match="damaged"):
        restore(store.path, tmp_path / "target.db")
    assert not (tmp_path / "target.db").exists()


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_store_in_use_is_not_overwritten(store: Store, tmp_path: Path, later: Act, lock: str) -> None:
    copy = backup(store, tmp_path, facts.NOW)
    set_policy(store, facts.policy(version="2"), later)
    with closing(sqlite3.connect(store.path)) as other:
        other.execute(lock)
        with pytest.raises(ConflictError, match="another program holds the store"):
            restore(copy, store.path, wait_seconds=0.1)
    assert get_policy(store).version == "2"


def test_a_folder_that_is_not_there_takes_no_store(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        restore(store.path, tmp_path / "nowhere" / "network.db")
    with pytest.raises(InputError, match="could not be written"):
        restore(store.path, tmp_path)
