"""Backup and restore. A backup is a complete store in one file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from iplatform_sched.errors import ConflictError, InputError, Issue
from iplatform_sched.store.database import WAIT_SECONDS, Store, open_store, reading
from iplatform_sched.store.failures import plain_failures

if TYPE_CHECKING:
    from collections.abc import Iterator

_STAMP = "%Y%m%dT%H%M%SZ"
_PAUSE_SECONDS = 0.05


def backup(store: Store, folder: Path | str, at: datetime, *, keep: int = 7) -> Path:
    """Copy the store into `folder` and return the copy, ``<name>-20261123T110000Z.db``.

    Only a complete copy gets this name; then all but the `keep` latest copies of this store are deleted.

    Raises
    ------
    InputError
        The folder cannot be written, the disk is full, or `keep` is below 1.
    ConflictError
        Another program holds the store.
    """
    if keep < 1:
        raise InputError(Issue("at least one backup is kept", field="keep", found=str(keep), code="keep"))
    folder = Path(folder)
    target = _free_name(folder, f"{store.path.stem}-{at.astimezone(UTC).strftime(_STAMP)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _in_one_piece(target) as unfinished:
            _copy(store.path, unfinished)
        for old in list_backups(store, folder)[:-keep]:
            old.unlink()
    except OSError as error:
        raise InputError(
            Issue("no backup could be written", file=str(folder), found=str(error), code="backup")
        ) from error
    return target


def list_backups(store: Store, folder: Path | str) -> tuple[Path, ...]:
    """Return the backups of this store in `folder`, oldest first."""
    return tuple(sorted(Path(folder).glob(f"{store.path.stem}-[0-9]*T[0-9]*Z*.db")))


def restore(source: Path | str, path: Path | str, *, wait_seconds: float = WAIT_SECONDS) -> Store:
    """Make the store at `path` what the backup `source` is, and open it.

    The backup is checked first. An existing store is overwritten in one transaction of SQLite, so that
    programs that have it open see either the old or the new state; a file that is no database is
    replaced as a whole.

    Raises
    ------
    InputError
        The backup is missing, damaged or no store of this version.
    ConflictError
        Another program holds the store at `path`.
    """
    path = Path(path)
    good = open_store(source, wait_seconds=wait_seconds)
    _check_integrity(good)
    try:
        whole = path.is_file() and _is_database(path)
        if whole:
            _overwrite(good.path, path, wait_seconds)
    except InputError:  # a database, but a damaged one
        whole = False
    if not whole:
        _replace(good.path, path)
    return open_store(path, wait_seconds=wait_seconds)


def _check_integrity(store: Store) -> None:
    with reading(store) as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if found != ["ok"] or dangling:
        raise InputError(
            Issue(
                "this backup is damaged",
                file=str(store.path),
                found="; ".join([*found[:3], *map(str, dangling[:3])]),
                code="damaged",
                hint="Take another backup",
            )
        )


def _is_database(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                return False
    return True


def _overwrite(source: Path, path: Path, wait_seconds: float) -> None:
    waits = int(wait_seconds / _PAUSE_SECONDS)

    def give_up(status: int, _remaining: int, _total: int) -> None:
        # The driver would try a locked file for ever.
        nonlocal waits
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            waits -= 1
            if waits < 0:
                raise ConflictError(f"{path}: another program holds the store; try again when it is done")

    with (
        plain_failures(path),
        closing(sqlite3.connect(source)) as good,
        closing(sqlite3.connect(path, timeout=0)) as target,
    ):
        good.backup(target, progress=give_up, sleep=_PAUSE_SECONDS)


def _replace(source: Path, path: Path) -> None:
    try:
        with _in_one_piece(path) as unfinished:
            _copy(source, unfinished)
            # A journal of the old file would be rolled back into the new one.
            path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            Issue("the store could not be written", file=str(path), found=str(error), code="restore")
        ) from error


def _copy(source: Path, target: Path) -> None:
    # One consistent state of the source, while others go on reading it.
    with plain_failures(source), closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


@contextmanager
def _in_one_piece(target: Path) -> Iterator[Path]:
    """Yield a file to write to, which takes the name `target` when all of it is on the disk."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield unfinished
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _free_name(folder: Path, stem: str) -> Path:
    target = folder / f"{stem}.db"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{stem}-{number}.db"
    return target
