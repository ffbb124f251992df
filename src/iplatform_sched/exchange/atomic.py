"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_bytes(path: Path, content: bytes) -> None:
    """Put `content` at `path`: readers see the old file or the new one, never a part.

    The content goes to a temporary file in the same folder, is flushed to the disk and then takes
    the place of `path`. Missing parent folders are made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:64]}.", suffix=".part")
    temporary = Path(name)
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


def write_text(path: Path, text: str) -> None:
    """Put `text` at `path` as UTF-8, whole or not at all; line ends stay as they are."""
    write_bytes(path, text.encode())


def _mode_of(path: Path) -> int:
    # mkstemp makes private files; a replaced file keeps its mode, a new one is readable like any other.
    return path.stat().st_mode & 0o777 if path.exists() else 0o644
