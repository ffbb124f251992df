"""Files that cannot be written, in words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from iplatform_sched.errors import InputError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """Turn a failure to write `path` or what is below it into an error of this package.

    Raises
    ------
    InputError
        A folder is missing or may not be written, a folder stands where a file should be, the disk is full.
    """
    try:
        yield
    except OSError as error:
        raise InputError(
            Issue(
                "cannot be written",
                str(path),
                found=error.strerror or str(error),
                hint="Check the path, its permissions and the space on the disk",
                code="cannot-write",
            )
        ) from None
