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


def check_place(path: Path, option: str = "--out") -> None:
    """Refuse a file or folder to write that would stand in a folder that is not there: a slip, most likely.

    Raises
    ------
    InputError
        With the first folder that is missing.
    """
    missing = [folder for folder in path.absolute().parents if not folder.exists()]
    if missing:
        hint = "Make it first, or check the path"
        found = str(missing[-1])
        raise InputError(
            Issue(
                "there is no such folder", str(path), field=option, found=found, hint=hint, code="no-folder"
            )
        )
