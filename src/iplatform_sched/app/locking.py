"""One night at a time on a store, one benchmark on a results file: the second is told of the first."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from iplatform_sched.app.writing import writable
from iplatform_sched.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


@contextmanager
def night_lock(store: Path, now: datetime, wait_seconds: float) -> Iterator[None]:
    """Hold the night lock of `store`; the operating system lets go of it when the process dies.

    Raises
    ------
    ConflictError
        Another night still holds it after `wait_seconds`.
    """
    holder = store.with_name(store.name + ".night.holder")
    lock = FileLock(store.with_name(store.name + ".night.lock"))
    with writable(store):
        try:
            lock.acquire(timeout=wait_seconds)
        except Timeout:  # which is an OSError too
            raise ConflictError(f"another night is running on {store.name}: {_read(holder)}") from None
    try:
        holder.write_text(
            f"process {os.getpid()}, since {now.isoformat(timespec='seconds')}\n", encoding="utf-8"
        )
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def results_lock(results: Path) -> Iterator[None]:
    """Hold a results file; the operating system lets go of it when the process dies.

    Raises
    ------
    ConflictError
        Another benchmark writes to it.
    """
    with writable(results):
        results.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(results.with_name(results.name + ".lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:  # which is an OSError too
            raise ConflictError(f"another benchmark writes to {results}") from None
    try:
        yield
    finally:
        lock.release()


def _read(holder: Path) -> str:
    try:
        return holder.read_text(encoding="utf-8").strip()
    except OSError:
        return "its process has not said who it is"
