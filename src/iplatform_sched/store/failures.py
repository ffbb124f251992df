"""SQLite's failures in the words of this package."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import StatementError

from iplatform_sched.errors import ConflictError, InputError, Issue, SchedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PRIMARY = 0xFF  # an extended result code carries its primary code in the low byte

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

_INPUT = {
    sqlite3.SQLITE_READONLY: Issue(
        "the store cannot be written to",
        code="read-only",
        hint="Make the file and its folder writable; nothing was changed",
    ),
    sqlite3.SQLITE_PERM: Issue("the store may not be accessed", code="no-access"),
    sqlite3.SQLITE_CANTOPEN: Issue(
        "the store cannot be opened", code="cannot-open", hint="Check the path and its permissions"
    ),
    sqlite3.SQLITE_NOTADB: Issue("this file is no store", code="not-a-store", hint="Name another file"),
    sqlite3.SQLITE_CORRUPT: Issue("the store is damaged", code="damaged", hint="Restore a backup"),
    sqlite3.SQLITE_FULL: Issue(
        "the disk is full", code="disk-full", hint="Free some space; nothing was changed"
    ),
    sqlite3.SQLITE_IOERR: Issue(
        "the disk did not take or give the data",
        code="disk-error",
        hint="Check the space and the state of the disk; nothing was changed",
    ),
}


@contextmanager
def plain_failures(path: Path) -> Iterator[None]:
    """Turn failures of SQLite on the file `path` into errors of this package.

    Raises
    ------
    ConflictError
        Another program holds the file, or a constraint of the database refuses the change.
    InputError
        The file is missing, unreadable, read-only or no database, or the disk is full.
    """
    try:
        yield
    except StatementError as error:
        if isinstance(error.orig, SchedError):  # a column refused a value; SQLAlchemy has wrapped it
            raise error.orig from None
        if isinstance(error.orig, sqlite3.Error):
            raise in_plain_words(error.orig, path) from error
        raise
    except sqlite3.Error as error:
        raise in_plain_words(error, path) from error


def in_plain_words(error: sqlite3.Error, path: Path) -> SchedError:
    """Return the error of this package that says what `error` does."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    if code in _LOCKED:
        return ConflictError(f"{path}: another program holds the store; try again when it is done")
    if code == sqlite3.SQLITE_CONSTRAINT:
        return ConflictError(f"{path}: the store refuses the change: {error}")
    known = _INPUT.get(code)
    if known is None:
        return InputError(Issue("the store cannot be used", file=str(path), found=str(error), code="store"))
    return InputError(
        Issue(known.message, file=str(path), found=str(error), hint=known.hint, code=known.code)
    )
