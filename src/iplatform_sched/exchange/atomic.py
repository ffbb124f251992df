"""Writing a file whole or not at all."""

from __future__ import annotations

import fcntl
import glob
import os
import tempfile
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path

PART = ".part"


def write_bytes(path: Path, content: bytes) -> None:
    """Put `content` at `path`: readers see the old file or the new one, never a part.

    The content goes to a temporary file in the same folder, is flushed to the disk and then takes
    the place of `path`, and that is flushed too. Missing parent folders are made. A writer that is
    killed leaves its temporary file; the next one of the same `path` removes it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{path.name[:64]}."
    _remove_orphans(path.parent, prefix)
    handle, temporary = _temporary(path.parent, prefix)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode_of(path))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _temporary(folder: Path, prefix: str) -> tuple[int, Path]:
    """Return a new file that is locked, open for writing."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=prefix, suffix=PART)
        # Before it is locked another writer may take it for an orphan.
        if _lock(handle) is not Lock.BUSY and Path(name).exists():
            return handle, Path(name)
        os.close(handle)


def _settle(folder: Path) -> None:
    """Flush the names in a folder to the disk, where the file system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_orphans(folder: Path, prefix: str) -> None:
    """Remove temporary files whose writers are dead: the system has let go of their locks."""
    for orphan in folder.glob(f"{glob.escape(prefix)}*{PART}"):
        with suppress(OSError), orphan.open("rb") as stream:
            if _lock(stream.fileno()) is Lock.OURS:
                orphan.unlink()


class Lock(Enum):
    """What became of locking a file; some file systems have no locks."""

    OURS = auto()
    BUSY = auto()
    NONE = auto()


def _lock(handle: int) -> Lock:
    """Lock a file until it is closed or its process dies, if nobody else has it locked."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return Lock.BUSY
    except OSError:
        return Lock.NONE
    return Lock.OURS


def write_text(path: Path, text: str) -> None:
    """Put `text` at `path` as UTF-8, whole or not at all; line ends stay as they are."""
    write_bytes(path, text.encode())


def _mode_of(path: Path) -> int:
    # mkstemp makes private files; a replaced file keeps its mode, a new one is readable like any other.
    return path.stat().st_mode & 0o777 if path.exists() else 0o644
