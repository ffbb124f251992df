"""The file: create, open, upgrade, and the two kinds of transaction.

SQLite keeps its default rollback journal: the store is one file at rest, and a killed writer leaves a
``-journal`` beside it that the next program to open the store rolls back. A write-ahead log would let
readers go on during a commit, but is three files, of which a copied store would lose one.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from iplatform_sched.errors import ConflictError, InputError, Issue
from iplatform_sched.store.failures import plain_failures
from iplatform_sched.store.guards import TRIGGERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alembic.config import Config

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every schema this version knows, oldest first; the last one is what it works with."""

WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Store:
    """An open store; it keeps no connection between transactions.

    Attributes
    ----------
    path
        The file.
    engine
        For this package only.
    """

    path: Path
    engine: Engine


def create(path: Path | str, *, wait_seconds: float = WAIT_SECONDS) -> Store:
    """Create an empty store at `path` and open it.

    Raises
    ------
    InputError
        The file exists already, or cannot be written.
    """
    path = Path(path)
    if path.exists() and path.stat().st_size > 0:
        raise InputError(
            Issue("exists already", file=str(path), code="exists", hint="Name another file, or open this one")
        )
    try:
        path.touch()
    except OSError as error:
        raise InputError(
            Issue("cannot be created", file=str(path), found=error.strerror or "", code="cannot-open")
        ) from error
    upgrade(path, wait_seconds=wait_seconds)
    return open_store(path, wait_seconds=wait_seconds)


def open_store(path: Path | str, *, wait_seconds: float = WAIT_SECONDS) -> Store:
    """Open the store at `path`, after a look at its schema.

    Parameters
    ----------
    path
        A file that `create` made.
    wait_seconds
        How long a transaction waits for another program that holds the store.

    Raises
    ------
    InputError
        There is no such file, it is no store, or its schema is older, newer or without its triggers.
    ConflictError
        Another program holds it for longer than `wait_seconds`.
    """
    store = _connectable(Path(path), wait_seconds)
    with reading(store) as connection:
        issue = schema_issue(connection, store.path)
    if issue is not None:
        raise InputError(issue)
    return store


def upgrade(path: Path | str, revision: str = "head", *, wait_seconds: float = WAIT_SECONDS) -> None:
    """Bring the schema of the store at `path` up to `revision`, keeping its data; all or nothing.

    Raises
    ------
    InputError
        No such file, no store, or data that the newer schema does not allow.
    ConflictError
        Another program holds it.
    """
    from alembic import command  # noqa: PLC0415 (opening a store needs no Alembic)

    _migrate(_connectable(Path(path), wait_seconds), partial(command.upgrade, revision=revision))


def downgrade(path: Path | str, revision: str, *, wait_seconds: float = WAIT_SECONDS) -> None:
    """Take the schema of the store at `path` back to `revision`, or to nothing with ``base``."""
    from alembic import command  # noqa: PLC0415 (opening a store needs no Alembic)

    _migrate(_connectable(Path(path), wait_seconds), partial(command.downgrade, revision=revision))


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """Run a block on one consistent state of the store; nothing that it changes is kept."""
    with plain_failures(store.path), store.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        yield connection


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """Run a block alone: no other program writes until it ends. An exception undoes all of it.

    Raises
    ------
    ConflictError
        Another program holds the store, or a constraint refuses a change.
    """
    with plain_failures(store.path), store.engine.connect() as connection:
        # Immediate: a deferred transaction could read, lose the race, and only then be told.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        connection.commit()


def schema_issue(connection: Connection, path: Path) -> Issue | None:
    """Return what is wrong with the schema, or ``None``."""
    master = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").all()
    names = {(row.type, row.name) for row in master}
    place = str(path)
    if ("table", "alembic_version") not in names:
        return Issue("is no store", file=place, code="not-a-store", hint="Create one, or name another file")
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or "nothing"
    if found not in REVISIONS:
        return Issue(
            "was made by a newer version of this program",
            file=place,
            found=found,
            code="newer-store",
            hint=f"Install that version; this one knows {', '.join(REVISIONS)}",
        )
    if found != REVISIONS[-1]:
        return Issue("has an older schema", file=place, found=found, code="older-store", hint="Run `migrate`")
    there = {row.name: _one_line(row.sql) for row in master if row.type == "trigger"}
    wrong = sorted(name for name, text in TRIGGERS.items() if there.get(name) != _one_line(text))
    if wrong:
        return Issue(
            "has lost its guards against double booking or against changes of the audit trail",
            file=place,
            found=", ".join(f"{name} ({'changed' if name in there else 'missing'})" for name in wrong),
            code="no-guards",
            hint="Restore a backup",
        )
    return None


def _one_line(statement: str) -> str:
    return " ".join(statement.split())


def _connectable(path: Path, wait_seconds: float) -> Store:
    if path.is_dir():
        raise InputError(
            Issue("is a folder, not a store", file=str(path), code="no-store", hint="Name the file in it")
        )
    if not path.is_file():
        raise InputError(
            Issue("there is no such store", file=str(path), code="no-store", hint="Create it with `init`")
        )
    engine = create_engine(
        "sqlite://",
        creator=partial(_connect, path.resolve(), wait_seconds),
        poolclass=NullPool,
        json_serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
    )
    return Store(path, engine)


def _connect(path: Path, wait_seconds: float) -> sqlite3.Connection:
    # mode=rw never creates a file. Transactions are begun by hand, so the driver must not begin any.
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=rw", uri=True, timeout=wait_seconds, isolation_level=None
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _migrate(store: Store, run: Callable[[Config], object]) -> None:
    from alembic.config import Config  # noqa: PLC0415 (opening a store needs no Alembic)
    from alembic.util import CommandError  # noqa: PLC0415 (opening a store needs no Alembic)

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with plain_failures(store.path), store.engine.connect() as connection:
        # Copying a table drops the old one, which must not touch the rows that refer to it.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        try:
            run(config)
        except (CommandError, ValueError) as error:
            raise InputError(
                Issue("cannot be migrated", file=str(store.path), found=str(error), code="migration")
            ) from error
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise ConflictError(f"{store.path}: the migration left references to nothing: {broken[:5]}")
        connection.commit()
