"""Solution files: a schedule as compressed JSON, kept so that it can be judged again."""

from __future__ import annotations

import gzip
import json
import tempfile
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter

from iplatform_sched.errors import InputError, Issue
from iplatform_sched.exchange.atomic import write_bytes
from iplatform_sched.problem.schedule import Schedule, ScheduledTask

Kept = Path | zipfile.Path
"""Where schedules are kept, or one of them."""
DAMAGED = (EOFError, ValueError, KeyError, RuntimeError, zlib.error, zipfile.BadZipFile)
"""What unpacking raises where the archive is at fault; one with a password is a `RuntimeError`."""
UNREADABLE = (OSError, TypeError, *DAMAGED)
"""What reading a damaged file raises, packed or not."""
_TASKS = TypeAdapter(tuple[ScheduledTask | None, ...])


def write_solution(path: Path, schedule: Schedule) -> None:
    """Write a schedule, whole or not at all; the same bytes for the same schedule."""
    tasks = [None if at is None else asdict(at) for at in schedule.tasks]
    text = json.dumps({"schema": "iplatform-sched/solution", "tasks": tasks}, separators=(",", ":"))
    write_bytes(path, gzip.compress(text.encode(), mtime=0))


def solutions_of(results: Path) -> Path:
    """Return the folder of the schedules of a results file: beside it, ``x.solutions`` for ``x.jsonl``."""
    return results.with_name(f"{results.name.removesuffix('.jsonl')}.solutions")


def kept_solutions(results: Path) -> Kept:
    """Return the folder of the schedules of a results file; without it the archive that it was packed into.

    Raises
    ------
    InputError
        The archive is none, or has schedules that the folder beside it has not.
    """
    folder, archive = solutions_of(results), _archive_of(results)
    if not archive.exists():
        return folder
    if not folder.exists():
        return zipfile.Path(_opened(archive))
    _refuse_others(folder, archive)
    return folder


def unpack_solutions(results: Path) -> None:
    """Make the folder of the schedules from the archive that it was packed into, where there is only that.

    Raises
    ------
    InputError
        The archive is none, or damaged, or has schedules that the folder beside it has not.
    OSError
        The disk does not take it.
    """
    folder, archive = solutions_of(results), _archive_of(results)
    if not archive.exists():
        return
    if folder.exists():
        _refuse_others(folder, archive)
        return
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as part:
        whole = Path(part) / "solutions"
        whole.mkdir()
        try:
            with _opened(archive) as packed:
                packed.extractall(whole)
        except DAMAGED as error:
            raise _no_archive(archive, error) from None
        # Whole or not at all, for from now on the folder stands for the archive.
        whole.rename(folder)


def _refuse_others(folder: Path, archive: Path) -> None:
    """Refuse a folder beside a newer archive: its schedules are not those that the records tell of."""
    with _opened(archive) as packed:
        for entry in packed.infolist():
            file = folder / entry.filename
            if entry.is_dir() or (file.is_file() and zlib.crc32(file.read_bytes()) == entry.CRC):
                continue
            hint = "Remove whichever of the two is not of these runs"
            message = "has schedules that the folder beside it has not"
            raise InputError(Issue(message, str(archive), found=entry.filename, hint=hint))


def _archive_of(results: Path) -> Path:
    folder = solutions_of(results)
    return folder.with_name(f"{folder.name}.zip")


def _opened(archive: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(archive)
    except (OSError, *DAMAGED) as error:
        raise _no_archive(archive, error) from None


def _no_archive(archive: Path, error: Exception) -> InputError:
    hint = "Take it from where it was packed, or remove it and make the runs again"
    return InputError(Issue(f"is no archive of solutions: {error}", str(archive), hint=hint))


def read_solution(path: Kept) -> Schedule:
    """Return the schedule of a solution file.

    Raises
    ------
    InputError
        The file is missing or is no solution.
    """
    try:
        content = json.loads(gzip.decompress(path.read_bytes()))
        return Schedule(_TASKS.validate_python(content["tasks"]))
    except UNREADABLE as error:
        raise InputError(Issue("is no solution file", str(path), found=str(error)[:80])) from None
